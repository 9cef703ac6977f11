import { bundleLoader } from "./bundle-loader.ts";
import { maxWeightsBytes, wasmHeapBudget } from "./limits.ts";
import { createSession, wasmHeapBytes } from "./ort-workerd.ts";

/** How bundles become models in an isolate. */
export const r2Loader = bundleLoader({
  createSession,
  heapBytes: wasmHeapBytes,
  heapBudget: wasmHeapBudget,
  maxWeightsBytes,
});
