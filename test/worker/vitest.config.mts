import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "../..");

/** Inside workerd, with Miniflare's real emulations of R2, D1 and the rate limiter. */
export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: join(root, "wrangler.toml") },
      miniflare: { bindings: { MIGRATIONS: await readD1Migrations(join(root, "src/worker/migrations")) } },
    })),
  ],
  test: {
    name: "workerd",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: ["./global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    silent: "passed-only",
  },
});
