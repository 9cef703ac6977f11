/** From an argument list to an exit code: find the command, read its input, run it, tell what went wrong. */
import { CommanderError, Option, Command as Program } from "commander";
import { asEpureError, EpureError } from "../shared/errors.ts";
import { type Command, EXIT, type ExitCode } from "./command.ts";
import { commands, groupSummaries } from "./commands/index.ts";
import type { Environment } from "./deployment/credentials.ts";
import { checkoutEngine, type Engine } from "./engine.ts";
import { interruptSignal } from "./interrupt.ts";
import { errorValue, makeOutput, type OutputStreams } from "./output.ts";
import { type Prompt, terminalPrompt } from "./prompt.ts";
import { version } from "./version.ts";

export interface Surroundings extends OutputStreams {
  readonly engine: Engine;
  /** Default: the terminal, and the environment of this process. */
  readonly prompt?: Prompt;
  readonly env?: Environment;
}

/** Run one command line (without `node` and the script). Never throws: the answer is the exit code. */
export async function main(argv: readonly string[], surroundings?: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, engine, prompt, env }: Surroundings = surroundings ?? {
    stdout: process.stdout,
    stderr: process.stderr,
    engine: checkoutEngine(),
  };
  let exit: ExitCode = EXIT.ok;
  const program = new Program("epure")
    .description("Repairs backdoored text classifiers, proves it, signs the result, and serves it guarded.")
    .version(version)
    .showHelpAfterError("(run with --help for the options)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const one of commands) {
    addCommand(program, one, async (input) => {
      exit = await runCommand(one, input, {
        stdout,
        stderr,
        engine,
        prompt: prompt ?? terminalPrompt(process.stdin, stderr),
        env: env ?? process.env,
      });
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    // Commander has told people on stderr; programs are told as of every other error.
    if (argv.includes("--json")) stdout.write(usageJson(error.message));
    return EXIT.refused;
  }
  return exit;
}

function addCommand(program: Program, spec: Command, act: (input: Record<string, unknown>) => Promise<void>): void {
  const sub = groupOf(program, spec)
    .command(spec.name.split(" ").at(-1) as string)
    .summary(spec.summary);
  sub.description([spec.summary, spec.details].filter(Boolean).join("\n\n"));
  for (const { name, description, optional } of spec.arguments) {
    sub.argument(optional ? `[${name}]` : `<${name}>`, description);
  }
  for (const { flags, description, required, repeatable, choices } of spec.options) {
    const option = new Option(flags, description).makeOptionMandatory(required ?? false);
    if (choices) option.choices([...choices]);
    if (repeatable) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    sub.addOption(option);
  }
  if (spec.examples) {
    sub.addHelpText("after", `\nExamples:\n${spec.examples.map((line) => `  $ epure ${line}`).join("\n")}`);
  }
  sub.exitOverride().action(async () => {
    const named = Object.fromEntries(spec.arguments.map(({ name }, at) => [name, sub.args[at]]));
    await act({ ...named, ...sub.opts() });
  });
}

function usageJson(message: string): string {
  const what = message.replace(/^error: /, "");
  return `${JSON.stringify({ error: errorValue(new EpureError("usage", { what, fix: "Run with --help for the options." })) })}\n`;
}

/** Where a command stands: `guard replay` under `guard`, made with its first command. */
function groupOf(program: Program, spec: Command): Program {
  const [group, ...rest] = spec.name.split(" ");
  if (rest.length === 0) return program;
  const known = program.commands.find((one) => one.name() === group);
  return (
    known ??
    program
      .command(group as string)
      .summary(groupSummaries[group as string] ?? "")
      .exitOverride()
  );
}

async function runCommand(
  spec: Command,
  given: Record<string, unknown>,
  where: Required<Surroundings>,
): Promise<ExitCode> {
  const out = makeOutput(where, { json: given.json === true, quiet: given.quiet === true });
  const { signal, dispose } = interruptSignal();
  try {
    const { json: _json, quiet: _quiet, ...input } = given;
    return await spec.run(readInput(spec, input), {
      out,
      signal,
      engine: where.engine,
      prompt: where.prompt,
      env: where.env,
    });
  } catch (thrown) {
    const error = asEpureError(thrown);
    out.error(error);
    return exitCodeOf(error);
  } finally {
    dispose();
    out.close();
  }
}

function readInput(spec: Command, given: Record<string, unknown>): unknown {
  const parsed = spec.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return name ? `--${name}: ${issue.message}` : issue.message;
  });
  throw new EpureError("usage", {
    what: `${problems.join("; ")}.`,
    fix: `See 'epure ${spec.name} --help'.`,
    offenders: problems,
  });
}

function exitCodeOf(error: EpureError): ExitCode {
  if (error.kind === "interrupted") return EXIT.interrupted;
  if (error.kind === "conflict") return EXIT.conflict;
  if (error.kind === "checks-failed") return EXIT.checksFailed;
  if (error.kind === "unavailable" || error.kind === "database-version" || error.kind === "rate-limited") {
    return EXIT.unavailable;
  }
  return error.fault === "bug" ? EXIT.defect : EXIT.refused;
}
