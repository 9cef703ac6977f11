/** What one key may do beyond its scopes. `null`: no limit of its own. */
import { isPolicy, policies, stricter } from "../../shared/pipeline/policy.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import { RequestProblem } from "../http/problem.ts";

export interface KeyLimits {
  readonly tasks: readonly string[] | null;
  readonly policies: readonly Policy[] | null;
  readonly batch: number | null;
  readonly tokensPerDay: number | null;
  /** Digests of bundles: only these may answer. */
  readonly models: readonly string[] | null;
}

/** The limit columns of `api_keys`. */
export interface LimitColumns {
  readonly tasks: string | null;
  readonly policies: string | null;
  readonly batch_limit: number | null;
  readonly tokens_per_day: number | null;
  readonly models: string | null;
}

/** Names of these columns, in the order of `limitValues`. */
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

/** @throws RequestProblem 403 `task-not-allowed`, 422 for a batch over the key's own limit */
export function requireWithin(limits: KeyLimits, task: string, items: number): void {
  if (limits.tasks && !limits.tasks.includes(task)) {
    throw new RequestProblem(
      "forbidden",
      { what: "This key may not ask this task.", fix: "GET /v1/usage shows what it may." },
      { reason: "task-not-allowed" },
    );
  }
  if (limits.batch !== null && items > limits.batch) {
    throw new RequestProblem(
      "unprocessable",
      { what: `This key may send at most ${limits.batch} items in one request.`, fix: "Send smaller batches." },
      { reason: "batch-limit", limit: limits.batch },
    );
  }
}

/** @throws RequestProblem 409 where the bundle that serves is none of those the key is pinned to */
export function requireModel(limits: KeyLimits, digest: string): void {
  if (!limits.models || limits.models.includes(digest)) return;
  throw new RequestProblem(
    "conflict",
    {
      what: `This key is pinned to other models than ${digest}, which serves now.`,
      why: "An answer of another model would be one you have not agreed to.",
      fix: "Look at the new model, then ask the operator to move the pin.",
    },
    { reason: "model-pin" },
  );
}

/**
 * The policy of a request: what the caller asked for, else the operator's default, else the laxest that both allow.
 * @param said minimum and default of the operator for this model, channel and key; a caller can be stricter, never laxer
 * @throws RequestProblem 403 `policy-too-lax` or `policy-not-allowed`
 */
export function effectivePolicy(
  limits: KeyLimits,
  said: { readonly minimum: Policy; readonly default: Policy },
  asked: Policy | undefined,
): Policy {
  const { minimum } = said;
  if (asked !== undefined && stricter(asked, minimum) !== asked) {
    throw new RequestProblem(
      "forbidden",
      {
        what: `The policy ${asked} is laxer than ${minimum}, the operator's minimum here.`,
        fix: "Leave `policy` out, or ask for a stricter one.",
      },
      { reason: "policy-too-lax" },
    );
  }
  const allowed = limits.policies;
  if (allowed === null) return asked ?? said.default;
  const usable = policies.filter((policy) => stricter(policy, minimum) === policy && allowed.includes(policy));
  const chosen = asked ?? (usable.includes(said.default) ? said.default : usable[0]);
  if (chosen !== undefined && usable.includes(chosen)) return chosen;
  throw new RequestProblem(
    "forbidden",
    {
      what: `This key may only use the policies ${allowed.join(", ") || "(none)"}.`,
      why: asked === undefined ? `The operator's minimum here is ${minimum}.` : undefined,
      fix: "Ask for one of these, or ask the operator for another key.",
    },
    { reason: "policy-not-allowed" },
  );
}
