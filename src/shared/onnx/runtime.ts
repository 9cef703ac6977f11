/** Starts ONNX Runtime's WASM build once, the same way in every host, and keeps hold of its heap. */
import type * as Ort from "onnxruntime-web";
import { tinyModel } from "./tiny-model.ts";

export interface Runtime {
  /** Bytes of the WASM heap now. It grows and never shrinks. */
  heapBytes(): number;
}

/** `\0asm`, version 1: an empty module, which stands for the real one where bytes may not be compiled. */
const sentinel = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Start the runtime by running a tiny model. To be awaited in module scope: the runtime's own start-up is guarded by
 * global flags, and one that is cut short (by an aborted request, say) cannot be tried again.
 *
 * For that time, and no longer, `WebAssembly.instantiate` is replaced: it sees the heap go by, and a host that may not
 * compile bytes gets its precompiled module in place of the sentinel.
 * @param wasm the runtime's own .wasm, as bytes or, where the host compiles at deployment, as a module
 */
export async function startRuntime(ort: typeof Ort, wasm: Uint8Array | WebAssembly.Module): Promise<Runtime> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = (wasm instanceof WebAssembly.Module ? sentinel : wasm) as unknown as ArrayBuffer;

  let heap: WebAssembly.Memory | undefined;
  const instantiate = WebAssembly.instantiate;
  const watched = async (source: BufferSource, imports: WebAssembly.Imports) => {
    heap ??= memoryOf(imports);
    if (!(wasm instanceof WebAssembly.Module)) return instantiate(source, imports);
    return { instance: await instantiate(wasm, imports), module: wasm };
  };
  WebAssembly.instantiate = watched as typeof WebAssembly.instantiate;
  try {
    await runTinyModel(ort);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  if (!heap) throw new Error("ONNX Runtime did not import its memory: this is not the pinned version of it.");
  const memory = heap;
  return { heapBytes: () => memory.buffer.byteLength };
}

async function runTinyModel(ort: typeof Ort): Promise<void> {
  const session = await ort.InferenceSession.create(
    Uint8Array.from(atob(tinyModel), (c) => c.charCodeAt(0)),
    {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "disabled",
    },
  );
  const { y } = await session.run({ x: new ort.Tensor("float32", Float32Array.of(1.5), [1]) });
  if ((y?.data as Float32Array | undefined)?.[0] !== 1.5) throw new Error("ONNX Runtime does not compute y = x.");
  await session.release();
}

function memoryOf(imports: WebAssembly.Imports): WebAssembly.Memory | undefined {
  for (const names of Object.values(imports)) {
    for (const value of Object.values(names)) if (value instanceof WebAssembly.Memory) return value;
  }
  return undefined;
}
