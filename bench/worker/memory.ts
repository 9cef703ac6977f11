import type { LocalDeployment } from "./deployment.ts";

export interface MemoryUse {
  /** Bytes. The WASM heap grows and never shrinks: this is its peak. */
  readonly wasm_heap: number;
  /** Bytes of live and not yet collected objects, as V8 counts them, and of the buffers behind them. */
  readonly js_heap: number;
  readonly js_buffers: number;
  readonly total: number;
}

/**
 * Memory of the Worker's isolate: the WASM heap from the bench entry, the JavaScript heap from V8's inspector, which
 * does not count WASM memory among its buffers. No garbage is collected for the occasion.
 */
export async function memoryOf(deployment: LocalDeployment): Promise<MemoryUse> {
  const { value } = await deployment.ask<{ wasm_heap_bytes: number }>("/bench/memory");
  const heap = await heapUsage(await deployment.inspectorUrl());
  const js_heap = heap.usedSize + heap.embedderHeapUsedSize;
  const js_buffers = heap.backingStorageSize;
  return { wasm_heap: value.wasm_heap_bytes, js_heap, js_buffers, total: value.wasm_heap_bytes + js_heap + js_buffers };
}

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

async function heapUsage(inspector: URL): Promise<HeapUsage> {
  const targets = (await (await fetch(`http://${inspector.host}/json`)).json()) as {
    id: string;
    webSocketDebuggerUrl: string;
  }[];
  const target = targets.find(({ id }) => id.startsWith("core:user:"));
  if (!target) throw new Error("The inspector does not show the Worker.");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  try {
    return await new Promise<HeapUsage>((resolve, reject) => {
      setTimeout(() => reject(new Error("The inspector does not answer.")), 10_000).unref();
      socket.addEventListener("error", () => reject(new Error("The inspector cannot be reached.")));
      socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" })));
      socket.addEventListener("message", ({ data }) => {
        const message = JSON.parse(String(data)) as { id?: number; result?: HeapUsage };
        if (message.id === 1 && message.result) resolve(message.result);
      });
    });
  } finally {
    socket.close();
  }
}

/** Requests of exactly the token limit (or 256) to each task, then the memory. */
export async function memoryAfterLongRequests(deployment: LocalDeployment): Promise<MemoryUse> {
  const text = "a warm and funny film that never loses its way ".repeat(40);
  for (let round = 0; round < 5; round++) {
    for (const [path, body] of [
      ["/v1/sentiment", { text }],
      ["/v1/sentence-pair", { first: text, second: text }],
    ] as const) {
      const { status, value } = await deployment.ask<{ tokens: number }>(path, body);
      if (status !== 200) throw new Error(`${path} answered with ${status}: ${JSON.stringify(value)}`);
    }
  }
  return memoryOf(deployment);
}
