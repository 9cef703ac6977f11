/**
 * node bench/operations/memory.ts
 * Peak memory of the isolate during swaps with both shipped tasks live, and of the Worker that holds two sessions of one
 * task during a canary. The JavaScript heap is sampled through V8's inspector; the WASM heap never shrinks, so what it
 * has at the end is its peak.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activate, call, publish, readiness } from "../../src/cli/admin-client.ts";
import { openAll } from "../../src/cli/local-worker/bring-up.ts";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { type HeapPeak, HeapProbe } from "./heap-probe.ts";
import { build, keep, type Local, start } from "./local.ts";
import { makeVariant } from "./variants.ts";

const swaps = 10;
const limit = 110e6;
const weightsBytes = statSync(join(projectRoot, "models/sentiment/model.onnx.data")).size;
const folder = mkdtempSync(join(tmpdir(), "epure-memory-"));
const text = "a warm and funny film that never loses its way ".repeat(40);

try {
  const keys = await generateKeyPair();
  const pem = keys.publicPem + readFileSync(join(projectRoot, "models/keys/epure-shipped.pub.pem"), "utf8");
  const sentiment = join(projectRoot, "models/sentiment");
  const folders = ["a", "b"].map((name) => join(folder, name));
  for (const [at, name] of folders.entries()) await makeVariant(sentiment, name, at + 1, keys.privatePem, []);
  await build(folder, join(import.meta.dirname, "entry.ts"));
  const opened = [
    ...(await openAll([folders[0] as string], pem)),
    ...(await openAll([folders[1] as string], pem)),
    ...(await openAll([join(projectRoot, "models/sentence-pair")], pem)),
  ];
  const one = await withLocal([], (local) => swapping(local, opened));
  const perTask = await withLocal(["SESSIONS_SENTIMENT", "SESSIONS_SENTENCE_PAIR"], (local) => canary(local, opened));
  keep("memory", { limit_bytes: limit, one_worker_for_all_tasks: one, one_worker_per_task: perTask });

  async function withLocal<T>(sessions: readonly string[], work: (local: Local) => Promise<T>): Promise<T> {
    const local = await start({ folder: join(folder), trustedPem: pem, inspector: true, sessions });
    try {
      return await work(local);
    } finally {
      await local.stop();
      rmSync(join(folder, "state"), { recursive: true, force: true });
      rmSync(join(folder, "keys.json"), { force: true });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Opened = Awaited<ReturnType<typeof openAll>>;

async function bring(local: Local, opened: Opened): Promise<string[]> {
  for (const { bundle, source } of opened) await publish(local.target, bundle, source);
  const [a, b, pair] = opened.map(({ bundle }) => bundle.digest) as [string, string, string];
  await activate(local.target, "sentence-pair", pair, "bench");
  await activate(local.target, "sentiment", a, "bench");
  await settled(local);
  return [a, b];
}

/** Swaps back and forth with long requests to both tasks in between: everything that makes the heap grow. */
async function swapping(local: Local, opened: Opened) {
  const digests = await bring(local, opened);
  const probe = await HeapProbe.open(await local.worker.getInspectorURL(), "epure");
  const before = await heapNow(local, "");
  for (let swap = 1; swap <= swaps; swap++) {
    await activate(local.target, "sentiment", digests[swap % 2] as string, "bench");
    await ask(local);
    await settled(local);
    await ask(local);
  }
  const wasm = await heapNow(local, "");
  return { swaps, wasm_bytes_before: before, ...judged(wasm, await probe.close(() => ask(local))) };
}

/**
 * Two figures: what was sampled, and a bound that no sample can miss: everything alive, and beside it the buffer of the
 * weights that are being loaded, which lives within a few turns of the event loop.
 */
function judged(wasm: number, js: HeapPeak, weights = weightsBytes) {
  const bound = wasm + js.js_bytes_alive + weights;
  const peak = wasm + js.js_bytes_peak;
  return { wasm_bytes_peak: wasm, ...js, peak_bytes: peak, bound_bytes: bound, passed: Math.max(peak, bound) <= limit };
}

/** Stable and candidate in the task's own Worker, then promoted: two sessions, a third while it swaps. */
async function canary(local: Local, opened: Opened) {
  const [, candidate] = await bring(local, opened);
  const front = await HeapProbe.open(await local.worker.getInspectorURL(), "epure");
  const holder = await HeapProbe.open(await local.worker.getInspectorURL(), "epure-sessions-sentiment");
  await call(local.target, "POST", "/channels/sentiment/rollout", {
    kind: "canary",
    digest: candidate,
    share: 0.5,
    why: "bench",
  });
  for (let at = 0; at < 20; at++) await ask(local, `user-${at}`);
  await call(local.target, "POST", "/channels/sentiment/rollout/promote", { why: "bench" });
  for (let at = 0; at < 5; at++) await ask(local);
  const wasm = { front: await heapNow(local, ""), holder: await heapNow(local, "sessions-sentiment") };
  // The Worker in front never reads weights.
  return {
    front: judged(wasm.front, await front.close(() => ask(local)), 0),
    holder: judged(wasm.holder, await holder.close(() => ask(local))),
  };
}

async function ask(local: Local, subject = "someone"): Promise<void> {
  for (const [path, body] of [
    ["/v1/sentiment", { text }],
    ["/v1/sentence-pair", { first: text, second: text }],
  ] as const) {
    const response = await fetch(new URL(path, local.url), {
      method: "POST",
      headers: {
        authorization: `Bearer ${local.demoKey}`,
        "content-type": "application/json",
        "x-epure-subject": subject,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    await response.text();
  }
}

async function heapNow(local: Local, worker: string): Promise<number> {
  const response = await fetch(new URL(`/bench/memory?of=${worker}`, local.url));
  return ((await response.json()) as { wasm_heap_bytes: number }).wasm_heap_bytes;
}

async function settled(local: Local): Promise<void> {
  for (;;) {
    const { tasks } = await readiness(local.target);
    if (tasks.length === 2 && tasks.every((task) => task.serving === task.active)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
