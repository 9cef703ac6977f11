/** Guard policies and their order: audit < flag < mask < block. */
import type { Policy } from "./types.ts";

/** From laxest to strictest. */
export const policies = ["audit", "flag", "mask", "block"] as const satisfies readonly Policy[];

/** Used where neither the operator nor the caller says anything. */
export const defaultPolicy: Policy = "mask";

/** True where `value` names a policy. */
export function isPolicy(value: unknown): value is Policy {
  return policies.includes(value as Policy);
}

/** The stricter of two policies: a caller may raise the operator's minimum, never lower it. */
export function stricter(a: Policy, b: Policy): Policy {
  return policies.indexOf(a) >= policies.indexOf(b) ? a : b;
}
