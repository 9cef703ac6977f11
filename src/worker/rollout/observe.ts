/** What a canary or shadow learns from one answered request. */
import type { Context } from "hono";
import { EpureError } from "../../shared/errors.ts";
import type { Pipeline } from "../../shared/pipeline/load.ts";
import type { ClassifyInput, ClassifyOptions, Result } from "../../shared/pipeline/types.ts";
import type { AppEnv } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import type { ServingModel } from "../model/serving-model.ts";
import { type Mirrored, mirror } from "./mirror.ts";

export interface Answered {
  readonly inputs: readonly ClassifyInput[];
  /** By input: its result, or why it has none. */
  readonly outcomes: readonly (Result | EpureError)[];
  /** By text (a pair has two); undefined: no key to hash with. */
  readonly hashes: readonly string[] | undefined;
  readonly options: ClassifyOptions;
  /** The pipeline of a model under the rules of this request. */
  readonly pipelineOf: (model: ServingModel) => Pipeline;
}

/** Counts the answers of this model; where a shadow runs and takes the request, it sees the same texts afterwards. */
export function observe(c: Context<AppEnv>, models: ModelRegistry, model: ServingModel, answered: Answered): void {
  const { inputs, outcomes, hashes, options, pipelineOf } = answered;
  const seen: Mirrored[] = [];
  for (const [at, result] of outcomes.entries()) {
    const input = inputs[at];
    // A text that cannot be classified says nothing about a model.
    if (result instanceof EpureError || input === undefined) continue;
    models.candidates.count(model, "answers");
    models.candidates.count(model, `label:${result.label ?? "(blocked)"}`);
    if (result.guard.decision !== "pass") models.candidates.count(model, "flagged");
    const texts = input.second === undefined ? 1 : 2;
    seen.push({ input, result, hash: hashes?.slice(at * texts, (at + 1) * texts).join("+") });
  }
  const shadow = models.candidates.shadowFor(model.pointer.task, c.get("requestId"));
  if (shadow === undefined) return;
  const pipeline = pipelineOf(shadow.model);
  c.executionCtx.waitUntil(mirror(c.env, models.candidates.traffic, { ...shadow, pipeline }, seen, options));
}
