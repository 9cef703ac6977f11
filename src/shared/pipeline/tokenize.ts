/** First stage: the caller's strings -> tokens. */
import { EpureError } from "../errors.ts";
import type { Tokenized } from "../tokenizer/tokenizer.ts";
import type { Pipeline } from "./load.ts";
import type { ClassifyInput, TruncationRule } from "./types.ts";

/**
 * How far behind the token limit a text is still looked at, in tokens of each segment: an attempt is worth reporting
 * though the model never reads it, and a bound keeps the longest text cheap.
 */
export const readBeyond = 1024;

/**
 * @throws EpureError `bad-request` when the input has not the model's number of texts, holds a lone surrogate, or has
 *   a text without a single token: an answer about nothing would be made up; `too-long` where `rule` forbids to cut
 */
export function tokenize(
  { manifest, tokenizer }: Pipeline,
  input: ClassifyInput,
  rule: TruncationRule = "right",
): Tokenized {
  const given = input.second === undefined ? 1 : 2;
  if (given !== manifest.segments) {
    throw new EpureError("bad-request", {
      what: `${manifest.task} takes ${manifest.segments === 1 ? "one text" : "a pair of texts"}, not ${given}.`,
    });
  }
  const tokenized = tokenizer.tokenize(
    input.first,
    input.second,
    manifest.token_limit,
    readBeyond,
    rule === "left" ? "left" : "right",
  );
  if (tokenized.truncated && rule === "none") {
    throw new EpureError("too-long", {
      what: `The input has more than ${manifest.token_limit} tokens, control tokens included.`,
      why: "The request forbids to cut it.",
      fix: "Send a shorter text, or let it be cut at the right or the left.",
    });
  }
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
