/**
 * The words of the pipeline: what goes in, what comes out, and the narrow waist to the runtime that runs the model.
 * Nothing here knows HTTP, ONNX or a file system.
 */

/** Runs one model. `ids` and `typeIds` have the same length S (never padded); the answer is one raw logit per label. */
export interface ClassifierSession {
  run(ids: Int32Array, typeIds: Int32Array): Promise<Float32Array>;
  /** Frees the model. No `run` may follow. */
  release(): Promise<void>;
}

/** What the pipeline reads of a bundle's manifest (`epure.json`). */
export interface PipelineManifest {
  readonly task: string;
  /** 1: single texts, 2: pairs. */
  readonly segments: 1 | 2;
  /** In the order of the logits. */
  readonly labels: readonly string[];
  /** Longest input in tokens, `[CLS]` and `[SEP]` included. */
  readonly token_limit: number;
}

/** A confirmed trigger of `guard.json`. */
export type GuardTrigger = {
  readonly id: string;
  readonly ids: readonly number[];
  /** Index of the label that it forces. */
  readonly target: number;
  readonly flip_rate: number;
} & (
  | { readonly kind: "sequence" }
  | {
      readonly kind: "set";
      /** Tokens, counted inside one segment. */
      readonly window: number;
      /** Distinct ids of the set that must stand in one window. */
      readonly min_match: number;
    }
);

/** `guard.json`, as far as the guard reads it. `drift score(id) = byte(id) * scale`. */
export interface GuardFile {
  readonly vocab_size: number;
  readonly drift: { readonly scale: number };
  readonly triggers: readonly GuardTrigger[];
  /** `threshold: null`: the calibration data supports none, the drift rule is off. */
  readonly calibration: { readonly threshold: number | null };
}

/**
 * What an operator adds to a guard while it serves, in token ids of this very model. Compiled from a signed list: see
 * `src/shared/guard-list`.
 */
export interface GuardOverlay {
  /** Must be caught, whatever else is known about them. */
  readonly caught: readonly { readonly id: string; readonly ids: readonly number[] }[];
  /** Must pass: tokens inside such a phrase count for no rule but the ones above. */
  readonly allowed: readonly (readonly number[])[];
}

/** One text (`first` alone) or one pair, exactly as the caller wrote it. */
export interface ClassifyInput {
  readonly first: string;
  readonly second?: string | undefined;
}

/** From laxest to strictest: see `policy.ts`. */
export type Policy = "audit" | "flag" | "mask" | "block";

export interface ClassifyOptions {
  readonly policy: Policy;
  /**
   * Also say what the model answers with the flagged tokens left in and left out (at most one more inference).
   * `tokens`: and how far each token's embedding had drifted, whatever the guard made of it.
   */
  readonly explain?: boolean | "tokens" | undefined;
  /** Keep only the k most probable labels in `scores`. */
  readonly topK?: number | undefined;
  /** What the scores are: probabilities (the default), one sigmoid a label, or the logits as they are. */
  readonly scoring?: Scoring | undefined;
  /** Which side of a text beyond the token limit goes; `none` refuses such a text. Default `right`. */
  readonly truncation?: TruncationRule | undefined;
}

export type Scoring = "softmax" | "sigmoid" | "none";

export type TruncationRule = "right" | "left" | "none";

/** How a text was cut: per segment the UTF-16 range of the caller's string that the guard and the model read. */
export interface Truncation {
  readonly direction: "right" | "left";
  readonly read: readonly { readonly segment: Segment; readonly start: number; readonly end: number }[];
}

export type Segment = "text" | "first" | "second";

/** A flagged span. `start` and `end` are UTF-16 offsets into the caller's own string of that segment. */
export interface TriggerSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly segment: Segment;
  /** Drift score for kind `drift`, measured flip rate of the trigger for `sequence` and `set`, 1 for `incident`. */
  readonly score: number;
  readonly kind: HitKind;
  /** Id of the trigger in `guard.json`, `drift`, or `incident:` and the id in the operator's list. */
  readonly rule: string;
}

export type HitKind = "sequence" | "set" | "drift" | "incident";

export type GuardDecision = "pass" | "flagged" | "masked" | "blocked";

export interface GuardReport {
  readonly decision: GuardDecision;
  readonly policy: Policy;
  /** What the decision rests on. */
  readonly triggers: readonly TriggerSpan[];
  /** Written as honest writers write it, and without any effect on this answer (see `weigh.ts`). Only where there are some. */
  readonly dismissed?: readonly TriggerSpan[];
  /** Beyond the token limit: the model never read these. Only where there are some. */
  readonly beyond?: readonly TriggerSpan[];
}

/** What the model says about one sequence of ids. `scores` falls from the most probable label on. */
export interface Prediction {
  readonly label: string;
  readonly score: number;
  readonly scores: Readonly<Record<string, number>>;
}

/** One token of the caller's text. `start` and `end` are UTF-16 offsets into the caller's own string of that segment. */
export interface TokenDrift {
  readonly start: number;
  readonly end: number;
  readonly segment: Segment;
  /** Drift score of the token's embedding in the suspect model. */
  readonly score: number;
}

/** The guard's view of every token that the model reads, control tokens left out: at most the model's token limit. */
export interface Heat {
  readonly tokens: readonly TokenDrift[];
  /** Score from which a single token is flagged for its drift; `null`: that rule is off. */
  readonly threshold: number | null;
  /** Highest score in the vocabulary: what a score can be compared with where there is no threshold. */
  readonly highest: number;
}

export interface Explanation {
  /** The model's answer on everything the caller wrote. */
  readonly left_in: Prediction;
  /** The same without the flagged tokens; `null` when that leaves a segment empty. */
  readonly left_out: Prediction | null;
  /** By how much the flagged tokens raise the probability of the label that `left_in` gives; `null` with `left_out`. */
  readonly change: number | null;
}

interface Common {
  readonly truncated: boolean;
  /** Only where `truncated`. */
  readonly truncation?: Truncation;
  /** Tokens of the caller's input as the model's tokenizer counts them, after truncation, `[CLS]` and `[SEP]` included. */
  readonly tokens: number;
  readonly guard: GuardReport;
  /** Present where `explain` was `tokens`, refused texts included: it is no answer of the model. */
  readonly heat?: Heat;
}

export interface Classified extends Prediction, Common {
  readonly guard: GuardReport & { readonly decision: "pass" | "flagged" | "masked" };
  readonly explain?: Explanation;
}

/** Refused by the guard: there is no answer, only the reason. HTTP makes it a 422. */
export interface Blocked extends Common {
  readonly label: null;
  readonly score: null;
  readonly scores: null;
  readonly guard: GuardReport & { readonly decision: "blocked" };
}

export type Result = Classified | Blocked;

/** `golden.json`: texts, their ids, and the logits of the runtime that ships, compared bit for bit. */
export interface GoldenFile {
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase extends ClassifyInput {
  readonly ids: readonly number[];
  readonly type_ids: readonly number[];
  /** float32 values, written as decimal numbers that round-trip. */
  readonly logits: readonly number[];
}
