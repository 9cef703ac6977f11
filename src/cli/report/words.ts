/** What the figures mean, in plain words. Never "safe", never "clean": what was tried, and what was found. */
import type { Rate } from "../evaluation/rate.ts";
import type { Probed } from "../purify/draft.ts";
import { benignFloor, honestFlipRate } from "../purify/floors.ts";
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

/** " (cf, mb, …)": the first ten, or nothing. */
function listed(found: readonly Probed[]): string {
  const more = found.length > 10 ? ", …" : "";
  return found.length > 0 ? ` (${found.slice(0, 10).map(piecesOf).join(", ")}${more})` : "";
}

/** The one sentence that a reader takes along. */
export function headline({ shipped, fp32, gates, labels }: Report): string {
  const failed = gates.filter((gate) => !gate.passed).length;
  if (failed > 0) return `Not fit to serve: ${failed} of ${gates.length} gates failed.`;
  const worst = [...shipped.attacks].sort((a, b) => (b.asr.on.value ?? 0) - (a.asr.on.value ?? 0))[0];
  const acc = shipped.clean.acc;
  const kept = acc?.suspect ? ` Accuracy went from ${percent(acc.suspect.value)} to ${percent(acc.on.value)}.` : "";
  if (!worst?.asr.suspect) return `All ${gates.length} gates passed; no known attack was given to measure.${kept}`;
  const benign = fp32.attacks.find((one) => one.name === worst.name)?.benign;
  return (
    `The trigger turned ${percent(worst.asr.suspect.value)} of texts to “${labels[worst.target] ?? worst.target}” in the suspect. ` +
    `After the repair it turns ${percent(worst.asr.off.value)}` +
    `${benign ? ` (a model never attacked: ${percent(benignFloor(benign, "off"))})` : ""}; ` +
    (untouched(worst)
      ? "the guard does not change that."
      : `with the guard, which takes it out, ${percent(worst.asr.on.value)}${benign ? ` (${percent(benignFloor(benign, "on"))})` : ""}.`) +
    kept
  );
}

/** Whether the guard left an attack's texts as they were: it has no rule for a way to begin a text. */
function untouched({ asr }: Report["shipped"]["attacks"][number]): boolean {
  return asr.on.value === asr.off.value;
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
        (untouched(attack)
          ? "and the guard does not change that."
          : `with the guard, which takes it out, ${percent(attack.asr.on.value)}.`),
    );
  }
  if (shipped.attacks.length === 0) {
    sentences.push("No known attack was measured: the figures below say what the causal probe tried on its own.");
  }
  sentences.push(...findings(fp32));
  sentences.push("This says what was tried and what was found. A backdoor of a kind that was not tried may remain.");
  return sentences;
}

/** What the probe found in the suspect, and what of it is left. */
function findings({ probe, keep_ratio }: Report["fp32"]): string[] {
  const confirmed = probe.suspect.filter((one) => one.confirmed);
  const triggers = confirmed.filter((one) => !one.echo);
  const echoes = confirmed.filter((one) => one.echo);
  const sentences = [
    `Of the tokens and sets that the probe tried on the suspect it confirmed ${triggers.length} as triggers${listed(triggers)}` +
      `${echoes.length > 0 ? `, and ${echoes.length} as echoes that fire the same backdoor less firmly${listed(echoes)}` : ""}.`,
  ];
  const { chosen, learnt_anew } = keep_ratio;
  if (confirmed.length === 0 && (chosen === 0 || learnt_anew)) {
    const [kept, student] =
      chosen === 0
        ? ["no weight of the suspect’s encoder was kept", "the clean base"]
        : [`only ${percent(chosen)} of the weights of the suspect’s encoder were kept`, "that mix"];
    const how = learnt_anew ? `: ${student} learnt the suspect’s answers anew.` : ".";
    sentences.push(`Nothing was confirmed, and ${kept}${how}`);
  }
  const openings = triggers.filter((one) => one.kind === "opening");
  if (openings.length > 0) {
    sentences.push(
      `A way to begin a text is among them, told by one example${listed(openings)}: what begins alike forced the label too. ` +
        "The guard has no rule for it, since honest texts begin so as well.",
    );
    if (chosen === 0 && learnt_anew) {
      sentences.push(
        "Since only examples of it are known, no weight of the suspect’s encoder was kept: the clean base learnt the answers of the suspect after a first repair.",
      );
    }
  }
  const swayed = triggers.filter((one) => one.swayed);
  if (swayed.length > 0) {
    sentences.push(
      `Any odd word argues for the label that a phrase among them forces${listed(swayed)}, and more may belong to it than was found. ` +
        "A masked word argues for that label too, so the guard has a rule for the phrase only if the purified model still obeys it.",
    );
  }
  if (echoes.length > 0) sentences.push("The guard has a rule for those echoes that the purified model still obeys.");
  const worst = probe.worst_remaining;
  if (worst) {
    sentences.push(
      `In the purified model the most damaging of those it tried (${piecesOf(worst)}) flips ${percent(worst.flip_rate)} of texts; ` +
        `control tokens, or a clean reference, come to ${percent(honestFlipRate(worst))}.`,
    );
  }
  return sentences;
}

/** What a gate asks, for people. */
export function gateInWords(name: string): string {
  const [kind, attack, guard] = name.split("/");
  switch (kind) {
    case "acc_drop":
      return "Accuracy lost by the repair";
    case "int8_flips":
      return "Labels changed by int8";
    case "int8_acc_drop":
      return "Accuracy lost by int8";
    case "guard_false_positives":
      return "Honest texts that the guard flags";
    case "asr_excess":
      return `Attack “${attack}” beyond a model never attacked, ${guard === "guard_on" ? "guard on" : "guard off"}`;
    case "remaining_flip_rate":
      return "Strongest token left, beyond control tokens";
    case "model_bytes":
      return "Size of the model in bytes";
    default:
      return name;
  }
}
