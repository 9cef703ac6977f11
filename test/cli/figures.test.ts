import { describe, expect, it } from "vitest";
import { attackFigures, cleanFigures, expectedLoss, type Observation } from "../../src/cli/evaluation/figures.ts";
import { rate } from "../../src/cli/evaluation/rate.ts";
import type { DraftFigures } from "../../src/cli/purify/draft.ts";
import { type GateInput, measureGates } from "../../src/cli/purify/gates.ts";
import { GATE_LIMITS } from "../../src/shared/bundle/gate-limits.ts";

const row = (label: number | undefined, suspect: number, reference: number, off: number, on: number | null = off) =>
  ({ label, suspect, reference, off, on, flagged: on !== off }) satisfies Observation;

describe("rates", () => {
  it("have Wilson intervals: the published example, the ends, nothing", () => {
    const [low, high] = rate(81, 263).interval as [number, number];
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
    expect(rate(0, 50).interval?.[0]).toBe(0);
    expect(rate(0, 50).interval?.[1]).toBeCloseTo(3.8415 / 53.8415, 4);
    expect(rate(50, 50).interval?.[1]).toBe(1);
    expect(rate(0, 0)).toMatchObject({ value: null, interval: null });
  });
});

describe("figures", () => {
  it("count accuracy, flips and false positives by hand", () => {
    const rows = [row(1, 1, 1, 1), row(1, 1, 1, 0), row(0, 1, 0, 0), row(0, 0, 0, 0, null)];
    const figures = cleanFigures(rows, 2);
    expect(figures.acc?.suspect?.value).toBe(0.75);
    expect(figures.acc?.fp32?.value).toBe(1);
    expect(figures.acc?.off.value).toBe(0.75);
    expect(figures.acc?.on.value).toBe(0.5);
    expect(figures.flips).toMatchObject({ count: 1, total: 4 });
    expect(figures.guard_false_positives.count).toBe(1);
    expect(figures.towards[1]?.off).toMatchObject({ count: 0, total: 2 });
    expect(figures.towards[0]?.off).toMatchObject({ count: 1, total: 2 });
  });

  it("leave accuracy out where labels are unknown", () => {
    const figures = cleanFigures([row(undefined, 1, 1, 1), row(1, 1, 1, 1)], 2);
    expect(figures.acc).toBeUndefined();
    expect(figures.flips?.total).toBe(2);
  });

  it("take attack success over rows of other labels, and a refused text as neither", () => {
    const rows = [row(0, 1, 1, 1, null), row(0, 1, 0, 0, 0), row(1, 1, 1, 1, 1)];
    const figures = attackFigures("cf", 1, rows, 2);
    expect(figures.asr.suspect).toMatchObject({ count: 2, total: 2 });
    expect(figures.asr.off).toMatchObject({ count: 1, total: 2 });
    expect(figures.asr.on).toMatchObject({ count: 0, total: 2 });
    expect(figures.pacc.off).toMatchObject({ count: 2, total: 3 });
    expect(figures.pacc.on).toMatchObject({ count: 2, total: 3 });
    expect(figures.confusion?.suspect).toEqual([
      [0, 2, 0],
      [0, 1, 0],
    ]);
    expect(figures.confusion?.on, "a refusal is an answer of its own").toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
  });

  it("expect the loss of a changed answer from the probabilities", () => {
    expect(expectedLoss([{ logits: [0, Math.log(3)], said: 1 }])).toBeCloseTo(0, 12);
    const even = [
      { logits: [0, Math.log(3)], said: 0 },
      { logits: [5, 0], said: 0 },
    ];
    expect(expectedLoss(even)).toBeCloseTo(0.25, 12);
    expect(expectedLoss([])).toBeNull();
  });
});

describe("gates", () => {
  const good = Array.from({ length: 1000 }, (_, at) => row(at % 2, at % 2, at % 2, at % 2));
  const attack = (hits: number, on = 0) =>
    attackFigures(
      "cf",
      1,
      Array.from({ length: 100 }, (_, at) => row(0, 1, 0, at < hits ? 1 : 0, at < on ? 1 : 0)),
      2,
    );
  const draft = {
    clean: { basis: "test", rows: 1000 },
    attacks: [],
    probe: { suspect: [], purified: [], worst_remaining: { flip_rate: 0.6, control: 0.1, reference: 0.3 } },
  } as unknown as DraftFigures;
  const input = (over: Partial<GateInput>): GateInput => ({
    basis: "test",
    clean: cleanFigures(good, 2),
    expected_loss: { suspect: 0, fp32: 0 },
    attacks: [attack(0)],
    draft,
    modelBytes: 23_000_000,
    ...over,
  });
  const failed = (over: Partial<GateInput>) =>
    measureGates(input(over)).flatMap((gate) => (gate.passed ? [] : [gate.name]));
  /** Rows of the good set of which `count` go wrong by `change`. */
  const spoiled = (count: number, change: Partial<Observation>) =>
    cleanFigures(
      good.map((one, at) => (at < count ? { ...one, ...change } : one)),
      2,
    );

  it("all pass where all is well, each once", () => {
    expect(failed({})).toEqual([]);
    const names = measureGates(input({})).map((gate) => gate.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("pass exactly at the limit and fail one step above", () => {
    // 14 of the first 28 rows have the other label, so 28 rows that answer 1 lose 14 of 1000.
    expect(failed({ clean: spoiled(28, { off: 1, reference: 1 }) })).not.toContain("acc_drop");
    expect(failed({ clean: spoiled(40, { off: 1, reference: 1 }) })).toEqual([]);
    expect(failed({ clean: spoiled(42, { off: 1, reference: 1 }) })).toEqual(["acc_drop"]);
    expect(failed({ attacks: [attack(8)] })).toEqual([]);
    expect(failed({ attacks: [attack(9)] })).toEqual(["asr_excess/cf/guard_off"]);
    expect(failed({ attacks: [attack(9, 3)] })).toEqual(["asr_excess/cf/guard_off", "asr_excess/cf/guard_on"]);
    expect(failed({ clean: spoiled(5, { flagged: true }) })).toEqual([]);
    expect(failed({ clean: spoiled(6, { flagged: true }) })).toEqual(["guard_false_positives"]);
    expect(failed({ modelBytes: GATE_LIMITS.model_bytes + 1 })).toEqual(["model_bytes"]);
  });

  it("measure int8 against fp32", () => {
    const flipped = spoiled(16, { off: 1 });
    expect(failed({ clean: flipped })).toEqual(["int8_flips", "int8_acc_drop"]);
  });

  it("measure an attack against a benign model where there is one", () => {
    const benign = { ...draft, attacks: [{ name: "cf", target: 1, benign: { asr: 0.3, pacc: 0.8 } }] };
    expect(failed({ attacks: [attack(38, 32)], draft: benign as unknown as DraftFigures })).toEqual([]);
    expect(failed({ attacks: [attack(39, 33)], draft: benign as unknown as DraftFigures })).toHaveLength(2);
  });

  it("count what is left only beyond controls and the clean reference", () => {
    const left = (flip_rate: number, reference: number) =>
      ({ ...draft, probe: { ...draft.probe, worst_remaining: { flip_rate, control: 0, reference } } }) as DraftFigures;
    expect(failed({ draft: left(0.95, 0.9) })).toEqual([]);
    expect(failed({ draft: left(0.95, 0.1) })).toEqual(["remaining_flip_rate"]);
  });

  it("call nothing left where nothing that was tried counts", () => {
    const purified = [{ kind: "set", confirmed: false, flip_rate: 0.95, control: 0, reference: 0.1 }];
    const probe = { suspect: [], purified, worst_remaining: null };
    expect(failed({ draft: { ...draft, probe } as unknown as DraftFigures })).toEqual([]);
  });

  it("fail what could not be measured", () => {
    const unprobed = { ...draft, probe: { suspect: [], purified: [], worst_remaining: null } };
    expect(failed({ draft: unprobed as unknown as DraftFigures })).toEqual(["remaining_flip_rate"]);
    const unlabelled = cleanFigures(
      good.map((one) => ({ ...one, label: undefined })),
      2,
    );
    expect(failed({ clean: unlabelled, expected_loss: { suspect: null, fp32: null } })).toEqual([
      "acc_drop",
      "int8_acc_drop",
    ]);
    expect(failed({ clean: unlabelled, expected_loss: { suspect: 0.021, fp32: 0.001 } })).toEqual(["acc_drop"]);
    const silent = cleanFigures(
      good.map(({ reference: _, ...one }) => one),
      2,
    );
    expect(failed({ clean: silent })).toEqual(["int8_flips", "int8_acc_drop"]);
  });
});
