/** From what the model said about each row to the figures of a report. Labels are indices. */
import { softmax } from "../../shared/pipeline/decide.ts";
import { type Rate, rateOf } from "./rate.ts";

/** One row and what was said about it. */
export interface Observation {
  /** True label; unknown for texts that came without one. */
  readonly label?: number | undefined;
  /** What the fp32 model and the suspect say, where their logits are known. */
  readonly reference?: number | undefined;
  readonly suspect?: number | undefined;
  /** Shipped bytes, guard off. */
  readonly off: number;
  /** Shipped bytes, guard on; null when the guard refused the text. */
  readonly on: number | null;
  /** The guard raised something. */
  readonly flagged: boolean;
}

/** Who is asked: the suspect, the purified fp32 model, the shipped bytes without and with the guard. */
export interface Voices<Figure> {
  readonly suspect?: Figure;
  readonly fp32?: Figure;
  readonly off: Figure;
  readonly on: Figure;
}

/** Rows by true label (outer) and answer (inner); the last answer is a refusal of the guard. */
export type Confusion = readonly (readonly number[])[];

export interface CleanFigures {
  readonly rows: number;
  /** Only where every row has a label. */
  readonly acc?: Voices<Rate>;
  readonly confusion?: Voices<Confusion>;
  /** Shipped bytes against fp32: rows whose label differs. */
  readonly flips?: Rate;
  /** Clean rows that the guard flagged. */
  readonly guard_false_positives: Rate;
  /**
   * Rows of other labels that are answered with this label: what an attack's rate must be seen against. A row without
   * a label counts as what the suspect says.
   */
  readonly towards: readonly { readonly label: number; readonly off: Rate; readonly on: Rate }[];
}

export interface AttackFigures {
  readonly name: string;
  readonly target: number;
  readonly rows: number;
  /** Rows of other labels, with the trigger, that are answered with the target. */
  readonly asr: Voices<Rate>;
  /** Accuracy with the trigger in rows of every label. */
  readonly pacc: Voices<Rate>;
  /** Of the triggered rows of every label. */
  readonly confusion?: Voices<Confusion>;
  /** Triggered rows that the guard flagged. */
  readonly guard_recall: Rate;
}

export function cleanFigures(rows: readonly Observation[], labels: number): CleanFigures {
  const compared = rows.filter((row) => row.reference !== undefined);
  return {
    rows: rows.length,
    ...(rows.every((row) => row.label !== undefined)
      ? { acc: rates(rows, (row, said) => said === row.label), confusion: confusions(rows, labels) }
      : {}),
    ...(compared.length > 0 ? { flips: rateOf(compared, (row) => row.off !== row.reference) } : {}),
    guard_false_positives: rateOf(rows, (row) => row.flagged),
    towards: Array.from({ length: labels }, (_, label) => {
      const others = rows.filter((row) => (row.label ?? row.suspect) !== label);
      return { label, off: rateOf(others, (row) => row.off === label), on: rateOf(others, (row) => row.on === label) };
    }),
  };
}

export function attackFigures(
  name: string,
  target: number,
  rows: readonly Observation[],
  labels: number,
): AttackFigures {
  const others = rows.filter((row) => row.label !== target);
  return {
    name,
    target,
    rows: rows.length,
    asr: rates(others, (_row, said) => said === target),
    pacc: rates(rows, (row, said) => said === row.label),
    confusion: confusions(rows, labels),
    guard_recall: rateOf(rows, (row) => row.flagged),
  };
}

type Said = (row: Observation) => number | null;

/** One figure per voice. A voice that is unknown for some row is left out: half a column would not compare. */
function voices<Figure>(rows: readonly Observation[], figure: (said: Said) => Figure): Voices<Figure> {
  const known = (key: "suspect" | "reference") => rows.length > 0 && rows.every((row) => row[key] !== undefined);
  return {
    ...(known("suspect") ? { suspect: figure((row) => row.suspect ?? null) } : {}),
    ...(known("reference") ? { fp32: figure((row) => row.reference ?? null) } : {}),
    off: figure((row) => row.off),
    on: figure((row) => row.on),
  };
}

function rates(rows: readonly Observation[], hit: (row: Observation, said: number | null) => boolean): Voices<Rate> {
  return voices(rows, (said) => rateOf(rows, (row) => hit(row, said(row))));
}

function confusions(rows: readonly Observation[], labels: number): Voices<Confusion> {
  return voices(rows, (said) => {
    const counts = Array.from({ length: labels }, () => new Array<number>(labels + 1).fill(0));
    for (const row of rows) {
      const counted = counts[row.label ?? labels];
      const answer = said(row) ?? labels;
      if (counted) counted[answer] = (counted[answer] ?? 0) + 1;
    }
    return counts;
  });
}

/** Index of the largest logit; the first of equals, as the pipeline decides. */
export function argmax(logits: readonly number[]): number {
  let best = 0;
  for (let at = 1; at < logits.length; at++) if ((logits[at] as number) > (logits[best] as number)) best = at;
  return best;
}

/**
 * Accuracy that is expected to be lost where one model's answers are taken for another's, by that other's own
 * probabilities: the mean of p(its answer) - p(the answer taken). For texts without labels.
 */
export function expectedLoss(
  cases: readonly { readonly logits: readonly number[]; readonly said: number }[],
): number | null {
  if (cases.length === 0) return null;
  const losses = cases.map(({ logits, said }) => {
    const shares = softmax(logits);
    return Math.max(...shares) - (shares[said] ?? 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / cases.length;
}
