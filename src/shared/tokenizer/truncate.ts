/** How many tokens of a pair are kept: `longest_first` of the Python library, right side cut. */

/** A side of a pair that is still being read: asks for as much of the text as an answer needs, no more. */
export interface Countable {
  /** True where the side has at least `count` tokens. */
  atLeast(count: number): boolean;
}

/**
 * Tokens to keep of each side so that both together are at most `room`.
 * The longer side is cut to the shorter one first; when both must shrink they share, and an odd token goes to the longer.
 */
export function longestFirst(first: Countable, second: Countable, room: number): readonly [number, number] {
  const a = lengthUpTo(first, room + 1);
  const b = lengthUpTo(second, room + 1);
  if (a + b <= room) return [a, b];
  const half = Math.floor(room / 2);
  const [shorter, longer] = [half, room - half];
  if (Math.min(a, b) > shorter) return firstIsLonger(first, second, a, b, room) ? [longer, shorter] : [shorter, longer];
  return a <= b ? [a, room - a] : [room - b, b];
}

/** On a tie the second side counts as the longer one. */
function firstIsLonger(first: Countable, second: Countable, a: number, b: number, room: number): boolean {
  if (a !== b || a <= room || room % 2 === 0) return a > b;
  // Both are longer than the room: read on, side by side, until one ends.
  let count = room + 1;
  while (first.atLeast(count) && second.atLeast(count)) count++;
  return first.atLeast(count);
}

function lengthUpTo(side: Countable, most: number): number {
  let count = 0;
  while (count < most && side.atLeast(count + 1)) count++;
  return count;
}
