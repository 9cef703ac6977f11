import { describe, expect, it } from "vitest";
import { asEpureError, EpureError, errorKinds, faultOf, statusOf, titleOf } from "../../src/shared/errors.ts";

describe("errors", () => {
  it.each(errorKinds)("%s has a status, a title and a fault that fit each other", (kind) => {
    const status = statusOf(kind);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(titleOf(kind)).toMatch(/^[A-Z].*[^.]$/);
    // A 4xx blames the caller; a defect of ours never does.
    if (status < 500) expect(faultOf(kind)).toBe("user");
    if (faultOf(kind) === "bug") expect(status).toBe(500);
  });

  it("has each title once, so that a type can be told by it", () => {
    expect(new Set(errorKinds.map(titleOf)).size).toBe(errorKinds.length);
  });

  it("says what, why and fix in one message, and leaves out what is not there", () => {
    expect(new EpureError("usage", { what: "A.", why: "B.", fix: "C." }).message).toBe("A. B. C.");
    expect(new EpureError("usage", { what: "A.", fix: "C." }).message).toBe("A. C.");
  });

  it("keeps an error of its own as it is, and makes everything else a defect", () => {
    const own = new EpureError("conflict", { what: "A." });
    expect(asEpureError(own)).toBe(own);
    const cause = new TypeError("a secret");
    const wrapped = asEpureError(cause);
    expect(wrapped).toMatchObject({ kind: "internal", status: 500, fault: "bug", cause });
    expect(wrapped.message).not.toContain("secret");
    expect(asEpureError("a string").kind).toBe("internal");
  });
});
