/** node bench/node/run.ts [--rounds 20] [--work DIR] [--out FILE] */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { nativeSessions } from "../../src/node/ort-native.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../../test/worker/pico-bundles.ts";
import { makeBundles } from "./bundles.ts";
import { type Memory, type Runtime, startNodeForm } from "./host.ts";
import { refusal } from "./isolate.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    work: { type: "string" },
    out: { type: "string", default: join(import.meta.dirname, "results/base-size.json") },
  },
});
const work = values.work ?? mkdtempSync(join(tmpdir(), "epure-base-size-"));
const load = loadavg()[0];
// Refused now rather than after ten minutes.
await nativeSessions();

const keys = await generateKeyPair();
const trustedKey = join(work, "pub.pem");
const { base, pair, purified } = await makeBundles(work, keys.privatePem);
writeFileSync(trustedKey, keys.publicPem);
const small = join(work, "small");
await writeSigned(await picoBundle("sentiment", 0), small, keys.privatePem);
const bytes = statSync(join(base, "model.onnx.data")).size;
const { architecture, gates } = purified.manifest;

const runtimes: Partial<Record<Runtime, unknown>> = {};
for (const runtime of ["native", "wasm"] as const) runtimes[runtime] = await figuresOf(runtime);
const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30), load },
  node: process.version,
  model: {
    weights: "random around a saved configuration, see base_size.py: nothing was repaired, its accuracy means nothing",
    architecture,
    bytes,
    digest: purified.digest,
    gates_passed: gates.every((gate) => gate.passed),
    seconds_to_make: purified.seconds,
  },
  ...runtimes,
  isolate: { predicted: purified.budget, ...(await refusal(small, base, trustedKey)) },
};
writeFileSync(values.out, `${JSON.stringify(result, null, 1)}\n`);
console.log(JSON.stringify(result, (name, value) => (name === "raw_ms" ? undefined : value), 2));

async function figuresOf(runtime: Runtime) {
  const state = join(work, `state-${runtime}`);
  const options = { bundles: [base, pair], trustedKey, state, runtime };
  const first = await startNodeForm(options);
  const tests = await apiTests({ ...first, state });
  const afterTests = first.memory();
  await first.stop();
  const second = await startNodeForm({ ...options });
  const started = {
    first_start_s: first.seconds,
    second_start_s: second.seconds,
    memory_after_second_start: second.memory(),
  };
  await second.stop();
  const bare = await measure<{ empty: Memory; memory: Memory }>("bare", runtime);
  const served = await measure<Served>("served", runtime);
  return {
    api_tests: tests,
    ...started,
    memory_after_api_tests: afterTests,
    time: Object.fromEntries(Object.entries(served.ms).map(([tokens, found]) => [`${tokens} tokens`, ratios(found)])),
    memory_mib: {
      bare: { empty: bare.empty, with_model: bare.memory },
      served: { empty: served.empty, with_model: served.memory },
      ratio: { rss: round(served.memory.rss / bare.memory.rss), peak: round(served.memory.peak / bare.memory.peak) },
    },
    raw_ms: served.ms,
  };
}

interface Served {
  readonly empty: Memory;
  readonly memory: Memory;
  readonly ms: Record<string, { app: number[]; http: number[]; bare: number[] }>;
}

async function measure<Found>(what: "bare" | "served", runtime: Runtime): Promise<Found> {
  const script = join(import.meta.dirname, "measure.ts");
  const given = [what, "--bundle", base, "--trusted-key", trustedKey, "--runtime", runtime, "--rounds", values.rounds];
  const node = ["--expose-gc", "--disable-warning=ExperimentalWarning", script, ...given];
  const { stdout } = await promisify(execFile)(process.execPath, node, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Found;
}

/** Paired by round: what the app adds to the bare session, without and with HTTP. */
function ratios({ app, http, bare }: Served["ms"][string]) {
  const over = (list: readonly number[]) => median(list.map((value, at) => value / (bare[at] as number)));
  return {
    median_ms: { bare: round(median(bare)), app: round(median(app)), http: round(median(http)) },
    app_over_bare: round(over(app)),
    http_over_bare: round(over(http)),
  };
}

async function apiTests(host: { url: string; key: string; operatorKey: string; state: string }) {
  const config = join(import.meta.dirname, "vitest.config.mts");
  const vitest = join(projectRoot, "node_modules/vitest/vitest.mjs");
  const { url, key, operatorKey, state } = host;
  const child = spawn(process.execPath, [vitest, "run", "--config", config, "--reporter=json"], {
    cwd: projectRoot,
    env: { ...process.env, EPURE_BENCH_HOST: JSON.stringify({ url, key, operatorKey, state }) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  for await (const text of child.stdout.setEncoding("utf8")) said += text;
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(said.slice(said.indexOf('{"num')));
  const failed = testResults.flatMap((file: { assertionResults: { status: string; fullName: string }[] }) =>
    file.assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
  return { passed: numPassedTests, failed: numFailedTests, ...(failed.length > 0 && { which: failed }) };
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
