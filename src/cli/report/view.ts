/** The report as a value: what its three files are drawn from. */
import type { GuardFile } from "../../shared/bundle/guard-file.ts";
import type { Gate } from "../../shared/bundle/manifest.ts";
import type { Draft, DraftFigures } from "../purify/draft.ts";
import type { Measured } from "../purify/measure.ts";

export interface Report {
  readonly name: string;
  readonly task: string;
  readonly labels: readonly string[];
  readonly architecture: Draft["architecture"];
  readonly digests: Draft["digests"];
  readonly recipe: Draft["recipe"];
  readonly engine: Draft["engine"];
  readonly keep_ratio: number;
  readonly gates: readonly Gate[];
  /** What the guard was given. Absent in reports of earlier versions. */
  readonly guard?: Pick<GuardFile, "triggers" | "calibration">;
  /** Measured on the shipped bytes, in the WASM runtime. */
  readonly shipped: Measured;
  /** Measured by the engine on fp32 models. */
  readonly fp32: Pick<DraftFigures, "clean" | "attacks" | "epur" | "drift_histogram" | "probe" | "keep_ratio">;
}
