/**
 * ONNX Runtime's WASM build in workerd, from the unmodified npm package. Every peculiarity of the two together is here:
 * bytes may not be compiled, so the module comes compiled with the script; and start-up happens in module scope, where
 * no request can be aborted in the middle of it.
 */

import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm";
import * as ort from "onnxruntime-web/wasm";
import { startRuntime } from "../../shared/onnx/runtime.ts";
import { type ModelBytes, openSession } from "../../shared/onnx/session.ts";
import type { ClassifierSession } from "../../shared/pipeline/types.ts";

const runtime = await startRuntime(ort, wasm);

/**
 * Takes the weights: their buffer is gone afterwards. The runtime has its own copy in the WASM heap by then, and waiting
 * for the collector would leave 23 MB of garbage beside it at every swap.
 * @throws EpureError `bundle-invalid` when the runtime refuses the model
 */
export async function createSession(model: ModelBytes): Promise<ClassifierSession> {
  try {
    return await openSession(ort, model);
  } finally {
    (model.weights.buffer as ArrayBuffer).transfer(0);
  }
}

/** Bytes of the WASM heap that all sessions share: it grows and never shrinks. */
export function wasmHeapBytes(): number {
  return runtime.heapBytes();
}
