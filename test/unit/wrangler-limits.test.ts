import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

it("what callers are told of the rate limit is what the binding counts", () => {
  const toml = readFileSync(join(import.meta.dirname, "../../wrangler.toml"), "utf8");
  const [, limit, period] = /simple = \{ limit = (\d+), period = (\d+) \}/.exec(toml) ?? [];
  expect(toml).toContain(`KEY_LIMIT_POLICY = "${limit}/${period}"`);
});
