/** What the figures mean, in plain words. Never "safe", never "clean": what was tried, and what was found. */
import type { Rate } from "../evaluation/rate.ts";
import type { Probed } from "../purify/draft.ts";
import type { Report } from "./view.ts";

/** "88.4 %", or a dash. */
export function percent(value: number | null | undefined, digits = 1): string {
  return value == null ? "–" : `${(value * 100).toFixed(digits)} %`;
}

/** "88.4 % (86.8 to 89.8)". */
export function percentWithInterval(rate: Rate | undefined): string {
  if (!rate || rate.value === null || !rate.interval) return "–";
  const [low, high] = rate.interval;
  return `${percent(rate.value)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

/** The pieces of a probed token or set, as they are read. */
export function piecesOf(probed: Probed): string {
  return (probed.pieces ?? []).join(" ") || "?";
}

/** Sentences for the head of a report. */
export function verdict(report: Report): string[] {
  const { shipped, fp32, gates, labels } = report;
  const failed = gates.filter((gate) => !gate.passed);
  const sentences = [
    failed.length === 0
      ? `All ${gates.length} gates passed, measured on the shipped bytes in the runtime that serves them.`
      : `${failed.length} of ${gates.length} gates failed: ${failed.map((gate) => gate.name).join(", ")}. A worker refuses to serve this bundle.`,
  ];
  for (const attack of shipped.attacks) {
    const before = attack.asr.suspect ? percent(attack.asr.suspect.value) : "an unknown share";
    const target = labels[attack.target] ?? String(attack.target);
    sentences.push(
      `Attack “${attack.name}”: its trigger made the suspect answer “${target}” for ${before} of ${attack.asr.off.total} ` +
        `texts of other labels; the purified model does so for ${percent(attack.asr.off.value)}, ` +
        `with the guard ${percent(attack.asr.on.value)}.`,
    );
  }
  if (shipped.attacks.length === 0) {
    sentences.push("No known attack was measured: the figures below say what the causal probe tried on its own.");
  }
  const confirmed = fp32.probe.suspect.filter((one) => one.confirmed);
  sentences.push(
    `Of the drifted tokens and sets that the probe tried on the suspect it confirmed ${confirmed.length} as triggers` +
      `${confirmed.length > 0 ? ` (${confirmed.slice(0, 10).map(piecesOf).join(", ")})` : ""}.`,
  );
  const worst = fp32.probe.worst_remaining;
  if (worst) {
    sentences.push(
      `In the purified model the most damaging of those it tried (${piecesOf(worst)}) flips ${percent(worst.flip_rate)}.`,
    );
  }
  sentences.push("This says what was tried and what was found. A backdoor of a kind that was not tried may remain.");
  return sentences;
}
