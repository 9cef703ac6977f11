import { describe, expect, it } from "vitest";
import { best, decide, isPolicy, policies, softmax, stricter } from "../../src/shared/pipeline/index.ts";

const float32 = (...values: number[]) => Float32Array.from(values);
const labels = ["negative", "neutral", "positive"];

describe("softmax", () => {
  it("sums to one, and does not overflow where the largest magnitude is negative", () => {
    for (const logits of [
      [-100, 5],
      [3e38, -3e38],
      [-3e38, -3e38],
      [88, 89, 90],
      [1e-30, 0],
      [-1000, -1001],
    ]) {
      const probabilities = softmax(float32(...logits));
      expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
    }
    expect(softmax(float32(-100, 5))[1]).toBeCloseTo(1, 12);
    expect([...softmax(float32(-3e38, -3e38))]).toEqual([0.5, 0.5]);
  });

  it("does not move when every logit is shifted alike", () => {
    const [a, b] = [softmax([1, 2, 4]), softmax([1001, 1002, 1004])];
    for (const [i, p] of a.entries()) expect(b[i]).toBeCloseTo(p, 14);
  });

  it("refuses what is no number, instead of answering an even bet", () => {
    for (const logits of [[Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], []]) {
      expect(() => softmax(logits)).toThrowError(expect.objectContaining({ kind: "internal" }));
    }
    expect(() => softmax([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toThrowError(/infinite/);
  });
});

describe("decide", () => {
  it("names the most probable label and lists all, best first", () => {
    const { label, score, scores } = decide(float32(0, 1, 3), labels);
    expect(label).toBe("positive");
    expect(Object.keys(scores)).toEqual(["positive", "neutral", "negative"]);
    expect(scores.positive).toBe(score);
  });

  it("keeps the topK best, at least one", () => {
    expect(Object.keys(best(decide(float32(0, 1, 3), labels), 2).scores)).toEqual(["positive", "neutral"]);
    expect(Object.keys(best(decide(float32(0, 1, 3), labels), 0).scores)).toEqual(["positive"]);
  });

  it("gives a tie to the first label, and tells apart logits whose probabilities round to the same", () => {
    expect(decide(float32(2, 2, 2), labels).label).toBe("negative");
    expect(decide(float32(-200, 100, 100.00001), labels).label).toBe("positive");
  });

  it("refuses a number of logits that is not the number of labels", () => {
    expect(() => decide(float32(1, 2), labels)).toThrowError(/2 logits for 3 labels/);
  });
});

describe("policies", () => {
  it("are ordered audit < flag < mask < block", () => {
    for (const [i, a] of policies.entries()) {
      for (const [j, b] of policies.entries()) expect(stricter(a, b)).toBe(policies[Math.max(i, j)]);
    }
    expect(policies).toEqual(["audit", "flag", "mask", "block"]);
  });

  it("are a closed set", () => {
    expect(isPolicy("mask")).toBe(true);
    for (const other of ["none", "", "MASK", undefined, 0]) expect(isPolicy(other)).toBe(false);
  });
});
