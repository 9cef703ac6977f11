import { defineConfig } from "vitest/config";

/** The script as wrangler builds it, in workerd, asked over HTTP from Node. */
export default defineConfig({
  test: {
    name: "deployed",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    silent: "passed-only",
  },
});
