/**
 * Second stage: which tokens act like a trigger. Reads the very ids that the model is about to embed, after all
 * normalisation, so no spelling, case, homoglyph or zero-width trick can show the guard other ids than the model.
 */
import { EpureError } from "../errors.ts";
import { SequenceMatcher } from "./sequence-matcher.ts";
import { SetMatcher } from "./set-matcher.ts";
import type { GuardFile, GuardOverlay, GuardTrigger, HitKind } from "./types.ts";

/** A rule that fired, on tokens `first` to `last` (inclusive) of one segment. */
export interface Hit {
  readonly segment: number;
  readonly first: number;
  readonly last: number;
  readonly kind: HitKind;
  /** Id of the trigger, `drift`, or `incident:` and the id of the operator's entry. */
  readonly rule: string;
  /** Drift score, the trigger's measured flip rate, or 1 for what the operator named. */
  readonly score: number;
}

/** What a vocabulary id can take part in. */
const inSequence = 1;
const inSet = 2;
const drifted = 4;
const inCaught = 8;
const inAllowed = 16;

const nothingAdded: GuardOverlay = { caught: [], allowed: [] };

type Sequence = Extract<GuardTrigger, { kind: "sequence" }>;
type SetTrigger = Extract<GuardTrigger, { kind: "set" }>;

export class Guard {
  /** One byte per vocabulary id: most texts are settled by one read a token. */
  private readonly roles: Uint8Array;
  private readonly file: GuardFile;
  private readonly table: Uint8Array;
  private readonly scale: number;
  /** Score from which a token is flagged for its drift; null: the rule is off. */
  readonly threshold: number | null;
  /** The highest drift score of the vocabulary. */
  readonly highest: number;
  private readonly targets: ReadonlyMap<string, number>;
  private readonly sequences: readonly Sequence[];
  private readonly sets: readonly SetTrigger[];
  private readonly sequenceMatcher: SequenceMatcher;
  private readonly setMatcher: SetMatcher;
  private readonly overlay: GuardOverlay;
  private readonly caughtMatcher: SequenceMatcher;
  private readonly allowedMatcher: SequenceMatcher;

  /**
   * @param file parsed `guard.json`; @param table bytes of `guard.bin`, one per vocabulary id
   * @param overlay what the operator added
   * @throws EpureError `bundle-schema` when the two do not fit each other
   */
  constructor(file: GuardFile, table: Uint8Array, overlay: GuardOverlay = nothingAdded) {
    const size = file.vocab_size;
    if (table.length !== size) {
      throw misfit(`guard.bin has ${table.length} bytes for a vocabulary of ${size}.`, "guard.bin");
    }
    const named = [...file.triggers, ...overlay.caught, ...overlay.allowed.map((ids) => ({ id: "(allowed)", ids }))];
    for (const { id, ids } of named) {
      if (ids.length === 0 || ids.some((token) => !Number.isInteger(token) || token < 0 || token >= size)) {
        throw misfit(`Trigger ${id} names tokens outside a vocabulary of ${size}, or none.`, "guard.json");
      }
    }
    this.file = file;
    this.table = table;
    this.overlay = overlay;
    this.caughtMatcher = new SequenceMatcher(overlay.caught.map((one) => one.ids));
    this.allowedMatcher = new SequenceMatcher(overlay.allowed);
    this.scale = file.drift.scale;
    this.targets = new Map(file.triggers.map(({ id, target }) => [id, target]));
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
    // What was confirmed is judged by its rule alone, as when the threshold was calibrated: a common word (`friends`) that
    // forces a label in company only would otherwise be flagged wherever it stands.
    const confirmed = new Set(file.triggers.flatMap(({ ids }) => ids));
    for (let id = 0; id < size; id++) {
      if (threshold !== null && this.drift(id) >= threshold && !confirmed.has(id)) this.roles[id] = drifted;
    }
    for (const { kind, ids } of file.triggers) this.assign(ids, kind === "sequence" ? inSequence : inSet);
    for (const { ids } of overlay.caught) this.assign(ids, inCaught);
    for (const ids of overlay.allowed) this.assign(ids, inAllowed);
  }

  /** The same guard under another overlay. The drift table is shared. */
  with(overlay: GuardOverlay): Guard {
    return new Guard(this.file, this.table, overlay);
  }

  private assign(ids: readonly number[], role: number): void {
    for (const id of ids) this.roles[id] = (this.roles[id] as number) | role;
  }

  get vocabularySize(): number {
    return this.roles.length;
  }

  /** Drift score of a vocabulary id. */
  drift(id: number): number {
    return (this.table[id] as number) * this.scale;
  }

  /** Index of the label that a hit's trigger forces; null where nobody knows one: drift, and what the operator named. */
  targetOf({ rule }: Hit): number | null {
    return this.targets.get(rule) ?? null;
  }

  /**
   * All hits in the segments' ids. Confirmed triggers come first; a token that some trigger names is never reported for its
   * drift.
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

    // Tokens that some hit reports already, and tokens that the operator lets pass.
    const covered = new Uint8Array(ids.length);
    const allowed = new Uint8Array(ids.length);
    if (roles & inAllowed) this.allowedMatcher.scan(ids, (_, start, end) => allowed.fill(1, start, end));
    const add = (first: number, last: number, kind: HitKind, rule: string, score: number) => {
      hits.push({ segment, first, last, kind, rule, score });
      covered.fill(1, first, last + 1);
    };
    if (roles & inCaught) {
      this.caughtMatcher.scan(ids, (entry, start, end) => {
        add(start, end - 1, "incident", `incident:${this.overlay.caught[entry]?.id}`, 1);
      });
    }
    if (roles & inSequence) {
      this.sequenceMatcher.scan(ids, (pattern, start, end) => {
        const { id, flip_rate } = this.sequences[pattern] as Sequence;
        if (!filled(allowed, start, end)) add(start, end - 1, "sequence", id, flip_rate);
      });
    }
    if (roles & inSet) {
      const counted = roles & inAllowed ? ids.map((id, i) => (allowed[i] ? nobody : id)) : ids;
      this.setMatcher.scan(counted, (set, first, last) => {
        const { id, flip_rate } = this.sets[set] as SetTrigger;
        add(first, last, "set", id, flip_rate);
      });
    }
    if (roles & drifted) {
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i] as number;
        if (!((this.roles[id] as number) & drifted) || covered[i] || allowed[i]) continue;
        hits.push({ segment, first: i, last: i, kind: "drift", rule: "drift", score: this.drift(id) });
      }
    }
  }
}

/** No vocabulary id: a member of no set. */
const nobody = -1;

function filled(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!bytes[i]) return false;
  return true;
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
