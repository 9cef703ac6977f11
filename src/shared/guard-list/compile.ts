/** Phrases of a list -> ids of one model, as its own tokenizer reads them. */
import { EpureError } from "../errors.ts";
import type { GuardOverlay } from "../pipeline/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type GuardList, listLimits } from "./schema.ts";

export interface CompiledList {
  readonly overlay: GuardOverlay;
  /** When the next entry stops, in milliseconds since 1970: compile again then. Infinity: nothing left to stop. */
  readonly until: number;
  /** Entries that this model cannot tell from others: skipped. */
  readonly unusable: readonly string[];
}

/** What of the list holds at `now` (milliseconds since 1970). */
export function compileList({ entries }: GuardList, tokenizer: Tokenizer, now: number): CompiledList {
  const caught: { id: string; ids: readonly number[] }[] = [];
  const allowed: (readonly number[])[] = [];
  const unusable: string[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (const { id, action, phrase, expires } of entries) {
    const end = Date.parse(expires);
    if (end <= now) continue;
    until = Math.min(until, end);
    const ids = tokenizer.tokenize(phrase, undefined, listLimits.phraseTokens + 3).segments[0]?.ids ?? [];
    // The unknown token stands for every word that cannot be spelt: such a phrase would match them all.
    if (ids.length === 0 || ids.length > listLimits.phraseTokens || ids.includes(tokenizer.unknown)) unusable.push(id);
    else if (action === "catch") caught.push({ id, ids });
    else allowed.push(ids);
  }
  return { overlay: { caught, allowed }, until, unusable };
}

/** @throws EpureError `list-invalid`, naming the entries that this model cannot hold */
export function requireUsable(list: GuardList, tokenizer: Tokenizer, now: number): void {
  const { unusable } = compileList(list, tokenizer, now);
  if (unusable.length === 0) return;
  throw new EpureError("list-invalid", {
    what: `The model of ${list.task} cannot spell the phrases of ${unusable.join(", ")}, or they are too long.`,
    why: `A phrase has at most ${listLimits.phraseTokens} tokens and no unknown one: that would stand for every unknown word.`,
    fix: "Write these phrases otherwise.",
    offenders: unusable,
  });
}
