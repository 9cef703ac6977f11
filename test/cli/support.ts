/** Runs the command in this process, in a temporary folder, with the engine of these tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Writable } from "node:stream";
import { pythonPath } from "../../scripts/python-env.mjs";
import type { ExitCode } from "../../src/cli/command.ts";
import { type Engine, makeEngine } from "../../src/cli/engine.ts";
import { main } from "../../src/cli/main.ts";
import type { Prompt } from "../../src/cli/prompt.ts";

export const python = pythonPath() as string;

export function fakeEngine(): Engine {
  return makeEngine({ python: () => python, modules: resolve(import.meta.dirname, "fake_engine") });
}

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nobody to ask, and a home without credentials, unless a test gives others. */
const operator: { env: Record<string, string>; prompt: Prompt } = {
  env: { HOME: join(tmpdir(), "epure-no-home") },
  prompt: { interactive: false, ask: async () => null, piped: async () => "" },
};

/** One command line, in process. */
export async function epure(...argv: string[]): Promise<Outcome> {
  const stdout = new Collector();
  const stderr = new Collector();
  const code = await main(argv, { stdout, stderr, engine: fakeEngine(), ...operator });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The last line of --json output. */
export function answer(outcome: Outcome): any {
  return JSON.parse(outcome.stdout.trim());
}

/** A fresh folder; `remove` it in the end. */
export function temporaryFolder(): { path: string; file: (name: string) => string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "epure-test-"));
  return { path, file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

class Collector extends Writable {
  text = "";

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
