/** First stage: the caller's strings -> tokens. */
import { EpureError } from "../errors.ts";
import type { Tokenized } from "../tokenizer/tokenizer.ts";
import type { Pipeline } from "./load.ts";
import type { ClassifyInput } from "./types.ts";

/**
 * How far behind the token limit a text is still looked at, in tokens of each segment: an attempt is worth reporting
 * though the model never reads it, and a bound keeps the longest text cheap.
 */
export const readBeyond = 1024;

/**
 * @throws EpureError `bad-request` when the input has not the model's number of texts, holds a lone surrogate, or has
 *   a text without a single token: an answer about nothing would be made up
 */
export function tokenize({ manifest, tokenizer }: Pipeline, input: ClassifyInput): Tokenized {
  const given = input.second === undefined ? 1 : 2;
  if (given !== manifest.segments) {
    throw new EpureError("bad-request", {
      what: `${manifest.task} takes ${manifest.segments === 1 ? "one text" : "a pair of texts"}, not ${given}.`,
    });
  }
  const tokenized = tokenizer.tokenize(input.first, input.second, manifest.token_limit, readBeyond);
  const empty = tokenized.segments.findIndex((segment) => segment.ids.length === 0);
  if (empty >= 0) {
    throw new EpureError("bad-request", {
      what: `${given === 1 ? "The text" : `The ${empty === 0 ? "first" : "second"} text`} is empty.`,
      why: "It has no character that the model reads; spaces, control characters and lone marks do not count.",
      fix: "Send at least one word.",
    });
  }
  return tokenized;
}
