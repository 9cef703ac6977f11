import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { SIGNATURE_FILE } from "../../shared/bundle/limits.ts";
import { EpureError } from "../../shared/errors.ts";
import { policyOf } from "../../shared/pipeline/policy.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import { defaultOf, usablePolicies } from "../auth/within-limits.ts";
import type { AppEnv, Env } from "../env.ts";
import type { GuardState } from "../guard/state.ts";
import { r2Source } from "../model/r2-source.ts";
import type { ModelRegistry } from "../model/registry.ts";
import type { ServingModel } from "../model/serving-model.ts";
import type { Desk } from "./ask.ts";
import { modelDocument, provenanceDocument } from "./model-schemas.ts";
import { problems } from "./problem-docs.ts";

/** A report is for people, and comes out of a bundle: it runs nothing and loads nothing, wherever it is opened. */
const reportPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/** What serves, and where it comes from: any valid key may look. */
export function addModels(
  app: OpenAPIHono<AppEnv>,
  { models, guard }: Pick<Desk, "models" | "guard">,
  keys: KeyStore,
): void {
  const shared = {
    method: "get" as const,
    tags: ["models"],
    security: [{ apiKey: [] }],
    middleware: [authenticate(keys, "classify", "viewer", "operator")],
  };
  const params = z.object({ task: z.string() });

  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/models",
      summary: "The models that serve now",
      responses: {
        200: {
          description: "One entry per task.",
          content: { "application/json": { schema: z.object({ models: z.array(modelDocument) }) } },
        },
        ...problems(401, 403, 429, 503),
      },
    }),
    async (c) => {
      const describe = await describer(c, guard);
      return c.json({ models: (await models.serving(c.env, c.executionCtx)).map(describe) }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/models/{task}",
      summary: "The model that serves a task",
      request: { params },
      responses: {
        200: { description: "The model.", content: { "application/json": { schema: modelDocument } } },
        ...problems(401, 403, 404, 429, 503),
      },
    }),
    async (c) => c.json((await describer(c, guard))(await find(models, c)), 200),
  );

  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/models/{task}/provenance",
      summary: "Manifest, signature and report of the bundle that serves a task",
      description: "Enough to check the signature elsewhere: `signature` is the bundle's model.sig as it was signed.",
      request: { params },
      responses: {
        200: { description: "The provenance.", content: { "application/json": { schema: provenanceDocument } } },
        ...problems(401, 403, 404, 429, 503),
      },
    }),
    async (c) => {
      const model = await find(models, c);
      const { manifest, files, keyHint } = model.loaded.bundle;
      const [signature, report] = await Promise.all([
        readJson(c.env, model, SIGNATURE_FILE),
        readJson(c.env, model, "report.json"),
      ]);
      return c.json({ ...model.reference, signed_by: keyHint, files: [...files], manifest, signature, report }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/models/{task}/report",
      summary: "The report of the bundle that serves a task, for people",
      description: "`report.html` as it was signed: one page, no script, nothing fetched.",
      request: { params },
      responses: {
        200: { description: "The report.", content: { "text/html": { schema: z.string() } } },
        ...problems(401, 403, 404, 429, 503),
      },
    }),
    async (c) => {
      const page = await readFile(c.env, await find(models, c), "report.html");
      c.header("content-security-policy", reportPolicy);
      return c.html(new TextDecoder().decode(page), 200);
    },
  );
}

async function find(
  models: ModelRegistry,
  c: {
    env: Env;
    executionCtx: { waitUntil(work: Promise<unknown>): void };
    req: { valid(target: "param"): { task: string } };
  },
): Promise<ServingModel> {
  const { task } = c.req.valid("param");
  const model = (await models.serving(c.env, c.executionCtx)).find((one) => one.reference.task === task);
  if (model) return model;
  throw new EpureError("not-found", {
    what: "No model serves this task here.",
    fix: "GET /v1/models lists those that do.",
  });
}

/** What the caller may know and do with a model, by the rules of the guard that hold now. @throws EpureError `unavailable` */
async function describer(c: Context<AppEnv>, { rules }: GuardState) {
  const { keyId, limits } = c.get("caller");
  const current = await rules.current(c.env, c.executionCtx);
  return (model: ServingModel) => {
    const { name, labels, segments, token_limit } = model.loaded.bundle.manifest;
    const { task, channel } = model.reference;
    const said = policyOf(model.policy, rules.levels(current, task, channel, keyId));
    const usable = usablePolicies(limits, said.minimum);
    return {
      ...model.reference,
      ...{ name, labels, segments, token_limit },
      policy: said.minimum,
      policies: usable,
      default_policy: defaultOf(usable, said.default) ?? null,
    };
  };
}

async function readJson(env: Env, model: ServingModel, name: string): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await readFile(env, model, name))) as Record<string, unknown>;
}

/** A file of the bundle that serves. What is signed is compared with its digest once more; model.sig is what it is. */
async function readFile(env: Env, model: ServingModel, name: string): Promise<Uint8Array> {
  const bytes = await r2Source(env.BUNDLES, model.digest).read(name);
  const expected = model.loaded.bundle.files.find((file) => file.name === name)?.sha256;
  if (expected !== undefined && (await sha256Hex(bytes)) !== expected) {
    throw new EpureError("unavailable", {
      what: `${name} in the store is not the one that was signed.`,
      retryAfter: 60,
    });
  }
  return bytes;
}
