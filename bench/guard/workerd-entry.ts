/** The product's app plus a door for the bench: classification with and without the guard, inside workerd. Never deployed. */
import type { Guard } from "../../src/shared/pipeline/guard.ts";
import { classify } from "../../src/shared/pipeline/index.ts";
import { inspect } from "../../src/shared/pipeline/mask.ts";
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import type { Env } from "../../src/worker/env.ts";
import { r2Loader } from "../../src/worker/model/load.ts";
import { ModelRegistry } from "../../src/worker/model/registry.ts";

const models = new ModelRegistry(r2Loader);
const app = createApp(models, new KeyStore());

export interface Asked {
  readonly text: string;
  readonly limit: number;
  /** One call each, in this order: with the guard or without. */
  readonly order: readonly boolean[];
  /** How often the guard alone looks at the same ids. */
  readonly looks: number;
}

/** A guard that is not there. */
const off = { scan: () => [] } as unknown as Guard;

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== "/bench/guard") return app.fetch(request, env, ctx);
    const { text, limit, order, looks } = (await request.json()) as Asked;
    const answer = await models.use("sentiment", env, ctx, async ({ loaded: { pipeline } }) => {
      const on = { ...pipeline, manifest: { ...pipeline.manifest, token_limit: limit } };
      const without = { ...on, guard: off };
      const milliseconds: number[] = [];
      let decision = "";
      for (const guarded of order) {
        const start = performance.now();
        const result = await classify(guarded ? on : without, { first: text }, { policy: "mask" });
        milliseconds.push(performance.now() - start);
        if (guarded) decision = result.guard.decision;
      }
      const ids = on.tokenizer.tokenize(text, undefined, limit).segments.map((segment) => segment.ids);
      const start = performance.now();
      // The hits are used, so that no compiler leaves the work out.
      let hits = 0;
      for (let i = 0; i < looks; i++) hits += inspect(on.guard, ids).hits.length;
      const guardAlone = looks > 0 ? (performance.now() - start) / looks : null;
      return { tokens: (ids[0] as readonly number[]).length + 2, decision, milliseconds, guard_ms: guardAlone, hits };
    });
    return Response.json(answer);
  },
} satisfies ExportedHandler<Env>;
