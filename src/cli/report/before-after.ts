/** Before and after: one dot a model, its interval as a whisker, all on one axis from 0 to 100 %. */
import type { Voices } from "../evaluation/figures.ts";
import { type Rate, rate } from "../evaluation/rate.ts";
import { html, type Markup } from "./markup.ts";
import { fixed, percentAxis, plotWidth } from "./plot-parts.ts";
import type { Report } from "./view.ts";
import { percentWithInterval } from "./words.ts";

interface Row {
  readonly name: string;
  readonly kind: "suspect" | "off" | "on" | "never";
  readonly rate: Rate;
}

export function beforeAfterPlot({ shipped, fp32 }: Report): Markup {
  const groups = [
    ...shipped.attacks.map((attack) => {
      const benign = fp32.attacks.find((one) => one.name === attack.name)?.benign?.asr;
      return {
        title: `Attack “${attack.name}”: texts turned by its trigger (fewer is better)`,
        rows: rowsOf(attack.asr, benign, attack.asr.off.total),
      };
    }),
    ...(shipped.clean.acc
      ? [
          {
            title: "Accuracy on texts without a trigger (more is better)",
            rows: rowsOf(shipped.clean.acc, fp32.clean.benign?.acc, shipped.clean.rows),
          },
        ]
      : []),
  ];
  if (groups.length === 0)
    return html`<p>No attack and no labelled text was given, so there is nothing to compare.</p>`;
  const [left, right, row, head, gap] = [170, 160, 22, 26, 12];
  const x = (share: number) => left + share * (plotWidth - left - right);
  const bands: Markup[] = [];
  let y = 0;
  for (const { title, rows } of groups) {
    bands.push(html`<text class="strong" x="0" y="${y + 16}">${title}</text>`);
    y += head;
    for (const { name, kind, rate } of rows) {
      const middle = y + row / 2;
      const [low, high] = rate.interval ?? [0, 0];
      bands.push(
        html`<text x="${left - 12}" y="${middle + 4}" text-anchor="end">${name}</text><line class="whisker" x1="${fixed(x(low))}" x2="${fixed(x(high))}" y1="${middle}" y2="${middle}"/><circle class="dot ${kind}" cx="${fixed(x(rate.value ?? 0))}" cy="${middle}" r="5"><title>${name}: ${percentWithInterval(rate)}</title></circle><text x="${plotWidth - right + 14}" y="${middle + 4}">${percentWithInterval(rate)}</text>`,
      );
      y += row;
    }
    y += gap;
  }
  return html`<figure><svg viewBox="0 0 ${plotWidth} ${y + 24}" role="img" aria-label="Attack success and accuracy of the suspect and of the shipped model">${percentAxis(left, plotWidth - right, head, y)}${bands}</svg></figure>`;
}

/** The figure of the never-attacked model comes without its count: the texts are the same ones. */
function rowsOf(said: Voices<Rate>, benign: number | undefined, texts: number): Row[] {
  const never = benign === undefined ? undefined : rate(Math.round(benign * texts), texts);
  const rows: (Row | undefined)[] = [
    said.suspect && { name: "suspect", kind: "suspect", rate: said.suspect },
    { name: "shipped, guard off", kind: "off", rate: said.off },
    { name: "shipped, guard on", kind: "on", rate: said.on },
    never && { name: "never attacked", kind: "never", rate: never },
  ];
  return rows.filter((row) => row !== undefined);
}
