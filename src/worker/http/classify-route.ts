import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { stricter } from "../../shared/pipeline/policy.ts";
import type { Classified, ClassifyInput, Policy, Result } from "../../shared/pipeline/types.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import type { ModelRegistry } from "../model/registry.ts";
import type { ServingModel } from "../model/serving-model.ts";
import { requestLimits } from "./limits.ts";
import { hashTexts } from "./log.ts";
import { problemOf, RequestProblem } from "./problem.ts";
import { problems } from "./problem-docs.ts";
import { answer, sentencePairRequest, sentimentRequest } from "./schemas.ts";
import { requireUtf8 } from "./validation.ts";

interface Options {
  readonly top_k?: number | undefined;
  readonly policy?: Policy | undefined;
  readonly explain?: boolean | undefined;
}

/** `POST /v1/sentiment` and `POST /v1/sentence-pair`. */
export function addClassification(app: OpenAPIHono<AppEnv>, models: ModelRegistry, keys: KeyStore): void {
  const middleware = [
    authenticate(keys, "classify"),
    bodyLimit({ maxSize: requestLimits.bodyBytes, onError: tooLarge }),
    requireUtf8,
  ];
  const shared = {
    method: "post" as const,
    tags: ["classify"],
    security: [{ apiKey: [] }],
    middleware,
    responses: {
      200: { description: "The answer, one or a batch.", content: { "application/json": { schema: answer } } },
      ...problems(400, 401, 403, 413, 415, 422, 429, 503),
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
      return classifyAll(c, models, "sentiment", inputs, body.texts !== undefined, body);
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
      return classifyAll(c, models, "sentence-pair", inputs, body.pairs !== undefined, body);
    },
  );
}

async function classifyAll(
  c: Context<AppEnv>,
  models: ModelRegistry,
  task: string,
  inputs: readonly ClassifyInput[],
  isBatch: boolean,
  options: Options,
) {
  const log = c.get("log");
  log.task = task;
  log.items = inputs.length;
  const hashes = await hashTexts(
    c.env,
    inputs.flatMap((input) => [input.first, input.second ?? []].flat()),
  );
  if (hashes) log.text_hashes = hashes;

  return models.use(task, c.env, c.executionCtx, async (model) => {
    log.digest = model.digest;
    const settings = {
      policy: effectivePolicy(model, options.policy),
      explain: options.explain,
      topK: options.top_k,
    };
    // One unpadded text per run: one caller's text must not move another's score (dynamic int8).
    const results: Result[] = [];
    for (const input of inputs) results.push(await model.pipeline.classify(input, settings));
    count(log, results);

    const tail = { model: model.reference, request_id: c.get("requestId") };
    if (isBatch) {
      const items = results.map((result) =>
        result.label === null ? { error: problemOf(blocked(result, model), c.get("requestId")) } : shown(result),
      );
      return c.json({ results: items, ...tail }, 200);
    }
    const result = results[0] as Result;
    if (result.label === null) throw blocked(result, model);
    return c.json({ ...shown(result), ...tail }, 200);
  });
}

function shown(result: Classified) {
  return { ...result, guard: { ...result.guard, triggers: [...result.guard.triggers] } };
}

/** The operator's minimum, or what the caller asked for where that is stricter. */
function effectivePolicy(model: ServingModel, asked: Policy | undefined): Policy {
  if (asked === undefined || stricter(asked, model.policy) === asked) return asked ?? model.policy;
  throw new RequestProblem(
    "forbidden",
    {
      what: `The policy ${asked} is laxer than ${model.policy}, the operator's minimum for this model.`,
      fix: "Leave `policy` out, or ask for a stricter one.",
    },
    { reason: "policy-too-lax" },
  );
}

function blocked(result: Result, model: ServingModel): RequestProblem {
  return new RequestProblem(
    "blocked-by-guard",
    {
      what: "The guard found a trigger in this text, and the policy is to refuse.",
      fix: "`guard.triggers` shows where; send the text without it.",
    },
    { guard: { ...result.guard, triggers: [...result.guard.triggers] }, model: model.reference },
  );
}

function count(log: AppEnv["Variables"]["log"], results: readonly Result[]): void {
  log.tokens = results.reduce((sum, result) => sum + result.tokens, 0);
  log.decisions = {};
  for (const { guard } of results) log.decisions[guard.decision] = (log.decisions[guard.decision] ?? 0) + 1;
}

function tooLarge(): never {
  throw new RequestProblem(
    "payload-too-large",
    { what: `The body is larger than ${requestLimits.bodyBytes} bytes.`, fix: "Send fewer or shorter texts." },
    { limit: requestLimits.bodyBytes },
  );
}
