/**
 * The audit trail as a hash chain, the same code for the Worker that writes it and the operator who checks it.
 * hash(n) = SHA-256 of the JSON array [seq, at, who, action, subject, detail, hash(n-1)]; the row before the first
 * has the hash of 64 zeros.
 */
import { sha256Hex } from "../bundle/digest.ts";

export interface AuditRow {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly subject: string;
  /** JSON text, hashed as it stands. */
  readonly detail: string;
  readonly prev: string;
  readonly hash: string;
}

export type AuditHead = Pick<AuditRow, "seq" | "at" | "hash">;

/** What stands before the first row. */
export const emptyHead: AuditHead = { seq: 0, at: 0, hash: "0".repeat(64) };

export type AuditEvent = Pick<AuditRow, "who" | "action" | "subject"> & { readonly detail: object };

/** The row after `head`. A clock that runs behind does not put it before its predecessor. */
export async function nextRow(head: AuditHead, event: AuditEvent, now: number): Promise<AuditRow> {
  const row = {
    seq: head.seq + 1,
    at: Math.max(now, head.at),
    who: event.who,
    action: event.action,
    subject: event.subject,
    detail: JSON.stringify(event.detail),
    prev: head.hash,
  };
  return { ...row, hash: await hashOf(row) };
}

/** Every break of the chain between `from` (exclusive) and the last of `rows`, in words; none: it holds. */
export async function chainProblems(rows: readonly AuditRow[], from: AuditHead = emptyHead): Promise<string[]> {
  const problems: string[] = [];
  let before: AuditHead = from;
  for (const row of rows) {
    if (row.seq !== before.seq + 1) {
      problems.push(`row ${before.seq + 1} is missing: row ${row.seq} follows row ${before.seq}`);
    } else if (row.prev !== before.hash) {
      problems.push(`row ${row.seq} does not follow the row before it: one of them was altered or moved`);
    }
    if ((await hashOf(row)) !== row.hash)
      problems.push(`row ${row.seq} was altered: its hash does not fit its content`);
    if (row.at < before.at) problems.push(`row ${row.seq} is older than the row before it`);
    before = row;
  }
  return problems;
}

async function hashOf(row: Omit<AuditRow, "hash">): Promise<string> {
  const { seq, at, who, action, subject, detail, prev } = row;
  return sha256Hex(new TextEncoder().encode(JSON.stringify([seq, at, who, action, subject, detail, prev])));
}
