/** Set triggers: at least `minMatch` distinct ids of a set within `window` tokens. */

export interface SetPattern {
  readonly ids: readonly number[];
  readonly window: number;
  readonly minMatch: number;
}

export class SetMatcher {
  private readonly patterns: readonly SetPattern[];
  /** id -> the sets that hold it, each with the id's place in the set: set, place, set, place, ... */
  private readonly placesOf = new Map<number, number[]>();

  constructor(patterns: readonly SetPattern[]) {
    this.patterns = patterns;
    for (const [set, { ids }] of patterns.entries()) {
      for (const [place, id] of [...new Set(ids)].entries()) {
        const places = this.placesOf.get(id);
        if (places) places.push(set, place);
        else this.placesOf.set(id, [set, place]);
      }
    }
  }

  /**
   * Calls `report(set, first, last)` for every stretch of neighbouring tokens of a set that stand in windows which
   * reach the set's minimum.
   */
  scan(ids: readonly number[], report: (set: number, first: number, last: number) => void): void {
    const members = new Map<number, number[]>(); // set -> position, place, position, place, ...
    for (let i = 0; i < ids.length; i++) {
      const places = this.placesOf.get(ids[i] as number);
      if (places === undefined) continue;
      for (let k = 0; k < places.length; k += 2) {
        const found = members.get(places[k] as number);
        if (found) found.push(i, places[k + 1] as number);
        else members.set(places[k] as number, [i, places[k + 1] as number]);
      }
    }
    for (const [set, found] of members) this.slide(set, found, report);
  }

  /** Both ends of the window move forwards only, and no position is reported twice: linear in `found`. */
  private slide(
    set: number,
    found: readonly number[],
    report: (set: number, first: number, last: number) => void,
  ): void {
    const { window, minMatch, ids } = this.patterns[set] as SetPattern;
    const counts = new Uint16Array(ids.length); // by place, inside the window
    let distinct = 0;
    let from = 0;
    let reported = 0;
    let first = -1; // of the stretch that is still growing
    let last = -1;
    for (let to = 0; to < found.length; to += 2) {
      const position = found[to] as number;
      const place = found[to + 1] as number;
      if (counts[place] === 0) distinct++;
      counts[place] = (counts[place] as number) + 1;
      while (position - (found[from] as number) >= window) {
        const gone = found[from + 1] as number;
        counts[gone] = (counts[gone] as number) - 1;
        if (counts[gone] === 0) distinct--;
        from += 2;
      }
      if (distinct < minMatch) continue;
      for (let i = Math.max(from, reported); i <= to; i += 2) {
        const at = found[i] as number;
        if (first >= 0 && at > last + 1) report(set, first, last);
        if (first < 0 || at > last + 1) first = at;
        last = at;
      }
      reported = to + 2;
    }
    if (first >= 0) report(set, first, last);
  }
}
