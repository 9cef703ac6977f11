import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EpureError } from "../../shared/errors.ts";

/** Root of the checkout: where wrangler.toml is. */
export const projectRoot = join(import.meta.dirname, "../../..");

/**
 * Bundles the Worker exactly as a deployment would (`wrangler deploy --dry-run`), without credentials or network.
 * @param folder where the script and its WASM go
 * @param options another entry point or config, for benches
 */
export async function buildWorker(
  folder: string,
  signal: AbortSignal,
  options: { readonly config?: string; readonly entry?: string } = {},
): Promise<void> {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  const entry = options.entry === undefined ? [] : [options.entry];
  const config = options.config ?? join(projectRoot, "wrangler.toml");
  const child = spawn(
    process.execPath,
    [wrangler, "deploy", ...entry, "--dry-run", "--config", config, "--outdir", folder],
    {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1", CI: "1" },
      signal,
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).catch((cause: unknown) => {
    if (signal.aborted) throw new EpureError("interrupted", { what: "Interrupted." });
    throw cause;
  });
  if (code === 0) return;
  throw new EpureError("internal", {
    what: `The Worker could not be built (wrangler ended with ${code}).`,
    why: said.trim(),
    fix: "Run `npm ci`, then try again.",
  });
}
