/**
 * node bench/operations/publish.ts
 * `epure publish` of the shipped bundle, as a process of its own: the first time, and unchanged. Time and bytes sent.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { build, keep, quantile, start } from "./local.ts";

const rounds = 7;
const folder = mkdtempSync(join(tmpdir(), "epure-publish-"));
try {
  await build(folder);
  const local = await start({
    folder,
    trustedPem: readFileSync(join(projectRoot, "models/keys/epure-shipped.pub.pem"), "utf8"),
  });
  try {
    const run = () =>
      new Promise<{ ms: number; sent: number }>((resolve, reject) => {
        const begun = performance.now();
        const child = spawn(
          process.execPath,
          [join(projectRoot, "src/cli/epure.mjs"), "publish", join(projectRoot, "models/sentiment"), "--json"],
          {
            env: {
              ...process.env,
              HOME: folder,
              XDG_CONFIG_HOME: "",
              EPURE_URL: local.url.origin,
              EPURE_KEY: local.target.key,
            },
            stdio: ["ignore", "pipe", "inherit"],
          },
        );
        let said = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
        child.on("close", (code) => {
          if (code !== 0) reject(new Error(`publish ended with ${code}`));
          else resolve({ ms: performance.now() - begun, sent: (JSON.parse(said) as { sent: string[] }).sent.length });
        });
      });
    const first = await run();
    const again = [];
    for (let round = 0; round < rounds; round++) again.push(await run());
    const times = again.map((one) => one.ms);
    keep("publish", {
      first,
      unchanged: {
        files_sent: Math.max(...again.map((one) => one.sent)),
        median_ms: quantile(times, 0.5),
        worst_ms: Math.max(...times),
        times,
      },
    });
  } finally {
    await local.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
