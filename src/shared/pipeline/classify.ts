/** The diagram: tokenize -> guard -> infer -> decide. */
import type { ModelInput, Tokenized } from "../tokenizer/tokenizer.ts";
import { decide } from "./decide.ts";
import { heatOf } from "./heat.ts";
import type { Pipeline } from "./load.ts";
import { type Inspection, inspect } from "./mask.ts";
import { spansOf } from "./spans.ts";
import { tokenize } from "./tokenize.ts";
import type {
  ClassifyInput,
  ClassifyOptions,
  Explanation,
  GuardDecision,
  Policy,
  Prediction,
  Result,
} from "./types.ts";

/**
 * Classify one text or one pair under a guard policy.
 *
 * Whatever the policy, the report holds every trigger found; what a caller gets to see of it is the caller's host's
 * choice. Where masking leaves a segment empty, `mask` becomes a refusal: there is nothing left to classify.
 * @throws EpureError `bad-request` for an input that cannot be classified; `internal` for a model that gives nonsense
 */
export async function classify(pipeline: Pipeline, input: ClassifyInput, options: ClassifyOptions): Promise<Result> {
  const tokenized = tokenize(pipeline, input);
  const ids = tokenized.segments.map((segment) => segment.ids);
  const found = inspect(pipeline.guard, ids);

  const decision = judge(found, options.policy);
  const report = { policy: options.policy, triggers: spansOf(found.hits, tokenized, input) };
  const common = {
    truncated: tokenized.truncated,
    tokens: countTokens(tokenized),
    ...(options.explain === "tokens" && { heat: heatOf(pipeline.guard, tokenized, input) }),
  };
  if (decision === "blocked") {
    return { label: null, score: null, scores: null, ...common, guard: { decision, ...report } };
  }

  const infer = async (segments: readonly (readonly number[])[]): Promise<Prediction> => {
    const { ids, typeIds }: ModelInput = pipeline.tokenizer.assemble(segments);
    return decide(await pipeline.session.run(ids, typeIds), pipeline.manifest.labels, options.topK);
  };
  const answer = await infer(decision === "masked" ? found.masked : ids);
  const result = { ...answer, ...common, guard: { decision, ...report } };
  if (!options.explain) return result;

  const explain: Explanation = {
    left_in: decision === "masked" ? await infer(ids) : answer,
    left_out: decision === "flagged" ? (found.maskable ? await infer(found.masked) : null) : answer,
  };
  return { ...result, explain };
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

/** Control tokens counted: `[CLS]`, and one `[SEP]` a segment. */
function countTokens({ segments }: Tokenized): number {
  return segments.reduce((sum, segment) => sum + segment.ids.length + 1, 1);
}
