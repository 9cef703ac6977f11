import { describe, expect, it } from "vitest";
import { type Counts, UsageMeter } from "../../src/worker/usage/meter.ts";

const one: Counts = { requests: 1, items: 2, tokens: 10, flagged: 1, refused: 0 };

/** Counts batches and rows; out when told so. */
function fakeD1() {
  const written: unknown[][] = [];
  const state = { out: false, batches: 0, reads: 0, stored: 0 };
  const db = {
    prepare: () => ({
      bind: (...values: unknown[]) => ({
        values,
        first: async () => {
          state.reads++;
          return { tokens: state.stored };
        },
      }),
    }),
    batch: async (statements: { values: unknown[] }[]) => {
      if (state.out) throw new Error("out");
      state.batches++;
      written.push(...statements.map(({ values }) => values));
    },
  } as unknown as D1Database;
  return { db, state, written };
}

describe("the usage meter", () => {
  it("writes many requests of many keys as one batch, later", async () => {
    const { db, state, written } = fakeD1();
    const works: Promise<unknown>[] = [];
    const meter = new UsageMeter(20);
    const ctx = { waitUntil: (work: Promise<unknown>) => void works.push(work) };
    for (let at = 0; at < 100; at++) meter.record(db, ctx, `key_${at % 2}`, one);
    expect([works.length, state.batches], "one promise to write, nothing written yet").toEqual([1, 0]);
    await Promise.all(works);
    expect(state.batches).toBe(1);
    expect(written.map(([key, , ...counts]) => [key, ...counts])).toEqual([
      ["key_0", 50, 100, 500, 50, 0],
      ["key_1", 50, 100, 500, 50, 0],
    ]);
  });

  it("keeps what D1 did not take, and does not count it twice", async () => {
    const { db, state, written } = fakeD1();
    const meter = new UsageMeter(60_000);
    meter.record(db, { waitUntil() {} }, "key_a", one);
    state.out = true;
    await expect(meter.flush(db)).rejects.toThrow("out");
    state.out = false;
    meter.record(db, { waitUntil() {} }, "key_a", one);
    await meter.flush(db);
    await meter.flush(db);
    expect(written.map(([, , requests]) => requests)).toEqual([2]);
  });

  it("knows today's tokens from D1 and from this isolate, and asks D1 once a minute", async () => {
    const { db, state } = fakeD1();
    state.stored = 5;
    const meter = new UsageMeter(60_000);
    expect(await meter.tokensToday(db, "key_a")).toBe(5);
    meter.record(db, { waitUntil() {} }, "key_a", one);
    expect(await meter.tokensToday(db, "key_a")).toBe(15);
    await meter.flush(db);
    expect(await meter.tokensToday(db, "key_a")).toBe(15);
    expect(state.reads).toBe(1);
  });
});
