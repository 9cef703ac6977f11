/**
 * The product's app plus what only a bench may see: the WASM heap, and the bare session beside the whole API.
 * Never deployed: wrangler.toml names src/worker/index.ts.
 */

import type { ClassifierSession } from "../../src/shared/pipeline/types.ts";
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import type { Env } from "../../src/worker/env.ts";
import { r2Loader } from "../../src/worker/model/load.ts";
import { wasmHeapBytes } from "../../src/worker/model/ort-workerd.ts";
import { ModelRegistry } from "../../src/worker/model/registry.ts";
import type { LoadedModel } from "../../src/worker/model/serving-model.ts";

const models = new ModelRegistry(r2Loader);
const app = createApp(models, new KeyStore());

/**
 * `api`: the whole app. `bare`: `session.run`. `app`: `api` without what only stands in for the platform's rate limiter
 * here, a Durable Object over SQLite. `quiet`: and with log lines that are made but go nowhere, for here they go through a pipe.
 * `rest` and `own`: `api` and `quiet` with a session that answers at once, so what the app itself costs can be seen
 * without the noise of the model.
 */
export type Call = "api" | "bare" | "app" | "quiet" | "rest" | "own";

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/bench/memory") return Response.json({ wasm_heap_bytes: wasmHeapBytes() });
    if (pathname === "/bench/calls") return Response.json(await calls(request, env, ctx));
    return app.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;

/** Milliseconds of each call in the order asked for. Local clocks advance, in whole milliseconds; production's do not. */
async function calls(request: Request, env: Env, ctx: ExecutionContext) {
  const { text, order } = (await request.json()) as { text: string; order: Call[] };
  const headers = { authorization: request.headers.get("authorization") ?? "", "content-type": "application/json" };
  const body = JSON.stringify({ text });
  const api = async (bindings: Env) => {
    const url = "https://bench.test/v1/sentiment";
    const response = await app.fetch(new Request(url, { method: "POST", headers, body }), bindings, ctx);
    const answer = await response.text();
    if (!response.ok) throw new Error(answer);
  };
  return models.use("sentiment", env, ctx, async (model) => {
    const { tokenizer, session, manifest } = model.loaded.pipeline;
    const { segments } = tokenizer.tokenize(text, undefined, manifest.token_limit);
    const { ids, typeIds } = tokenizer.assemble(segments.map((segment) => segment.ids));
    const logits = await session.run(ids, typeIds);
    const unlimited = { ...env, KEY_LIMIT: { limit: async () => ({ success: true }) } };
    const milliseconds: number[] = [];
    for (const call of order) {
      const start = performance.now();
      if (call === "api") await api(env);
      else if (call === "bare") await session.run(ids, typeIds);
      else if (call === "app") await api(unlimited);
      else if (call === "quiet") await quietly(() => api(unlimited));
      else await withoutModel(model.loaded, logits, () => (call === "own" ? quietly(() => api(unlimited)) : api(env)));
      milliseconds.push(performance.now() - start);
    }
    return { tokens: ids.length, milliseconds };
  });
}

/** Calls come one after the other here, so the session can be lent out. */
async function withoutModel(loaded: LoadedModel, logits: Float32Array, work: () => Promise<void>): Promise<void> {
  const pipeline = loaded.pipeline as { session: ClassifierSession };
  const { session } = pipeline;
  pipeline.session = { run: async () => logits, release: async () => {} };
  try {
    await work();
  } finally {
    pipeline.session = session;
  }
}

async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    await work();
  } finally {
    console.log = log;
  }
}
