/** Tokens -> how far each had drifted: for people who want to see what the guard saw. One table look-up a token. */
import type { Tokenized } from "../tokenizer/tokenizer.ts";
import type { Guard } from "./guard.ts";
import { segmentNames } from "./spans.ts";
import type { ClassifyInput, Heat, TokenDrift } from "./types.ts";

/** Every token of the tokenised input, in order of segment and place. */
export function heatOf(guard: Guard, { segments }: Tokenized, input: ClassifyInput): Heat {
  const names = segmentNames(input);
  const tokens = segments.flatMap(({ ids, starts, ends }, at) =>
    ids.map((id, i) => ({ start: starts[i], end: ends[i], segment: names[at], score: guard.drift(id) }) as TokenDrift),
  );
  return { tokens, threshold: guard.threshold, highest: guard.highest };
}
