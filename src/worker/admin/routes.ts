import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { BUNDLE_FILES, SIGNATURE_FILE, SIGNATURE_LIMIT } from "../../shared/bundle/limits.ts";
import { EpureError } from "../../shared/errors.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { requestLimits } from "../http/limits.ts";
import { problems } from "../http/problem-docs.ts";
import { requireUtf8 } from "../http/validation.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { finish, publishedBundle, putFile, putSignature } from "./bundles.ts";
import { activate, readChannel } from "./channels.ts";
import { activationBody, channelDocument, digestParam, fileParams, publishedDocument, taskParam } from "./schemas.ts";

/** Publish, activate, look: scope `operator`; looking also `viewer`. */
export function addAdmin(app: OpenAPIHono<AppEnv>, models: ModelRegistry, keys: KeyStore): void {
  const shared = { tags: ["admin"], security: [{ apiKey: [] }] };
  const operator = authenticate(keys, "operator");

  app.openapi(
    createRoute({
      ...shared,
      method: "put",
      path: "/v1/admin/bundles/{digest}/files/{name}",
      summary: "Store one file of a bundle",
      description: `${SIGNATURE_FILE} first; every other file must have the SHA-256 that it signs. Sending a stored file again changes nothing.`,
      middleware: [operator],
      request: { params: fileParams, headers: z.object({ "content-length": z.string().optional() }) },
      responses: {
        200: { description: "It was there already." },
        201: { description: "Stored." },
        ...problems(400, 401, 403, 413, 422, 429, 503),
      },
    }),
    async (c) => {
      const { digest, name } = c.req.valid("param");
      const size = lengthOf(c.req.header("content-length"));
      const body = c.req.raw.body;
      if (body === null) throw new EpureError("bad-request", { what: "There is no body.", fix: "Send the file." });
      let fresh: boolean;
      if (name === SIGNATURE_FILE) {
        if (size > SIGNATURE_LIMIT) throw tooLarge(SIGNATURE_LIMIT);
        fresh = await putSignature(c.env, digest, new Uint8Array(await c.req.arrayBuffer()));
      } else {
        const known = BUNDLE_FILES.find((file) => file === name);
        if (known === undefined) {
          throw new EpureError("bundle-invalid", {
            what: "This name is no part of a bundle.",
            fix: "See docs/bundle-format.md.",
          });
        }
        fresh = await putFile(c.env, digest, known, body, size);
      }
      return c.body(null, fresh ? 201 : 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/bundles/{digest}",
      summary: "Whether a bundle is published",
      middleware: [authenticate(keys, "operator", "viewer")],
      request: { params: digestParam },
      responses: {
        200: { description: "It is.", content: { "application/json": { schema: publishedDocument } } },
        ...problems(400, 401, 403, 404, 429, 503),
      },
    }),
    async (c) => {
      const bundle = await publishedBundle(c.env, c.req.valid("param").digest);
      if (bundle === null) throw new EpureError("not-found", { what: "No published bundle has this digest." });
      return c.json({ ...bundle, fresh: false }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/bundles/{digest}/finish",
      summary: "Verify the whole bundle and make it available for activation",
      middleware: [operator],
      request: { params: digestParam },
      responses: {
        200: { description: "Published.", content: { "application/json": { schema: publishedDocument } } },
        ...problems(400, 401, 403, 422, 429, 503),
      },
    }),
    async (c) => c.json(await finish(c.env, c.req.valid("param").digest, c.get("caller").keyId), 200),
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/channels/{task}/activate",
      summary: "Point a task at a published bundle",
      description:
        "Compare-and-set: refused with 409 when the pointer is not at `expected_current`. A rollback is an activation of the earlier digest.",
      middleware: [
        operator,
        bodyLimit({
          maxSize: requestLimits.adminBodyBytes,
          onError: () => Promise.reject(tooLarge(requestLimits.adminBodyBytes)),
        }),
        requireUtf8,
      ],
      request: {
        params: taskParam,
        body: { required: true, content: { "application/json": { schema: activationBody } } },
      },
      responses: {
        200: { description: "Where the task is now.", content: { "application/json": { schema: channelDocument } } },
        ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      const { changed } = await activate(c.env, task, c.req.valid("json"), c.get("caller").keyId);
      if (changed) models.expire();
      return c.json({ ...(await readChannel(c.env, task)), changed }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/channels/{task}",
      summary: "Where a task points, and how it got there",
      middleware: [authenticate(keys, "operator", "viewer")],
      request: { params: taskParam },
      responses: {
        200: { description: "The channel.", content: { "application/json": { schema: channelDocument } } },
        ...problems(400, 401, 403, 429, 503),
      },
    }),
    async (c) => c.json(await readChannel(c.env, c.req.valid("param").task), 200),
  );
}

/** R2 streams only what has a known length. */
function lengthOf(header: string | undefined): number {
  const size = Number(header);
  if (header !== undefined && Number.isSafeInteger(size) && size >= 0) return size;
  throw new EpureError("bad-request", {
    what: "The length of the file is not known beforehand.",
    fix: "Send Content-Length.",
  });
}

function tooLarge(limit: number): EpureError {
  return new EpureError("payload-too-large", { what: `The body is larger than ${limit} bytes.` });
}
