import { describe, expect, it } from "vitest";
import { limitValues, parseLimits } from "../../src/worker/auth/key-limits.ts";
import { effectivePolicy } from "../../src/worker/auth/within-limits.ts";

const columns = { tasks: null, policies: null, batch_limit: null, tokens_per_day: null, models: null };
const allowing = (policies: string | null) => parseLimits({ ...columns, policies });
const said = (minimum: "audit" | "mask" | "block", standard: "audit" | "mask" | "block" = minimum) => ({
  minimum,
  default: standard,
});

describe("limits of a key", () => {
  it("are none where nothing is written, and nothing where no word is known", () => {
    expect(parseLimits(columns)).toMatchObject({ tasks: null, policies: null, models: null });
    expect(parseLimits({ ...columns, policies: "lenient", tasks: "" })).toMatchObject({ policies: [], tasks: [] });
  });

  it("are written as they are read", () => {
    const [tasks, policies, batch_limit, tokens_per_day, models] = limitValues({
      tasks: ["a", "b"],
      batch: 3,
    }) as never[];
    const read = parseLimits({ tasks, policies, batch_limit, tokens_per_day, models } as never);
    expect(read).toEqual({ tasks: ["a", "b"], policies: null, batch: 3, tokensPerDay: null, models: null });
  });
});

describe("the policy of a request", () => {
  it.each([
    ["nobody limits", null, said("mask"), undefined, "mask"],
    ["stricter than the minimum", null, said("mask"), "block", "block"],
    ["the operator's default is allowed", "mask block", said("audit", "mask"), undefined, "mask"],
    ["the default is not allowed: the laxest that both allow", "mask block", said("audit"), undefined, "mask"],
  ] as const)("%s", (_, allowed, operator, asked, expected) => {
    expect(effectivePolicy(allowing(allowed), operator, asked)).toBe(expected);
  });

  it.each([
    ["laxer than the minimum", null, said("mask"), "flag", "policy-too-lax"],
    ["not one of the key's", "mask", said("audit"), "block", "policy-not-allowed"],
    ["no policy that both allow", "audit", said("mask"), undefined, "policy-not-allowed"],
    ["a key with no known policy", "lenient", said("audit"), undefined, "policy-not-allowed"],
  ] as const)("is refused: %s", (_, allowed, operator, asked, reason) => {
    expect(() => effectivePolicy(allowing(allowed), operator, asked)).toThrowError(
      expect.objectContaining({ kind: "forbidden", extras: expect.objectContaining({ reason }) }),
    );
  });
});
