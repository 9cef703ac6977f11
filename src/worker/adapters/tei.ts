/** Text Embeddings Inference: `/predict` as its OpenAPI file describes it (1.7), single, pair and batch, and its errors. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { EpureError, ErrorKind } from "../../shared/errors.ts";
import type { ClassifyInput } from "../../shared/pipeline/types.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { ask, type Desk } from "../http/ask.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import { RequestProblem } from "../http/problem.ts";
import { problems } from "../http/problem-docs.ts";
import { requireTask } from "../http/require-task.ts";
import { batchOf, soleTextDoc } from "../http/schemas.ts";
import { askedPolicy, tellGuard } from "./guard-headers.ts";
import { predictionsOf } from "./predictions.ts";
import { adapterRoute, adapterStatuses } from "./route.ts";
import { prediction, taskParam, text } from "./schemas.ts";

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
        batchOf(sequence),
      ])
      .openapi({ description: "One text, one pair, or a batch: `[[text], …]` or `[[first, second], …]`." }),
    raw_scores: z.boolean().nullish(),
    truncate: z.boolean().nullish().openapi({ description: "False: refuse a text over the token limit (413)." }),
    truncation_direction: z.enum(["Left", "Right", "left", "right"]).nullish(),
  })
  .openapi("TeiPredictRequest", { example: { inputs: [["A warm, funny film."], ["A dull, lifeless mess."]] } });

/** TEI's own words for what went wrong, and its statuses where they differ from ours. */
const errorShape: ErrorShape = (error, { detail }) => ({
  status: statusOfTei(error.kind, overLimit(error)),
  members: { error: detail, error_type: errorType(error.kind) },
});

/** With capitals: so the schema of TEI's OpenAPI file has them, and so TEI sends them; only the examples in that file are lower case. */
function errorType(kind: ErrorKind): "Overloaded" | "Unhealthy" | "Backend" | "Validation" {
  switch (kind) {
    case "rate-limited":
      return "Overloaded";
    case "unavailable":
      return "Unhealthy";
    case "internal":
      return "Backend";
    default:
      return "Validation";
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
  const shared = adapterRoute(keys, errorShape, request);
  app.openapi(
    createRoute({
      ...shared,
      path: "/tei/{task}/predict",
      operationId: "teiPredict",
      summary: "Text Embeddings Inference /predict",
      description:
        "The base URL for a client is `/tei/{task}`. Errors have `error` and `error_type` beside the members of a problem; a batch over the limit and a text that may not be cut are 413, a defect of ours is 424, as there.",
      request: { ...shared.request, params: taskParam },
      responses: {
        200: {
          description: "Predictions of the input, or of each item of a batch; best first.",
          content: { "application/json": { schema: z.union([z.array(prediction), z.array(z.array(prediction))]) } },
        },
        ...problems(...adapterStatuses, 424),
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
