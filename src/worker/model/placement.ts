/**
 * Where a model's session runs. Text, tokens and guard are always handled where the request arrives; the weights may lie
 * in another Worker, which has 128 MB of its own. Service bindings decide, so the same script serves every form:
 *
 *   no binding                  every session here: one Worker for all tasks
 *   SESSIONS_<TASK>             one Worker per task, for what serves and for its candidate
 *   SESSIONS_CANDIDATE          one Worker for the candidates of all tasks without a Worker of their own
 */
import type { Env } from "../env.ts";

export const candidateHost = "SESSIONS_CANDIDATE";

/** The name of the binding that holds this session, or `here`. */
export function hostOf(env: Env, task: string, asCandidate: boolean): string {
  const own = `SESSIONS_${task.toUpperCase().replaceAll("-", "_")}`;
  if (isFetcher(lookUp(env, own))) return own;
  return asCandidate && isFetcher(lookUp(env, candidateHost)) ? candidateHost : "here";
}

/** The Worker behind a name from `hostOf`; undefined: here. */
export function hostBinding(env: Env, name: string): Fetcher | undefined {
  const bound = lookUp(env, name);
  return name !== "here" && isFetcher(bound) ? bound : undefined;
}

function lookUp(env: Env, name: string): unknown {
  return (env as unknown as Readonly<Record<string, unknown>>)[name];
}

function isFetcher(bound: unknown): bound is Fetcher {
  return typeof bound === "object" && bound !== null && "fetch" in bound;
}
