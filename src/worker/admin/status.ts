/** Everything at a glance: where each task points, what runs beside it, and how the trail and the database are. */
import { emptyHead } from "../../shared/audit/chain.ts";
import type { Env } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { breaches } from "../rollout/bands.ts";
import { readSide } from "../rollout/traffic.ts";
import { readHead } from "./audit.ts";
import { databaseProblem, databaseVersion } from "./database.ts";
import { lastServing, readChannel, readPosition, readRollout } from "./pointer.ts";

export async function readStatus(env: Env, models: ModelRegistry) {
  const { state, missing, unknown } = await databaseVersion(env.DB);
  const now = Date.now();
  const database = { state, missing: [...missing], unknown: [...unknown] };
  try {
    const { seq, hash } = await readHead(env);
    return { now, database, audit: { seq, hash }, tasks: await readTasks(env, models) };
  } catch (thrown) {
    // A database that is far behind cannot be read. What is missing there is what the operator has to know.
    if (state !== "behind" || databaseProblem(thrown)?.kind !== "database-version") throw thrown;
    return { now, database, audit: { seq: 0, hash: emptyHead.hash }, tasks: [] };
  }
}

async function readTasks(env: Env, models: ModelRegistry) {
  const { results } = await env.DB.prepare("SELECT DISTINCT task FROM channels ORDER BY task").all<{ task: string }>();
  const { serving, candidates } = models.look();
  const tasks = [];
  for (const { task } of results) {
    const { history, ...channel } = await readChannel(env, task);
    const here = { serving_here: serving[task] ?? null, candidate_here: candidates[task] ?? null };
    tasks.push({ ...channel, last: history[0] ?? null, served_by: await lastServing(env, task), ...here });
  }
  return tasks;
}

/** A running canary or shadow with its figures, and how they look against its bands. */
export async function readRolloutState(env: Env, task: string) {
  const rollout = await readRollout(env, task);
  if (rollout === null) return { rollout, stable: null, candidate: null, breaches: [], differences: [] };
  const { digest } = await readPosition(env, task);
  const stable = digest === null ? null : await readSide(env, rollout.id, digest);
  const candidate = await readSide(env, rollout.id, rollout.digest);
  const { results: differences } = await env.DB.prepare(
    `SELECT text_hash, stable_label, candidate_label, stable_decision, candidate_decision, at
     FROM shadow_differences WHERE rollout = ?1 ORDER BY at DESC LIMIT 100`,
  )
    .bind(rollout.id)
    .all<{
      text_hash: string;
      stable_label: string;
      candidate_label: string;
      stable_decision: string;
      candidate_decision: string;
      at: number;
    }>();
  const left = stable && rollout.kind === "canary" ? breaches(stable, candidate, rollout.bands) : [];
  return { rollout, stable, candidate, breaches: left, differences };
}
