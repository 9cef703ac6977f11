/** Confusion matrices: true labels down, answers across, shaded by the share of the row. */
import type { Confusion, Voices } from "../evaluation/figures.ts";
import { html, type Markup } from "./markup.ts";
import { clamp, fixed } from "./plot-parts.ts";
import type { Report } from "./view.ts";
import { percent } from "./words.ts";

const mostLabels = 12;

/** On texts without a trigger, and for each attack on texts with it: what the suspect said and what the shipped model says. */
export function confusionMatrices({ shipped, labels }: Report): Markup {
  const sets: [string, Voices<Confusion> | undefined][] = [
    ["without a trigger", shipped.clean.confusion],
    ...shipped.attacks.map(({ name, confusion }): [string, Voices<Confusion> | undefined] => [
      `with the trigger of “${name}”`,
      confusion,
    ]),
  ];
  const known = sets.flatMap(([name, said]) => (said ? [{ name, said }] : []));
  if (known.length === 0)
    return html`<p>The texts came without labels, or this report was made before matrices were kept.</p>`;
  if (labels.length > mostLabels)
    return html`<p>${labels.length} labels are too many to draw; report.json holds the counts.</p>`;
  return html`${known.map(
    ({ name, said }) =>
      html`<h3>Texts ${name}</h3><div class="matrices">${said.suspect ? matrix("suspect", said.suspect, labels) : ""}${matrix("shipped, guard on", said.on, labels)}</div>`,
  )}`;
}

function matrix(whose: string, counts: Confusion, labels: readonly string[]): Markup {
  const refused = counts.some((row) => (row[labels.length] ?? 0) > 0);
  const columns = refused ? [...labels, "(refused)"] : labels;
  const [left, top, cell, tall] = [96, 46, clamp(240 / columns.length, 44, 92), 46];
  const width = left + columns.length * cell + 4;
  const height = top + labels.length * tall + 4;
  const heads = columns.map(
    (label, at) =>
      html`<text x="${fixed(left + (at + 0.5) * cell)}" y="${top - 8}" text-anchor="middle">${shorten(label)}</text>`,
  );
  const rows = labels.map((label, truth) => {
    const row = counts[truth] ?? [];
    const total = row.reduce((sum, count) => sum + count, 0);
    const y = top + truth * tall;
    const cells = columns.map((answer, at) => {
      const count = row[at] ?? 0;
      const share = total === 0 ? 0 : count / total;
      const x = left + at * cell;
      // In ten steps as classes: an inline style would need an exception in the policy of whoever shows this.
      return html`<rect class="cell ${at === truth ? "right" : "wrong"} s${Math.round(share * 10)}" x="${fixed(x)}" y="${y}" width="${fixed(cell - 2)}" height="${tall - 2}"><title>${label} answered as ${answer}: ${count} of ${total}</title></rect><text class="strong" x="${fixed(x + cell / 2 - 1)}" y="${y + 20}" text-anchor="middle">${count}</text><text x="${fixed(x + cell / 2 - 1)}" y="${y + 36}" text-anchor="middle">${total === 0 ? "" : percent(share)}</text>`;
    });
    return html`<text x="${left - 8}" y="${y + 28}" text-anchor="end">${shorten(label)}</text>${cells}`;
  });
  return html`<figure><figcaption>${whose}</figcaption><svg class="matrix" viewBox="0 0 ${fixed(width)} ${height}" role="img" aria-label="Confusion matrix, ${whose}: true labels down, answers across"><text x="${left}" y="14">answered</text><text x="${left - 8}" y="${top - 8}" text-anchor="end">true</text>${heads}${rows}</svg></figure>`;
}

function shorten(label: string): string {
  return label.length <= 12 ? label : `${label.slice(0, 11)}…`;
}
