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

/** What one level (a channel, a key) says. */
export interface PolicyRule {
  /** Laxest policy that may be used there. */
  readonly minimum?: Policy | null | undefined;
  /** Used where the caller asks for none. */
  readonly default?: Policy | null | undefined;
}

/**
 * What holds for a request, before the caller asked for anything: the strictest minimum of all levels, and the default
 * of the last level that names one, raised to that minimum. @param own of the bundle, where no level names a minimum
 */
export function policyOf(own: Policy, levels: readonly PolicyRule[]): { minimum: Policy; default: Policy } {
  const minima = levels.flatMap((level) => level.minimum ?? []);
  const minimum = minima.length === 0 ? own : minima.reduce(stricter);
  const chosen = levels.reduce<Policy>((before, level) => level.default ?? before, minimum);
  return { minimum, default: stricter(minimum, chosen) };
}
