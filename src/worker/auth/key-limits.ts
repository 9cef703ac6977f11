/** What one key may do beyond its scopes. `null`: no limit of its own. */
import type { LimitColumns } from "../../shared/admin/key.ts";
import { isPolicy } from "../../shared/pipeline/policy.ts";
import type { Policy } from "../../shared/pipeline/types.ts";

export interface KeyLimits {
  readonly tasks: readonly string[] | null;
  readonly policies: readonly Policy[] | null;
  readonly batch: number | null;
  readonly tokensPerDay: number | null;
  /** Digests of bundles: only these may answer. */
  readonly models: readonly string[] | null;
}

/** Names of the limit columns of `api_keys`, in the order of `limitValues`. */
export const limitNames = "tasks, policies, batch_limit, tokens_per_day, models";

/** What an operator asks for when a key is made. */
export interface LimitWish {
  readonly tasks?: readonly string[] | undefined;
  readonly policies?: readonly Policy[] | undefined;
  readonly batch?: number | undefined;
  readonly tokens_per_day?: number | undefined;
  readonly models?: readonly string[] | undefined;
}

export function limitValues(wish: LimitWish = {}): readonly (string | number | null)[] {
  const list = (words: readonly string[] | undefined) => words?.join(" ") ?? null;
  return [list(wish.tasks), list(wish.policies), wish.batch ?? null, wish.tokens_per_day ?? null, list(wish.models)];
}

/** A list without a known word allows nothing: what this version cannot read must not read as "no limit". */
export function parseLimits(row: LimitColumns): KeyLimits {
  return {
    tasks: words(row.tasks),
    policies: words(row.policies)?.filter(isPolicy) ?? null,
    batch: row.batch_limit,
    tokensPerDay: row.tokens_per_day,
    models: words(row.models),
  };
}

function words(list: string | null): string[] | null {
  return list === null ? null : list.split(" ").filter((word) => word !== "");
}
