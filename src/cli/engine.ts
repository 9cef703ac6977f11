/**
 * The offline engine as the command sees it: a Python process that is given an argument list, never a shell line, and
 * answers with JSON lines (docs/design/contracts.md, section 2).
 */
import { spawn } from "node:child_process";
import { delimiter, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { EpureError } from "../shared/errors.ts";
import { interrupted } from "./interrupt.ts";
import type { Output } from "./output.ts";

const eventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("stage"), name: z.string(), index: z.number(), count: z.number() }),
  z.object({ event: z.literal("progress"), done: z.number(), total: z.number(), eta_s: z.number().nullish() }),
  z.object({ event: z.literal("note"), text: z.string() }),
  z.looseObject({ event: z.literal("result") }),
  z.object({ event: z.literal("error"), kind: z.string(), what: z.string(), why: z.string(), fix: z.string() }),
]);
type EngineEvent = z.infer<typeof eventSchema>;
type EngineError = Extract<EngineEvent, { event: "error" }>;

export type EngineResult = Readonly<Record<string, unknown>>;

export interface Engine {
  /**
   * Run one engine command to its end, its progress told to `out`.
   * @throws EpureError `engine-refused` (the operator can put it right), `engine-failed` (a defect), `interrupted`
   */
  run(args: readonly string[], out: Output, signal: AbortSignal): Promise<EngineResult>;
}

/**
 * Options as the engine's arguments: `keepRatio` becomes `--keep-ratio`, a list is repeated, what is undefined is left
 * out. One argument each, `--name=value`, so that a value which begins with a dash stays a value.
 */
export function engineFlags(options: Readonly<Record<string, string | readonly string[] | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, given]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const values = given === undefined ? [] : typeof given === "string" ? [given] : given;
    return values.map((value) => `${flag}=${value}`);
  });
}

export interface EngineOptions {
  /** Path of the interpreter. A function, because making the environment takes a minute and may not be needed. */
  readonly python: () => string | Promise<string>;
  /** Folder that holds the package, or folders for what it imports too. */
  readonly modules: string | readonly string[];
  /** The package to start; `epure_engine` where none is named. */
  readonly module?: string;
}

/** The engine of this checkout, in the virtual environment that scripts/python-env.mjs makes. */
export function checkoutEngine(): Engine {
  return makeEngine({ modules: scripts, python: checkoutPython });
}

/** A bench of this checkout that speaks the engine's events: `bench/<module>`, in the same environment. */
export function checkoutBench(module: string): Engine {
  return makeEngine({ module, modules: [scripts, resolve(scripts, "../bench")], python: checkoutPython });
}

const scripts = resolve(import.meta.dirname, "../../scripts");

async function checkoutPython(): Promise<string> {
  const environment = (await import(resolve(scripts, "python-env.mjs"))) as { ensurePython(): string };
  return environment.ensurePython();
}

/** An engine from any folder: tests hand in a small one. */
export function makeEngine(options: EngineOptions): Engine {
  return {
    async run(args, out, signal) {
      const python = await options.python();
      const paths = [options.modules, process.env.PYTHONPATH ?? []].flat();
      const child = spawn(python, ["-u", "-m", options.module ?? "epure_engine", ...args, "--events"], {
        env: {
          ...process.env,
          PYTHONPATH: paths.join(delimiter),
          PYTHONDONTWRITEBYTECODE: "1",
          // A bench runs this very command in turn: with the same Node.
          EPURE_NODE: process.execPath,
          PYTHONUTF8: "1",
          TOKENIZERS_PARALLELISM: "false",
        },
        stdio: ["ignore", "pipe", "pipe"],
        // A group of its own: a terminal's Ctrl-C would otherwise reach Python twice, once in the middle of saving.
        detached: true,
      });
      const forward = () => child.kill("SIGINT");
      signal.addEventListener("abort", forward);
      try {
        return await follow(child, out, signal);
      } finally {
        signal.removeEventListener("abort", forward);
      }
    },
  };
}

/** Read events until the process has ended, then judge by what it said and by its exit code. */
async function follow(child: ReturnType<typeof spawn>, out: Output, signal: AbortSignal): Promise<EngineResult> {
  let result: EngineResult | null = null;
  let refusal: EngineError | null = null;
  const tail = tailOf(child.stderr);
  const ended = new Promise<number | null>((done, fail) => {
    child.on("error", (cause) => fail(failed("Python did not start.", cause.message)));
    child.on("close", (code) => done(code));
  });
  // A rejection before the loop below is done must not count as unhandled.
  ended.catch(() => {});
  if (signal.aborted) child.kill("SIGINT");
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const event = readEvent(line);
    if (!event) {
      child.kill("SIGTERM");
      throw failed("The engine wrote something that is no event.", tail());
    }
    if (event.event === "stage") out.stage(event.name, event.index, event.count);
    else if (event.event === "progress") out.progress(event.done, event.total, event.eta_s ?? null);
    else if (event.event === "note") out.note(event.text);
    else if (event.event === "error") refusal = event;
    else {
      const { event: _, ...value } = event;
      result = value;
    }
  }
  const code = await ended;
  if (code === 0 && result) return result;
  if (signal.aborted || code === 130) throw interrupted();
  if (refusal) {
    const { kind, what, why, fix } = refusal;
    throw new EpureError("engine-refused", { what, why, fix, offenders: [kind] });
  }
  throw failed(`The engine ended with code ${code} and no result.`, tail());
}

function readEvent(line: string): EngineEvent | null {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The last lines of a stream, for the report of a defect. */
function tailOf(stream: NodeJS.ReadableStream | null, lines = 20): () => string {
  const kept: string[] = [];
  if (stream) {
    createInterface({ input: stream }).on("line", (line) => {
      kept.push(line);
      if (kept.length > lines) kept.shift();
    });
  }
  return () => kept.join("\n");
}

function failed(what: string, why: string): EpureError {
  return new EpureError("engine-failed", {
    what,
    why: why === "" ? undefined : why,
    fix: "Run the same command again: finished stages are kept. If it fails again, report this output.",
  });
}
