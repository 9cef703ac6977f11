import { defineConfig } from "vitest/config";

/** Every TypeScript test: `node` runs in Node, `workerd` (test/worker) runs inside workerd. */
export default defineConfig({
  test: { projects: ["./vitest.node.config.mts", "./worker/vitest.config.mts"] },
});
