import { defineConfig } from "vitest/config";

/** Every TypeScript test: `node` runs in Node, `workerd` (test/worker) inside workerd, `deployed` asks the built Worker over HTTP. */
export default defineConfig({
  test: { projects: ["./vitest.node.config.mts", "./worker/vitest.config.mts", "./worker/deployed/vitest.config.mts"] },
});
