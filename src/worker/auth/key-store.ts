import type { LimitColumns } from "../../shared/admin/key.ts";
import { isScope, type Scope } from "./caller.ts";
import { type KeyLimits, parseLimits } from "./key-limits.ts";

/** One row of `api_keys`, parsed. Times are milliseconds since 1970. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly limits: KeyLimits;
}

/** How long a look-up is trusted: the longest time a revoked key can live on in an isolate. */
export const freshMs = 60_000;
/** How long a key that was seen keeps working while D1 is out. Bounded: a revocation must win in the end. */
export const outageMs = 15 * 60_000;
const capacity = 10_000;

/** Keys by the hash of the key, from D1, with a small cache in the isolate. */
export class KeyStore {
  readonly #seen = new Map<string, { readonly record: KeyRecord; readonly at: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether `find` answers from memory. */
  knows(hash: string): boolean {
    const seen = this.#seen.get(hash);
    return seen !== undefined && this.#now() - seen.at < freshMs;
  }

  /**
   * The key with this hash, or null where there is none. Throws what D1 throws when it is out and the key was not seen
   * within `outageMs`: the caller of this function turns that into a 503, never into a pass.
   */
  async find(db: D1Database, hash: string): Promise<KeyRecord | null> {
    const seen = this.#seen.get(hash);
    if (seen && this.#now() - seen.at < freshMs) return seen.record;
    let row: KeyRow | null;
    try {
      row = await db
        .prepare(
          "SELECT id, name, scopes, expires_at, revoked_at, tasks, policies, batch_limit, tokens_per_day, models FROM api_keys WHERE hash = ?1",
        )
        .bind(hash)
        .first<KeyRow>();
    } catch (outage) {
      if (seen && this.#now() - seen.at < outageMs) return seen.record;
      throw outage;
    }
    this.#seen.delete(hash);
    if (row === null) return null;
    const record = parseRow(row);
    // Maps keep insertion order: the first one is the oldest look-up.
    const oldest = this.#seen.keys().next();
    if (this.#seen.size >= capacity && !oldest.done) this.#seen.delete(oldest.value);
    this.#seen.set(hash, { record, at: this.#now() });
    return record;
  }
}

interface KeyRow extends LimitColumns {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

function parseRow(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    // A scope that this version does not know grants nothing.
    scopes: new Set(row.scopes.split(" ").filter(isScope)),
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    limits: parseLimits(row),
  };
}
