import { resolve } from "node:path";
import { z } from "zod";
import { EpureError } from "../../shared/errors.ts";
import { command, EXIT } from "../command.ts";
import { checkoutBench, engineFlags } from "../engine.ts";

/** What the bench answers; --json prints all of it. */
const resultSchema = z.looseObject({
  report: z.string(),
  cells: z.number().optional(),
  ran: z.number().optional(),
  not_started: z.number().optional(),
  failed: z.array(z.object({ key: z.string(), error: z.string() })).default([]),
});

const numbers = z
  .string()
  .regex(/^\d{1,4}(,\d{1,4})*$/, "must be whole numbers with commas between them")
  .transform((seeds) => seeds.split(","))
  .optional();

const list = z
  .string()
  .regex(/^[a-z0-9+,-]+$/, "must be names with commas between them")
  .transform((names) => names.split(","))
  .optional();

export const benchPurification = command({
  name: "bench purification",
  summary: "Measure what a purification removes and what it costs.",
  details:
    "Attacks × data sets × methods × seeds. Every finished cell is kept as a line of " +
    "bench/purification/results; a run that was stopped goes on where it was, and the report is written afresh at the " +
    "end. Suspects that are not there are trained. The whole takes many hours on two cores, --quick a quarter of one.",
  arguments: [],
  options: [
    { flags: "--data <dir>", description: "folder of the benchmark data: see bench/purification/README.md" },
    { flags: "--quick", description: "one attack, one seed, in a quarter of an hour" },
    { flags: "--minutes <n>", description: "start no cell after so many minutes" },
    { flags: "--sets <names>", description: "only these data sets, with commas between: sst2,qqp" },
    { flags: "--attacks <names>", description: "only these attacks: word,ep" },
    { flags: "--methods <names>", description: "only these methods: suspect,finetune,ours" },
    { flags: "--seeds <numbers>", description: "only these seeds: 1,2,3" },
    { flags: "--work <dir>", description: "folder for what can be made again (default: .epure-bench)" },
    { flags: "--suspects <dir>", description: "folder of trained suspects (default: in the work folder)" },
    { flags: "--results <dir>", description: "folder of the lines (default: bench/purification/results)" },
    { flags: "--no-train", description: "only cells whose suspects are there" },
    { flags: "--report-only", description: "run nothing, write the report from the lines on hand" },
    { flags: "--quiet", description: "no progress" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: [
    "bench purification --data ./data --quick",
    "bench purification --data ./data --sets sst2 --attacks word,ep",
  ],
  input: z.object({
    data: z.string().optional(),
    quick: z.boolean().default(false),
    minutes: z
      .string()
      .regex(/^\d{1,5}$/, "must be a whole number")
      .optional(),
    sets: list,
    attacks: list,
    methods: list,
    seeds: numbers,
    work: z.string().optional(),
    suspects: z.string().optional(),
    results: z.string().optional(),
    train: z.boolean().default(true),
    reportOnly: z.boolean().default(false),
  }),

  async run({ quick, train, reportOnly, ...values }, { out, signal }) {
    const folders = ["data", "work", "suspects", "results"] as const;
    for (const name of folders) {
      const given = values[name];
      if (given !== undefined) values[name] = resolve(given);
    }
    const flags = { "--quick": quick, "--no-train": !train, "--report-only": reportOnly };
    const args = [...engineFlags(values), ...Object.entries(flags).flatMap(([flag, on]) => (on ? [flag] : []))];
    const answer = await checkoutBench("purification").run(args, out, signal);
    const parsed = resultSchema.safeParse(answer);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
      throw new EpureError("engine-failed", { what: `The bench's answer lacks or breaks: ${fields}.` });
    }
    const { report, cells, ran, not_started, failed } = parsed.data;
    out.result(answer, [
      ...(cells === undefined
        ? []
        : [`Cells: ${ran ?? 0} run now of ${cells} asked for; ${not_started ?? 0} not started`]),
      ...failed.map(({ key, error }) => `Failed: ${key}: ${error}`),
      `Report: ${report}`,
    ]);
    return failed.length > 0 ? EXIT.defect : EXIT.ok;
  },
});
