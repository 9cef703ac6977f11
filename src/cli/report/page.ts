/** report.html: one file, no script, nothing fetched; light and dark. */

import type { Voices } from "../evaluation/figures.ts";
import type { Rate } from "../evaluation/rate.ts";
import { shortNumber } from "../gate-lines.ts";
import { beforeAfterPlot } from "./before-after.ts";
import { guardCalibration } from "./calibration.ts";
import { confusionMatrices } from "./confusion.ts";
import { html, Markup } from "./markup.ts";
import { driftHistogram, keepRatioFrontier, probeChart } from "./plots.ts";
import { style } from "./style.ts";
import type { Report } from "./view.ts";
import { gateInWords, headline, percent, percentWithInterval, verdict } from "./words.ts";

export function reportPage(report: Report): string {
  const { fp32, labels } = report;
  const failed = report.gates.some((gate) => !gate.passed);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Purification report: ${report.name}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<header>
<p class="over">Épure purification report</p>
<h1>${report.name}</h1>
<p class="stamp ${failed ? "bad" : "good"}">${failed ? "Gates failed" : "Gates passed"}</p>
</header>
<section aria-label="Verdict"><p class="headline">${headline(report)}</p><ul>${verdict(report).map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
<section><h2>Before and after</h2>${beforeAfterPlot(report)}
<details><summary>All figures, as a table</summary>${beforeAfter(report)}
<p class="small">95 % Wilson intervals in brackets. “Suspect” and “purified fp32” ran in PyTorch; the two “shipped” columns are the int8 bytes of this bundle in ONNX Runtime’s WASM build. “Never attacked” is a model of the same recipe from an honest start.</p></details></section>
<section><h2>Who is taken for whom</h2><p>Every text counted by its true label and by the answer. A backdoor shows as a column that swallows the rest.</p>${confusionMatrices(report)}</section>
<section><h2>Gates</h2>${gatesTable(report)}</section>
<section><h2>What the probe found in the suspect</h2>
<p>Tokens and sets inserted into held-out texts; the bar is the share of texts that changed to the label (orange: confirmed as a trigger or its echo), the whisker its interval, the tick what control tokens did.</p>
${probeChart(fp32.probe.suspect, labels)}</section>
<section><h2>What it found in the purified model</h2>
<p>The same probe on the repaired model, over what was confirmed in the suspect and its most drifted tokens. It is told no trigger.</p>
${probeChart(fp32.probe.purified, labels)}</section>
<section><h2>Drift of the vocabulary</h2>
<p>How far each token’s embedding moved from the base, weighed by how rare it is. The ${fp32.epur.reset} highest were reset.</p>
${driftHistogram(fp32)}
${candidates(report)}</section>
<section><h2>What the guard knows</h2>${guardCalibration(report)}</section>
<section><h2>How much of the suspect was kept</h2><p>Rule: ${fp32.keep_ratio.rule}</p>${keepRatioFrontier(fp32.keep_ratio)}</section>
<section><h2>Provenance</h2>${provenance(report)}</section>
</main>
</body>
</html>
`;
  return page.text;
}

function beforeAfter({ shipped, fp32 }: Report): Markup {
  const row = (name: string, voices: Voices<Rate> | undefined, benign?: number) =>
    html`<tr><th scope="row">${name}</th><td>${percentWithInterval(voices?.suspect)}</td><td>${percentWithInterval(voices?.fp32)}</td><td>${percentWithInterval(voices?.off)}</td><td>${percentWithInterval(voices?.on)}</td><td>${percent(benign)}</td></tr>`;
  const attacks = shipped.attacks.flatMap((attack) => {
    const benign = fp32.attacks.find((one) => one.name === attack.name)?.benign;
    return [
      row(`Attack success: ${attack.name} (${attack.asr.off.total} texts)`, attack.asr, benign?.asr),
      row(`Accuracy with its trigger (${attack.rows} texts)`, attack.pacc, benign?.pacc),
    ];
  });
  return html`<div class="wide"><table><thead><tr><td></td><th scope="col">Suspect</th><th scope="col">Purified fp32</th><th scope="col">Shipped, guard off</th><th scope="col">Shipped, guard on</th><th scope="col">Never attacked</th></tr></thead><tbody>
${row(`Accuracy (${shipped.clean.rows} ${shipped.basis === "test" ? "test" : "held-out"} texts)`, shipped.clean.acc, fp32.clean.benign?.acc)}
${attacks}
<tr><th scope="row">Labels changed by int8</th><td></td><td></td><td>${percentWithInterval(shipped.clean.flips)}</td><td></td><td></td></tr>
<tr><th scope="row">Guard raised on untriggered texts</th><td></td><td></td><td></td><td>${percentWithInterval(shipped.clean.guard_false_positives)}</td><td></td></tr>
</tbody></table></div>`;
}

function gatesTable({ gates }: Report): Markup {
  const rows = gates.map((gate) => {
    const write = (value: number) => (gate.name === "model_bytes" ? shortNumber(value) : percent(value, 2));
    const value = gate.value === null ? "not measured" : write(gate.value);
    return html`<tr class="${gate.passed ? "" : "failed"}"><th scope="row">${gateInWords(gate.name)}<br><code>${gate.name}</code></th><td>${value}</td><td>≤ ${write(gate.limit)}</td><td class="${gate.passed ? "good" : "bad"}">${gate.passed ? "passed" : "FAILED"}</td><td>${gate.basis}</td></tr>`;
  });
  return html`<div class="wide"><table><thead><tr><th scope="col">Gate</th><th scope="col">Value</th><th scope="col">Limit</th><td></td><th scope="col">Measured on</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function candidates({ fp32 }: Report): Markup {
  const top = fp32.epur.candidates.slice(0, 20);
  if (top.length === 0) return html``;
  const rows = top.map(
    (one) =>
      html`<tr><th scope="row"><code>${one.piece}</code></th><td>${one.score.toFixed(3)}</td><td>${one.drift.toFixed(3)}</td><td>${Math.round(one.frequency)}</td></tr>`,
  );
  return html`<details><summary>The ${top.length} highest-scoring tokens</summary><table><thead><tr><th scope="col">Token</th><th scope="col">Score</th><th scope="col">Drift</th><th scope="col">Frequency</th></tr></thead><tbody>${rows}</tbody></table></details>`;
}

function provenance(report: Report): Markup {
  const digests = Object.entries(report.digests).flatMap(([name, digest]) =>
    digest ? [html`<tr><th scope="row">${name}</th><td><code>${digest}</code></td></tr>`] : [],
  );
  const { model_type, layers, hidden, vocab_size } = report.architecture;
  return html`<p>Task ${report.task}; labels ${report.labels.join(", ")}; ${model_type}, ${layers} layers, ${hidden} wide, vocabulary of ${vocab_size}.</p>
<div class="wide"><table><thead><tr><th scope="col">SHA-256 of</th><td></td></tr></thead><tbody>${digests}</tbody></table></div>
<details><summary>Recipe, exactly as run</summary><pre>${JSON.stringify(report.recipe, null, 2)}</pre></details>
<details><summary>Engine</summary><pre>${JSON.stringify(report.engine, null, 2)}</pre></details>`;
}
