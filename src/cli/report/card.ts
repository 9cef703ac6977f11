/** README.md of a bundle: a model card with the metadata that model hubs read. */
import type { Voices } from "../evaluation/figures.ts";
import type { Rate } from "../evaluation/rate.ts";
import type { Report } from "./view.ts";
import { percent, percentWithInterval, verdict } from "./words.ts";

export function modelCard(report: Report): string {
  const { shipped, name, labels, task } = report;
  const accuracy = shipped.clean.acc?.off.value;
  const metrics =
    accuracy == null
      ? []
      : ["        metrics:", "          - type: accuracy", `            value: ${accuracy.toFixed(4)}`];
  const head = [
    "---",
    "library_name: onnx",
    "pipeline_tag: text-classification",
    "tags:",
    "  - epure",
    "  - backdoor-defense",
    "  - onnxruntime-web",
    "model-index:",
    `  - name: ${JSON.stringify(name)}`,
    "    results:",
    "      - task:",
    "          type: text-classification",
    `          name: ${JSON.stringify(task)}`,
    "        dataset:",
    `          name: ${JSON.stringify(shipped.basis === "test" ? "operator's test file" : "held out of the operator's labelled texts")}`,
    `          type: ${JSON.stringify(task)}`,
    ...metrics,
    "---",
  ];
  const rows: [string, Voices<Rate> | undefined][] = [
    ["Accuracy", shipped.clean.acc],
    ...shipped.attacks.map(({ name: attack, asr }): [string, Voices<Rate>] => [`Attack success, ${attack}`, asr]),
  ];
  const body = [
    `# ${name}`,
    "",
    `A purified text classifier for the task **${task}** (labels: ${labels.join(", ")}), int8, for ONNX Runtime's WASM build.`,
    "It was repaired from a suspect checkpoint by E-PUR and Fine-mixing (a re-implementation from the description in",
    "Zhang et al., “Fine-mixing: Mitigating Backdoors in Fine-tuned Language Models”, Findings of EMNLP 2022).",
    "",
    "## What was tried and what was found",
    "",
    ...verdict(report).map((sentence) => `- ${sentence}`),
    "",
    "## Figures",
    "",
    "| | suspect | shipped, guard off | shipped, guard on |",
    "| --- | --- | --- | --- |",
    ...rows.map(
      ([what, said]) =>
        `| ${what} | ${percentWithInterval(said?.suspect)} | ${percentWithInterval(said?.off)} | ${percentWithInterval(said?.on)} |`,
    ),
    "",
    `95 % Wilson intervals. The guard raised on ${percent(shipped.clean.guard_false_positives.value, 2)} of ${shipped.clean.rows} untriggered texts.`,
    "All figures, plots and the recipe: `report.html` and `report.json`.",
    "",
    "## Use and limits",
    "",
    "Serve it with Épure, which checks the signature, the digests and the golden vectors before it answers. Inputs are the ids of",
    "one text or pair, never padded: int8 scores depend on padding. The label of a text is a guess, not a fact about it.",
    "",
  ];
  return [...head, "", ...body].join("\n");
}
