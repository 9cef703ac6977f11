import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { EpureError } from "../../shared/errors.ts";
import { listLimits } from "../../shared/guard-list/schema.ts";
import { adminParts } from "../admin/routes/parts.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { requestLimits } from "../http/limits.ts";
import { problems } from "../http/problem-docs.ts";
import { requireTask } from "../http/require-task.ts";
import { bodyAtMost, requireJson, requireUtf8 } from "../http/validation.ts";
import type { ModelRegistry } from "../model/registry.ts";
import { publishList } from "./lists.ts";
import { readPolicies, setPolicy } from "./policies.ts";
import { readBursts, readCounts, readSeries } from "./read-counts.ts";
import {
  countsDocument,
  countsQuery,
  envelopeBody,
  listDocument,
  policiesDocument,
  policyBody,
  policyQuery,
  taskOnly,
} from "./schemas.ts";
import type { GuardState } from "./state.ts";

/** The operator's side of the guard: lists, policies, counts. Scope `operator`; looking also `viewer`. */
export function addGuard(
  app: OpenAPIHono<AppEnv>,
  models: ModelRegistry,
  keys: KeyStore,
  { rules, counts }: GuardState,
): void {
  const shared = { tags: ["guard"], security: [{ apiKey: [] }] };
  const { operator, viewer } = adminParts(models, keys);

  app.openapi(
    createRoute({
      ...shared,
      method: "put",
      path: "/v1/admin/guard/{task}/list",
      summary: "Publish a signed guard list",
      description:
        "Holds on every isolate within a minute, without a deployment. A list that is unsigned, malformed, expired or not newer than the one that holds is refused, and that one stays.",
      middleware: [...operator, requireJson, bodyAtMost(2 * listLimits.bytes), requireUtf8],
      request: {
        params: taskOnly,
        body: { required: true, content: { "application/json": { schema: envelopeBody } } },
      },
      responses: {
        200: { description: "It holds.", content: { "application/json": { schema: listDocument } } },
        ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      await requireTask(c, models, task);
      const envelope = new Uint8Array(await c.req.arrayBuffer());
      // Phrases are read by the tokenizer of the model that serves: a list that it cannot read is refused now, not ignored later.
      const list = await models.use(task, c.env, c.executionCtx, (model) =>
        publishList(c.env, task, envelope, model.loaded.pipeline.tokenizer, c.get("caller").keyId),
      );
      rules.expire();
      return c.json(list, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/guard/{task}/list",
      summary: "The guard list that holds in this isolate",
      middleware: viewer,
      request: { params: taskOnly },
      responses: {
        200: { description: "The list.", content: { "application/json": { schema: listDocument } } },
        ...problems(401, 403, 404, 422, 429, 503),
      },
    }),
    async (c) => {
      const signed = (await rules.current(c.env, c.executionCtx)).lists.get(c.req.valid("param").task);
      if (signed === undefined) throw new EpureError("not-found", { what: "No guard list holds for this task." });
      return c.json({ ...signed.list, signed_by: signed.keyHint }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "put",
      path: "/v1/admin/guard/policies",
      summary: "Say the minimum and the default policy of a channel or of a key",
      middleware: [...operator, requireJson, bodyAtMost(requestLimits.adminBodyBytes), requireUtf8],
      request: {
        query: policyQuery,
        body: { required: true, content: { "application/json": { schema: policyBody } } },
      },
      responses: {
        200: { description: "All policies.", content: { "application/json": { schema: policiesDocument } } },
        ...problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      const { minimum, default: standard, why } = c.req.valid("json");
      const said = { minimum: minimum ?? null, default: standard ?? null, why, who: c.get("caller").keyId };
      await setPolicy(c.env, { ...c.req.valid("query"), ...said });
      rules.expire();
      return c.json({ policies: await readPolicies(c.env) }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/guard/policies",
      summary: "The policies of all channels and keys that have one",
      middleware: viewer,
      responses: {
        200: { description: "All policies.", content: { "application/json": { schema: policiesDocument } } },
        ...problems(401, 403, 429, 503),
      },
    }),
    async (c) => c.json({ policies: await readPolicies(c.env) }, 200),
  );

  app.openapi(
    createRoute({
      ...shared,
      method: "get",
      path: "/v1/admin/guard/{task}/counts",
      summary: "What the guard decided, and which texts came again and again",
      description: "Counts and keyed hashes, never a text. Isolates write theirs every few seconds.",
      middleware: viewer,
      request: { params: taskOnly, query: countsQuery },
      responses: {
        200: { description: "The counts.", content: { "application/json": { schema: countsDocument } } },
        ...problems(401, 403, 422, 429, 503),
      },
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      const { minutes, least } = c.req.valid("query");
      await counts.flush(c.env.DB);
      const until = Math.floor(Date.now() / 60_000);
      const span = { task, since: until - minutes + 1, until };
      const [rows, bursts] = [await readCounts(c.env.DB, span), await readBursts(c.env.DB, span, least)];
      const whole = rows.filter(({ rule, decision }) => rule === "*" && decision !== "beyond");
      const total = (some: typeof rows) => some.reduce((sum, { count }) => sum + count, 0);
      const items = total(whole);
      const acted = total(whole.filter(({ decision }) => decision !== "pass"));
      const iso = (minute: number) => new Date(minute * 60_000).toISOString();
      // Sixty steps at most: what a chart can show, and what one answer should hold.
      const step_minutes = Math.ceil(minutes / 60);
      const steps = await readSeries(c.env.DB, span, step_minutes);
      const series = steps.map((one) => ({ ...one, from: iso(one.from) }));
      const told = bursts.map((one) => ({ ...one, first: iso(one.first), last: iso(one.last) }));
      return c.json({ task, minutes, items, acted, counts: rows, step_minutes, series, bursts: told }, 200);
    },
  );
}
