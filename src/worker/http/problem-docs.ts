import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { EpureError, type ErrorKind, errorKinds, statusOf, titleOf } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";
import { problemType } from "./problem.ts";
import { problem } from "./schemas.ts";

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** Kinds that only the operator's command can meet: they never leave through HTTP. */
const commandOnly: readonly ErrorKind[] = [
  "usage",
  "file-exists",
  "file-missing",
  "file-unwritable",
  "data-invalid",
  "engine-refused",
  "engine-failed",
  "checks-failed",
  "interrupted",
];

/** Every kind of problem that this API can answer with. */
export const httpKinds = errorKinds.filter((kind) => !commandOnly.includes(kind));

/** The `responses` entries of a route for these statuses, each with an example of every kind it can carry. */
export function problems<const S extends Status>(...statuses: readonly S[]) {
  const entries = statuses.map((status) => {
    const kinds = httpKinds.filter((kind) => statusOf(kind) === status);
    const description = kinds.map(titleOf).join("; ") || "See the detail";
    const examples = Object.fromEntries(kinds.map((kind) => [kind, { value: example(kind) }]));
    return [status, { description, content: { "application/problem+json": { schema: problem, examples } } }] as const;
  });
  return Object.fromEntries(entries) as Record<S, (typeof entries)[number][1]>;
}

function example(kind: ErrorKind) {
  return {
    type: problemType(kind),
    title: titleOf(kind),
    status: statusOf(kind),
    detail: "What happened, why, and what to do about it.",
    request_id: "0b0f3c3e-6d0c-4a35-9e0b-3f6a1f1f7f0e",
  };
}

const kindDocument = z.object({ type: z.string(), title: z.string(), status: z.int() }).openapi("ProblemKind");

/** `GET /problems/{kind}`: what the `type` of a problem leads to. */
export function addProblemDocs(app: OpenAPIHono<AppEnv>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/problems/{kind}",
      tags: ["about"],
      summary: "What a kind of problem means",
      description: `Kinds: ${httpKinds.join(", ")}.`,
      request: { params: z.object({ kind: z.string() }) },
      responses: {
        200: { description: "The kind.", content: { "application/json": { schema: kindDocument } } },
        ...problems(404),
      },
    }),
    (c) => {
      const kind = httpKinds.find((known) => known === c.req.valid("param").kind);
      if (kind === undefined) throw new EpureError("not-found", { what: "There is no such kind of problem." });
      return c.json({ type: problemType(kind), title: titleOf(kind), status: statusOf(kind) }, 200);
    },
  );
}
