import { totalmem } from "node:os";
import { createSession, wasmHeapBytes } from "../cli/ort-node.ts";
import { FILE_LIMITS } from "../shared/bundle/limits.ts";
import type { HostRuntime } from "../worker/model/bundle-loader.ts";
import { nativeSessions } from "./ort-native.ts";

/** A WASM heap ends at 4 GiB, whatever the machine has. */
const wasmCeiling = 4 * 2 ** 30;
const maxWeightsBytes = FILE_LIMITS["model.onnx.data"];

/** The runtime that shipped with the bundle: the same logits as in the Worker, bit for bit, and the memory of a process. */
export const wasmRuntime: HostRuntime = {
  createSession,
  heapBytes: wasmHeapBytes,
  heapBudget: Math.min(wasmCeiling, totalmem() / 2) * 0.75,
  maxWeightsBytes,
};

/** Measured on the golden vectors of the shipped bundles: 0.022 at most. Beyond this something else is wrong. */
const nativeGoldenTolerance = 0.1;

/** Chosen on purpose, never fallen back to. @throws EpureError `usage` */
export async function nativeRuntime(): Promise<HostRuntime> {
  return {
    createSession: await nativeSessions(),
    heapBytes: () => process.memoryUsage.rss(),
    heapBudget: totalmem() * 0.75,
    maxWeightsBytes,
    goldenTolerance: nativeGoldenTolerance,
  };
}
