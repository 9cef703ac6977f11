/** What the guard found, in headers: clients of other APIs ignore them, a caller who cares can read them. */
import type { Context } from "hono";
import { EpureError } from "../../shared/errors.ts";
import { isPolicy, policies } from "../../shared/pipeline/policy.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import type { AppEnv } from "../env.ts";
import type { Asked } from "../http/ask.ts";

export const guardHeader = "epure-guard";
export const modelHeader = "epure-model";
export const policyHeader = "epure-policy";

/**
 * `Epure-Guard`: a structured list (RFC 9651), one member per item: the decision with `policy`, `triggers` (how many)
 * and `truncated`. `Epure-Model`: task, digest, channel.
 */
export function tellGuard(c: Context<AppEnv>, { model, policy, outcomes }: Asked): void {
  const items = outcomes.map((outcome) => {
    if (outcome instanceof EpureError) return "unreadable";
    const { decision, triggers } = outcome.guard;
    return `${decision};policy=${policy};triggers=${triggers.length}${outcome.truncated ? ";truncated" : ""}`;
  });
  c.header(guardHeader, items.join(", "));
  const { task, digest, channel } = model.reference;
  c.header(modelHeader, `"${task}";digest="${digest}";channel="${channel}"`);
}

/** The policy that a request header asks for. @throws EpureError `bad-request` for a word that is none */
export function askedPolicy(c: Context<AppEnv>): Policy | undefined {
  const word = c.req.header(policyHeader);
  if (word === undefined || isPolicy(word)) return word;
  throw new EpureError("bad-request", {
    what: "The header Epure-Policy names no policy.",
    fix: `Send one of ${policies.join(", ")}, or leave it out.`,
  });
}
