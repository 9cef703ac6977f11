/** Guard policies per channel and per key. */
import type { Policy } from "../../shared/pipeline/index.ts";
import { onlyWith, write } from "../admin/audit.ts";
import type { Env } from "../env.ts";

export interface PolicyRow {
  readonly scope: "channel" | "key";
  readonly subject: string;
  readonly minimum: Policy | null;
  readonly default: Policy | null;
  readonly why: string;
  readonly who: string;
  readonly updated_at: number;
}

export async function readPolicies(env: Env): Promise<PolicyRow[]> {
  const { results } = await env.DB.prepare(
    'SELECT scope, subject, minimum, default_policy AS "default", why, who, updated_at FROM guard_policies ORDER BY scope, subject',
  ).all<PolicyRow>();
  return results;
}

/** Replaces what is said for one channel or key. */
export async function setPolicy(env: Env, row: Omit<PolicyRow, "updated_at">): Promise<void> {
  const { scope, subject, minimum, default: defaultPolicy, why, who } = row;
  await write(env, {
    event: {
      who,
      action: "guard-policy",
      subject: `${scope} ${subject}`,
      detail: { minimum, default: defaultPolicy, why },
    },
    statements: (audited) => [
      env.DB.prepare(
        `INSERT INTO guard_policies (scope, subject, minimum, default_policy, why, who, updated_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ${onlyWith(audited)}
         ON CONFLICT (scope, subject) DO UPDATE SET minimum = excluded.minimum, default_policy = excluded.default_policy,
           why = excluded.why, who = excluded.who, updated_at = excluded.updated_at`,
      ).bind(scope, subject, minimum, defaultPolicy, why, who, audited.at),
    ],
  });
}
