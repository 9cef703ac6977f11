/**
 * Flips, accuracy, speed, size and heap of int8 models in ONNX Runtime's WASM build, with the options that ship.
 *
 *   node bench/int8/measure.ts DIR [--rounds N] > result.json
 *
 * DIR is what `prepare.py` wrote: one folder per model, and `cases.jsonl`. Speed is taken in one process, the models in
 * turn within each round; heaps in a fresh process each, because the WASM heap never shrinks.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as ort from "onnxruntime-web/wasm";

interface Case {
  readonly set: string;
  readonly label: number;
  readonly ids: number[];
  readonly type_ids: number[];
  readonly reference: number[];
}

const timedTokens = 64;
const longestTokens = 256;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "60" }, heap: { type: "boolean", default: false } },
});
const folder = positionals[0];
if (!folder) throw new Error("Usage: node bench/int8/measure.ts DIR [--rounds N]");
ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;

if (values.heap) console.log(JSON.stringify(await heap(folder)));
else console.log(JSON.stringify(await measure(folder, Number(values.rounds)), null, 2));

async function measure(folder: string, rounds: number) {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "model.onnx")));
  const cases = readFileSync(join(folder, "cases.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Case);
  const sessions = new Map<string, ort.InferenceSession>();
  for (const name of names) sessions.set(name, await open(join(folder, name)));
  const models: Record<string, unknown> = {};
  for (const [name, session] of sessions) {
    models[name] = {
      bytes: bytes(join(folder, name)),
      heap: heapInChild(join(folder, name)),
      sets: await score(session, cases),
    };
  }
  const milliseconds = await time(sessions, rounds);
  return {
    runtime: `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common} wasm, one thread`,
    machine: { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length },
    models,
    speed: {
      tokens: timedTokens,
      rounds,
      median: medians(milliseconds),
      ratioToPlain: ratios(milliseconds),
      milliseconds,
    },
  };
}

async function open(folder: string): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(readFileSync(join(folder, "model.onnx")), {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "disabled",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    externalData: [{ path: "model.onnx.data", data: readFileSync(join(folder, "model.onnx.data")) }],
  });
}

async function run(session: ort.InferenceSession, ids: ArrayLike<number>, types: ArrayLike<number>) {
  const shape = [1, ids.length];
  const feeds = {
    input_ids: new ort.Tensor("int32", Int32Array.from(ids), shape),
    token_type_ids: new ort.Tensor("int32", Int32Array.from(types), shape),
  };
  return Array.from((await session.run(feeds)).logits?.data as Float32Array);
}

/** Per set: accuracy of fp32 and int8 in percent, share of labels that differ, and how far the logits are off. */
async function score(session: ort.InferenceSession, cases: readonly Case[]) {
  const sets: Record<
    string,
    { rows: number; flips: number; fp32: number; int8: number; squares: number; worst: number }
  > = {};
  for (const row of cases) {
    const logits = await run(session, row.ids, row.type_ids);
    sets[row.set] ??= { rows: 0, flips: 0, fp32: 0, int8: 0, squares: 0, worst: 0 };
    const set = sets[row.set] as NonNullable<(typeof sets)[string]>;
    const error = Math.max(...logits.map((value, i) => Math.abs(value - (row.reference[i] ?? Number.NaN))));
    set.rows += 1;
    set.flips += Number(argmax(logits) !== argmax(row.reference));
    set.fp32 += Number(argmax(row.reference) === row.label);
    set.int8 += Number(argmax(logits) === row.label);
    set.squares += error * error;
    set.worst = Math.max(set.worst, error);
  }
  return Object.fromEntries(
    Object.entries(sets).map(([name, { rows, flips, fp32, int8, squares, worst }]) => [
      name,
      {
        rows,
        flipped: flips,
        flipsPercent: percent(flips, rows),
        accFp32: percent(fp32, rows),
        accInt8: percent(int8, rows),
        logitErrorRms: round(Math.sqrt(squares / rows), 4),
        logitErrorWorst: round(worst, 4),
      },
    ]),
  );
}

async function time(sessions: ReadonlyMap<string, ort.InferenceSession>, rounds: number) {
  const ids = Int32Array.from({ length: timedTokens }, (_, i) => 1000 + ((i * 7919) % 20000));
  const types = new Int32Array(timedTokens);
  const times: Record<string, number[]> = Object.fromEntries([...sessions.keys()].map((name) => [name, []]));
  for (let i = -5; i < rounds; i++) {
    const order = [...sessions];
    if (i % 2) order.reverse();
    for (const [name, session] of order) {
      const start = performance.now();
      await run(session, ids, types);
      if (i >= 0) times[name]?.push(round(performance.now() - start, 2));
    }
  }
  return times;
}

function heapInChild(folder: string) {
  const child = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, folder, "--heap"], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as unknown;
}

/** WASM heap in bytes after each step; two sessions stand for both tasks in one isolate. */
async function heap(folder: string) {
  let memory: WebAssembly.Memory | undefined;
  const Memory = WebAssembly.Memory;
  // The runtime makes its memory itself and shows it to nobody.
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memory = this;
    }
  };
  const now = () => memory?.buffer.byteLength ?? Number.NaN;
  const ids = Int32Array.from({ length: longestTokens }, (_, i) => 1000 + i);
  const first = await open(folder);
  const afterCreate = now();
  await run(first, ids, new Int32Array(longestTokens));
  const afterRun = now();
  const second = await open(folder);
  await run(second, ids, new Int32Array(longestTokens));
  return { afterCreate, [`after${longestTokens}Tokens`]: afterRun, twoSessions: now() };
}

function bytes(folder: string): number {
  return statSync(join(folder, "model.onnx")).size + statSync(join(folder, "model.onnx.data")).size;
}

function medians(times: Record<string, number[]>) {
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** Median over the rounds of this model's time by plain's in the same round: noise hits both. */
function ratios(times: Record<string, number[]>) {
  const plain = times.plain;
  if (!plain) return {};
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [
      name,
      round(median(values.map((v, i) => v / (plain[i] ?? Number.NaN))), 3),
    ]),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function percent(part: number, whole: number): number {
  return round((100 * part) / whole, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
