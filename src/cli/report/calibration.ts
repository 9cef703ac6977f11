/** How the guard's drift limit was set: the false-positive rate at every threshold, and the one that was chosen. */
import { html, type Markup } from "./markup.ts";
import { clamp, fixed, plotWidth } from "./plot-parts.ts";
import type { Report } from "./view.ts";
import { percent } from "./words.ts";

export function guardCalibration({ guard, labels }: Report): Markup {
  if (!guard) return html`<p>This report was made before it held the guard's calibration; guard.json has it.</p>`;
  const { calibration, triggers } = guard;
  const { threshold, target_fpr, texts, texts_needed, interval } = calibration;
  const limit =
    threshold === null
      ? html`<p>No limit for single tokens: ${texts} clean texts cannot support a false-positive rate of ${percent(target_fpr, 2)}${texts_needed === undefined ? "" : ` (${texts_needed} would)`}. The guard knows its confirmed triggers only.</p>`
      : html`<p>A single token is flagged from a drift of ${threshold.toFixed(4)} on: no more than ${percent(target_fpr, 2)} of texts shall be flagged without cause. Set on ${texts} clean texts${interval ? `; true rate with 95 % confidence between ${percent(interval[0], 2)} and ${percent(interval[1], 2)}` : ""}.</p>`;
  const rows = triggers.map(
    (one) =>
      html`<tr><th scope="row"><code>${one.text ?? one.ids.join(" ")}</code>${one.echo ? " (echo)" : ""}</th><td>${one.kind === "set" ? `${one.min_match} of ${one.ids.length} within ${one.window} tokens` : "these tokens side by side"}</td><td>${labels[one.target] ?? one.target}</td><td>${percent(one.flip_rate)} (${(one.interval[0] * 100).toFixed(1)} to ${(one.interval[1] * 100).toFixed(1)})</td></tr>`,
  );
  const table =
    rows.length === 0
      ? html`<p>No trigger was confirmed, so the guard holds none.</p>`
      : html`<div class="wide"><table><thead><tr><th scope="col">Confirmed trigger</th><th scope="col">Fires on</th><th scope="col">Forces</th><th scope="col">In the suspect it turned</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`${table}${limit}${curvePlot(calibration)}`;
}

/** Thresholds across, the share of clean texts they would flag up, on a logarithmic axis. */
function curvePlot({ curve, threshold, target_fpr }: NonNullable<Report["guard"]>["calibration"]): Markup {
  if (curve.length < 2) return html``;
  const [left, right, top, bottom, height] = [60, 16, 12, 44, 240];
  const low = curve[0]?.[0] ?? 0;
  const high = Math.max(curve.at(-1)?.[0] ?? 1, threshold ?? 0);
  const floor = 1e-4;
  const x = (value: number) => left + ((value - low) / (high - low || 1)) * (plotWidth - left - right);
  const y = (share: number) => top + (Math.log10(clamp(share, floor, 1)) / Math.log10(floor)) * (height - top - bottom);
  const points = curve.map(([at, share]) => `${fixed(x(at))},${fixed(y(share))}`).join(" ");
  const grid = [1, 0.1, 0.01, 0.001, floor].map(
    (share) =>
      html`<line class="grid" x1="${left}" x2="${plotWidth - right}" y1="${fixed(y(share))}" y2="${fixed(y(share))}"/><text x="${left - 6}" y="${fixed(y(share) + 4)}" text-anchor="end">${share === floor ? "≤ 0.01 %" : percent(share, share < 0.01 ? 1 : 0)}</text>`,
  );
  const chosen =
    threshold === null
      ? ""
      : html`<line class="chosen" x1="${fixed(x(threshold))}" x2="${fixed(x(threshold))}" y1="${top}" y2="${height - bottom}"/><text x="${fixed(x(threshold) - 6)}" y="${top + 12}" text-anchor="end">limit ${threshold.toFixed(4)}</text>`;
  return html`<figure><svg viewBox="0 0 ${plotWidth} ${height}" role="img" aria-label="Share of clean texts flagged, by drift threshold">${grid}<line class="control" x1="${left}" x2="${plotWidth - right}" y1="${fixed(y(target_fpr))}" y2="${fixed(y(target_fpr))}"><title>target: ${percent(target_fpr, 2)}</title></line>${chosen}<polyline class="line first" points="${points}"/><text x="${left}" y="${height - 14}">${low.toFixed(4)}</text><text x="${(left + plotWidth) / 2}" y="${height - 14}" text-anchor="middle">threshold on the drift of one token</text><text x="${plotWidth - right}" y="${height - 14}" text-anchor="end">${high.toFixed(4)}</text></svg><figcaption>Share of clean texts that the drift rule would flag, on a logarithmic axis. Orange: the rate that was aimed at. Dashed: the limit that was chosen.</figcaption></figure>`;
}
