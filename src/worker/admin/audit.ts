/**
 * Every write of the admin API: one row at the end of the audit chain, and with it, in the same transaction, what the
 * row speaks of. Both or neither; and nobody writes without the chain.
 */
import { type AuditEvent, type AuditHead, type AuditRow, emptyHead, nextRow } from "../../shared/audit/chain.ts";
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";

export interface Write {
  readonly event: AuditEvent;
  /** An SQL condition under which the write may happen, numbered from ?1, and its values. */
  readonly condition?: { readonly sql: string; readonly values: readonly unknown[] };
  /**
   * The statements that go with the row. Each must hold the condition `onlyWith(seq)` gives, so that it does nothing
   * where the row was not written.
   */
  statements(row: AuditRow): readonly D1PreparedStatement[];
}

const attempts = 5;

/** SQL that is true in the transaction that wrote this row, and only there. The hash is ours: hex digits. */
export function onlyWith(row: AuditRow): string {
  return `EXISTS (SELECT 1 FROM audit WHERE seq = ${row.seq} AND hash = '${row.hash}')`;
}

/**
 * @returns the row, or null where `condition` did not hold: then nothing was written
 * @throws EpureError `conflict` when others write all the time
 */
export async function write(env: Env, wish: Write): Promise<AuditRow | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { head, first } = await headOrFirst(env);
    const row = await nextRow(first ?? head, wish.event, Date.now());
    const inserts = first ? [insert(env, first, head)] : [];
    const [...results] = await env.DB.batch([
      ...inserts,
      insert(env, row, first ?? head, wish.condition),
      ...wish.statements(row),
    ]);
    if (results[inserts.length]?.meta.changes === 1) {
      console.log(JSON.stringify({ event: "audit", seq: row.seq, hash: row.hash, action: row.action }));
      return row;
    }
    const now = await readHead(env);
    if (now.hash === (first ?? head).hash) return null;
  }
  throw new EpureError("conflict", {
    what: "Other operators are writing to the audit trail at this moment.",
    fix: "Try again.",
  });
}

/** The last row, or the empty head. */
export async function readHead(env: Env): Promise<AuditHead> {
  return (
    (await env.DB.prepare("SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1").first<AuditHead>()) ?? emptyHead
  );
}

/** Rows after `after`, oldest first. */
export async function readAudit(env: Env, after: number, limit: number): Promise<AuditRow[]> {
  const { results } = await env.DB.prepare(
    "SELECT seq, at, who, action, subject, detail, prev, hash FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2",
  )
    .bind(after, limit)
    .all<AuditRow>();
  return results;
}

/** Appends where the chain still ends at `head` and the condition holds. */
function insert(env: Env, row: AuditRow, head: AuditHead, condition?: Write["condition"]): D1PreparedStatement {
  const { seq, at, who, action, subject, detail, prev, hash } = row;
  const values = condition?.values ?? [];
  const place = (offset: number) => `?${values.length + offset}`;
  const unmoved = `COALESCE((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '${emptyHead.hash}') = ${place(9)}`;
  return env.DB.prepare(
    `INSERT INTO audit (seq, at, who, action, subject, detail, prev, hash)
     SELECT ${[1, 2, 3, 4, 5, 6, 7, 8].map(place).join(", ")} WHERE ${unmoved}${condition ? ` AND (${condition.sql})` : ""}`,
  ).bind(...values, seq, at, who, action, subject, detail, prev, hash, head.hash);
}

/** An empty chain starts with what was there before it: history and keys of an older version, under one digest. */
async function headOrFirst(env: Env): Promise<{ head: AuditHead; first?: AuditRow }> {
  const head = await readHead(env);
  if (head.seq > 0) return { head };
  const detail = { releases: await releasesDigest(env), keys: await keyFacts(env) };
  const event = { who: "system", action: "chain-start", subject: "audit", detail };
  return { head, first: await nextRow(emptyHead, event, Date.now()) };
}

/** Count and SHA-256 of the releases that stand in no chain. */
export async function releasesDigest(env: Env): Promise<{ count: number; sha256: string }> {
  const { results } = await env.DB.prepare(
    "SELECT id, task, channel, from_digest, to_digest, who, why, at, kind FROM releases WHERE audit_seq IS NULL ORDER BY id",
  ).all();
  const text = JSON.stringify(results.map((row) => Object.values(row)));
  return { count: results.length, sha256: await sha256Hex(new TextEncoder().encode(text)) };
}

export interface KeyFact {
  readonly id: string;
  readonly scopes: string;
  /** The first 16 digits of the key's hash: enough to see a change, useless to find the key. */
  readonly fingerprint: string;
  readonly revoked: boolean;
}

/** What the chain remembers of each key. */
export async function keyFacts(env: Env): Promise<KeyFact[]> {
  const { results } = await env.DB.prepare(
    "SELECT id, scopes, substr(hash, 1, 16) AS fingerprint, revoked_at IS NOT NULL AS revoked FROM api_keys ORDER BY id",
  ).all<KeyFact & { revoked: number }>();
  return results.map((row) => ({ ...row, revoked: Boolean(row.revoked) }));
}
