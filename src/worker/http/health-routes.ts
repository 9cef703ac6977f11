import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { healthDocument } from "./model-schemas.ts";

/** Open to everybody: what answers here is digests and reasons, never a text or a key. */
export function addHealth(app: OpenAPIHono<AppEnv>, models: ModelRegistry): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/health/live",
      tags: ["health"],
      summary: "The Worker runs",
      responses: {
        200: {
          description: "It does.",
          content: { "application/json": { schema: z.object({ live: z.literal(true) }) } },
        },
      },
    }),
    (c) => c.json({ live: true as const }, 200),
  );
  const content = { "application/json": { schema: healthDocument } };
  app.openapi(
    createRoute({
      method: "get",
      path: "/health/ready",
      tags: ["health"],
      summary: "Every active task is served by a model that ran just now",
      responses: {
        200: { description: "Ready. A task with a `problem` is served by its last good bundle.", content },
        503: { description: "Not ready, and why.", content },
      },
    }),
    async (c) => {
      const health = await models.health(c.env, c.executionCtx);
      c.header("cache-control", "no-store");
      const { tasks, candidates, ...rest } = health;
      const body = { ...rest, tasks: [...tasks], ...(candidates && { candidates: [...candidates] }) };
      if (health.ready) return c.json(body, 200);
      c.header("retry-after", "5");
      return c.json(body, 503);
    },
  );
}
