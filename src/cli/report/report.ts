/** The three files of a bundle that are for people and auditors: report.json, report.html, README.md. */
import type { GuardFile } from "../../shared/bundle/guard-file.ts";
import type { Gate } from "../../shared/bundle/manifest.ts";
import type { Draft } from "../purify/draft.ts";
import type { Measured } from "../purify/measure.ts";
import { modelCard } from "./card.ts";
import { reportPage } from "./page.ts";
import type { Report } from "./view.ts";

export interface ReportFiles extends Record<string, string> {
  readonly "report.json": string;
  readonly "report.html": string;
  readonly "README.md": string;
}

export interface ReportInput {
  readonly name: string;
  readonly draft: Draft;
  readonly measured: Measured;
  readonly gates: readonly Gate[];
  readonly guard: GuardFile;
}

export function makeReport({ name, draft, measured, gates, guard }: ReportInput): ReportFiles {
  // Times and memory stay out: they differ from run to run, and the same seed must give the same bundle.
  const { seconds: _seconds, peak_rss_mb: _peak, ...fp32 } = draft.figures;
  const { task, labels, architecture, digests, recipe, engine, keep_ratio } = draft;
  const report: Report = {
    name,
    task,
    labels,
    architecture,
    digests,
    recipe,
    engine,
    keep_ratio,
    gates,
    guard: { triggers: guard.triggers, calibration: guard.calibration },
    shipped: measured,
    fp32,
  };
  return {
    "report.json": `${JSON.stringify({ schema_version: 1, ...report }, null, 2)}\n`,
    "report.html": reportPage(report),
    "README.md": modelCard(report),
  };
}
