import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import type { AppEnv } from "../../env.ts";
import { problems } from "../../http/problem-docs.ts";
import { activate, rollBack } from "../activate.ts";
import { readChannel } from "../pointer.ts";
import { abort, promote, startRollout } from "../rollouts.ts";
import {
  abortBody,
  activationBody,
  channelDocument,
  promoteBody,
  rollbackBody,
  rolloutBody,
  rolloutState,
  taskParam,
} from "../schemas.ts";
import { readRolloutState } from "../status.ts";
import type { AdminParts } from "./parts.ts";

/** Moving a task: activate, roll back, canary, shadow, promote, abort. */
export function addChannels(app: OpenAPIHono<AppEnv>, { models, shared, viewer, json }: AdminParts): void {
  const body = <Schema extends z.ZodType>(schema: Schema) => ({
    params: taskParam,
    body: { required: true, content: { "application/json": { schema } } },
  });
  const moves = {
    ...shared,
    method: "post" as const,
    middleware: json,
    responses: {
      200: { description: "Where the task is now.", content: { "application/json": { schema: channelDocument } } },
      ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
  };
  const looks = { ...shared, method: "get" as const, middleware: viewer, request: { params: taskParam } };

  app.openapi(
    createRoute({
      ...moves,
      path: "/v1/admin/channels/{task}/activate",
      summary: "Point a task at a published bundle",
      description:
        "Compare-and-set: refused with 409 when the pointer is not at `expected_current`. A rollback is an activation of the earlier digest.",
      request: body(activationBody),
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
      ...moves,
      path: "/v1/admin/channels/{task}/rollback",
      summary: "Back to what served before",
      description: "Only to a digest that has served this task, and ends a canary or shadow that runs.",
      request: body(rollbackBody),
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      const { changed } = await rollBack(c.env, task, c.req.valid("json"), c.get("caller").keyId);
      if (changed) models.expire();
      return c.json({ ...(await readChannel(c.env, task)), changed }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...moves,
      path: "/v1/admin/channels/{task}/rollout",
      summary: "Start a canary or a shadow",
      description:
        "A canary answers a share of the callers, by a hash of the key or of the header X-Epure-Subject, and is taken back by itself when it leaves its bands. A shadow answers nobody: it sees a share of the requests after they were answered.",
      request: body(rolloutBody),
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      await startRollout(c.env, task, c.req.valid("json"), c.get("caller").keyId);
      models.expire();
      return c.json({ ...(await readChannel(c.env, task)), changed: true }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...moves,
      path: "/v1/admin/channels/{task}/rollout/promote",
      summary: "The candidate of a canary becomes what serves",
      description:
        "Checked again. What was decided when the canary began holds; what has come up since needs a decision.",
      request: body(promoteBody),
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      await promote(c.env, task, c.req.valid("json"), c.get("caller").keyId);
      models.expire();
      return c.json({ ...(await readChannel(c.env, task)), changed: true }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...moves,
      path: "/v1/admin/channels/{task}/rollout/abort",
      summary: "Take the candidate of a canary or shadow back",
      request: body(abortBody),
    }),
    async (c) => {
      const { task } = c.req.valid("param");
      await abort(c.env, task, c.req.valid("json"), c.get("caller").keyId);
      models.expire();
      return c.json({ ...(await readChannel(c.env, task)), changed: true }, 200);
    },
  );

  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/channels/{task}",
      summary: "Where a task points, and how it got there",
      responses: {
        200: { description: "The channel.", content: { "application/json": { schema: channelDocument } } },
        ...problems(400, 401, 403, 429, 503),
      },
    }),
    async (c) => c.json(await readChannel(c.env, c.req.valid("param").task), 200),
  );

  app.openapi(
    createRoute({
      ...looks,
      path: "/v1/admin/channels/{task}/rollout",
      summary: "The canary or shadow that runs, with its figures",
      responses: {
        200: { description: "The rollout, or null.", content: { "application/json": { schema: rolloutState } } },
        ...problems(400, 401, 403, 429, 503),
      },
    }),
    async (c) => c.json(await readRolloutState(c.env, c.req.valid("param").task), 200),
  );
}
