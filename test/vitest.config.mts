import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Every TypeScript test: `node` runs in Node, `workerd` (test/worker) inside workerd, `deployed` asks the built Worker over HTTP,
 * `browser` looks at it in a real Chromium. Projects with as many workers share these; `browser`, which times what is felt, runs alone. */
export default defineConfig({
  test: {
    // Absolute: vitest reads relative ones from the folder it was started in.
    projects: [
      "vitest.node.config.mts",
      "worker/vitest.config.mts",
      "worker/deployed/vitest.config.mts",
      "browser/vitest.config.mts",
    ].map((file) => join(import.meta.dirname, file)),
  },
});
