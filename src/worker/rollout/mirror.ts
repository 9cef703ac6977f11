/** A shadow: the candidate classifies what the stable model has answered, after the answer, and the two are compared. */
import { classify } from "../../shared/pipeline/classify.ts";
import type { Pipeline } from "../../shared/pipeline/load.ts";
import type { ClassifyInput, ClassifyOptions, Result } from "../../shared/pipeline/types.ts";
import type { Env } from "../env.ts";
import type { ServingModel } from "../model/serving-model.ts";
import type { Traffic } from "./traffic.ts";

export interface Mirrored {
  readonly input: ClassifyInput;
  readonly result: Result;
  /** Keyed hash of the text; undefined: no LOG_HASH_KEY, so nothing about single texts is kept. */
  readonly hash: string | undefined;
}

/** Enough to look into, and no more. */
const differencesKept = 1000;

export interface Shadow {
  readonly model: ServingModel;
  /** Its pipeline, under the rules of the request. */
  readonly pipeline: Pipeline;
  readonly rollout: number;
}

/** Classifies each again, with the options of the request, and counts what differs. Never throws: nobody waits. */
export async function mirror(
  env: Env,
  traffic: Traffic,
  { model, pipeline, rollout }: Shadow,
  seen: readonly Mirrored[],
  options: ClassifyOptions,
): Promise<void> {
  const counted = { task: model.pointer.task, digest: model.digest, rollout };
  for (const { input, result, hash } of seen) {
    try {
      const other = await model.use(() => classify(pipeline, input, options));
      traffic.add(counted, "compared");
      const flip = other.label !== result.label;
      const guardChange = other.guard.decision !== result.guard.decision;
      if (flip) traffic.add(counted, "flips");
      if (guardChange) traffic.add(counted, "guard_changes");
      if ((flip || guardChange) && hash !== undefined) await keep(env, rollout, hash, result, other);
    } catch {
      traffic.add(counted, "errors");
    }
  }
}

async function keep(env: Env, rollout: number, hash: string, stable: Result, candidate: Result): Promise<void> {
  await env.DB.prepare(
    `INSERT OR IGNORE INTO shadow_differences
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT COUNT(*) FROM shadow_differences WHERE rollout = ?1) < ?8`,
  )
    .bind(
      rollout,
      hash,
      stable.label ?? "(blocked)",
      candidate.label ?? "(blocked)",
      stable.guard.decision,
      candidate.guard.decision,
      Date.now(),
      differencesKept,
    )
    .run();
}
