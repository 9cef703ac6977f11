import { bundleLoader, type HostRuntime } from "./bundle-loader.ts";
import { maxWeightsBytes, wasmHeapBudget } from "./limits.ts";
import { createSession, wasmHeapBytes } from "./ort-workerd.ts";

/** The WASM runtime of an isolate, and the memory that is there for it. */
export const workerdRuntime: HostRuntime = {
  createSession,
  heapBytes: wasmHeapBytes,
  heapBudget: wasmHeapBudget,
  maxWeightsBytes,
};

/** How bundles become models in an isolate. */
export const r2Loader = bundleLoader(workerdRuntime);
