import { describe, expect, it } from "vitest";
import { Guard, type Hit } from "../../src/shared/pipeline/guard.ts";
import { inspect } from "../../src/shared/pipeline/mask.ts";
import type { GuardTrigger } from "../../src/shared/pipeline/types.ts";

const size = 100;

function sequence(id: string, ...ids: number[]): GuardTrigger {
  return { id, kind: "sequence", ids, target: 1, flip_rate: 0.9 };
}

function set(id: string, ids: number[], window: number, min_match: number): GuardTrigger {
  return { id, kind: "set", ids, window, min_match, target: 1, flip_rate: 0.8 };
}

function guardOf(triggers: GuardTrigger[], drift: Record<number, number> = {}, threshold: number | null = null): Guard {
  const table = new Uint8Array(size);
  for (const [id, byte] of Object.entries(drift)) table[Number(id)] = byte;
  return new Guard({ vocab_size: size, drift: { scale: 0.1 }, triggers, calibration: { threshold } }, table);
}

/** Repeatable integers from 0 to 65,535. */
function randomIntegers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
}

const spans = (hits: readonly Hit[]) => hits.map(({ rule, segment, first, last }) => [rule, segment, first, last]);

const positionsOf = ({ first, last }: Hit) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe("sequence triggers", () => {
  const guard = guardOf([
    sequence("one", 7),
    sequence("two", 1, 2),
    sequence("long", 1, 2, 3, 1, 2, 4),
    sequence("end", 3, 1),
  ]);

  it("are found wherever they stand side by side, overlapping ones too", () => {
    expect(spans(guard.scan([[9, 7, 9, 1, 2]]))).toEqual([
      ["one", 0, 1, 1],
      ["two", 0, 3, 4],
    ]);
    expect(spans(guard.scan([[1, 2, 3, 1, 2, 4]]))).toEqual([
      ["two", 0, 0, 1],
      ["end", 0, 2, 3],
      ["two", 0, 3, 4],
      ["long", 0, 0, 5],
    ]);
  });

  it("are found behind a beginning that fails (1 2 3 1 2 | 3 1 2 4)", () => {
    const found = spans(guard.scan([[1, 2, 3, 1, 2, 3, 1, 2, 4]]));
    expect(found).toContainEqual(["long", 0, 3, 8]);
  });

  it("do not reach over a gap or from one segment into the next", () => {
    expect(guard.scan([[1, 9, 2], [2]])).toEqual([]);
    expect(
      guard.scan([
        [9, 1],
        [2, 9],
      ]),
    ).toEqual([]);
  });

  it("agree with a plain search on random ids", () => {
    const patterns = [[1], [1, 1], [1, 2, 1], [2, 1, 2, 1], [3, 3, 1], [1, 2, 3, 4]];
    const matcher = guardOf(patterns.map((ids, i) => sequence(`${i}`, ...ids)));
    const random = randomIntegers(1);
    for (let round = 0; round < 200; round++) {
      const ids = Array.from({ length: 1 + (random() % 40) }, () => 1 + (random() % 4));
      const expected = patterns.flatMap((pattern, index) =>
        ids.flatMap((_, at) =>
          pattern.every((id, i) => ids[at + i] === id) ? [[`${index}`, 0, at, at + pattern.length - 1]] : [],
        ),
      );
      expect(spans(matcher.scan([ids])).sort()).toEqual(expected.sort());
    }
  });
});

describe("set triggers", () => {
  const guard = guardOf([set("s", [10, 20, 30], 5, 3)]);

  it("need enough distinct ids within the window, in any order", () => {
    expect(spans(guard.scan([[30, 0, 10, 0, 20]]))).toEqual([
      ["s", 0, 0, 0],
      ["s", 0, 2, 2],
      ["s", 0, 4, 4],
    ]);
    expect(guard.scan([[30, 0, 10, 0, 0, 20]])).toEqual([]);
    expect(guard.scan([[10, 10, 10, 20, 20]])).toEqual([]);
    expect(guardOf([set("twice", [10, 10, 20], 5, 3)]).scan([[10, 20, 10]])).toEqual([]);
    expect(guard.scan([[10, 20], [30]])).toEqual([]);
  });

  it("report every member of a window that qualifies, once, and none outside", () => {
    const found = guard.scan([[10, 0, 0, 0, 0, 0, 10, 20, 30, 10, 0, 0, 0, 0, 20]]);
    expect(spans(found)).toEqual([["s", 0, 6, 9]]);
  });

  it("agree with a plain search on random ids", () => {
    const pattern = { ids: [1, 2, 3, 4], window: 6, minMatch: 3 };
    const matcher = guardOf([set("s", pattern.ids, pattern.window, pattern.minMatch)]);
    const random = randomIntegers(7);
    for (let round = 0; round < 300; round++) {
      const ids = Array.from({ length: 1 + (random() % 30) }, () => 1 + (random() % 12));
      const expected = new Set<number>();
      for (let at = 0; at < ids.length; at++) {
        const members = ids.flatMap((id, i) =>
          i >= at && i < at + pattern.window && pattern.ids.includes(id) ? [i] : [],
        );
        if (new Set(members.map((i) => ids[i])).size >= pattern.minMatch) for (const i of members) expected.add(i);
      }
      const found = matcher.scan([ids]);
      expect(found.flatMap((hit) => positionsOf(hit))).toEqual([...expected].sort((a, b) => a - b));
      // Neighbours make one span.
      for (const [i, hit] of found.entries()) expect(hit.first).toBeGreaterThan((found[i - 1]?.last ?? -2) + 1);
    }
  });
});

describe("the drift rule", () => {
  it("fires at and above the threshold, with the table's score", () => {
    const guard = guardOf([], { 5: 30, 6: 29 }, 3);
    expect(guard.scan([[5, 6]])).toEqual([
      { segment: 0, first: 0, last: 0, kind: "drift", rule: "drift", score: expect.closeTo(3, 10) },
    ]);
  });

  it("is off without a threshold", () => {
    expect(guardOf([], { 5: 255 }, null).scan([[5]])).toEqual([]);
  });

  it("leaves a token to the confirmed trigger that names it, wherever it stands", () => {
    const guard = guardOf([sequence("t", 5, 6), set("s", [7, 8], 3, 2)], { 5: 200, 7: 200, 9: 200 }, 3);
    expect(spans(guard.scan([[5, 6, 5, 1, 2, 7, 9]]))).toEqual([
      ["t", 0, 0, 1],
      ["drift", 0, 6, 6],
    ]);
  });
});

describe("a guard that does not fit", () => {
  it("is refused: wrong table length, ids outside the vocabulary, an empty trigger", () => {
    const file = { vocab_size: size, drift: { scale: 1 }, triggers: [], calibration: { threshold: null } };
    expect(() => new Guard(file, new Uint8Array(size - 1))).toThrowError(/guard.bin has 99 bytes/);
    expect(() => guardOf([sequence("t", size)])).toThrowError(/Trigger t/);
    expect(() => guardOf([sequence("t")])).toThrowError(/Trigger t/);
  });

  it("never passes an id that it cannot judge", () => {
    for (const id of [size, -1]) {
      expect(() => guardOf([]).scan([[id]])).toThrowError(expect.objectContaining({ kind: "internal" }));
    }
  });
});

describe("masking", () => {
  const guard = guardOf([sequence("t", 1, 2), set("s", [10, 20], 3, 2)], { 5: 90 }, 3);

  it("removes exactly the tokens of triggers, and keeps the others in order", () => {
    const { masked, maskable, hits } = inspect(guard, [
      [9, 1, 2, 8, 5, 7],
      [10, 6, 20, 4],
    ]);
    expect(masked).toEqual([
      [9, 8, 7],
      [6, 4],
    ]);
    expect(maskable).toBe(true);
    expect(spans(hits)).toEqual([
      ["t", 0, 1, 2],
      ["drift", 0, 4, 4],
      ["s", 1, 0, 0],
      ["s", 1, 2, 2],
    ]);
  });

  it("looks again: a trigger written inside a trigger does not survive", () => {
    const { masked, hits } = inspect(guard, [[9, 1, 1, 5, 2, 2, 8]]);
    expect(masked).toEqual([[9, 8]]);
    // The outer one is reported where it stands in the text, around the inner one.
    expect(spans(hits)).toContainEqual(["t", 0, 1, 5]);
  });

  it("what is left never holds a trigger, or the text is refused", () => {
    const random = randomIntegers(3);
    for (let round = 0; round < 500; round++) {
      const ids = Array.from({ length: 1 + (random() % 60) }, () => [1, 2, 5, 9, 10, 20][random() % 6] as number);
      const { masked, maskable } = inspect(guard, [ids]);
      expect(!maskable || guard.scan(masked).length === 0).toBe(true);
    }
  });

  it("gives up on a nest deeper than any honest text, instead of passing it", () => {
    const nest = [...Array<number>(40).fill(1), ...Array<number>(40).fill(2), 9];
    expect(inspect(guard, [nest]).maskable).toBe(false);
  });

  it("says so when nothing is left of a segment", () => {
    expect(inspect(guard, [[1, 2]]).maskable).toBe(false);
    expect(inspect(guard, [[9], [5]]).maskable).toBe(false);
  });
});

describe("what an operator adds", () => {
  const base = guardOf([sequence("t", 1, 2), set("s", [10, 20, 30], 6, 3)], { 5: 90 }, 3);

  it("is caught beside every other rule, and wins over what is allowed", () => {
    const guard = base.with({ caught: [{ id: "e", ids: [7, 8] }], allowed: [[7, 8]] });
    expect(spans(guard.scan([[9, 7, 8, 1, 2]]))).toEqual([
      ["incident:e", 0, 1, 2],
      ["t", 0, 3, 4],
    ]);
    expect(guard.scan([[7], [8]])).toEqual([]);
    expect(inspect(guard, [[9, 7, 8]]).masked).toEqual([[9]]);
  });

  it("passes where it is allowed, in this phrase alone", () => {
    const guard = base.with({ caught: [], allowed: [[1, 2, 9], [5, 50], [10]] });
    expect(guard.scan([[1, 2, 9, 5, 50]])).toEqual([]);
    expect(spans(guard.scan([[1, 2, 8, 5]]))).toEqual([
      ["t", 0, 0, 1],
      ["drift", 0, 3, 3],
    ]);
    // An allowed token no longer counts for a set.
    expect(guard.scan([[10, 20, 30]])).toEqual([]);
    expect(base.scan([[10, 20, 30]])).toHaveLength(1);
  });

  it("is refused where it names no token, or one outside the vocabulary", () => {
    expect(() => base.with({ caught: [{ id: "e", ids: [size] }], allowed: [] })).toThrowError(/Trigger e/);
    expect(() => base.with({ caught: [], allowed: [[]] })).toThrowError(/allowed/);
  });
});
