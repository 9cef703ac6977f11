/** Where a task points, what runs beside it and how it got there: the words of the admin API, the same for both of its ends. */
import type { Policy } from "../pipeline/types.ts";

/** Every way a task moves. The first three change what serves. */
export type MoveKind = "activate" | "rollback" | "promote" | "canary" | "shadow" | "abort";

/** Moves that changed what the stable channel serves. */
export const stableMoves: readonly MoveKind[] = ["activate", "rollback", "promote"];

/** One row of the history. Times are milliseconds since 1970. */
export interface Release {
  readonly kind: MoveKind;
  readonly from_digest: string | null;
  readonly to_digest: string;
  /** Id of the API key, or `system`. */
  readonly who: string;
  readonly why: string;
  readonly at: number;
  /** A decision of the operator's was needed, and taken. */
  readonly forced: boolean;
}

/** What a candidate may do before it is taken back by itself. */
export interface Bands {
  /** Answers of each side before anything but outright failure is judged. */
  readonly min_answers: number;
  /** Candidate minus stable, as fractions. */
  readonly error_rate: number;
  readonly flag_rate: number;
  /** Largest difference of the share of one label. */
  readonly label_share: number;
  /** Candidate over stable, mean milliseconds of a text. Judged only where time can be measured. */
  readonly latency_ratio: number;
}

/** A canary or shadow that runs. */
export interface Rollout {
  readonly id: number;
  readonly kind: "canary" | "shadow";
  readonly digest: string;
  /** In (0, 1]: of the callers for a canary, of the requests for a shadow. */
  readonly share: number;
  readonly bands: Bands;
  readonly started_at: number;
  readonly started_by: string;
  readonly why: string;
}

/** Sums of one side of a rollout. */
export interface Side {
  readonly answers: number;
  readonly errors: number;
  readonly flagged: number;
  readonly labels: Readonly<Record<string, number>>;
  /** Texts whose time was measured, their milliseconds, and the squares of them. */
  readonly timed: number;
  readonly ms: number;
  readonly ms2: number;
  /** Of a shadow: texts it saw too, and where it differed. */
  readonly compared: number;
  readonly flips: number;
  readonly guard_changes: number;
}

export interface Breach {
  readonly band: keyof Bands;
  readonly detail: string;
}

/** One task. */
export interface Channel {
  readonly task: string;
  readonly channel: string;
  readonly digest: string | null;
  readonly policy: Policy | null;
  readonly updated_at: number | null;
  readonly rollout: Rollout | null;
  /** Newest first. */
  readonly history: Release[];
}
