/**
 * Purifying, as a diagram:
 *
 *   engine (Python) -> draft -> shipped bytes in WASM -> golden vectors -> gates -> report -> seal -> budget -> move to --out
 *
 * Everything lives in `<out>.epure-work` until the last step, a rename. Ctrl-C keeps that folder and the same command
 * goes on from there; success removes it.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { budgetApart, type MeasuredBudget } from "../budget-apart.ts";
import type { Tools } from "../command.ts";
import { makeFolder } from "../files.ts";
import type { Output } from "../output.ts";
import { makeReport } from "../report/report.ts";
import { draftModelFiles, readDraft, readEvaluationRows } from "./draft.ts";
import { openDraftModel } from "./draft-model.ts";
import { measureGates } from "./gates.ts";
import { goldenVectors } from "./golden.ts";
import { measureDraft } from "./measure.ts";
import { checkOut, moveToOut } from "./out-folder.ts";
import { type Sealed, sealBundle } from "./seal.ts";

export interface PurifyInput {
  readonly out: string;
  readonly force: boolean;
  readonly name: string | undefined;
  /** PEM of a private key: sign at once. */
  readonly key: string | undefined;
  /** Arguments for the engine beside the work folder: see contracts.md, section 2. */
  readonly engineArguments: readonly string[];
}

export const ownStages = 5;

/** What was sealed, and what it took. The second is no part of the bundle: it differs from run to run. */
export interface Purified extends Sealed {
  /** Whether it fits a Worker: predicted from its size and shape, and measured. */
  readonly budget: MeasuredBudget;
  /** Of the engine, by stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly peak_rss_mb: number | null;
}

const costSchema = z.object({
  seconds: z.record(z.string(), z.number()).default({}),
  peak_rss_mb: z.number().nullable().default(null),
});

export async function purify(input: PurifyInput, tools: Tools): Promise<Purified> {
  const { signal } = tools;
  const out = countingStages(tools.out, ownStages);
  await checkOut(input.out, input.force);
  const work = `${input.out}.epure-work`;
  await makeFolder(work);

  const restart = input.force ? ["--restart"] : [];
  const ran = await tools.engine.run(["purify", ...input.engineArguments, "--work", work, ...restart], out, signal);
  const folder = join(work, "draft");
  const draft = await readDraft(folder);

  out.own("evaluate the shipped bytes in WASM");
  const model = await openDraftModel(folder, draft);
  let measured: Awaited<ReturnType<typeof measureDraft>>;
  let golden: Awaited<ReturnType<typeof goldenVectors>>;
  try {
    const rows = await readEvaluationRows(folder);
    measured = await measureDraft(model, draft, rows, { out, signal, work });
    out.own("golden vectors");
    golden = await goldenVectors(model, draft);
  } finally {
    await model.release();
  }

  out.own("gates and report");
  const gates = measureGates({ ...measured, draft: draft.figures });
  const name = input.name ?? draft.task;
  const report = makeReport({ name, draft, measured, gates, guard: model.guard });

  out.own("seal");
  const modelFiles = draftModelFiles.map((file) => ({ file, path: join(folder, file) }));
  const sealed = await sealBundle(
    join(work, "bundle"),
    work,
    { name, draft, gates, golden, report, modelFiles, key: input.key },
    tools,
  );

  out.own("measure what it costs a Worker");
  const budget = await budgetApart(join(work, "bundle"), signal);
  await moveToOut(join(work, "bundle"), input.out, input.force);
  await rm(work, { recursive: true, force: true });
  return { ...sealed, budget, ...costSchema.parse(ran) };
}

/** The engine counts its stages, this process adds its own after them: one numbering for whoever watches. */
function countingStages(out: Output, more: number): Output & { own(name: string): void } {
  let engineStages = 0;
  let own = 0;
  return {
    ...out,
    stage(name, index, count) {
      engineStages = count;
      out.stage(name, index, count + more);
    },
    own(name) {
      own += 1;
      out.stage(name, engineStages + own, engineStages + more);
    },
  };
}
