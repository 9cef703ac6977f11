/** Text Embeddings Inference: `/predict` as its OpenAPI file describes it (1.7), single, pair and batch, and its errors. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { EpureError, ErrorKind } from "../../shared/errors.ts";
import type { ClassifyInput } from "../../shared/pipeline/types.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { ask, type Desk } from "../http/ask.ts";
import { classifyStatuses, jsonBody } from "../http/json-body.ts";
import { requestLimits } from "../http/limits.ts";
import { RequestProblem } from "../http/problem.ts";
import { problems } from "../http/problem-docs.ts";
import { requireTask } from "../http/require-task.ts";
import { soleText, soleTextDoc, taskName } from "../http/schemas.ts";
import { askedPolicy, tellGuard } from "./guard-headers.ts";
import { predictionsOf } from "./predictions.ts";
import { adapterHeaders, prediction } from "./schemas.ts";

const text = soleText.openapi(soleTextDoc);
const sequence = z.union([z.tuple([text]), z.tuple([text, text])]).openapi({
  type: "array",
  items: { type: "string", ...soleTextDoc },
  minItems: 1,
  maxItems: 2,
});

const request = z
  .object({
    inputs: z
      .union([
        text,
        z
          .tuple([text, text])
          .openapi({ type: "array", items: { type: "string", ...soleTextDoc }, minItems: 2, maxItems: 2 }),
        z
          .array(sequence)
          .min(1, { error: "must have at least one item" })
          .max(requestLimits.batch, { error: `must have at most ${requestLimits.batch} items` }),
      ])
      .openapi({ description: "One text, one pair, or a batch: `[[text], …]` or `[[first, second], …]`." }),
    raw_scores: z.boolean().nullish(),
    truncate: z.boolean().nullish().openapi({ description: "False: refuse a text over the token limit (413)." }),
    truncation_direction: z.enum(["Left", "Right", "left", "right"]).nullish(),
  })
  .openapi("TeiPredictRequest", { example: { inputs: [["A warm, funny film."], ["A dull, lifeless mess."]] } });

/** TEI's own words for what went wrong, and its statuses where they differ from ours. */
const errorShape = createMiddleware<AppEnv>(async (c, next) => {
  c.set("errorShape", (error, problem) => ({
    status: statusOfTei(error.kind, overLimit(error)),
    members: { error: problem.detail, error_type: errorType(error.kind) },
  }));
  await next();
});

function errorType(kind: ErrorKind): string {
  switch (kind) {
    case "rate-limited":
      return "overloaded";
    case "unavailable":
      return "unhealthy";
    case "internal":
      return "backend";
    default:
      return "validation";
  }
}

/** Whether what was sent to be classified is too much, rather than wrong. */
function overLimit(error: EpureError): boolean {
  if (!(error instanceof RequestProblem) || error.extras.limit === undefined) return false;
  return error.extras.errors?.every(({ pointer }) => pointer.startsWith("/inputs")) ?? true;
}

function statusOfTei(kind: ErrorKind, isOver: boolean): 413 | 424 | undefined {
  if (kind === "too-long" || (kind === "unprocessable" && isOver)) return 413;
  return kind === "internal" ? 424 : undefined;
}

export function addTei(app: OpenAPIHono<AppEnv>, desk: Desk, keys: KeyStore): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/tei/{task}/predict",
      operationId: "teiPredict",
      tags: ["adapters"],
      summary: "Text Embeddings Inference /predict",
      description:
        "The base URL for a client is `/tei/{task}`. Errors have `error` and `error_type` beside the members of a problem; a batch over the limit and a text that may not be cut are 413, a defect of ours is 424, as there.",
      security: [{ apiKey: [] }],
      middleware: [errorShape, ...jsonBody(keys)],
      request: {
        params: z.object({ task: taskName }),
        headers: adapterHeaders,
        body: { required: true, content: { "application/json": { schema: request } } },
      },
      responses: {
        200: {
          description: "Predictions of the input, or of each item of a batch; best first.",
          content: { "application/json": { schema: z.union([z.array(prediction), z.array(z.array(prediction))]) } },
        },
        ...problems(...classifyStatuses, 404, 424),
      },
    }),
    async (c) => {
      const body = c.req.valid("json");
      const { inputs, isBatch } = inputsOf(body.inputs);
      const asked = await ask(c, desk, {
        task: await requireTask(c, desk.models, c.req.valid("param").task),
        inputs,
        policy: askedPolicy(c),
        scoring: body.raw_scores ? "none" : "softmax",
        truncation: body.truncate === false ? "none" : directionOf(body.truncation_direction),
      });
      tellGuard(c, asked);
      const answers = predictionsOf(asked);
      return c.json(isBatch ? answers : (answers[0] ?? []), 200);
    },
  );
}

function directionOf(word: string | null | undefined): "left" | "right" {
  return word?.toLowerCase() === "left" ? "left" : "right";
}

type Sequence = string | readonly [string] | readonly [string, string];

function inputsOf(inputs: z.infer<typeof request>["inputs"]): { inputs: ClassifyInput[]; isBatch: boolean } {
  if (typeof inputs === "string") return { inputs: [{ first: inputs }], isBatch: false };
  if (isPair(inputs)) return { inputs: [{ first: inputs[0], second: inputs[1] }], isBatch: false };
  return { inputs: inputs.map(([first, second]) => ({ first, second })), isBatch: true };
}

function isPair(inputs: readonly Sequence[] | readonly [string, string]): inputs is readonly [string, string] {
  return typeof inputs[0] === "string";
}
