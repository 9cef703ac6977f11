import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "node",
    root: import.meta.dirname,
    include: ["unit/**/*.test.ts", "cli/**/*.test.ts"],
    // Real files, a WASM runtime and Python processes on two cores: generous, but bounded.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
