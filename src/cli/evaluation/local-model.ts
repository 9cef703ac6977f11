/** A model of a bundle or of a draft, running here in the same WASM runtime that serves. */
import type { OpenBundle } from "../../shared/bundle/open.ts";
import { EpureError } from "../../shared/errors.ts";
import { compileList, requireUsable } from "../../shared/guard-list/compile.ts";
import type { GuardList } from "../../shared/guard-list/schema.ts";
import {
  type ClassifyInput,
  type ClassifyOptions,
  classify,
  type GoldenCase,
  loadPipeline,
  makeGoldenCase,
  type Pipeline,
  type PipelineParts,
  type Result,
} from "../../shared/pipeline/index.ts";

export interface LocalModel {
  readonly labels: readonly string[];
  classify(text: ClassifyInput, options: ClassifyOptions): Promise<Result>;
  /** Ids and logits of a text, guard aside: what golden.json holds. */
  golden(text: ClassifyInput): Promise<GoldenCase>;
  release(): Promise<void>;
}

export interface ModelSource extends Omit<PipelineParts, "session"> {
  /** What the operator adds to the guard. */
  readonly list?: GuardList | undefined;
  readonly graph: Uint8Array;
  readonly weights: Uint8Array;
}

/** @throws EpureError `bundle-invalid`, `bundle-schema` when the parts cannot run together */
export async function openLocalModel({ graph, weights, list, ...parts }: ModelSource): Promise<LocalModel> {
  // The runtime takes 14 MB and a moment to start: only for commands that run a model.
  const { createSession } = await import("../ort-node.ts");
  const session = await createSession({ graph, weights });
  try {
    const pipeline = withList(await loadPipeline({ ...parts, session }), list);
    return {
      labels: parts.manifest.labels,
      classify: (text, options) => classify(pipeline, text, options),
      golden: (text) => makeGoldenCase(pipeline, text),
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** As a deployment would serve it with this list: what cannot be spelt is refused, what has ended is left out. */
function withList(pipeline: Pipeline, list: GuardList | undefined): Pipeline {
  if (list === undefined) return pipeline;
  if (list.task !== pipeline.manifest.task) {
    throw new EpureError("list-invalid", {
      what: `The list is for the task ${list.task}, the bundle for ${pipeline.manifest.task}.`,
    });
  }
  const now = Date.now();
  requireUsable(list, pipeline.tokenizer, now);
  return { ...pipeline, guard: pipeline.guard.with(compileList(list, pipeline.tokenizer, now).overlay) };
}

/** The model of a bundle that has been opened and checked. */
export async function openBundleModel(bundle: OpenBundle, list?: GuardList): Promise<LocalModel> {
  return openLocalModel({
    list,
    manifest: bundle.manifest,
    guard: bundle.guard,
    driftTable: bundle.guardTable,
    tokenizerJson: await bundle.read("tokenizer.json"),
    graph: await bundle.read("model.onnx"),
    weights: await bundle.read("model.onnx.data"),
  });
}
