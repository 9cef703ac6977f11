import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppEnv } from "../../env.ts";
import { problems } from "../../http/problem-docs.ts";
import { createKey, listKeys, revokeKey, rotateKey } from "../keys.ts";
import { keyBody, keyParam, keyWithLimits, newKeyDocument, rotateBody, whoDocument, whyBody } from "../schemas.ts";
import type { AdminParts } from "./parts.ts";

/** API keys, and who one is. */
export function addKeys(app: OpenAPIHono<AppEnv>, { shared, viewer, operator, json }: AdminParts): void {
  const fresh = {
    201: { description: "The key, shown this once.", content: { "application/json": { schema: newKeyDocument } } },
  };

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/whoami",
      summary: "Whose key this is",
      middleware: viewer,
      responses: {
        200: { description: "The key's facts.", content: { "application/json": { schema: whoDocument } } },
        ...problems(401, 403, 429, 503),
      },
    }),
    (c) => {
      const { keyId, name, scopes } = c.get("caller");
      return c.json({ key_id: keyId, name, scopes: [...scopes], now: Date.now() }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/keys",
      summary: "Every key, without the keys themselves",
      middleware: operator,
      responses: {
        200: {
          description: "The keys.",
          content: { "application/json": { schema: z.object({ keys: z.array(keyWithLimits) }) } },
        },
        ...problems(401, 403, 429, 503),
      },
    }),
    async (c) => c.json({ keys: await listKeys(c.env) }, 200),
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/keys",
      summary: "Make a key",
      middleware: json,
      request: { body: { required: true, content: { "application/json": { schema: keyBody } } } },
      responses: { ...fresh, ...problems(400, 401, 403, 409, 413, 415, 422, 429, 503) },
    }),
    async (c) => {
      c.header("cache-control", "no-store");
      return c.json(await createKey(c.env, c.req.valid("json"), c.get("caller").keyId), 201);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/keys/{id}/rotate",
      summary: "A new key with the same rights; the old one ends after the overlap",
      middleware: json,
      request: { params: keyParam, body: { required: true, content: { "application/json": { schema: rotateBody } } } },
      responses: { ...fresh, ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503) },
    }),
    async (c) => {
      c.header("cache-control", "no-store");
      const { overlap, expires_in } = c.req.valid("json");
      return c.json(await rotateKey(c.env, c.req.valid("param").id, overlap, expires_in, c.get("caller").keyId), 201);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/keys/{id}/revoke",
      summary: "End a key; an isolate may still take it for up to a minute",
      middleware: json,
      request: { params: keyParam, body: { required: true, content: { "application/json": { schema: whyBody } } } },
      responses: {
        204: { description: "It is revoked." },
        ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      await revokeKey(c.env, c.req.valid("param").id, c.req.valid("json").why, c.get("caller").keyId);
      return c.body(null, 204);
    },
  );
}
