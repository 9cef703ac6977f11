/**
 * The product's app plus what only a bench may see: the WASM heap, and the bare session beside the whole API.
 * Never deployed: wrangler.toml names src/worker/index.ts.
 */
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import type { Env } from "../../src/worker/env.ts";
import { r2Loader } from "../../src/worker/model/load.ts";
import { wasmHeapBytes } from "../../src/worker/model/ort-workerd.ts";
import { ModelRegistry } from "../../src/worker/model/registry.ts";

const models = new ModelRegistry(r2Loader);
const app = createApp(models, new KeyStore());

interface OverheadRequest {
  readonly text: string;
  readonly rounds: number;
}

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/bench/memory") return Response.json({ wasm_heap_bytes: wasmHeapBytes() });
    if (pathname === "/bench/overhead") return Response.json(await overhead(request, env, ctx));
    return app.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;

/**
 * Milliseconds of the whole API (key, rate limit, parsing, schema, tokenizer, guard, model, answer, log) and of
 * `session.run` alone on the same ids, in turns, the order flipped each round. Local clocks advance; production's do not.
 */
async function overhead(request: Request, env: Env, ctx: ExecutionContext) {
  const { text, rounds } = (await request.json()) as OverheadRequest;
  const headers = { authorization: request.headers.get("authorization") ?? "", "content-type": "application/json" };
  const body = JSON.stringify({ text });
  const api = async () => {
    const response = await app.fetch(
      new Request("https://bench.test/v1/sentiment", { method: "POST", headers, body }),
      env,
      ctx,
    );
    const answer = await response.text();
    if (!response.ok) throw new Error(answer);
  };
  return models.use("sentiment", env, ctx, async (model) => {
    const { tokenizer, session, manifest } = model.loaded.pipeline;
    const { segments } = tokenizer.tokenize(text, undefined, manifest.token_limit);
    const { ids, typeIds } = tokenizer.assemble(segments.map((segment) => segment.ids));
    const bare = async () => void (await session.run(ids, typeIds));
    const seconds: { api: number; bare: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const timed = { api: 0, bare: 0 };
      for (const name of round % 2 === 0 ? (["api", "bare"] as const) : (["bare", "api"] as const)) {
        const start = performance.now();
        await (name === "api" ? api() : bare());
        timed[name] = performance.now() - start;
      }
      seconds.push(timed);
    }
    return { tokens: ids.length, milliseconds: seconds };
  });
}
