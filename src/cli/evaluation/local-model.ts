/** A model of a bundle or of a draft, running here in the same WASM runtime that serves. */
import type { OpenBundle } from "../../shared/bundle/open.ts";
import {
  type ClassifyInput,
  type ClassifyOptions,
  classify,
  type GoldenCase,
  loadPipeline,
  makeGoldenCase,
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
  readonly graph: Uint8Array;
  readonly weights: Uint8Array;
}

/** @throws EpureError `bundle-invalid`, `bundle-schema` when the parts cannot run together */
export async function openLocalModel({ graph, weights, ...parts }: ModelSource): Promise<LocalModel> {
  // The runtime takes 14 MB and a moment to start: only for commands that run a model.
  const { createSession } = await import("../ort-node.ts");
  const session = await createSession({ graph, weights });
  try {
    const pipeline = await loadPipeline({ ...parts, session });
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

/** The model of a bundle that has been opened and checked. */
export async function openBundleModel(bundle: OpenBundle): Promise<LocalModel> {
  return openLocalModel({
    manifest: bundle.manifest,
    guard: bundle.guard,
    driftTable: bundle.guardTable,
    tokenizerJson: await bundle.read("tokenizer.json"),
    graph: await bundle.read("model.onnx"),
    weights: await bundle.read("model.onnx.data"),
  });
}
