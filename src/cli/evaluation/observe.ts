/** Runs rows through the shipped bytes, guard off and on. What is done is kept in a file, so that Ctrl-C costs nothing. */
import { createReadStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import type { ClassifyInput } from "../../shared/pipeline/types.ts";
import { invalid } from "../data/problems.ts";
import { exists, writeFileAtomically } from "../files.ts";
import { checkpoint } from "../interrupt.ts";
import { estimator, type Output } from "../output.ts";
import type { LocalModel } from "./local-model.ts";

/** What the shipped bytes say about one text. */
const verdictSchema = z.object({ off: z.int(), on: z.int().nullable(), flagged: z.boolean() });
export type Verdict = z.infer<typeof verdictSchema>;

export interface ObserveOptions {
  readonly out: Output;
  readonly signal: AbortSignal;
  /** JSON Lines of verdicts so far, in the order of the texts; made here. Its name must pin the model and the texts. */
  readonly journal?: string;
}

/** One verdict per text, in order. @throws EpureError `interrupted`; the journal then holds what was done */
export async function observe(
  model: LocalModel,
  texts: readonly ClassifyInput[],
  { out, signal, journal }: ObserveOptions,
): Promise<Verdict[]> {
  const verdicts = journal ? await readJournal(journal, texts.length) : [];
  const timeLeft = estimator();
  while (verdicts.length < texts.length) {
    await checkpoint(signal);
    const verdict = await judgeRow(model, texts[verdicts.length] as ClassifyInput, verdicts.length + 1);
    verdicts.push(verdict);
    if (journal) await appendFile(journal, `${JSON.stringify(verdict)}\n`);
    out.progress(verdicts.length, texts.length, timeLeft(verdicts.length, texts.length));
  }
  return verdicts;
}

async function judgeRow(model: LocalModel, text: ClassifyInput, number: number): Promise<Verdict> {
  try {
    return await judge(model, text);
  } catch (error) {
    if (!(error instanceof EpureError) || error.kind !== "bad-request") throw error;
    throw invalid(`Row ${number} cannot be classified: ${error.what}`, error.why ?? "", "Correct or remove this row.");
  }
}

/** Policy `audit` answers as if there were no guard and still says what it saw; `mask` is the guard at work. */
async function judge(model: LocalModel, text: ClassifyInput): Promise<Verdict> {
  const audit = await model.classify(text, { policy: "audit" });
  const off = indexOf(model, audit.label);
  const flagged = audit.guard.triggers.length > 0;
  if (!flagged) return { off, on: off, flagged };
  const masked = await model.classify(text, { policy: "mask" });
  return { off, on: masked.label === null ? null : indexOf(model, masked.label), flagged };
}

function indexOf(model: LocalModel, label: string | null): number {
  const at = label === null ? -1 : model.labels.indexOf(label);
  if (at === -1) throw new Error("the pipeline answered with a label that the manifest does not have");
  return at;
}

/** The whole lines of an earlier sitting. A line that was cut off by a crash is dropped, and everything after it. */
async function readJournal(path: string, limit: number): Promise<Verdict[]> {
  if (!(await exists(path))) return [];
  const verdicts: Verdict[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const verdict = verdictSchema.safeParse(safeJson(line));
    if (!verdict.success || verdicts.length === limit) break;
    verdicts.push(verdict.data);
  }
  await writeFileAtomically(path, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(""));
  return verdicts;
}

function safeJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
