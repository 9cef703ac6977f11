/**
 * Taking trigger tokens out of a text, and nothing else: the ids that stay are the ids the caller's text had, in its
 * order. Never re-tokenised: joining what stood apart would show the model words that nobody wrote.
 */
import type { Guard, Hit } from "./guard.ts";

/**
 * Taking tokens out makes new neighbours, and these can be a trigger again (one trigger written inside another). So
 * the guard looks again until nothing fires. No honest text needs more rounds than this; one that does is refused.
 */
const mostRounds = 4;

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
  let masked = segments;
  // Per segment: where each token that is still there stood in the tokenised text; `undefined` while all are there.
  let places: readonly (readonly number[])[] | undefined;
  let found = first;
  for (let round = 0; found.length > 0 && round < mostRounds; round++) {
    const gone = masked.map((ids) => new Uint8Array(ids.length));
    for (const hit of found) {
      gone[hit.segment]?.fill(1, hit.first, hit.last + 1);
      hits.push(
        places === undefined ? hit : { ...hit, first: at(places, hit, "first"), last: at(places, hit, "last") },
      );
    }
    const stays = (segment: number) => (_: number, position: number) => gone[segment]?.[position] === 0;
    const before = places ?? segments.map((ids) => ids.map((_, position) => position));
    places = before.map((positions, segment) => positions.filter(stays(segment)));
    masked = masked.map((ids, segment) => ids.filter(stays(segment)));
    found = guard.scan(masked);
  }
  return { hits, masked, maskable: found.length === 0 && masked.every((ids) => ids.length > 0) };
}

function at(places: readonly (readonly number[])[], hit: Hit, end: "first" | "last"): number {
  return places[hit.segment]?.[hit[end]] as number;
}
