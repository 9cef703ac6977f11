/** The diagram: tokenize -> guard -> (weigh) -> infer -> decide. */
import type { ModelInput, Tokenized } from "../tokenizer/tokenizer.ts";
import { spansBeyond } from "./beyond.ts";
import { best, decide, scored } from "./decide.ts";
import { heatOf } from "./heat.ts";
import type { Pipeline } from "./load.ts";
import { type Inspection, inspect } from "./mask.ts";
import { spansOf } from "./spans.ts";
import { tokenize } from "./tokenize.ts";
import type {
  ClassifyInput,
  ClassifyOptions,
  GuardDecision,
  GuardReport,
  Policy,
  Prediction,
  Result,
  Segment,
  TriggerSpan,
  Truncation,
} from "./types.ts";
import { changeOf, changesAnswer, mayBeHonest } from "./weigh.ts";

/**
 * Classify one text or one pair under a guard policy.
 *
 * Whatever the policy, the report holds every trigger found; what a caller gets to see of it is the caller's host's
 * choice. Where masking leaves a segment empty, `mask` becomes a refusal: there is nothing left to classify.
 * @throws EpureError `bad-request` for an input that cannot be classified; `internal` for a model that gives nonsense
 */
export async function classify(pipeline: Pipeline, input: ClassifyInput, options: ClassifyOptions): Promise<Result> {
  const tokenized = tokenize(pipeline, input, options.truncation);
  const ids = tokenized.segments.map((segment) => segment.ids);
  const found = inspect(pipeline.guard, ids);
  const spans = spansOf(found.hits, tokenized.segments, input);
  const common = {
    truncated: tokenized.truncated,
    ...(tokenized.truncated && { truncation: truncationOf(tokenized) }),
    tokens: countTokens(tokenized),
    ...(options.explain === "tokens" && { heat: heatOf(pipeline.guard, tokenized, input) }),
  };
  const beyond = spansBeyond(pipeline.guard, tokenized, input);
  const report = (decision: GuardDecision, triggers: TriggerSpan[], dismissed: TriggerSpan[]) => ({
    ...{ decision, policy: options.policy, triggers },
    ...(dismissed.length > 0 && { dismissed }),
    ...(beyond.length > 0 && { beyond }),
  });

  const leftIn = once(() => infer(pipeline, ids));
  const leftOut = once(() => (found.hits.length === 0 ? leftIn() : infer(pipeline, found.masked)));
  const harmless =
    mayBeHonest(found, tokenized, input, pipeline.manifest.token_limit) &&
    !changesAnswer(await leftIn(), await leftOut(), targetsOf(pipeline, found));
  const decision = harmless ? "pass" : judge(found, options.policy);
  const guard: GuardReport = harmless ? report(decision, [], spans) : report(decision, spans, []);
  if (guard.decision === "blocked") {
    return { label: null, score: null, scores: null, ...common, guard: { ...guard, decision: guard.decision } };
  }

  const shown = ({ logits, ...prediction }: Inferred) =>
    best(scored(prediction, logits, pipeline.manifest.labels, options.scoring), options.topK);
  const answer = shown(await (decision === "masked" ? leftOut() : leftIn()));
  const result = { ...answer, ...common, guard: { ...guard, decision: guard.decision } };
  if (!options.explain) return result;

  const [whole, rest] = [await leftIn(), found.maskable ? await leftOut() : null];
  const explain = {
    left_in: shown(whole),
    left_out: rest && shown(rest),
    change: rest && changeOf(whole, rest),
  };
  return { ...result, explain };
}

/** Per hit the label that its trigger forces; null where nobody knows one. */
function targetsOf({ guard, manifest }: Pipeline, { hits }: Inspection): (string | null)[] {
  const targets = hits.map((hit) => guard.targetOf(hit));
  return targets.map((target) => (target === null ? null : (manifest.labels[target] as string)));
}

/** Probabilities, by which everything is judged, and the logits they come from. */
type Inferred = Prediction & { readonly logits: Float32Array };

async function infer({ tokenizer, session, manifest }: Pipeline, segments: Inspection["masked"]): Promise<Inferred> {
  const { ids, typeIds }: ModelInput = tokenizer.assemble(segments);
  const logits = await session.run(ids, typeIds);
  return { ...decide(logits, manifest.labels), logits };
}

/** Asks at most once, and only when somebody wants to know: a run of the model is what a request costs. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function judge(found: Inspection, policy: Policy): GuardDecision {
  if (found.hits.length === 0) return "pass";
  switch (policy) {
    case "audit":
    case "flag":
      return "flagged";
    case "mask":
      return found.maskable ? "masked" : "blocked";
    case "block":
      return "blocked";
  }
}

/** What was read of each segment, in offsets of the caller's strings. */
function truncationOf({ segments, cut }: Tokenized): Truncation {
  const names: readonly Segment[] = segments.length === 1 ? ["text"] : ["first", "second"];
  return {
    direction: cut,
    read: segments.map(({ starts, ends }, at) => ({
      segment: names[at] as Segment,
      start: starts[0] ?? 0,
      end: ends.at(-1) ?? 0,
    })),
  };
}

/** Control tokens counted: `[CLS]`, and one `[SEP]` a segment. */
function countTokens({ segments }: Tokenized): number {
  return segments.reduce((sum, segment) => sum + segment.ids.length + 1, 1);
}
