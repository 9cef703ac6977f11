/** Last stage: logits -> probabilities -> a label. */
import { EpureError } from "../errors.ts";
import type { Prediction, Scoring } from "./types.ts";

/**
 * Softmax in float64, shifted by the *largest* logit (not the largest magnitude: [-100, 5] must not overflow).
 * @throws EpureError `internal` when a logit is not a number: a broken model must never look like an even bet.
 */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  if (values.length === 0 || values.some(Number.isNaN)) {
    throw new EpureError("internal", { what: "The model answered with no logits or with NaN." });
  }
  const top = Math.max(...values);
  if (!Number.isFinite(top)) {
    throw new EpureError("internal", { what: "The model answered with an infinite logit." });
  }
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = Math.exp((values[i] as number) - top);
    values[i] = weight;
    sum += weight;
  }
  return values.map((weight) => weight / sum);
}

/** The same prediction with the `topK` most probable labels alone. */
export function best(prediction: Prediction, topK: number | undefined): Prediction {
  if (topK === undefined) return prediction;
  // Sorted again: an object puts labels that are whole numbers first, whatever their probability.
  const kept = Object.entries(prediction.scores).sort((a, b) => b[1] - a[1]);
  return { ...prediction, scores: Object.fromEntries(kept.slice(0, Math.max(1, topK))) };
}

/** The same prediction with other scores than probabilities. @param logits in the order of `labels` */
export function scored(
  prediction: Prediction,
  logits: Float32Array,
  labels: readonly string[],
  scoring: Scoring = "softmax",
): Prediction {
  if (scoring === "softmax") return prediction;
  const scoreOf = (label: string) => {
    const logit = logits[labels.indexOf(label)] as number;
    return scoring === "none" ? logit : 1 / (1 + Math.exp(-logit));
  };
  const scores = Object.fromEntries(Object.keys(prediction.scores).map((label) => [label, scoreOf(label)]));
  return { label: prediction.label, score: scoreOf(prediction.label), scores };
}

/**
 * Label, its probability, and the probabilities of all labels, best first.
 * A tie goes to the label that comes first in the manifest.
 */
export function decide(logits: Float32Array, labels: readonly string[]): Prediction {
  if (logits.length !== labels.length) {
    throw new EpureError("internal", {
      what: `The model answered with ${logits.length} logits for ${labels.length} labels.`,
    });
  }
  const probabilities = softmax(logits);
  // Ranked by logit, not by probability: rounding can make two probabilities equal that are not.
  const order = labels.map((_, i) => i).sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
  const top = order[0] as number;
  return {
    label: labels[top] as string,
    score: probabilities[top] as number,
    scores: Object.fromEntries(order.map((i) => [labels[i] as string, probabilities[i] as number])),
  };
}
