import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { EpureError } from "../../shared/errors.ts";
import type { ClassifyInput, ClassifyOptions, Policy, TruncationRule } from "../../shared/pipeline/types.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import { answered, ask, type Desk, type Outcome } from "./ask.ts";
import { classifyStatuses, jsonBody } from "./json-body.ts";
import { problemOf } from "./problem.ts";
import { problems } from "./problem-docs.ts";
import { answer, type batchAnswer, sentencePairRequest, sentimentRequest, type singleAnswer } from "./schemas.ts";

type SingleAnswer = z.infer<typeof singleAnswer>;
type BatchAnswer = z.infer<typeof batchAnswer>;

interface Options {
  readonly top_k?: number | undefined;
  readonly policy?: Policy | undefined;
  readonly explain?: ClassifyOptions["explain"];
  readonly raw_scores?: boolean | undefined;
  readonly truncation?: TruncationRule | undefined;
}

/** `POST /v1/sentiment` and `POST /v1/sentence-pair`. */
export function addClassification(app: OpenAPIHono<AppEnv>, desk: Desk, keys: KeyStore): void {
  const shared = {
    method: "post" as const,
    tags: ["classify"],
    security: [{ apiKey: [] }],
    middleware: jsonBody(keys),
    responses: {
      200: { description: "The answer, one or a batch.", content: { "application/json": { schema: answer } } },
      ...problems(...classifyStatuses),
    },
  };
  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/sentiment",
      summary: "Sentiment of one text or of a batch",
      request: { body: { required: true, content: { "application/json": { schema: sentimentRequest } } } },
    }),
    (c) => {
      const body = c.req.valid("json");
      const inputs = (body.texts ?? [body.text as string]).map((first) => ({ first }));
      return respond(c, desk, "sentiment", body, inputs, body.texts !== undefined);
    },
  );
  app.openapi(
    createRoute({
      ...shared,
      path: "/v1/sentence-pair",
      summary: "Relation of one pair of sentences or of a batch",
      request: { body: { required: true, content: { "application/json": { schema: sentencePairRequest } } } },
    }),
    (c) => {
      const body = c.req.valid("json");
      const inputs = body.pairs ?? [{ first: body.first as string, second: body.second as string }];
      return respond(c, desk, "sentence-pair", body, inputs, body.pairs !== undefined);
    },
  );
}

async function respond(
  c: Context<AppEnv>,
  desk: Desk,
  task: string,
  body: Options,
  inputs: readonly ClassifyInput[],
  isBatch: boolean,
) {
  const { model, outcomes } = await ask(c, desk, {
    task,
    inputs,
    policy: body.policy,
    explain: body.explain,
    topK: body.top_k,
    scoring: body.raw_scores ? "none" : "softmax",
    truncation: body.truncation,
  });
  const tail = { model: model.reference, request_id: c.get("requestId") };
  if (isBatch) {
    const results = outcomes.map((outcome) => {
      const one = answered(outcome, model);
      return one instanceof EpureError ? { error: problemOf(one, tail.request_id) } : one;
    });
    return c.json({ results, ...tail } as BatchAnswer, 200);
  }
  const only = answered(outcomes[0] as Outcome, model);
  if (only instanceof EpureError) throw only;
  return c.json({ ...only, ...tail } as SingleAnswer, 200);
}
