import { describe, expect, it } from "vitest";
import { generateApiKey, hashApiKey, isWellFormedApiKey } from "../../src/shared/api-key.ts";

describe("API keys", () => {
  it("are random, prefixed, and checked", async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, () => generateApiKey("caller")));
    expect(new Set(keys).size).toBe(50);
    for (const key of keys) {
      expect(key).toMatch(/^epure_caller_[0-9A-Za-z]{28}$/);
      expect(await isWellFormedApiKey(key)).toBe(true);
    }
  });

  it("with one wrong character, cut short or of another shape are seen at once", async () => {
    const key = await generateApiKey("caller");
    for (let at = "epure_caller_".length; at < key.length; at++) {
      const wrong = key.slice(0, at) + (key[at] === "x" ? "y" : "x") + key.slice(at + 1);
      expect(await isWellFormedApiKey(wrong), `character ${at}`).toBe(false);
    }
    for (const wrong of [
      "",
      key.slice(0, -1),
      `${key}a`,
      ` ${key}`,
      key.replace("caller", "Caller"),
      key.replace("caller", "viewer"),
    ]) {
      expect(await isWellFormedApiKey(wrong)).toBe(false);
    }
  });

  it("are stored as the SHA-256 of the whole key", async () => {
    expect(await hashApiKey("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("take only a plain word as kind", async () => {
    await expect(generateApiKey("Not a word")).rejects.toThrow(RangeError);
  });
});
