/** A deployment of this checkout on this machine, for the benches: built once, started as often as they like. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import type { AdminTarget } from "../../src/cli/admin-client.ts";
import { buildWorker } from "../../src/cli/local-worker/build.ts";
import { localKeys, registerKeys } from "../../src/cli/local-worker/keys.ts";
import { startWorker } from "../../src/cli/local-worker/start.ts";

export interface Local {
  readonly url: URL;
  readonly target: AdminTarget;
  readonly demoKey: string;
  readonly worker: Awaited<ReturnType<typeof startWorker>>["worker"];
  readonly db: Awaited<ReturnType<typeof startWorker>>["db"];
  stop(): Promise<void>;
}

export interface LocalOptions {
  readonly folder: string;
  readonly trustedPem: string;
  readonly entry?: string;
  readonly inspector?: boolean;
  readonly sessions?: readonly string[];
  readonly vars?: Readonly<Record<string, string>>;
}

export async function build(folder: string, entry?: string): Promise<void> {
  await buildWorker(join(folder, "build"), new AbortController().signal, entry === undefined ? {} : { entry });
}

/** State is kept in the folder: a second start goes on from there. */
export async function start(options: LocalOptions): Promise<Local> {
  const { folder, trustedPem } = options;
  mkdirSync(folder, { recursive: true });
  const { worker, url, db } = await startWorker({
    build: join(folder, "build"),
    state: join(folder, "state"),
    port: 0,
    vars: { TRUSTED_KEYS: trustedPem, ...options.vars },
    ...(options.sessions && { sessions: options.sessions }),
    ...(options.inspector && { inspectorPort: 0 }),
  });
  const keys = await localKeys(join(folder, "keys.json"));
  await registerKeys(db, keys);
  return { url, target: { url, key: keys.operator }, demoKey: keys.demo, worker, db, stop: () => worker.dispose() };
}

export function machine() {
  return {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0],
    node: process.version,
  };
}

export function keep(name: string, result: object): void {
  const file = join(import.meta.dirname, "results", `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ machine: machine(), ...result }, null, 1)}\n`);
  console.log(`${file}`);
}

/** Sorted ascending, the value at this share. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
