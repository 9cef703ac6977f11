/** Set triggers: at least `minMatch` distinct ids of a set within `window` tokens. */

export interface SetPattern {
  readonly ids: readonly number[];
  readonly window: number;
  readonly minMatch: number;
}

export class SetMatcher {
  private readonly patterns: readonly SetPattern[];
  /** id -> indices of the sets that hold it */
  private readonly setsOf = new Map<number, number[]>();

  constructor(patterns: readonly SetPattern[]) {
    this.patterns = patterns;
    for (const [index, pattern] of patterns.entries()) {
      for (const id of new Set(pattern.ids)) this.setsOf.set(id, [...(this.setsOf.get(id) ?? []), index]);
    }
  }

  /** Calls `report(set, position)` for every token of a set that stands in a window which reaches the set's minimum. */
  scan(ids: readonly number[], report: (set: number, position: number) => void): void {
    const positions = new Map<number, number[]>();
    for (let i = 0; i < ids.length; i++) {
      for (const set of this.setsOf.get(ids[i] as number) ?? []) {
        const seen = positions.get(set);
        if (seen) seen.push(i);
        else positions.set(set, [i]);
      }
    }
    for (const [set, members] of positions) this.slide(ids, set, members, report);
  }

  /** Both ends of the window move forwards only, and no position is reported twice: linear in `members`. */
  private slide(
    ids: readonly number[],
    set: number,
    members: readonly number[],
    report: (set: number, position: number) => void,
  ): void {
    const { window, minMatch } = this.patterns[set] as SetPattern;
    const counts = new Map<number, number>(); // id -> occurrences inside the window
    let from = 0;
    let reported = 0;
    for (let to = 0; to < members.length; to++) {
      const id = ids[members[to] as number] as number;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      while ((members[to] as number) - (members[from] as number) >= window) {
        const gone = ids[members[from++] as number] as number;
        const left = (counts.get(gone) as number) - 1;
        if (left === 0) counts.delete(gone);
        else counts.set(gone, left);
      }
      if (counts.size < minMatch) continue;
      for (let i = Math.max(from, reported); i <= to; i++) report(set, members[i] as number);
      reported = to + 1;
    }
  }
}
