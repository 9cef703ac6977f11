/**
 * node bench/node/measure.ts bare|served --bundle DIR --trusted-key FILE --runtime wasm|native --rounds N
 *
 * One process. `bare`: the runtime and one session, nothing else. `served`: the Node host, and the very session that it
 * serves from asked beside it. Prints one line of JSON.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bringUp, openAll, untilReady } from "../../src/cli/local-worker/bring-up.ts";
import { localKeys, registerKeys } from "../../src/cli/local-worker/keys.ts";
import { makeOutput } from "../../src/cli/output.ts";
import { startNode } from "../../src/node/host.ts";
import { nativeRuntime, wasmRuntime } from "../../src/node/runtime.ts";
import type { ClassifierSession } from "../../src/shared/pipeline/types.ts";
import { memoryOf } from "./host.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    bundle: { type: "string" },
    "trusted-key": { type: "string" },
    runtime: { type: "string", default: "wasm" },
    rounds: { type: "string", default: "10" },
  },
});
const bundle = values.bundle as string;
const rounds = Number(values.rounds);
const runtime = values.runtime === "native" ? await nativeRuntime() : wasmRuntime;
const lengths = [64, 256] as const;
const empty = memoryOf(process.pid);
console.log(JSON.stringify(positionals[0] === "bare" ? await bare() : await served()));
process.exit(0);

async function bare() {
  const session = await open();
  const ms: Record<string, number[]> = {};
  for (const length of lengths) ms[length] = await times(rounds, () => run(session, length));
  return { empty, memory: memory(), ms };
}

/** On its own, so that nothing keeps the bytes. */
async function open() {
  return runtime.createSession({
    graph: new Uint8Array(await readFile(join(bundle, "model.onnx"))),
    weights: new Uint8Array(await readFile(join(bundle, "model.onnx.data"))),
  });
}

/** After a garbage collection, on both sides: what is held, not what has not been looked at yet. */
function memory() {
  (globalThis as { gc?: () => void }).gc?.();
  return memoryOf(process.pid);
}

async function served() {
  let session: ClassifierSession | undefined;
  const state = await mkdtemp(join(tmpdir(), "epure-node-bench-"));
  const pem = await readFile(values["trusted-key"] as string, "utf8");
  const watched = {
    ...runtime,
    async createSession(model: Parameters<typeof runtime.createSession>[0]) {
      session = await runtime.createSession(model);
      return session;
    },
  };
  const host = await startNode({ state, port: 0, runtime: watched, rateLimit: 1_000_000, vars: { TRUSTED_KEYS: pem } });
  const { log } = console;
  // A request writes a line, here too; what is measured is printed at the end.
  console.log = (line: string) => void process.stderr.write(`${line}\n`);
  const keys = await localKeys(join(state, "keys.json"));
  await registerKeys(host.db as never, keys);
  const target = { url: host.url, key: keys.operator };
  const { signal } = new AbortController();
  for (const one of await openAll([bundle], pem)) {
    await bringUp(target, one, { out: makeOutput(process, { quiet: true }), signal });
  }
  await untilReady(target, signal);
  const ask = async (length: number) => {
    const text = Array.from({ length: length - 2 }, (_, at) => (at % 2 === 0 ? "film" : "good")).join(" ");
    const response = await fetch(new URL("/v1/sentiment", host.url), {
      method: "POST",
      headers: { authorization: `Bearer ${keys.demo}`, "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const answer = (await response.json()) as { tokens: number };
    if (!response.ok || answer.tokens !== length) throw new Error(`${response.status}: ${JSON.stringify(answer)}`);
    return Number(/total;dur=([\d.]+)/.exec(response.headers.get("server-timing") ?? "")?.[1]);
  };
  const ms: Record<string, { app: number[]; http: number[]; bare: number[] }> = {};
  for (const length of lengths) {
    await times(5, () => ask(length));
    const found = { app: [] as number[], http: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const measured = async () => {
        const start = performance.now();
        found.app.push(await ask(length));
        found.http.push(performance.now() - start);
      };
      const alone = async () =>
        void found.bare.push(...(await times(1, () => run(session as ClassifierSession, length))));
      // In turns, the order flipped each round.
      for (const work of round % 2 === 0 ? [measured, alone] : [alone, measured]) await work();
    }
    ms[length] = found;
  }
  const held = memory();
  await host.stop();
  await rm(state, { recursive: true, force: true });
  console.log = log;
  return { empty, memory: held, ms };
}

function run(session: ClassifierSession, length: number): Promise<Float32Array> {
  return session.run(
    Int32Array.from({ length }, (_, at) => 2000 + at),
    new Int32Array(length),
  );
}

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const found = [];
  for (let round = 0; round < count; round++) {
    const start = performance.now();
    await work();
    found.push(performance.now() - start);
  }
  return found;
}
