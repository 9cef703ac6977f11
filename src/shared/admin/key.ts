/** An API key as the admin API tells of it: never the key, but where it was just made. */

/** Times are milliseconds since 1970. */
export interface KeyRow {
  readonly id: string;
  readonly name: string;
  /** Separated by spaces. */
  readonly scopes: string;
  readonly created_at: number;
  readonly created_by: string | null;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  /** Id of the key whose place it took. */
  readonly replaces: string | null;
}

/** What a key may do beyond its scopes. Lists are separated by spaces; null: no limit of its own. */
export interface LimitColumns {
  readonly tasks: string | null;
  readonly policies: string | null;
  readonly batch_limit: number | null;
  readonly tokens_per_day: number | null;
  /** Digests of bundles that may answer it. */
  readonly models: string | null;
}

export type KeyWithLimits = KeyRow & LimitColumns;

export interface NewKey extends KeyRow {
  /** The key itself, now and never again. */
  readonly key: string;
}
