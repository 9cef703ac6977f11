/**
 * One model in ONNX Runtime's WASM build, behind the pipeline's `ClassifierSession`.
 * The runtime itself is handed in: how it is loaded differs between Node and workerd, how it is used must not.
 */
import type * as Ort from "onnxruntime-web";
import { EpureError } from "../errors.ts";
import type { ClassifierSession } from "../pipeline/types.ts";

/** The two files of a bundle's model, as bytes. They may be dropped once the session exists. */
export interface ModelBytes {
  /** `model.onnx`: the optimised graph. */
  readonly graph: Uint8Array;
  /** `model.onnx.data`: the external weights. */
  readonly weights: Uint8Array;
}

/** The only external-data location a graph may name. */
const weightsLocation = "model.onnx.data";

/**
 * Load a model. The graph is already optimised offline, and external weights are what keeps two models under 128 MB.
 * @throws EpureError `bundle-invalid` when the runtime refuses the model or its inputs are not the contract's.
 */
export async function openSession(ort: typeof Ort, model: ModelBytes): Promise<ClassifierSession> {
  let session: Ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(model.graph, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "disabled",
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      externalData: [{ path: weightsLocation, data: model.weights }],
    });
  } catch (cause) {
    throw new EpureError("bundle-invalid", {
      what: "ONNX Runtime refuses this model.",
      why: cause instanceof Error ? cause.message : String(cause),
      fix: "Build the bundle again with `epure purify`.",
      cause,
    });
  }
  return adopt(ort, session);
}

/** A session of any build of ONNX Runtime, once its inputs and outputs are the contract's. @throws EpureError `bundle-invalid` */
export async function adopt(ort: typeof Ort, session: Ort.InferenceSession): Promise<ClassifierSession> {
  const inputs = [...session.inputNames].sort().join(", ");
  if (inputs !== "input_ids, token_type_ids" || session.outputNames.join(", ") !== "logits") {
    await session.release();
    throw new EpureError("bundle-invalid", {
      what: "The model's inputs and outputs are not input_ids and token_type_ids to logits.",
      why: `It has inputs ${inputs} and outputs ${session.outputNames.join(", ")}.`,
      fix: "Export the model with the offline engine.",
    });
  }
  return {
    run: (ids, typeIds) => run(ort, session, ids, typeIds),
    release: () => session.release(),
  };
}

async function run(ort: typeof Ort, session: Ort.InferenceSession, ids: Int32Array, typeIds: Int32Array) {
  const shape = [1, ids.length];
  const feeds = {
    input_ids: new ort.Tensor("int32", ids, shape),
    token_type_ids: new ort.Tensor("int32", typeIds, shape),
  };
  try {
    const { logits } = await session.run(feeds);
    if (!logits) throw new EpureError("internal", { what: "The model gave no logits." });
    // The runtime hands out its own buffer: copied before the tensor goes.
    const answer = Float32Array.from(logits.data as Float32Array);
    logits.dispose();
    return answer;
  } finally {
    feeds.input_ids.dispose();
    feeds.token_type_ids.dispose();
  }
}
