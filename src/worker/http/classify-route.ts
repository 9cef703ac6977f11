import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { EpureError } from "../../shared/errors.ts";
import { classify } from "../../shared/pipeline/classify.ts";
import type { Pipeline } from "../../shared/pipeline/load.ts";
import { policyOf, stricter } from "../../shared/pipeline/policy.ts";
import type { ClassifyInput, ClassifyOptions, Policy, Result } from "../../shared/pipeline/types.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { KeyStore } from "../auth/key-store.ts";
import type { AppEnv } from "../env.ts";
import type { GuardState } from "../guard/state.ts";
import type { ModelRegistry } from "../model/registry.ts";
import type { ServingModel } from "../model/serving-model.ts";
import { subjectOf } from "../rollout/assign.ts";
import { observe } from "../rollout/observe.ts";
import { requestLimits } from "./limits.ts";
import { hashTexts } from "./log.ts";
import type { LogFacts } from "./log-facts.ts";
import { problemOf, RequestProblem } from "./problem.ts";
import { problems } from "./problem-docs.ts";
import { answer, type classification, sentencePairRequest, sentimentRequest } from "./schemas.ts";
import { requireUtf8 } from "./validation.ts";

/** A result of the pipeline, or why this input has none. */
type Outcome = Result | EpureError;
type AnswerItem = z.infer<typeof classification>;

interface Options {
  readonly top_k?: number | undefined;
  readonly policy?: Policy | undefined;
  readonly explain?: ClassifyOptions["explain"];
}

/** `POST /v1/sentiment` and `POST /v1/sentence-pair`. */
export function addClassification(
  app: OpenAPIHono<AppEnv>,
  models: ModelRegistry,
  keys: KeyStore,
  guard: GuardState,
): void {
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
      return classifyAll(c, models, guard, "sentiment", inputs, body.texts !== undefined, body);
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
      return classifyAll(c, models, guard, "sentence-pair", inputs, body.pairs !== undefined, body);
    },
  );
}

async function classifyAll(
  c: Context<AppEnv>,
  models: ModelRegistry,
  guard: GuardState,
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
  const rules = await guard.rules.current(c.env, c.executionCtx);

  return models.answer(task, c.env, c.executionCtx, subjectOf(c), async (model) => {
    log.digest = model.digest;
    log.channel = model.reference.channel;
    const levels = guard.rules.levels(rules, task, model.reference.channel, c.get("caller").keyId);
    const pipelineOf = ({ loaded: { pipeline } }: ServingModel) => {
      return { ...pipeline, guard: guard.rules.guardOf(pipeline, rules) };
    };
    const pipeline = pipelineOf(model);
    const settings = {
      policy: effectivePolicy(policyOf(model.policy, levels), options.policy),
      explain: options.explain,
      topK: options.top_k,
    };
    const outcomes: Outcome[] = [];
    for (const input of inputs) outcomes.push(await classifyOne(pipeline, input, settings));
    count(log, outcomes);
    for (const [at, outcome] of outcomes.entries()) {
      const texts = inputs[at]?.second === undefined ? 1 : 2;
      const hash = hashes?.slice(at * texts, (at + 1) * texts).join("+");
      if (!(outcome instanceof EpureError)) guard.counts.add(model.reference, outcome, hash);
    }
    guard.counts.flushSoon(c.env.DB, c.executionCtx);
    observe(c, models, model, { inputs, outcomes, hashes, options: settings, pipelineOf });

    const tail = { model: model.reference, request_id: c.get("requestId") };
    const answers = outcomes.map((outcome) => (outcome instanceof EpureError ? outcome : answerOf(outcome, model)));
    if (isBatch) {
      const results = answers.map((one) =>
        one instanceof EpureError ? { error: problemOf(one, tail.request_id) } : one,
      );
      return c.json({ results, ...tail }, 200);
    }
    const only = answers[0];
    if (only === undefined || only instanceof EpureError) throw only;
    return c.json({ ...only, ...tail }, 200);
  });
}

/** One unpadded text per run: one caller's text must not move another's score (dynamic int8). */
async function classifyOne(pipeline: Pipeline, input: ClassifyInput, settings: ClassifyOptions): Promise<Outcome> {
  try {
    return await classify(pipeline, input, settings);
  } catch (thrown) {
    // A text that cannot be classified is its own item's problem; anything else ends the request.
    if (thrown instanceof EpureError && thrown.fault === "user") return thrown;
    throw thrown;
  }
}

/** What the caller sees of a result, or the refusal. */
function answerOf(result: Result, model: ServingModel): AnswerItem | RequestProblem {
  const { dismissed, beyond, ...said } = result.guard;
  const guard = {
    ...said,
    triggers: [...said.triggers],
    ...(dismissed && { dismissed: [...dismissed] }),
    ...(beyond && { beyond: [...beyond] }),
  };
  if (result.label !== null) return { ...result, guard };
  return new RequestProblem(
    "blocked-by-guard",
    {
      what: "The guard found a trigger in this text, and nothing may be answered about it.",
      why: `The policy is ${guard.policy}${guard.policy === "mask" ? ", and without the trigger nothing is left" : ""}.`,
      fix: "`guard.triggers` shows where; send the text without it.",
    },
    { guard, model: model.reference, ...(result.heat && { heat: result.heat }) },
  );
}

/** What the caller asked for, where that is not laxer than the operator's minimum for this model, channel and key. */
function effectivePolicy(said: ReturnType<typeof policyOf>, asked: Policy | undefined): Policy {
  if (asked === undefined) return said.default;
  if (stricter(asked, said.minimum) === asked) return asked;
  throw new RequestProblem(
    "forbidden",
    {
      what: `The policy ${asked} is laxer than ${said.minimum}, the operator's minimum here.`,
      fix: "Leave `policy` out, or ask for a stricter one.",
    },
    { reason: "policy-too-lax" },
  );
}

function count(log: LogFacts, outcomes: readonly Outcome[]): void {
  const results = outcomes.filter((outcome): outcome is Result => !(outcome instanceof EpureError));
  log.tokens = results.reduce((sum, result) => sum + result.tokens, 0);
  log.decisions = {};
  const rules: Record<string, number> = {};
  for (const { guard } of results) {
    log.decisions[guard.decision] = (log.decisions[guard.decision] ?? 0) + 1;
    const spans = [...guard.triggers, ...(guard.dismissed ?? []), ...(guard.beyond ?? [])];
    for (const rule of new Set(spans.map((span) => span.rule))) rules[rule] = (rules[rule] ?? 0) + 1;
  }
  if (Object.keys(rules).length > 0) log.rules = rules;
}

function tooLarge(): never {
  throw new RequestProblem(
    "payload-too-large",
    { what: `The body is larger than ${requestLimits.bodyBytes} bytes.`, fix: "Send fewer or shorter texts." },
    { limit: requestLimits.bodyBytes },
  );
}
