/** Whether a request is within the limits of its key. */
import { policies, stricter } from "../../shared/pipeline/policy.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import { RequestProblem } from "../http/problem.ts";
import type { KeyLimits } from "./key-limits.ts";

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
  const usable = usablePolicies(limits, minimum);
  const chosen = asked ?? defaultOf(usable, said.default);
  if (chosen !== undefined && usable.includes(chosen)) return chosen;
  throw new RequestProblem(
    "forbidden",
    {
      what: `This key may only use the policies ${limits.policies?.join(", ") || "(none)"}.`,
      why: asked === undefined ? `The operator's minimum here is ${minimum}.` : undefined,
      fix: "Ask for one of these, or ask the operator for another key.",
    },
    { reason: "policy-not-allowed" },
  );
}

/** What a key may ask for, laxest first. Empty where its own limits and the operator's minimum leave nothing. */
export function usablePolicies(limits: KeyLimits, minimum: Policy): Policy[] {
  return policies.filter(
    (policy) => stricter(policy, minimum) === policy && (limits.policies === null || limits.policies.includes(policy)),
  );
}

/** What holds where a request names no policy. */
export function defaultOf(usable: readonly Policy[], said: Policy): Policy | undefined {
  return usable.includes(said) ? said : usable[0];
}
