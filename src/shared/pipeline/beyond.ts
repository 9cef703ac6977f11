/** What stands beyond the token limit: the model never reads it, but an attempt is an attempt. */
import type { SegmentTokens, Tokenized } from "../tokenizer/tokenizer.ts";
import type { Guard } from "./guard.ts";
import { spansOf } from "./spans.ts";
import type { ClassifyInput, TriggerSpan } from "./types.ts";

/** Triggers that reach beyond the tokens the model reads, on the side that was cut. */
export function spansBeyond(guard: Guard, tokenized: Tokenized, input: ClassifyInput): TriggerSpan[] {
  const { segments, rest } = tokenized;
  if (rest.length === 0) return [];
  const left = tokenized.cut === "left";
  const whole = segments.map((kept, at) => {
    const other = rest[at] as SegmentTokens;
    return left ? joined(other, kept) : joined(kept, other);
  });
  const hits = guard.scan(whole.map(({ ids }) => ids));
  const outside = hits.filter(({ segment, first, last }) =>
    left ? first < (rest[segment]?.ids.length as number) : last >= (segments[segment]?.ids.length as number),
  );
  return spansOf(outside, whole, input);
}

function joined(before: SegmentTokens, after: SegmentTokens): SegmentTokens {
  return {
    ids: [...before.ids, ...after.ids],
    starts: [...before.starts, ...after.starts],
    ends: [...before.ends, ...after.ends],
  };
}
