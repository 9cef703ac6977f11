/**
 * The one way to a model, whatever the shape of the request was:
 * limits of the key -> model -> policy -> each item on its own -> log and usage.
 */
import type { Context } from "hono";
import { EpureError } from "../../shared/errors.ts";
import { classify } from "../../shared/pipeline/classify.ts";
import type { Pipeline } from "../../shared/pipeline/load.ts";
import { policyOf } from "../../shared/pipeline/policy.ts";
import type {
  Classified,
  ClassifyInput,
  ClassifyOptions,
  GuardReport,
  Policy,
  Result,
  Scoring,
  TruncationRule,
} from "../../shared/pipeline/types.ts";
import { effectivePolicy, requireModel, requireWithin } from "../auth/within-limits.ts";
import type { AppEnv } from "../env.ts";
import type { GuardState } from "../guard/state.ts";
import type { ModelRegistry } from "../model/registry.ts";
import type { ServingModel } from "../model/serving-model.ts";
import { subjectOf } from "../rollout/assign.ts";
import { observe } from "../rollout/observe.ts";
import { secondsLeftToday, type UsageMeter } from "../usage/meter.ts";
import { hashTexts } from "./log.ts";
import { RequestProblem } from "./problem.ts";

/** What the routes that ask need. */
export interface Desk {
  readonly models: ModelRegistry;
  readonly usage: UsageMeter;
  readonly guard: GuardState;
}

export interface Question {
  readonly task: string;
  readonly inputs: readonly ClassifyInput[];
  readonly policy?: Policy | undefined;
  readonly explain?: ClassifyOptions["explain"];
  readonly topK?: number | undefined;
  readonly scoring?: Scoring | undefined;
  readonly truncation?: TruncationRule | undefined;
}

/** A result of the pipeline, or why this input has none. */
export type Outcome = Result | EpureError;

export interface Asked {
  readonly model: ServingModel;
  readonly policy: Policy;
  /** One per input, in order. */
  readonly outcomes: readonly Outcome[];
}

/** @throws EpureError for what concerns the whole request; an item that cannot be classified is in its outcome */
export async function ask(c: Context<AppEnv>, desk: Desk, question: Question): Promise<Asked> {
  const { task, inputs } = question;
  const caller = c.get("caller");
  const log = c.get("log");
  log.task = task;
  log.items = inputs.length;
  requireWithin(caller.limits, task, inputs.length);
  await requireBudget(c, desk);
  if (c.env.LOG_HASH_KEY) {
    log.text_hashes = await hashTexts(
      c.env.LOG_HASH_KEY,
      inputs.flatMap(({ first, second }) => (second === undefined ? [first] : [first, second])),
    );
  }
  const rules = await desk.guard.rules.current(c.env, c.executionCtx);

  // A key that is pinned to models takes no part in trying out others.
  const subject = caller.limits.models === null ? subjectOf(c) : undefined;
  const clock = c.get("clock");
  const start = clock?.() ?? 0;
  return desk.models.answer(task, c.env, c.executionCtx, subject, async (model) => {
    log.digest = model.digest;
    requireModel(caller.limits, model.digest);
    log.channel = model.reference.channel;
    const levels = desk.guard.rules.levels(rules, task, model.reference.channel, caller.keyId);
    const policy = effectivePolicy(caller.limits, policyOf(model.policy, levels), question.policy);
    const pipelineOf = ({ loaded: { pipeline } }: ServingModel) => {
      return { ...pipeline, guard: desk.guard.rules.guardOf(pipeline, rules) };
    };
    const pipeline = pipelineOf(model);
    const settings = { ...question, policy };
    const outcomes: Outcome[] = [];
    // One unpadded text per run: one caller's text must not move another's score (dynamic int8).
    for (const input of inputs) outcomes.push(await outcomeOf(pipeline, input, settings));
    if (clock) c.set("modelMs", clock() - start);
    count(c, desk, outcomes);
    countGuard(c, desk, model, inputs, outcomes);
    observe(c, desk.models, model, { inputs, outcomes, hashes: log.text_hashes, options: settings, pipelineOf });
    return { model, policy, outcomes };
  });
}

async function outcomeOf(
  pipeline: Pipeline,
  input: ClassifyInput,
  settings: Question & { policy: Policy },
): Promise<Outcome> {
  try {
    return await classify(pipeline, input, settings);
  } catch (thrown) {
    // A text that cannot be classified is its own item's problem; anything else ends the request.
    if (thrown instanceof EpureError && thrown.fault === "user") return thrown;
    throw thrown;
  }
}

/** The result, or the refusal where the guard has none to give. */
export function answered(outcome: Outcome, model: ServingModel): Classified | EpureError {
  if (outcome instanceof EpureError || outcome.label !== null) return outcome;
  const guard = shownGuard(outcome.guard);
  return new RequestProblem(
    "blocked-by-guard",
    {
      what: "The guard found a trigger in this text, and nothing may be answered about it.",
      why: `The policy is ${guard.policy}${guard.policy === "mask" ? ", and without the trigger nothing is left" : ""}.`,
      fix: "`guard.triggers` shows where; send the text without it.",
    },
    { guard, model: model.reference, ...(outcome.heat && { heat: outcome.heat }) },
  );
}

/** A report as JSON takes it: lists of our own. */
export function shownGuard({ dismissed, beyond, ...said }: GuardReport) {
  return {
    ...said,
    triggers: [...said.triggers],
    ...(dismissed && { dismissed: [...dismissed] }),
    ...(beyond && { beyond: [...beyond] }),
  };
}

async function requireBudget(c: Context<AppEnv>, { usage }: Desk): Promise<void> {
  const { keyId, limits } = c.get("caller");
  if (limits.tokensPerDay === null) return;
  let spent: number;
  try {
    spent = await usage.tokensToday(c.env.DB, keyId);
  } catch (cause) {
    throw new EpureError("unavailable", {
      what: "The usage of this key cannot be read, so its daily limit cannot be checked.",
      fix: "Try again shortly.",
      retryAfter: 10,
      cause,
    });
  }
  if (spent < limits.tokensPerDay) return;
  throw new RequestProblem(
    "rate-limited",
    {
      what: `This key has used its ${limits.tokensPerDay} tokens of today (UTC).`,
      fix: "Wait for tomorrow, or ask the operator for more.",
      retryAfter: secondsLeftToday(),
    },
    { reason: "tokens-per-day", limit: limits.tokensPerDay },
  );
}

function count(c: Context<AppEnv>, { usage }: Desk, outcomes: readonly Outcome[]): void {
  const log = c.get("log");
  const decisions: Record<string, number> = {};
  const rules: Record<string, number> = {};
  let tokens = 0;
  for (const outcome of outcomes) {
    if (outcome instanceof EpureError) continue;
    tokens += outcome.tokens;
    const { decision, triggers, dismissed = [], beyond = [] } = outcome.guard;
    decisions[decision] = (decisions[decision] ?? 0) + 1;
    for (const rule of new Set([...triggers, ...dismissed, ...beyond].map((span) => span.rule))) {
      rules[rule] = (rules[rule] ?? 0) + 1;
    }
  }
  log.tokens = tokens;
  log.decisions = decisions;
  if (Object.keys(rules).length > 0) log.rules = rules;
  const { flagged = 0, masked = 0, blocked = 0 } = decisions;
  usage.record(c.env.DB, c.executionCtx, c.get("caller").keyId, {
    requests: 1,
    items: outcomes.length,
    tokens,
    flagged: flagged + masked + blocked,
    refused: blocked,
  });
}

/** What the operator sees of the guard: counts by rule, and the keyed hash of a flagged text, never the text. */
function countGuard(
  c: Context<AppEnv>,
  { guard }: Desk,
  model: ServingModel,
  inputs: readonly ClassifyInput[],
  outcomes: readonly Outcome[],
): void {
  const hashes = c.get("log").text_hashes;
  for (const [at, outcome] of outcomes.entries()) {
    const texts = inputs[at]?.second === undefined ? 1 : 2;
    const hash = hashes?.slice(at * texts, (at + 1) * texts).join("+");
    if (!(outcome instanceof EpureError)) guard.counts.add(model.reference, outcome, hash);
  }
  guard.counts.flushSoon(c.env.DB, c.executionCtx);
}
