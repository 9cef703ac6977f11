/** When a candidate is taken back by itself. */
import type { Bands, Breach, Side } from "../../shared/admin/release.ts";

export const defaultBands: Bands = {
  min_answers: 50,
  error_rate: 0.02,
  flag_rate: 0.05,
  label_share: 0.15,
  latency_ratio: 1.5,
};

/** The bands of a row. A row that was changed past the API may hold anything: the default stands for what is no number. */
export function readBands(text: string): Bands {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    stored = undefined;
  }
  const said = (typeof stored === "object" && stored !== null ? stored : {}) as Readonly<Record<string, unknown>>;
  const bands = Object.entries(defaultBands).map(([name, standard]) => {
    const value = said[name];
    return [name, typeof value === "number" && Number.isFinite(value) ? value : standard];
  });
  return Object.fromEntries(bands) as Bands;
}

/**
 * Standard errors that a difference must lie beyond its band. It is looked at again and again while answers come in, so
 * two would cry wolf; four keeps the chance of a false alarm over thousands of looks well under one in a hundred.
 */
const certainty = 4;

/** Every band that the candidate has left for certain. */
export function breaches(stable: Side, candidate: Side, bands: Bands): Breach[] {
  const found: Breach[] = [];
  const [tries, stableTries] = [candidate.answers + candidate.errors, stable.answers + stable.errors];
  const enough = candidate.answers >= bands.min_answers && stable.answers >= bands.min_answers;
  // Failures need no company: a candidate that answers nothing never has enough answers.
  if (candidate.errors >= 5) {
    check("error_rate", candidate.errors, tries, stable.errors, stableTries, bands.error_rate, "errors");
  }
  if (!enough) return found;
  check("flag_rate", candidate.flagged, candidate.answers, stable.flagged, stable.answers, bands.flag_rate, "flagged");
  check(
    "flag_rate",
    stable.flagged,
    stable.answers,
    candidate.flagged,
    candidate.answers,
    bands.flag_rate,
    "flagged less",
  );
  for (const label of new Set([...Object.keys(stable.labels), ...Object.keys(candidate.labels)])) {
    const [of, stableOf] = [candidate.labels[label] ?? 0, stable.labels[label] ?? 0];
    check("label_share", of, candidate.answers, stableOf, stable.answers, bands.label_share, `label ${label}`);
    check("label_share", stableOf, stable.answers, of, candidate.answers, bands.label_share, `label ${label}, less`);
  }
  if (candidate.timed >= bands.min_answers && stable.timed >= bands.min_answers) latency();
  return found;

  function check(band: keyof Bands, a: number, of: number, b: number, ofB: number, limit: number, what: string) {
    const [p, q] = [a / of, ofB > 0 ? b / ofB : 0];
    // Laplace's rule keeps the error of a share of 0 or 1 from being none.
    const spread = (k: number, n: number) => {
      const share = (k + 1) / (n + 2);
      return (share * (1 - share)) / Math.max(n, 1);
    };
    const error = Math.sqrt(spread(a, of) + (ofB > 0 ? spread(b, ofB) : 0));
    if (p - q - certainty * error <= limit) return;
    found.push({ band, detail: `${what}: ${percent(p)} against ${percent(q)}, more than ${percent(limit)} apart` });
  }

  function latency() {
    const mean = (side: Side) => side.ms / side.timed;
    const variance = (side: Side) => Math.max(0, side.ms2 / side.timed - mean(side) ** 2) / side.timed;
    const [of, than] = [mean(candidate), mean(stable)];
    const error = Math.sqrt(variance(candidate) + bands.latency_ratio ** 2 * variance(stable));
    if (of - bands.latency_ratio * than - certainty * error <= 0) return;
    found.push({
      band: "latency_ratio",
      detail: `latency: ${of.toFixed(1)} ms a text against ${than.toFixed(1)} ms, more than ${bands.latency_ratio} times`,
    });
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
