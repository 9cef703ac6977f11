/** ONNX Runtime's WASM build in Node: the same .wasm, options and logits as in the Worker, bit for bit. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as ort from "onnxruntime-web/wasm";
import { startRuntime } from "../shared/onnx/runtime.ts";
import { type ModelBytes, openSession } from "../shared/onnx/session.ts";
import type { ClassifierSession } from "../shared/pipeline/types.ts";

const wasmFile = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
const runtime = await startRuntime(ort, new Uint8Array(readFileSync(wasmFile)));

/** As written into `golden.json`: which runtime made the logits. */
export const runtimeVersion = ort.env.versions.web as string;

/** @throws EpureError `bundle-invalid` when the runtime refuses the model */
export function createSession(model: ModelBytes): Promise<ClassifierSession> {
  return openSession(ort, model);
}

/** Bytes of the WASM heap that all sessions share. */
export function wasmHeapBytes(): number {
  return runtime.heapBytes();
}
