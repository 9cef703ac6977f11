/** Timing of short work on a machine that is never quite idle: many rounds, all of them kept. */
import { cpus, loadavg } from "node:os";

const rounds = 40;
const roundMs = 25;

export interface Measured {
  readonly what: string;
  /** The quickest round: nearest to what the work costs, since neighbours only ever add. */
  readonly best_us: number;
  readonly median_us: number;
  /** Microseconds a call, one figure a round. */
  readonly raw_us: readonly number[];
}

/** Times `work`, which is called many thousand times, and says so on standard error. */
export function measure(what: string, work: () => unknown): Measured {
  const warmUntil = performance.now() + 100;
  while (performance.now() < warmUntil) work();
  const raw = Array.from({ length: rounds }, () => round(oneRound(work)));
  const sorted = [...raw].sort((a, b) => a - b);
  const [best_us, median_us] = [sorted[0] as number, sorted[rounds >> 1] as number];
  console.error(`${best_us.toFixed(1).padStart(8)} us best ${median_us.toFixed(1).padStart(8)} us median  ${what}`);
  return { what, best_us, median_us, raw_us: raw };
}

export function machine() {
  return { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0], node: process.version };
}

/** Raw results on standard output, one JSON object a line. */
export function print(...lines: unknown[]): void {
  for (const line of lines) console.log(JSON.stringify(line));
}

function oneRound(work: () => unknown): number {
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < roundMs) {
    for (let i = 0; i < 20; i++) work();
    calls += 20;
  }
  return ((performance.now() - start) * 1000) / calls;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
