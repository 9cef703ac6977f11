/** API keys: made, listed, revoked, rotated. A key is shown once, when it is made; the database has its hash alone. */
import type { KeyWithLimits, NewKey } from "../../shared/admin/key.ts";
import { generateApiKey, hashApiKey } from "../../shared/api-key.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Scope } from "../auth/caller.ts";
import { type LimitWish, limitNames, limitValues } from "../auth/key-limits.ts";
import type { Env } from "../env.ts";
import { onlyWith, write } from "./audit.ts";

const columns = `id, name, scopes, created_at, created_by, expires_at, revoked_at, replaces, ${limitNames}`;

export async function listKeys(env: Env): Promise<KeyWithLimits[]> {
  const { results } = await env.DB.prepare(
    `SELECT ${columns} FROM api_keys ORDER BY created_at, id`,
  ).all<KeyWithLimits>();
  return results;
}

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Seconds from now, by the Worker's clock: the operator's may be wrong. */
  readonly expires_in?: number | undefined;
  readonly limits?: LimitWish | undefined;
}

export async function createKey(env: Env, wish: KeyWish, who: string): Promise<NewKey> {
  return insertKey(env, wish, limitValues(wish.limits), who);
}

/** The key whose place a new one takes, and when it ends then (milliseconds since 1970). */
interface Replaced {
  readonly id: string;
  ends(now: number): number;
}

async function insertKey(
  env: Env,
  wish: KeyWish,
  limits: readonly (string | number | null)[],
  who: string,
  replaced?: Replaced,
): Promise<NewKey> {
  const scopes = [...new Set(wish.scopes)].join(" ");
  const key = await generateApiKey(wish.scopes.includes("operator") ? "operator" : "caller");
  const hash = await hashApiKey(key);
  const id = `key_${crypto.randomUUID()}`;
  const now = Date.now();
  const expires_at = wish.expires_in === undefined ? null : now + wish.expires_in * 1000;
  const replaces = replaced?.id ?? null;
  const ends = replaced?.ends(now);
  const fingerprint = hash.slice(0, 16);
  const detail = {
    ...{ name: wish.name, scopes, fingerprint, expires_at, replaces, limits },
    ...(ends !== undefined && { replaced_expires_at: ends }),
  };
  await write(env, {
    event: { who, action: "key-create", subject: id, detail },
    statements: (row) => [
      env.DB.prepare(
        `INSERT INTO api_keys (id, hash, name, scopes, created_at, expires_at, created_by, replaces, ${limitNames})
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 WHERE ${onlyWith(row)}`,
      ).bind(id, hash, wish.name, scopes, now, expires_at, who, replaces, ...limits),
      ...(ends === undefined
        ? []
        : [
            env.DB.prepare(`UPDATE api_keys SET expires_at = ?2 WHERE id = ?1 AND ${onlyWith(row)}`).bind(
              replaces,
              ends,
            ),
          ]),
    ],
  });
  const made = {
    id,
    name: wish.name,
    scopes,
    created_at: now,
    created_by: who,
    expires_at,
    revoked_at: null,
    replaces,
  };
  return { ...made, key };
}

/** @throws EpureError `not-found`; `conflict` where it is the last operator key, or gone already */
export async function revokeKey(env: Env, id: string, why: string, who: string): Promise<void> {
  const key = await usable(env, id);
  const done = await write(env, {
    event: { who, action: "key-revoke", subject: id, detail: { name: key.name, why } },
    condition: {
      sql: `(SELECT revoked_at FROM api_keys WHERE id = ?1) IS NULL AND ${anotherOperator}`,
      values: [id, Date.now()],
    },
    statements: (row) => [
      env.DB.prepare(`UPDATE api_keys SET revoked_at = ?2 WHERE id = ?1 AND ${onlyWith(row)}`).bind(id, row.at),
    ],
  });
  if (done) return;
  throw new EpureError("conflict", {
    what: `${id} is the last operator key, or has just been revoked by someone else.`,
    why: "Without an operator key nobody could make another.",
    fix: "Create another operator key first: `epure keys create --scope operator`.",
  });
}

/** A new key with the same name, scopes and limits; the old one ends after `overlap` seconds. One transaction: never half of it. */
export async function rotateKey(
  env: Env,
  id: string,
  overlap: number,
  expiresIn: number | undefined,
  who: string,
): Promise<NewKey> {
  const old = await usable(env, id);
  const scopes = old.scopes.split(" ") as Scope[];
  const limits = [old.tasks, old.policies, old.batch_limit, old.tokens_per_day, old.models];
  // A key that was made for a time is replaced by one for the same time, not for ever.
  const lifetime =
    old.expires_at === null ? undefined : Math.max(60, Math.ceil((old.expires_at - old.created_at) / 1000));
  const wish = { name: old.name, scopes, expires_in: expiresIn ?? lifetime };
  const ends = (now: number) => Math.min(now + overlap * 1000, old.expires_at ?? Number.POSITIVE_INFINITY);
  return insertKey(env, wish, limits, who, { id, ends });
}

/** True where ?1 is no operator key, or another one works at the time ?2. */
const anotherOperator = `(
  (SELECT ' ' || scopes || ' ' FROM api_keys WHERE id = ?1) NOT LIKE '% operator %'
  OR EXISTS (SELECT 1 FROM api_keys WHERE id <> ?1 AND ' ' || scopes || ' ' LIKE '% operator %'
    AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)))`;

async function usable(env: Env, id: string): Promise<KeyWithLimits> {
  const key = await env.DB.prepare(`SELECT ${columns} FROM api_keys WHERE id = ?1`).bind(id).first<KeyWithLimits>();
  if (key === null) {
    throw new EpureError("not-found", { what: `There is no key ${id}.`, fix: "`epure keys list` shows all." });
  }
  if (key.revoked_at !== null) throw new EpureError("conflict", { what: `${id} has been revoked already.` });
  return key;
}
