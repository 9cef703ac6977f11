import { z } from "zod";
import { command, EXIT } from "../command.ts";
import { type Columns, type Row, readRows } from "../data/read.ts";
import { readTarget } from "../data/target.ts";
import { attackFigures, cleanFigures, type Observation, type Voices } from "../evaluation/figures.ts";
import type { LocalModel } from "../evaluation/local-model.ts";
import { observe } from "../evaluation/observe.ts";
import type { Rate } from "../evaluation/rate.ts";
import { openLocal } from "../open-local.ts";
import { percentWithInterval } from "../report/words.ts";

export const evaluate = command({
  name: "evaluate",
  summary: "Measure a bundle on labelled texts, guard off and on.",
  details:
    "Runs the shipped bytes in the WASM runtime. Prints accuracy and guard false positives; with --triggered also attack " +
    "success (texts of other labels answered with the target) and accuracy with the trigger. 95 % Wilson intervals.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--data <file>", description: "labelled texts without triggers", required: true },
    { flags: "--triggered <file>", description: "texts with a trigger and their true labels" },
    {
      flags: "--target <label>",
      description: "label the attack forces (default: from attack.json beside --triggered)",
    },
    { flags: "--public-key <file>", description: "check the signature first" },
    { flags: "--quiet", description: "no progress" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: ["evaluate models/sentiment --data test.tsv --triggered suspect/triggered.tsv.gz"],
  input: z.object({
    bundle: z.string(),
    data: z.string(),
    triggered: z.string().optional(),
    target: z.string().optional(),
    publicKey: z.string().optional(),
  }),

  async run(input, { out, signal }) {
    // Imported here: tokenizer and runtime take a moment, and every other command would pay for them.
    const { openBundleModel } = await import("../evaluation/local-model.ts");
    const bundle = await openLocal(input.bundle, input.publicKey, out);
    const { labels, segments } = bundle.manifest;
    const columns: Columns = { labels, segments };
    const rows = await readRows(input.data, columns, "data file");
    const triggered = input.triggered === undefined ? null : await readRows(input.triggered, columns, "triggered file");
    const target = input.triggered === undefined ? null : await readTarget(input.triggered, input.target, labels);

    const model = await openBundleModel(bundle);
    try {
      const stages = triggered ? 2 : 1;
      out.stage(`${rows.length} texts`, 1, stages);
      const clean = cleanFigures(await run(model, rows, out, signal), labels.length);
      if (triggered) out.stage(`${triggered.length} triggered texts`, 2, stages);
      const attack =
        triggered && target !== null
          ? attackFigures("triggered", target, await run(model, triggered, out, signal), labels.length)
          : null;
      out.result({ digest: bundle.digest, clean, ...(attack ? { attack } : {}) }, [
        `                       guard off                 guard on`,
        ...(clean.acc ? [line("Accuracy", clean.acc)] : []),
        ...(attack
          ? [line(`Attack success → ${labels[attack.target]}`, attack.asr), line("Accuracy, triggered", attack.pacc)]
          : []),
        `Guard false positives: ${percentWithInterval(clean.guard_false_positives)} of ${clean.rows} texts`,
        ...(attack
          ? [`Guard raised on: ${percentWithInterval(attack.guard_recall)} of ${attack.rows} triggered texts`]
          : []),
      ]);
    } finally {
      await model.release();
    }
    return EXIT.ok;
  },
});

type Out = Parameters<typeof observe>[2]["out"];

async function run(model: LocalModel, rows: readonly Row[], out: Out, signal: AbortSignal): Promise<Observation[]> {
  const verdicts = await observe(model, rows, { out, signal });
  return rows.map((row, at) => ({ label: row.label, ...(verdicts[at] as (typeof verdicts)[number]) }));
}

function line(name: string, { off, on }: Voices<Rate>): string {
  return `${name.padEnd(22)} ${percentWithInterval(off).padEnd(25)} ${percentWithInterval(on)}`;
}
