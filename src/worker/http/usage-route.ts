import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { EpureError } from "../../shared/errors.ts";
import { policies } from "../../shared/pipeline/policy.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import type { UsageMeter } from "../usage/meter.ts";
import { problems } from "./problem-docs.ts";
import { queryInteger } from "./query.ts";

const document = z
  .object({
    key: z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()) }),
    limits: z
      .object({
        tasks: z.array(z.string()).nullable(),
        policies: z.array(z.enum(policies)).nullable(),
        batch: z.int().nullable(),
        tokens_per_day: z.int().nullable(),
        models: z.array(z.string()).nullable(),
      })
      .openapi({ description: "null: no limit of this key's own." }),
    days: z
      .array(
        z.object({
          day: z.string().openapi({ format: "date", description: "UTC." }),
          requests: z.int(),
          items: z.int(),
          tokens: z.int(),
          flagged: z.int(),
          refused: z.int(),
        }),
      )
      .openapi({ description: "Newest first; days without a request are left out." }),
  })
  .openapi("Usage", {
    example: {
      key: { id: "key_1", name: "website", scopes: ["classify"] },
      limits: { tasks: ["sentiment"], policies: null, batch: 8, tokens_per_day: 1_000_000, models: null },
      days: [{ day: "2026-11-24", requests: 120, items: 480, tokens: 9120, flagged: 3, refused: 0 }],
    },
  });

/** What the caller's own key may do and has done. */
export function addUsage(app: OpenAPIHono<AppEnv>, usage: UsageMeter, keys: KeyStore): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/v1/usage",
      operationId: "getUsage",
      tags: ["usage"],
      summary: "What this key may do, and what it has used",
      description:
        "Counts reach the database some seconds after the request they belong to, so the newest may be missing where other isolates served them.",
      security: [{ apiKey: [] }],
      middleware: [authenticate(keys, "classify", "viewer", "operator")],
      request: {
        query: z.object({
          days: queryInteger(1, 93, 31, "How many days."),
        }),
      },
      responses: {
        200: { description: "Limits and counts.", content: { "application/json": { schema: document } } },
        ...problems(401, 403, 422, 429, 503),
      },
    }),
    async (c) => {
      const { keyId, name, scopes, limits } = c.get("caller");
      const days = await usage.read(c.env.DB, keyId, c.req.valid("query").days).catch((cause: unknown) => {
        throw new EpureError("unavailable", { what: "The usage cannot be read now.", retryAfter: 10, cause });
      });
      c.header("cache-control", "no-store");
      return c.json(
        {
          key: { id: keyId, name, scopes: [...scopes] },
          limits: {
            tasks: limits.tasks ? [...limits.tasks] : null,
            policies: limits.policies ? [...limits.policies] : null,
            batch: limits.batch,
            tokens_per_day: limits.tokensPerDay,
            models: limits.models ? [...limits.models] : null,
          },
          days,
        },
        200,
      );
    },
  );
}
