/**
 * node bench/api/schemathesis.ts --schemathesis PATH [--minutes 20] [--out DIR]
 *
 * Serves the built Worker and lets schemathesis loose on its OpenAPI document with every check, as a caller and as an
 * operator, in rounds with new seeds until the time is up. Ends with 1 where a check failed.
 */
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { workerdHost } from "../../test/api/workerd-host.ts";

const { values } = parseArgs({
  options: {
    schemathesis: { type: "string", default: "schemathesis" },
    minutes: { type: "string", default: "20" },
    out: { type: "string", default: join(import.meta.dirname, "results") },
  },
});
mkdirSync(values.out, { recursive: true });
const host = await workerdHost({ rateLimit: 1_000_000 });
const key = await host.newKey({ scopes: "classify viewer operator" });
const until = Date.now() + Number(values.minutes) * 60_000;
const scratch = mkdtempSync(join(tmpdir(), "epure-schemathesis-"));
const rounds: { seed: number; code: number | null; seconds: number; cases: number | null; summary: string[] }[] = [];
try {
  while (Date.now() < until) rounds.push(await round());
} finally {
  await host.stop();
}
const failed = rounds.filter(({ code }) => code !== 0);
const cases = rounds.reduce((sum, one) => sum + (one.cases ?? 0), 0);
writeFileSync(
  join(values.out, "schemathesis.json"),
  `${JSON.stringify({ minutes: Number(values.minutes), rounds: rounds.length, cases, failed: failed.length, each: rounds }, null, 1)}\n`,
);
console.log(`${rounds.length} rounds, ${cases} cases, ${failed.length} rounds with a failure`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** One run over every operation and phase. The seed is whatever the clock says, and is written down. */
async function round() {
  const seed = Date.now() % 2 ** 31;
  const start = Date.now();
  const log = join(scratch, "last.log");
  writeFileSync(log, "");
  const child = spawn(
    values.schemathesis,
    [
      "--config-file",
      join(import.meta.dirname, "schemathesis.toml"),
      "run",
      `${host.url}/openapi.json`,
      "--header",
      `Authorization: Bearer ${key}`,
      "--checks",
      "all",
      "--mode",
      "all",
      "--seed",
      String(seed),
      "--max-examples",
      "60",
      "--no-color",
      "--continue-on-failure",
      "--generation-database",
      "none",
    ],
    // Its notes on earlier failures stay out of the checkout.
    {
      cwd: scratch,
      env: { ...process.env, SCHEMATHESIS_HOOKS: join(import.meta.dirname, "schemathesis_hooks.py") },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => appendFileSync(log, bytes));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const text = readFileSync(log, "utf8");
  const generated = /(\d+) generated/.exec(text)?.[1];
  const summary = text
    .slice(text.lastIndexOf("= SUMMARY ="))
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "");
  console.log(`seed ${seed}: ${code === 0 ? "no failure" : `ended with ${code}`}, ${generated ?? "?"} cases`);
  if (code !== 0) writeFileSync(join(values.out, `schemathesis-failed-${seed}.log`), text);
  return {
    seed,
    code,
    seconds: Math.round((Date.now() - start) / 1000),
    cases: generated === undefined ? null : Number(generated),
    summary: summary.slice(0, 40),
  };
}
