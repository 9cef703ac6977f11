/** The product's script plus one route that tells the WASM heap, of this Worker or of one that holds sessions. Never deployed. */

import type { Env } from "../../src/worker/env.ts";
import worker from "../../src/worker/index.ts";
import { wasmHeapBytes } from "../../src/worker/model/ort-workerd.ts";
import { hostBinding } from "../../src/worker/model/placement.ts";

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname !== "/bench/memory") return worker.fetch(request, env, ctx);
    const holder = url.searchParams.get("of");
    const bound = holder ? hostBinding(env, holder.toUpperCase().replaceAll("-", "_")) : undefined;
    return bound ? bound.fetch("https://bench.test/bench/memory") : Response.json({ wasm_heap_bytes: wasmHeapBytes() });
  },
} satisfies ExportedHandler<Env>;
