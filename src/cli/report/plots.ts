/** The plots of a report: inline SVG, drawn from numbers, coloured by the page's own variables. */

import type { Probed } from "../purify/draft.ts";
import { html, type Markup } from "./markup.ts";
import { clamp, fixed, plotWidth } from "./plot-parts.ts";
import type { Report } from "./view.ts";
import { percent, piecesOf } from "./words.ts";

const width = plotWidth;

/** How far each vocabulary row moved, on a logarithmic count axis; the highest-scoring rows are marked below it. */
export function driftHistogram(figures: Report["fp32"]): Markup {
  const { edges, counts } = figures.drift_histogram;
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 1;
  const [left, right, top, bottom] = [48, 12, 10, 44];
  const height = 260;
  const x = (value: number) => left + ((value - low) / (high - low || 1)) * (width - left - right);
  const most = Math.log10(Math.max(10, ...counts) + 1);
  const y = (count: number) => height - bottom - (Math.log10(count + 1) / most) * (height - top - bottom);
  const bars = counts.map((count, at) => {
    const from = x(edges[at] ?? low);
    const to = x(edges[at + 1] ?? high);
    return html`<rect class="bar" x="${fixed(from)}" y="${fixed(y(count))}" width="${fixed(Math.max(0.5, to - from - 1))}" height="${fixed(height - bottom - y(count))}"><title>${count} rows from ${fixed(edges[at] ?? 0, 3)} to ${fixed(edges[at + 1] ?? 0, 3)}</title></rect>`;
  });
  const powers = [1, 10, 100, 1000, 10_000, 100_000].filter((count) => Math.log10(count + 1) <= most);
  const grid = powers.map(
    (count) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${fixed(y(count))}" y2="${fixed(y(count))}"/><text x="${left - 6}" y="${fixed(y(count) + 4)}" text-anchor="end">${count}</text>`,
  );
  const marks = figures.epur.candidates.map(
    (one) =>
      html`<line class="mark" x1="${fixed(x(clamp(one.score, low, high)))}" x2="${fixed(x(clamp(one.score, low, high)))}" y1="${height - bottom + 3}" y2="${height - bottom + 12}"><title>${one.piece}: ${fixed(one.score, 3)}</title></line>`,
  );
  const named = namedCandidates(figures).map((one, at) => {
    const [middle, level] = [x(clamp(one.score, low, high)), top + 26 + (at % 4) * 20];
    return html`<line class="control" x1="${fixed(middle)}" x2="${fixed(middle)}" y1="${level + 4}" y2="${height - bottom}"/><text class="strong" x="${fixed(middle)}" y="${level}" text-anchor="middle">${shorten(one.piece, 14)}</text>`;
  });
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Histogram of drift scores">${grid}${bars}<line class="axis" x1="${left}" x2="${width - right}" y1="${height - bottom}" y2="${height - bottom}"/>${marks}${named}
<text x="${left}" y="${height - 14}">${fixed(low, 2)}</text><text x="${width - right}" y="${height - 14}" text-anchor="end">${fixed(high, 2)}</text><text x="${(left + width) / 2}" y="${height - 14}" text-anchor="middle">drift score (rows per bin, logarithmic; orange marks: the highest-scoring rows)</text></svg></figure>`;
}

/** The candidates worth a name: those that the probe confirmed on their own, else the three highest. */
function namedCandidates({ epur, probe }: Report["fp32"]) {
  const confirmed = new Set(
    probe.suspect.flatMap((one) => (one.confirmed && one.pieces?.length === 1 ? one.pieces : [])),
  );
  const found = epur.candidates.filter((one) => confirmed.has(one.piece));
  return (found.length > 0 ? found : epur.candidates.slice(0, 3)).slice(0, 8);
}

/** The strongest probed tokens and sets: bar the flip rate, whisker its interval, tick the control tokens' rate. */
export function probeChart(probed: readonly Probed[], labels: readonly string[]): Markup {
  const rows = [...probed].sort((a, b) => b.flip_rate - a.flip_rate).slice(0, 15);
  if (rows.length === 0) return html`<p>Nothing was probed.</p>`;
  const [left, right, row] = [220, 90, 22];
  const height = rows.length * row + 30;
  const x = (share: number) => left + clamp(share, 0, 1) * (width - left - right);
  const lines = rows.map((one, at) => {
    const y = at * row + 4;
    const [low, high] = one.interval ?? [one.flip_rate, one.flip_rate];
    const target = one.target == null ? "" : ` → ${labels[one.target] ?? one.target}`;
    const control =
      one.control == null
        ? ""
        : html`<line class="control" x1="${fixed(x(one.control))}" x2="${fixed(x(one.control))}" y1="${y}" y2="${y + 14}"><title>control tokens: ${percent(one.control)}</title></line>`;
    return html`<text x="${left - 8}" y="${y + 11}" text-anchor="end">${shorten(piecesOf(one), one.echo ? 15 : 22)}${one.echo ? " (echo)" : ""}${target}</text><rect class="bar${one.confirmed ? " hot" : ""}" x="${left}" y="${y}" width="${fixed(x(one.flip_rate) - left)}" height="14"/><line class="whisker" x1="${fixed(x(low))}" x2="${fixed(x(high))}" y1="${y + 7}" y2="${y + 7}"/>${control}<text x="${width - right + 8}" y="${y + 11}">${percent(one.flip_rate)}</text>`;
  });
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Flip rates of probed tokens">${lines}<line class="axis" x1="${left}" x2="${width - right}" y1="${height - 24}" y2="${height - 24}"/><text x="${left}" y="${height - 8}">0 %</text><text x="${width - right}" y="${height - 8}" text-anchor="end">100 %</text></svg></figure>`;
}

/** What each keep ratio of the grid kept of the suspect: agreement, and accuracy as far as it can be expected. */
export function keepRatioFrontier({ grid, chosen }: Report["fp32"]["keep_ratio"]): Markup {
  if (grid.length < 2) return html`<p>One keep ratio was tried: ${chosen}.</p>`;
  const [left, right, top, bottom] = [60, 16, 12, 44];
  const height = 260;
  const points = [...grid].sort((a, b) => a.keep_ratio - b.keep_ratio);
  const agreement = points.map((one) => ({ x: one.keep_ratio, y: one.agreement }));
  const kept = points.flatMap((one) => (one.loss == null ? [] : [{ x: one.keep_ratio, y: 1 - one.loss, of: one }]));
  const ends = kept.flatMap(({ of }) => of.interval?.map((loss) => 1 - loss) ?? []);
  const values = [...agreement.map((one) => one.y), ...kept.map((one) => one.y), ...ends];
  const low = Math.max(0, Math.floor(Math.min(...values) * 20 - 0.2) / 20);
  const high = Math.max(1, ...ends);
  const x = (ratio: number) => left + ratio * (width - left - right);
  const y = (share: number) => height - bottom - ((share - low) / (high - low)) * (height - top - bottom);
  const series = (kind: string, name: string, all: readonly { x: number; y: number }[]) =>
    html`<polyline class="line ${kind}" points="${all.map((one) => `${fixed(x(one.x))},${fixed(y(one.y))}`).join(" ")}"/>${all.map((one) => html`<circle class="dot ${kind}" cx="${fixed(x(one.x))}" cy="${fixed(y(one.y))}" r="4"><title>${name} at ${one.x}: ${percent(one.y)}</title></circle>`)}`;
  const whiskers = kept.map((one) => {
    const [best, worst] = one.of.interval ?? [1 - one.y, 1 - one.y];
    return html`<line class="whisker" x1="${fixed(x(one.x))}" x2="${fixed(x(one.x))}" y1="${fixed(y(1 - best))}" y2="${fixed(y(1 - worst))}"/>`;
  });
  const steps = Array.from({ length: 5 }, (_, at) => low + ((1 - low) * at) / 4);
  const lines = steps.map(
    (share) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${fixed(y(share))}" y2="${fixed(y(share))}"/><text x="${left - 6}" y="${fixed(y(share) + 4)}" text-anchor="end">${percent(share)}</text>`,
  );
  const legend =
    kept.length > 0 ? html` <span class="key second"></span>expected share of its accuracy kept, with interval` : "";
  return html`<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Agreement with the suspect by keep ratio">${lines}<line class="chosen" x1="${fixed(x(chosen))}" x2="${fixed(x(chosen))}" y1="${top}" y2="${height - bottom}"/>${whiskers}${series("first", "agreement", agreement)}${series("second", "expected accuracy kept", kept)}
<text x="${left}" y="${height - 14}">keep ratio 0</text><text x="${fixed(x(chosen))}" y="${height - 14}" text-anchor="middle">chosen: ${chosen}</text><text x="${width - right}" y="${height - 14}" text-anchor="end">1</text></svg></figure>
<p class="legend"><span class="key first"></span>same answer as the suspect on held-out texts${legend}</p>`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
