/** What the plots share: size, numbers for coordinates, a percent axis. */
import { html, type Markup } from "./markup.ts";

export const plotWidth = 720;

export function fixed(value: number, digits = 1): string {
  return value.toFixed(digits);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Vertical lines at the quarters, from `top` to `bottom`, with their percentages below. */
export function percentAxis(left: number, right: number, top: number, bottom: number): Markup {
  const lines = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const x = fixed(left + share * (right - left));
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/><text x="${x}" y="${bottom + 16}" text-anchor="middle">${share * 100} %</text>`;
  });
  return html`${lines}`;
}
