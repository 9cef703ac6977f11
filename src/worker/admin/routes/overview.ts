import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { verifyAudit } from "../../../shared/audit/verify.ts";
import type { AppEnv } from "../../env.ts";
import { problems } from "../../http/problem-docs.ts";
import { readTraffic } from "../../rollout/traffic.ts";
import { auditedState, readAudit } from "../audit.ts";
import { runChecks, wholeTrail } from "../checks.ts";
import {
  auditedStateDocument,
  auditPage,
  auditQuery,
  auditVerdict,
  checksDocument,
  statusDocument,
  trafficDocument,
  trafficQuery,
  trustedKeysDocument,
} from "../schemas.ts";
import { readStatus } from "../status.ts";
import type { AdminParts } from "./parts.ts";

/** Looking: status, audit trail, counts, checks. */
export function addOverview(app: OpenAPIHono<AppEnv>, { models, shared, viewer }: AdminParts): void {
  const looks = { ...shared, method: "get" as const, middleware: viewer };
  const failures = problems(400, 401, 403, 422, 429, 503);
  const ok = <Schema>(schema: Schema, description: string) => ({
    200: { description, content: { "application/json": { schema } } },
  });

  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/status",
      summary: "Where every task points, what runs beside it, and the state of trail and database",
      responses: { ...ok(statusDocument, "The status."), ...failures },
    }),
    async (c) => c.json(await readStatus(c.env, models), 200),
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/trusted-keys",
      summary: "The public keys whose signatures this deployment accepts",
      responses: { ...ok(trustedKeysDocument, "PEM, one after the other."), ...failures },
    }),
    (c) => c.json({ pem: c.env.TRUSTED_KEYS }, 200),
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/audit",
      summary: "Rows of the audit trail, oldest first",
      request: { query: auditQuery },
      responses: { ...ok(auditPage, "A page."), ...failures },
    }),
    async (c) => {
      const { after, limit } = c.req.valid("query");
      const rows = await readAudit(c.env, after, limit + 1);
      return c.json({ rows: rows.slice(0, limit), more: rows.length > limit }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/audit/state",
      summary: "The tables that the trail speaks of, to be compared with it elsewhere",
      responses: { ...ok(auditedStateDocument, "The tables."), ...failures },
    }),
    async (c) => {
      const state = await auditedState(c.env);
      const lists = {
        channels: [...state.channels],
        rollouts: [...state.rollouts],
        releases: [...state.releases],
        keys: [...state.keys],
        bundles: [...state.bundles],
        guard_policies: [...state.guard_policies],
        guard_lists: [...state.guard_lists],
      };
      return c.json({ ...lists, earlier: state.earlier }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/audit/verify",
      summary: "Whether trail and tables still agree",
      description: "This is the Worker's own verdict. `epure audit verify` comes to one on the operator's machine.",
      responses: { ...ok(auditVerdict, "The verdict."), ...failures },
    }),
    async (c) => {
      const verdict = await verifyAudit(await wholeTrail(c.env), await auditedState(c.env));
      return c.json({ ...verdict, problems: [...verdict.problems] }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/traffic",
      summary: "Counts of answers, labels, flags and failures by time and digest",
      request: { query: trafficQuery },
      responses: { ...ok(trafficDocument, "The counts."), ...failures },
    }),
    async (c) => {
      const { task, since, minutes } = c.req.valid("query");
      return c.json({ rows: await readTraffic(c.env, task, since ?? Date.now() - 86_400_000, minutes) }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/checks",
      summary: "What the deployment finds wrong with itself",
      responses: { ...ok(checksDocument, "The checks."), ...failures },
    }),
    async (c) => c.json({ checks: await runChecks(c.env) }, 200),
  );
}
