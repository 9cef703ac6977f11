/** Token positions -> spans of the caller's own strings. */
import type { SegmentTokens } from "../tokenizer/tokenizer.ts";
import type { Hit } from "./guard.ts";
import type { ClassifyInput, Segment, TriggerSpan } from "./types.ts";

/** One span a hit, in order of segment and place. */
export function spansOf(hits: readonly Hit[], segments: readonly SegmentTokens[], input: ClassifyInput): TriggerSpan[] {
  const names = segmentNames(input);
  const texts = [input.first, input.second ?? ""];
  return [...hits]
    .sort((a, b) => a.segment - b.segment || a.first - b.first || a.last - b.last)
    .map(({ segment, first, last, score, kind, rule }) => {
      const start = segments[segment]?.starts[first] as number;
      const end = segments[segment]?.ends[last] as number;
      const text = (texts[segment] as string).slice(start, end);
      return { text, start, end, segment: names[segment] as Segment, score, kind, rule };
    });
}

/** How callers know the segments of their input. */
export function segmentNames(input: ClassifyInput): readonly Segment[] {
  return input.second === undefined ? ["text"] : ["first", "second"];
}
