/** node bench/worker/run.ts [--bundle DIR --bundle DIR --trusted-key FILE] [--rounds N] [--out FILE] */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { deployLocally, type LocalDeployment } from "./deployment.ts";
import { memoryAfterLongRequests, memoryOf } from "./memory.ts";

const { values } = parseArgs({
  options: {
    bundle: {
      type: "string",
      multiple: true,
      default: ["models/sentiment", "models/sentence-pair"].map((p) => join(projectRoot, p)),
    },
    "trusted-key": { type: "string", default: join(projectRoot, "models/keys/epure-shipped.pub.pem") },
    rounds: { type: "string", default: "150" },
    out: { type: "string", default: join(import.meta.dirname, "results.json") },
  },
});

const options = {
  bundles: values.bundle,
  trustedKey: values["trusted-key"],
  entry: join(import.meta.dirname, "entry.ts"),
};
const rounds = Number(values.rounds);
const result = {
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0],
  },
  node: process.version,
  ...(await withDeployment({ ...options, inspector: true }, async (deployment) => ({
    tasks: (await deployment.ready()).tasks.map(({ task, serving }) => ({ task, digest: serving })),
    script_bytes: scriptBytes(deployment.build),
    memory: { loaded: await memoryOf(deployment), after_256_token_requests: await memoryAfterLongRequests(deployment) },
  }))),
  overhead: await withDeployment(options, async (deployment) => {
    const text = await textOf64Tokens(deployment);
    await overhead(deployment, text, 20);
    const { tokens, milliseconds } = await overhead(deployment, text, rounds);
    const ratios = milliseconds.map(({ api, bare }) => api / bare);
    const [api, bare] = [median(milliseconds.map((m) => m.api)), median(milliseconds.map((m) => m.bare))];
    return {
      tokens,
      rounds,
      median_ms: { api, bare, difference: median(milliseconds.map((m) => m.api - m.bare)) },
      median_ratio: median(ratios),
      interval_95: bootstrap(ratios),
      milliseconds,
    };
  }),
};
writeFileSync(values.out, `${JSON.stringify(result)}\n`);
const { milliseconds: _, ...shown } = result.overhead;
console.log(JSON.stringify({ ...result, overhead: shown }, null, 2));

async function withDeployment<T>(
  options: Parameters<typeof deployLocally>[0],
  work: (deployment: LocalDeployment) => Promise<T>,
): Promise<T> {
  const deployment = await deployLocally(options);
  try {
    return await work(deployment);
  } finally {
    await deployment.stop();
  }
}

/** Grows a text word by word until the model counts 64 tokens, control tokens among them. */
async function textOf64Tokens(deployment: LocalDeployment): Promise<string> {
  for (let words = 40; words <= 80; words++) {
    const text = Array.from(
      { length: words },
      (_, i) => ["the", "film", "was", "good", "and", "the", "story", "too"][i % 8],
    ).join(" ");
    const { value } = await deployment.ask<{ tokens: number }>("/v1/sentiment", { text });
    if (value.tokens === 64) return text;
  }
  throw new Error("No text of 64 tokens was found: does the bundle know common English words?");
}

async function overhead(deployment: LocalDeployment, text: string, rounds: number) {
  const { status, value } = await deployment.ask<{ tokens: number; milliseconds: { api: number; bare: number }[] }>(
    "/bench/overhead",
    { text, rounds },
  );
  if (status !== 200) throw new Error(`The bench route answered with ${status}.`);
  return value;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

/** Percentile bootstrap of the median, 2,000 resamples, seeded. */
function bootstrap(values: readonly number[]): [number, number] {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] as number)),
  ).sort((a, b) => a - b);
  return [medians[49] as number, medians[1949] as number];
}

function scriptBytes(build: string): number {
  return readdirSync(build)
    .filter((name) => name.endsWith(".js") || name.endsWith(".wasm"))
    .reduce((sum, name) => sum + statSync(join(build, name)).size, 0);
}
