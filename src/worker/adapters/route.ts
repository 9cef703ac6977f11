/** What the routes of all adapters have in common: who may ask, what is read, and how a refusal is worded. */
import type { z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import { classifyStatuses, jsonBody } from "../http/json-body.ts";
import { adapterHeaders } from "./schemas.ts";

/** The statuses of problems that an adapter can answer with. */
export const adapterStatuses = [...classifyStatuses, 404] as const;

/**
 * The shared members of a `createRoute`.
 * @param shape what the clients of that API read in an error
 */
export function adapterRoute<Body extends z.ZodType>(keys: KeyStore, shape: ErrorShape, schema: Body) {
  const worded = createMiddleware<AppEnv>(async (c, next) => {
    c.set("errorShape", shape);
    await next();
  });
  return {
    method: "post" as const,
    tags: ["adapters"],
    security: [{ apiKey: [] }],
    middleware: [worded, ...jsonBody(keys)],
    request: { headers: adapterHeaders, body: { required: true, content: { "application/json": { schema } } } },
  };
}
