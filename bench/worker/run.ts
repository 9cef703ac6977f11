/** node bench/worker/run.ts [--bundle DIR --bundle DIR --trusted-key FILE] [--rounds N] [--out FILE] */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { deployLocally, type LocalDeployment } from "./deployment.ts";
import type { Call } from "./entry.ts";
import { memoryAfterLongRequests, memoryOf } from "./memory.ts";

const { values } = parseArgs({
  options: {
    bundle: {
      type: "string",
      multiple: true,
      default: ["models/sentiment", "models/sentence-pair"].map((p) => join(projectRoot, p)),
    },
    "trusted-key": { type: "string", default: join(projectRoot, "models/keys/epure-shipped.pub.pem") },
    rounds: { type: "string", default: "400" },
    out: { type: "string", default: join(import.meta.dirname, "results/overhead.json") },
  },
});

const options = {
  bundles: values.bundle,
  trustedKey: values["trusted-key"],
  entry: join(import.meta.dirname, "entry.ts"),
  rateLimit: 1_000_000,
};
/** Calls of each kind. */
const rounds = Number(values.rounds);
const blockSize = 20;
const warmUp = 2000;
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
    // An isolate that has served for a while has compiled the app: the first requests cost more, and are not meant.
    await call(deployment, text, Array<Call>(warmUp).fill("rest"));
    await call(deployment, text, ["api", "bare", "app", "quiet"]);
    return {
      tokens: 64,
      warm_up: warmUp,
      ...(await blocks(deployment, text)),
      without_model: await restTime(deployment, text),
    };
  }),
};
writeFileSync(values.out, `${JSON.stringify(result)}\n`);
const { blocks: _, without_model, ...overhead } = result.overhead;
const shown = { ...result, overhead: { ...overhead, without_model: { ...without_model, blocks: undefined } } };
console.log(JSON.stringify(shown, null, 2));

/**
 * CPU time of the workerd process and elapsed time, over blocks of twenty calls of one kind, the order of the kinds flipped
 * each block. Over a block the clock's whole milliseconds do not matter: what one call loses the next one gains.
 */
async function blocks(deployment: LocalDeployment, text: string) {
  const kinds = ["api", "bare", "app", "quiet"] as const;
  type Used = Record<(typeof kinds)[number], { readonly cpu: number; readonly elapsed: number }>;
  const all: Used[] = [];
  for (let block = 0; block < Math.ceil(rounds / blockSize); block++) {
    const used: Partial<Used> = {};
    for (const what of block % 2 === 0 ? kinds : [...kinds].reverse()) {
      const before = workerdCpuMs();
      const milliseconds = await call(deployment, text, Array<Call>(blockSize).fill(what));
      const elapsed = milliseconds.reduce((sum, one) => sum + one, 0);
      used[what] = { cpu: (workerdCpuMs() - before) / blockSize, elapsed: elapsed / blockSize };
    }
    all.push(used as Used);
  }
  const of = (clock: "cpu" | "elapsed") => ({
    median_ms: Object.fromEntries(kinds.map((what) => [what, median(all.map((used) => used[what][clock]))])),
    app: summary(all.map((used) => used.app[clock] / used.bare[clock])),
    without_log_pipe: summary(all.map((used) => used.quiet[clock] / used.bare[clock])),
    with_emulated_limiter: summary(all.map((used) => used.api[clock] / used.bare[clock])),
  });
  return { cpu: of("cpu"), elapsed: of("elapsed"), blocks: all };
}

/**
 * What the app costs beside the model, in milliseconds of CPU a request, measured with a session that answers at once:
 * blocks long enough for a clock of 10 ms ticks, in turns with blocks of the bare session, so that both see one machine.
 */
async function restTime(deployment: LocalDeployment, text: string) {
  const sizes = { bare: blockSize, rest: 400, own: 400 } as const;
  const blocks: Record<keyof typeof sizes, number[]> = { bare: [], rest: [], own: [] };
  for (let block = 0; block < 12; block++) {
    for (const what of ["bare", "rest", "own"] as const) {
      const before = workerdCpuMs();
      await call(deployment, text, Array<Call>(sizes[what]).fill(what));
      blocks[what].push((workerdCpuMs() - before) / sizes[what]);
    }
  }
  const ratios = (what: "rest" | "own") => blocks[what].map((value, at) => 1 + value / (blocks.bare[at] as number));
  return {
    median_ms: { bare: median(blocks.bare), rest: median(blocks.rest), own: median(blocks.own) },
    own: summary(ratios("own")),
    with_emulations: summary(ratios("rest")),
    blocks,
  };
}

function summary(ratios: readonly number[]) {
  return { median_ratio: median(ratios), interval_95: bootstrap(ratios) };
}

/** User and system time of our workerd child, all threads, in milliseconds (Linux: /proc, 100 ticks a second). */
function workerdCpuMs(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ");
  const stats = children.map((pid) => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stats
    .find((stat) => stat.includes("(workerd)"))
    ?.split(") ")[1]
    ?.split(" ");
  if (!fields) throw new Error("The workerd process was not found.");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

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

async function call(deployment: LocalDeployment, text: string, order: readonly Call[]): Promise<number[]> {
  const { status, value } = await deployment.ask<{ milliseconds: number[] }>("/bench/calls", { text, order });
  if (status !== 200) throw new Error(`The bench route answered with ${status}.`);
  return value.milliseconds;
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
