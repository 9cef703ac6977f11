/** Commands are values: metadata for the help, a schema for what was typed, and a handler that is given its tools. */
import type { z } from "zod";
import type { Environment } from "./deployment/credentials.ts";
import type { Engine } from "./engine.ts";
import type { Output } from "./output.ts";
import type { Prompt } from "./prompt.ts";

/** Exit codes. People and scripts rely on them: see docs/operations.md. */
export const EXIT = {
  ok: 0,
  /** A defect of ours. */
  defect: 1,
  /** The operator can put it right: wrong option, wrong input, file in the way. */
  refused: 2,
  /** The bundle was written and marked: one of its gates failed. */
  gatesFailed: 3,
  /** A deployment cannot be reached, or cannot answer now: trying again may help. */
  unavailable: 4,
  /** Someone else was quicker, or the state is another: look again, then decide. */
  conflict: 5,
  /** A check was made and found something wrong: a broken trail, a deployment that is not well. */
  checksFailed: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface OptionSpec {
  /** As in the help: "--seed <n>", "--json". */
  readonly flags: string;
  readonly description: string;
  readonly required?: boolean;
  /** May be given several times; the handler gets a list. */
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
}

/** What a handler may touch beside its input. */
export interface Tools {
  readonly out: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly engine: Engine;
  readonly prompt: Prompt;
  readonly env: Environment;
}

export interface Command<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly summary: string;
  /** Longer text under the summary in `epure help NAME`. */
  readonly details?: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly optional?: boolean }[];
  readonly options: readonly OptionSpec[];
  readonly examples?: readonly string[];
  /** Of one object: arguments by name, options by long name in camel case. Parsed once, here at the edge. */
  readonly input: Schema;
  run(input: z.infer<Schema>, tools: Tools): Promise<ExitCode>;
}

/** Keeps the types of a command's input and handler together. */
export function command<Schema extends z.ZodType>(spec: Command<Schema>): Command<Schema> {
  return spec;
}
