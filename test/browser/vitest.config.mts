import { defineConfig } from "vitest/config";

/** The console and the reports in a real Chromium, over the script as wrangler builds it. Without a Chromium: skipped, with the reason. */
export default defineConfig({
  test: {
    name: "browser",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 240_000,
    maxWorkers: 1,
  },
});
