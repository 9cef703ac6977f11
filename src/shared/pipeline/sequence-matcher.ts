/**
 * All sequence triggers at once, in one pass, with an Aho-Corasick automaton over token ids: the worst text costs what
 * the average one does, however long the triggers are and however much they share.
 */

export class SequenceMatcher {
  /** Per state: id -> next state. State 0 is the root. */
  private readonly next: Map<number, number>[] = [new Map()];
  /** Per state: the state of its longest proper suffix. */
  private readonly fallback: number[] = [0];
  /** Per state: the patterns that end there, suffixes included. */
  private readonly found: number[][] = [[]];
  private readonly lengths: number[];

  /** @param patterns non-empty id sequences; a match is reported by index into them */
  constructor(patterns: readonly (readonly number[])[]) {
    this.lengths = patterns.map((pattern) => pattern.length);
    for (const [index, pattern] of patterns.entries()) this.add(pattern, index);
    this.link();
  }

  /** Calls `report(pattern, start, end)` for every occurrence in `ids`, overlapping ones too, in order of their ends. */
  scan(ids: readonly number[], report: (pattern: number, start: number, end: number) => void): void {
    let state = 0;
    for (let i = 0; i < ids.length; i++) {
      state = this.step(state, ids[i] as number);
      for (const pattern of this.found[state] as number[])
        report(pattern, i + 1 - (this.lengths[pattern] as number), i + 1);
    }
  }

  private add(pattern: readonly number[], index: number): void {
    let state = 0;
    for (const id of pattern) {
      const edges = this.next[state] as Map<number, number>;
      let to = edges.get(id);
      if (to === undefined) {
        to = this.next.push(new Map()) - 1;
        this.fallback.push(0);
        this.found.push([]);
        edges.set(id, to);
      }
      state = to;
    }
    (this.found[state] as number[]).push(index);
  }

  /** Breadth first, so that the state a fallback points to is finished before it is used. */
  private link(): void {
    const queue = [...(this.next[0] as Map<number, number>).values()];
    for (const state of queue) {
      for (const [id, to] of this.next[state] as Map<number, number>) {
        const suffix = this.step(this.fallback[state] as number, id);
        this.fallback[to] = suffix;
        (this.found[to] as number[]).push(...(this.found[suffix] as number[]));
        queue.push(to);
      }
    }
  }

  private step(from: number, id: number): number {
    let state = from;
    for (;;) {
      const to = (this.next[state] as Map<number, number>).get(id);
      if (to !== undefined) return to;
      if (state === 0) return 0;
      state = this.fallback[state] as number;
    }
  }
}
