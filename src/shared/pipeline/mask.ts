/**
 * Taking trigger tokens out of a text, and nothing else: the ids that stay are the ids the caller's text had, in its
 * order. Never re-tokenised: joining what stood apart would show the model words that nobody wrote.
 */
import type { Guard, Hit } from "./guard.ts";

/**
 * Taking tokens out makes new neighbours, and these can be a trigger again (one trigger written inside another). So
 * the guard looks again until nothing fires. No honest text needs more rounds than this; one that does is refused.
 */
const mostRounds = 8;

export interface Inspection {
  /** Positions are those of the tokenised text, also for hits of later rounds. */
  readonly hits: readonly Hit[];
  /** Ids per segment after masking. */
  readonly masked: readonly (readonly number[])[];
  /** False where masking is no answer: a segment has no token left, or triggers still fire after all rounds. */
  readonly maskable: boolean;
}

/** Look for triggers, and work out what would be left without them. */
export function inspect(guard: Guard, segments: readonly (readonly number[])[]): Inspection {
  const first = guard.scan(segments);
  if (first.length === 0) return { hits: [], masked: segments, maskable: true };
  const hits: Hit[] = [];
  // Per segment: positions, in the tokenised text, of the tokens that are still there.
  let kept = segments.map((ids) => ids.map((_, position) => position));
  let found = first;
  for (let round = 0; found.length > 0 && round < mostRounds; round++) {
    const gone = segments.map((ids) => new Uint8Array(ids.length));
    for (const hit of found) {
      const positions = kept[hit.segment] as number[];
      for (let i = hit.first; i <= hit.last; i++) (gone[hit.segment] as Uint8Array)[positions[i] as number] = 1;
      hits.push({ ...hit, first: positions[hit.first] as number, last: positions[hit.last] as number });
    }
    kept = kept.map((positions, segment) => positions.filter((position) => !gone[segment]?.[position]));
    found = guard.scan(pick(segments, kept));
  }
  const masked = pick(segments, kept);
  return { hits, masked, maskable: found.length === 0 && masked.every((ids) => ids.length > 0) };
}

function pick(segments: readonly (readonly number[])[], kept: readonly (readonly number[])[]): number[][] {
  return segments.map((ids, segment) => (kept[segment] ?? []).map((position) => ids[position] as number));
}
