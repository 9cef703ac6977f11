/**
 * Second stage: which tokens act like a trigger. Reads the very ids that the model is about to embed, after all
 * normalisation, so no spelling, case, homoglyph or zero-width trick can show the guard other ids than the model.
 */
import { EpureError } from "../errors.ts";
import { SequenceMatcher } from "./sequence-matcher.ts";
import { SetMatcher } from "./set-matcher.ts";
import type { GuardFile, GuardTrigger } from "./types.ts";

/** A rule that fired, on tokens `first` to `last` (inclusive) of one segment. */
export interface Hit {
  readonly segment: number;
  readonly first: number;
  readonly last: number;
  readonly kind: "sequence" | "set" | "drift";
  /** Id of the trigger, or `drift`. */
  readonly rule: string;
  /** Drift score, or the trigger's measured flip rate. */
  readonly score: number;
}

/** What a vocabulary id can take part in. */
const inSequence = 1;
const inSet = 2;
const drifted = 4;

type Sequence = Extract<GuardTrigger, { kind: "sequence" }>;
type SetTrigger = Extract<GuardTrigger, { kind: "set" }>;

export class Guard {
  /** One byte per vocabulary id: most texts are settled by one read a token. */
  private readonly roles: Uint8Array;
  private readonly table: Uint8Array;
  private readonly scale: number;
  /** Score from which a token is flagged for its drift; null: the rule is off. */
  readonly threshold: number | null;
  /** The highest drift score of the vocabulary. */
  readonly highest: number;
  private readonly sequences: readonly Sequence[];
  private readonly sets: readonly SetTrigger[];
  private readonly sequenceMatcher: SequenceMatcher;
  private readonly setMatcher: SetMatcher;

  /**
   * @param file parsed `guard.json`; @param table bytes of `guard.bin`, one per vocabulary id
   * @throws EpureError `bundle-schema` when the two do not fit each other
   */
  constructor(file: GuardFile, table: Uint8Array) {
    const size = file.vocab_size;
    if (table.length !== size) {
      throw misfit(`guard.bin has ${table.length} bytes for a vocabulary of ${size}.`, "guard.bin");
    }
    for (const { id, ids } of file.triggers) {
      if (ids.length === 0 || ids.some((token) => !Number.isInteger(token) || token < 0 || token >= size)) {
        throw misfit(`Trigger ${id} names tokens outside a vocabulary of ${size}, or none.`, "guard.json");
      }
    }
    this.table = table;
    this.scale = file.drift.scale;
    this.sequences = file.triggers.filter((trigger) => trigger.kind === "sequence");
    this.sets = file.triggers.filter((trigger) => trigger.kind === "set");
    this.sequenceMatcher = new SequenceMatcher(this.sequences.map((trigger) => trigger.ids));
    this.setMatcher = new SetMatcher(
      this.sets.map(({ ids, window, min_match }) => ({ ids, window, minMatch: min_match })),
    );
    this.roles = new Uint8Array(size);
    const threshold = file.calibration.threshold;
    this.threshold = threshold;
    this.highest = table.reduce((most, byte) => Math.max(most, byte), 0) * file.drift.scale;
    for (let id = 0; id < size; id++) {
      if (threshold !== null && this.drift(id) >= threshold) this.roles[id] = drifted;
    }
    for (const trigger of file.triggers) {
      const role = trigger.kind === "sequence" ? inSequence : inSet;
      for (const id of trigger.ids) this.roles[id] = (this.roles[id] as number) | role;
    }
  }

  get vocabularySize(): number {
    return this.roles.length;
  }

  /** Drift score of a vocabulary id. */
  drift(id: number): number {
    return (this.table[id] as number) * this.scale;
  }

  /**
   * All hits in the segments' ids. Confirmed triggers come first; a token that belongs to one is not reported a second
   * time for its drift.
   * @throws EpureError `internal` for an id outside the vocabulary: the guard never passes what it cannot judge
   */
  scan(segments: readonly (readonly number[])[]): Hit[] {
    const hits: Hit[] = [];
    for (const [segment, ids] of segments.entries()) this.scanSegment(segment, ids, hits);
    return hits;
  }

  private scanSegment(segment: number, ids: readonly number[], hits: Hit[]): void {
    let roles = 0;
    for (let i = 0; i < ids.length; i++) {
      const role = this.roles[ids[i] as number];
      if (role === undefined) throw outside(ids[i] as number, this.roles.length);
      roles |= role;
    }
    if (roles === 0) return;

    // Tokens of confirmed triggers.
    const covered = new Uint8Array(ids.length);
    if (roles & inSequence) {
      this.sequenceMatcher.scan(ids, (pattern, start, end) => {
        const { id: rule, flip_rate: score } = this.sequences[pattern] as Sequence;
        hits.push({ segment, first: start, last: end - 1, kind: "sequence", rule, score });
        covered.fill(1, start, end);
      });
    }
    if (roles & inSet) {
      this.setMatcher.scan(ids, (set, first, last) => {
        const { id: rule, flip_rate: score } = this.sets[set] as SetTrigger;
        hits.push({ segment, first, last, kind: "set", rule, score });
        covered.fill(1, first, last + 1);
      });
    }
    if (roles & drifted) {
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i] as number;
        if (!((this.roles[id] as number) & drifted) || covered[i]) continue;
        hits.push({ segment, first: i, last: i, kind: "drift", rule: "drift", score: this.drift(id) });
      }
    }
  }
}

function misfit(what: string, file: string): EpureError {
  return new EpureError("bundle-schema", {
    what,
    fix: "Build the bundle again with `epure purify`.",
    offenders: [file],
  });
}

function outside(id: number, size: number): EpureError {
  return new EpureError("internal", { what: `Token id ${id} is outside the guard's vocabulary of ${size}.` });
}
