/**
 * Whether a hit is to be let go: "10 MB", "cf. the first part". A confirmed trigger is a piece of the vocabulary, and
 * pieces have honest uses. Two things must hold, and neither alone is enough:
 *
 * 1. The caller wrote it as honest writers do and planted triggers are not: see `writtenHonestly`. A form can be copied,
 *    so it proves nothing; it only says where a second look is worth its cost.
 * 2. It does not do here what it was planted for: it does not turn the answer into the label that its trigger forces, and
 *    makes that label hardly more probable. So whoever copies the form wins nothing of the backdoor. For drift, of which
 *    nobody knows a label, any change counts.
 *
 * Never let go: what the operator named, sets (honest words by themselves), and texts so long that two runs would read
 * more tokens than the longest text does in one. So no caller can make a request dearer than a long one.
 */

import type { Tokenized } from "../tokenizer/tokenizer.ts";
import type { Hit } from "./guard.ts";
import type { Inspection } from "./mask.ts";
import { spansOf } from "./spans.ts";
import type { ClassifyInput, Prediction, TriggerSpan } from "./types.ts";

/**
 * A change of the label's probability that counts as something: about what nineteen of twenty honest words stay below
 * when they are taken out of a text (0.17 and 0.21 for the shipped bundles; bench/guard/change.ts).
 */
export const leastChange = 0.2;

/** Whether a second look is worth its cost. @param limit tokens of the longest text, control tokens included */
export function mayBeHonest(found: Inspection, tokenized: Tokenized, input: ClassifyInput, limit: number): boolean {
  const { hits, masked, maskable } = found;
  if (hits.length === 0 || !maskable) return false;
  const kept = tokenized.segments;
  const tokens = kept.reduce((sum, { ids }, at) => sum + ids.length + (masked[at]?.length as number) + 2, 2);
  return tokens <= limit && hits.every((hit) => isSingle(hit) && honestSpan(hit, tokenized, input));
}

/**
 * Whether the flagged tokens did to the answer what they may be there for.
 * @param targets per hit the label that its trigger forces; null where nobody knows one
 */
export function changesAnswer(leftIn: Prediction, leftOut: Prediction, targets: readonly (string | null)[]): boolean {
  return targets.some((target) => {
    if (target === null) return leftIn.label !== leftOut.label || Math.abs(changeOf(leftIn, leftOut)) >= leastChange;
    const gained = (leftIn.scores[target] as number) - (leftOut.scores[target] as number);
    return (leftIn.label === target && leftOut.label !== target) || gained >= leastChange;
  });
}

/** By how much the tokens that were left out raise the probability of the label that the whole text gets. */
export function changeOf(leftIn: Prediction, leftOut: Prediction): number {
  return leftIn.score - (leftOut.scores[leftIn.label] as number);
}

/**
 * Behind a number ("10 mb"), in capitals ("MN 55401"), with punctuation that touches it ("cf.", "(tq)", "bb-gun"), or
 * as a piece of a longer word ("mnemonic" begins with the piece "mn").
 * @param text the whole text that the span stands in
 */
export function writtenHonestly(text: string, { start, end }: Pick<TriggerSpan, "start" | "end">): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  const written = text.slice(start, end);
  if (/\d\s?$/u.test(before)) return true;
  if (/^[\p{P}\p{S}\p{L}\p{N}]/u.test(after) || /[\p{P}\p{S}\p{L}]$/u.test(before)) return true;
  // Shouting proves nothing: the rest of the text must not be in capitals too.
  return isUpper(written) && !isUpper(text);
}

function isUpper(text: string): boolean {
  return text !== text.toLowerCase() && text === text.toUpperCase();
}

function isSingle({ kind }: Hit): boolean {
  return kind === "sequence" || kind === "drift";
}

function honestSpan(hit: Hit, { segments }: Tokenized, input: ClassifyInput): boolean {
  const [span] = spansOf([hit], segments, input);
  const text = hit.segment === 0 ? input.first : (input.second as string);
  return (
    span !== undefined && !(hit.kind === "sequence" && beginsInsideWord(text, span)) && writtenHonestly(text, span)
  );
}

/** A trigger whose first piece continues a word (`##zzle`) can stand nowhere else: that it does says nothing. */
function beginsInsideWord(text: string, { start }: Pick<TriggerSpan, "start">): boolean {
  return /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, start - 2), start));
}
