/** What stands behind the token limit: the model never reads it, but an attempt is an attempt. */
import type { SegmentTokens, Tokenized } from "../tokenizer/tokenizer.ts";
import type { Guard } from "./guard.ts";
import { spansOf } from "./spans.ts";
import type { ClassifyInput, TriggerSpan } from "./types.ts";

/** Triggers that end behind the last token the model reads, also those that begin before it. */
export function spansBeyond(guard: Guard, tokenized: Tokenized, input: ClassifyInput): TriggerSpan[] {
  const { segments, rest } = tokenized;
  if (rest.length === 0) return [];
  const whole = segments.map((kept, at) => joined(kept, rest[at] as SegmentTokens));
  const hits = guard.scan(whole.map(({ ids }) => ids));
  const behind = hits.filter(({ segment, last }) => last >= (segments[segment]?.ids.length as number));
  return spansOf(behind, whole, input);
}

function joined(kept: SegmentTokens, rest: SegmentTokens): SegmentTokens {
  return {
    ids: [...kept.ids, ...rest.ids],
    starts: [...kept.starts, ...rest.starts],
    ends: [...kept.ends, ...rest.ends],
  };
}
