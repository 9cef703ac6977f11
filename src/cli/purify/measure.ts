/** Rows of the draft -> verdicts of the shipped bytes -> figures. */
import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Observation } from "../evaluation/figures.ts";
import {
  type AttackFigures,
  argmax,
  attackFigures,
  type CleanFigures,
  cleanFigures,
  expectedLoss,
} from "../evaluation/figures.ts";
import { observe } from "../evaluation/observe.ts";
import type { Output } from "../output.ts";
import type { Draft, EvaluationRow } from "./draft.ts";
import type { DraftModel } from "./draft-model.ts";

export interface Measured {
  readonly basis: "test" | "held_out";
  readonly clean: CleanFigures;
  /** Expected loss of accuracy on rows without labels; null where a model's logits are unknown. */
  readonly expected_loss: { readonly suspect: number | null; readonly fp32: number | null };
  readonly attacks: readonly AttackFigures[];
  readonly modelBytes: number;
}

export interface MeasureOptions {
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly work: string;
}

export async function measureDraft(
  model: DraftModel,
  draft: Draft,
  rows: readonly EvaluationRow[],
  { out, signal, work }: MeasureOptions,
): Promise<Measured> {
  const texts = rows.map(({ first, second }) => (second == null ? { first } : { first, second }));
  const journal = await journalPath(work, model.digest, texts);
  const verdicts = await observe(model, texts, { out, signal, journal });
  const observed = rows.map((row, at) => {
    const verdict = verdicts[at];
    if (!verdict) throw new Error("a row was not run");
    const { reference, suspect } = row;
    const label = row.label ?? undefined;
    const known = {
      reference: reference ? argmax(reference) : undefined,
      suspect: suspect ? argmax(suspect) : undefined,
    };
    return { row, seen: { label, ...known, ...verdict } satisfies Observation };
  });
  const { basis } = draft.figures.clean;
  const clean = observed.filter(({ row }) => row.set === basis);
  const loss = (whose: "suspect" | "reference") =>
    expectedLoss(clean.flatMap(({ row, seen }) => (row[whose] ? [{ logits: row[whose], said: seen.off }] : [])));
  const attacks = new Map<string, { target: number; rows: Observation[] }>();
  for (const { row, seen } of observed) {
    if (row.set !== "triggered" || row.attack == null || row.target == null) continue;
    const attack = attacks.get(row.attack) ?? { target: row.target, rows: [] };
    attack.rows.push(seen);
    attacks.set(row.attack, attack);
  }
  return {
    basis,
    clean: cleanFigures(
      clean.map(({ seen }) => seen),
      draft.labels.length,
    ),
    expected_loss: { suspect: loss("suspect"), fp32: loss("reference") },
    attacks: Array.from(attacks, ([name, attack]) =>
      attackFigures(name, attack.target, attack.rows, draft.labels.length),
    ),
    modelBytes: model.bytes,
  };
}

/** Named after the model and the texts: verdicts about others are removed, never taken for these. */
async function journalPath(work: string, modelDigest: string, texts: readonly unknown[]): Promise<string> {
  const key = createHash("sha256").update(modelDigest).update(JSON.stringify(texts)).digest("hex").slice(0, 16);
  const name = `verdicts-${key}.jsonl`;
  for (const entry of await readdir(work)) {
    if (/^verdicts-[0-9a-f]{16}\.jsonl$/.test(entry) && entry !== name) await rm(join(work, entry));
  }
  return join(work, name);
}
