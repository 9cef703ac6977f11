/**
 * Every write of the admin API: one row at the end of the audit chain, and with it, in the same transaction, what the
 * row speaks of. Both or neither; and nobody writes without the chain.
 */
import type { LimitColumns } from "../../shared/admin/key.ts";
import { type AuditEvent, type AuditHead, type AuditRow, emptyHead, nextRow } from "../../shared/audit/chain.ts";
import type { AuditedKey, AuditedList, AuditedRelease, AuditedState } from "../../shared/audit/state.ts";
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { EpureError } from "../../shared/errors.ts";
import { limitNames } from "../auth/key-limits.ts";
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
    // The mark makes the row this attempt's own: two operators who do the same in the same millisecond would otherwise
    // make the same row, and the second would take the first one's for its own.
    const event = { ...wish.event, detail: { ...wish.event.detail, mark: crypto.randomUUID() } };
    const row = await nextRow(first ?? head, event, Date.now());
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

/** An empty chain starts with what was there before it, so that a later change of that shows too. */
async function headOrFirst(env: Env): Promise<{ head: AuditHead; first?: AuditRow }> {
  const head = await readHead(env);
  if (head.seq > 0) return { head };
  const { channels, keys, bundles, guard_policies, guard_lists, earlier } = await auditedState(env);
  const event = {
    who: "system",
    action: "chain-start",
    subject: "audit",
    detail: { channels, keys, bundles, guard_policies, guard_lists, releases: earlier },
  };
  return { head, first: await nextRow(emptyHead, event, Date.now()) };
}

/** The tables that the trail speaks of, as they are now. */
export async function auditedState(env: Env): Promise<AuditedState> {
  const all = async <T>(sql: string) => (await env.DB.prepare(sql).all<T>()).results;
  const before = await all<Record<string, unknown>>(
    "SELECT id, task, channel, from_digest, to_digest, who, why, at, kind FROM releases WHERE audit_seq IS NULL ORDER BY id",
  );
  type StoredKey = Omit<AuditedKey, "limits"> & LimitColumns;
  const keys = await all<StoredKey>(
    `SELECT id, name, scopes, substr(hash, 1, 16) AS fingerprint, revoked_at IS NOT NULL AS revoked, expires_at, ${limitNames}
     FROM api_keys ORDER BY id`,
  );
  const releases = await all<AuditedRelease>(
    `SELECT audit_seq, task, kind, from_digest, to_digest, who, why, forced, at FROM releases
     WHERE audit_seq IS NOT NULL ORDER BY id`,
  );
  const lists = await all<Omit<AuditedList, "sha256"> & { envelope: string }>(
    "SELECT task, serial, signed_by, envelope FROM guard_lists ORDER BY task, serial",
  );
  return {
    channels: await all("SELECT task, digest, policy FROM channels WHERE channel = 'stable' ORDER BY task"),
    rollouts: await all("SELECT task, id, kind, digest, share, bands FROM rollouts ORDER BY task"),
    releases: releases.map((row) => ({ ...row, forced: Boolean(row.forced) })),
    earlier: {
      count: before.length,
      sha256: await sha256Of(JSON.stringify(before.map((row) => Object.values(row)))),
    },
    // A fingerprint is the first 16 digits of the key's hash: enough to see a change, useless to find the key.
    keys: keys.map(({ tasks, policies, batch_limit, tokens_per_day, models, ...key }) => ({
      ...key,
      revoked: Boolean(key.revoked),
      limits: JSON.stringify([tasks, policies, batch_limit, tokens_per_day, models]),
    })),
    bundles: await all("SELECT digest, task, bytes, signed_by FROM bundles ORDER BY digest"),
    guard_policies: await all(
      "SELECT scope, subject, minimum, default_policy FROM guard_policies ORDER BY scope, subject",
    ),
    guard_lists: await Promise.all(
      lists.map(async ({ envelope, ...list }) => ({ ...list, sha256: await sha256Of(envelope) })),
    ),
  };
}

function sha256Of(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text));
}
