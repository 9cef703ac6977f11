/** Weights beyond this leave no room for a second task beside them in the 128 MB of an isolate. */
export const maxWeightsBytes = 48 * 1024 * 1024;

/**
 * WASM heap, in bytes, up to which a new model may be loaded beside the old one. The heap never shrinks, so passing it
 * once costs until the isolate ends: what is left of 128 MB holds the JavaScript heap and one file on its way in.
 */
export const wasmHeapBudget = 88 * 1024 * 1024;

/** What a model adds to the WASM heap, as a multiple of its weights: measured with MiniLM-L6 (23 MB -> 32 to 35 MB). */
export const heapPerWeightByte = 1.5;
