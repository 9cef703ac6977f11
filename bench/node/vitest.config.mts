import { defineConfig } from "vitest/config";

/** Only for run.ts: it needs a host that is already there. */
export default defineConfig({
  test: { name: "base-size", root: import.meta.dirname, include: ["api.test.ts"], testTimeout: 240_000, maxWorkers: 1 },
});
