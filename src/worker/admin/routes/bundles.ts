import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { BUNDLE_FILES, OPTIONAL_FILES, SIGNATURE_FILE, SIGNATURE_LIMIT } from "../../../shared/bundle/limits.ts";
import { EpureError } from "../../../shared/errors.ts";
import type { AppEnv } from "../../env.ts";
import { problems } from "../../http/problem-docs.ts";
import { finish, publishedBundle, publishedBundles, putFile, putSignature } from "../bundles.ts";
import { inspect } from "../inspect.ts";
import { prunable, prune } from "../prune.ts";
import {
  bundleDetail,
  bundleList,
  digestParam,
  fileParams,
  pruneBody,
  pruneDocument,
  publishedDocument,
  storedList,
} from "../schemas.ts";
import { storedFiles } from "../stored-files.ts";
import { type AdminParts, tooLarge } from "./parts.ts";

/** Publishing, looking at what is published, and letting go of it. */
export function addBundles(app: OpenAPIHono<AppEnv>, { models, shared, operator, viewer, json }: AdminParts): void {
  app.openapi(
    createRoute({
      ...shared,
      method: "put",
      path: "/v1/admin/bundles/{digest}/files/{name}",
      summary: "Store one file of a bundle",
      description: `${SIGNATURE_FILE} first; every other file must have the SHA-256 that it signs. Sending a stored file again changes nothing.`,
      middleware: operator,
      request: { params: fileParams },
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
        const known = [...BUNDLE_FILES, ...OPTIONAL_FILES].find((file) => file === name);
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
      middleware: viewer,
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
      middleware: operator,
      request: { params: digestParam },
      responses: {
        200: { description: "Published.", content: { "application/json": { schema: publishedDocument } } },
        ...problems(400, 401, 403, 422, 429, 503),
      },
    }),
    async (c) => {
      const { digest } = c.req.valid("param");
      const published = await finish(c.env, digest, c.get("caller").keyId);
      models.reconsider(digest);
      return c.json(published, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/bundles",
      summary: "Every published bundle, the newest first",
      middleware: viewer,
      responses: {
        200: { description: "The bundles.", content: { "application/json": { schema: bundleList } } },
        ...problems(401, 403, 429, 503),
      },
    }),
    async (c) => {
      const uses = await usesOf(c.env);
      const bundles = (await publishedBundles(c.env)).map((one) => ({ ...one, use: uses.get(one.digest) ?? [] }));
      return c.json({ bundles }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/bundles/{digest}/files",
      summary: "Which files of a bundle are stored: what an upload has still to send",
      middleware: viewer,
      request: { params: digestParam },
      responses: {
        200: { description: "The files.", content: { "application/json": { schema: storedList } } },
        ...problems(400, 401, 403, 422, 429, 503),
      },
    }),
    async (c) => {
      const { digest } = c.req.valid("param");
      const published = (await publishedBundle(c.env, digest)) !== null;
      return c.json({ published, ...(await storedFiles(c.env, digest)) }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/bundles/{digest}/inspect",
      summary: "Manifest, guard, budget and stored files of a published bundle",
      middleware: viewer,
      request: { params: digestParam },
      responses: {
        200: { description: "The bundle.", content: { "application/json": { schema: bundleDetail } } },
        ...problems(400, 401, 403, 404, 422, 429, 503),
      },
    }),
    async (c) => c.json(await inspect(c.env, c.req.valid("param").digest), 200),
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "post",
      path: "/v1/admin/bundles/prune",
      summary: "Remove bundles that nothing points at and nobody would go back to",
      description:
        "With an empty `remove` it only tells which may go. What is active, in a rollout, or served lately never may.",
      middleware: json,
      request: { body: { required: true, content: { "application/json": { schema: pruneBody } } } },
      responses: {
        200: { description: "What may go, and what went.", content: { "application/json": { schema: pruneDocument } } },
        ...problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      const { keep, remove } = c.req.valid("json");
      const found = await prunable(c.env, keep);
      const strange = remove.filter((digest) => !found.some((one) => one.digest === digest));
      if (strange.length > 0) {
        throw new EpureError("conflict", {
          what: `Still needed, or not there: ${strange.join(", ")}.`,
          why: "Active, in a rollout, or among the last that served.",
          fix: "`epure bundles list` shows what uses it.",
          offenders: strange,
        });
      }
      for (const one of found) if (remove.includes(one.digest)) await prune(c.env, one, keep, c.get("caller").keyId);
      return c.json({ prunable: found, removed: remove }, 200);
    },
  );
}

/** Which pointers hold each digest. */
async function usesOf(env: AppEnv["Bindings"]): Promise<Map<string, string[]>> {
  const { results } = await env.DB.prepare(
    "SELECT digest, channel AS word FROM channels WHERE digest IS NOT NULL UNION ALL SELECT digest, kind FROM rollouts",
  ).all<{ digest: string; word: string }>();
  const uses = new Map<string, string[]>();
  for (const { digest, word } of results) uses.set(digest, [...(uses.get(digest) ?? []), word]);
  return uses;
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
