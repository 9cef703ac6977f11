import { totalmem } from "node:os";
import { createSession, wasmHeapBytes } from "../cli/ort-node.ts";
import { FILE_LIMITS } from "../shared/bundle/limits.ts";
import type { HostRuntime } from "../worker/model/bundle-loader.ts";

/** A WASM heap ends at 4 GiB, whatever the machine has. */
const wasmCeiling = 4 * 2 ** 30;

/** The runtime that shipped with the bundle: the same logits as in the Worker, bit for bit, and the memory of a process. */
export const wasmRuntime: HostRuntime = {
  createSession,
  heapBytes: wasmHeapBytes,
  heapBudget: Math.min(wasmCeiling, totalmem() / 2) * 0.75,
  maxWeightsBytes: FILE_LIMITS["model.onnx.data"],
};
