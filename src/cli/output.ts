/**
 * What people see and what programs read. Results go to stdout; progress, notes and errors to stderr.
 * With --json stdout holds one JSON value and nothing else.
 */
import { Presets, SingleBar } from "cli-progress";
import type { EpureError } from "../shared/errors.ts";

export interface Output {
  readonly json: boolean;
  /** The outcome: `lines` for people, `value` for programs. */
  result(value: unknown, lines: readonly string[]): void;
  /** A sentence by the way. */
  note(text: string): void;
  /** A stage begins: number `index` of `count`. */
  stage(name: string, index: number, count: number): void;
  /** `done` of `total` steps of the running stage; `etaSeconds` where an estimate exists. */
  progress(done: number, total: number, etaSeconds: number | null): void;
  error(error: EpureError): void;
  /** Put the terminal back: call it before the process ends. */
  close(): void;
}

export interface OutputStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export interface OutputOptions {
  readonly json?: boolean;
  /** No stages, no progress, no notes: only the result and errors. */
  readonly quiet?: boolean;
}

const plainSecondsBetween = 10;

export function makeOutput(streams: OutputStreams, { json = false, quiet = false }: OutputOptions): Output {
  const { stdout, stderr } = streams;
  const progress = quiet ? null : stderr.isTTY ? new BarProgress(stderr) : new PlainProgress(stderr);
  return {
    json,
    result(value, lines) {
      progress?.close();
      stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(""));
    },
    note(text) {
      progress?.line(text);
    },
    stage(name, index, count) {
      progress?.stage(`[${index}/${count}] ${name}`);
    },
    progress(done, total, etaSeconds) {
      progress?.step(done, total, etaSeconds);
    },
    error(error) {
      progress?.close();
      if (json) stdout.write(`${JSON.stringify({ error: errorValue(error) })}\n`);
      stderr.write(errorLines(error));
    },
    close() {
      progress?.close();
    },
  };
}

/** An error as programs read it. The cause stays out: it may hold anything. */
export function errorValue(error: EpureError) {
  const { kind, what, why, fix, offenders } = error;
  return { kind, what, why, fix, offenders };
}

function errorLines(error: EpureError): string {
  const lines = [`error (${error.kind}): ${error.what}`];
  if (error.why) lines.push(`  why: ${error.why}`);
  if (error.fix) lines.push(`  fix: ${error.fix}`);
  if (error.fault === "bug" && error.cause instanceof Error && error.cause.stack) lines.push(error.cause.stack);
  return `${lines.join("\n")}\n`;
}

interface Progress {
  stage(title: string): void;
  step(done: number, total: number, etaSeconds: number | null): void;
  line(text: string): void;
  close(): void;
}

/** On a terminal: a bar that is rewritten in place and gone when its stage is; what was said stays above it. */
class BarProgress implements Progress {
  readonly #stream: NodeJS.WritableStream;
  #bar: SingleBar | null = null;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  stage(title: string): void {
    this.line(title);
  }

  step(done: number, total: number, etaSeconds: number | null): void {
    const left = etaSeconds === null ? "" : `about ${readableSeconds(etaSeconds)} left`;
    if (!this.#bar) {
      const format = "  {bar} {value}/{total}  {left}";
      const options = { stream: this.#stream, format, barsize: 30, clearOnComplete: true, hideCursor: true };
      // Our own SIGINT handler ends the run in order; the library's would only put the cursor back.
      this.#bar = new SingleBar({ ...options, gracefulExit: false }, Presets.shades_classic);
      this.#bar.start(total, done, { left });
    }
    this.#bar.setTotal(total);
    this.#bar.update(done, { left });
  }

  line(text: string): void {
    this.close();
    this.#stream.write(`${text}\n`);
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = null;
  }
}

/** Into a file or a pipe: whole lines, and few of them. */
class PlainProgress implements Progress {
  readonly #stream: NodeJS.WritableStream;
  #last = 0;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  stage(title: string): void {
    this.#last = performance.now();
    this.line(title);
  }

  step(done: number, total: number, etaSeconds: number | null): void {
    const now = performance.now();
    if (now - this.#last < plainSecondsBetween * 1000) return;
    this.#last = now;
    const left = etaSeconds === null ? "" : `, about ${readableSeconds(etaSeconds)} left`;
    this.line(`  ${done}/${total}${left}`);
  }

  line(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  close(): void {}
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function readableSeconds(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Seconds left, from the rate seen so far in this sitting. */
export function estimator(now: () => number = () => performance.now()): (done: number, total: number) => number | null {
  let first: { done: number; at: number } | null = null;
  return (done, total) => {
    if (!first) {
      first = { done, at: now() };
      return null;
    }
    const seconds = (now() - first.at) / 1000;
    if (done <= first.done || seconds < 1) return null;
    return ((total - done) * seconds) / (done - first.done);
  };
}
