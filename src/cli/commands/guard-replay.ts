import { z } from "zod";
import { type Policy, policies } from "../../shared/bundle/manifest.ts";
import { readList } from "../../shared/guard-list/signed.ts";
import { command, EXIT } from "../command.ts";
import { readTexts } from "../data/read.ts";
import { rate } from "../evaluation/rate.ts";
import { readOperatorFile } from "../files.ts";
import { type Replayed, type ReplayFigures, replayFigures } from "../guard/replay.ts";
import { checkpoint } from "../interrupt.ts";
import { openLocal } from "../open-local.ts";
import { estimator } from "../output.ts";
import { percentWithInterval } from "../report/words.ts";

const shownChanges = 20;

export const guardReplay = command({
  name: "guard replay",
  summary: "Show what a policy would have done to texts of yours, before it is switched on.",
  details:
    "Says how many texts would be flagged, masked or blocked, by which rule, and which answers would change. Rows are " +
    "named by number; no text is printed. Labels are not needed.",
  arguments: [{ name: "bundle", description: "the bundle folder" }],
  options: [
    { flags: "--data <file>", description: "texts: TSV, CSV or JSON Lines", required: true },
    { flags: "--policy <policy>", description: "the policy to try (default: the bundle's)", choices: policies },
    { flags: "--list <file>", description: "a guard list to try with it (not signed: `epure guard add` writes it)" },
    { flags: "--public-key <file>", description: "check the bundle's signature first" },
    { flags: "--quiet", description: "no progress" },
    { flags: "--json", description: "print JSON, with every changed answer" },
  ],
  examples: ["guard replay models/sentiment --data last-week.jsonl --policy block"],
  input: z.object({
    bundle: z.string(),
    data: z.string(),
    policy: z.enum(policies).optional(),
    list: z.string().optional(),
    publicKey: z.string().optional(),
  }),

  async run(input, { out, signal }) {
    // Imported here: tokenizer and runtime take a moment, and every other command would pay for them.
    const { openBundleModel } = await import("../evaluation/local-model.ts");
    const bundle = await openLocal(input.bundle, input.publicKey, out);
    const texts = await readTexts(input.data, bundle.manifest.segments, "data file");
    const list = input.list === undefined ? undefined : readList(await readOperatorFile(input.list, "guard list"));
    const policy: Policy = input.policy ?? bundle.manifest.guard.default_policy;
    const model = await openBundleModel(bundle, list);
    const replayed: Replayed[] = [];
    try {
      out.stage(`${texts.length} texts under ${policy}`, 1, 1);
      const timeLeft = estimator();
      for (const text of texts) {
        await checkpoint(signal);
        const result = await model.classify(text, { policy, explain: true });
        // A refused text has no explanation: what it would have got without a guard is asked for.
        const before = result.label === null ? (await model.classify(text, { policy: "audit" })).label : null;
        const label = result.label === null ? before : result.explain?.left_in.label;
        replayed.push({ row: replayed.length + 1, result, before: label as string });
        out.progress(replayed.length, texts.length, timeLeft(replayed.length, texts.length));
      }
    } finally {
      await model.release();
    }
    const figures = replayFigures(policy, replayed);
    out.result({ digest: bundle.digest, ...figures }, lines(figures));
    return EXIT.ok;
  },
});

function lines({ policy, texts, decisions, rules, changed }: ReplayFigures): string[] {
  const share = (count: number) => percentWithInterval(rate(count, texts));
  return [
    `Policy ${policy} on ${texts} texts`,
    ...Object.entries(decisions).map(
      ([decision, count]) => `  ${decision.padEnd(8)} ${String(count).padStart(7)}  ${share(count)}`,
    ),
    ...(rules.length > 0 ? ["Rules           acted  let go  beyond limit  answers changed"] : ["No rule fired."]),
    ...rules.map(
      (one) =>
        `  ${one.rule.padEnd(13)} ${pad(one.acted, 5)} ${pad(one.dismissed, 7)} ${pad(one.beyond, 13)} ${pad(one.changed, 16)}`,
    ),
    `Answers that change: ${changed.length} (${share(changed.length)})`,
    ...changed
      .slice(0, shownChanges)
      .map(({ row, from, to, rules: by }) => `  row ${row}: ${from} -> ${to ?? "refused"} (${by.join(", ")})`),
    ...(changed.length > shownChanges ? [`  and ${changed.length - shownChanges} more: see --json`] : []),
  ];
}

function pad(count: number, width: number): string {
  return String(count).padStart(width);
}
