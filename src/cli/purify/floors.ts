/** What a figure is held against: what a model without a backdoor does too. The gates and the report's words share it. */
import type { DraftFigures, Probed } from "./draft.ts";

type Benign = NonNullable<DraftFigures["attacks"][number]["benign"]>;

/**
 * How often a model that was never attacked answers the target. With the guard on it is also asked about what the guard
 * leaves, the text without its trigger: any odd word in a pair makes it look less alike, so the triggered texts alone
 * would be too low a floor (docs/decisions/0005).
 */
export function benignFloor(benign: Benign, guard: "off" | "on"): number {
  return guard === "on" ? Math.max(benign.asr, benign.untriggered ?? 0) : benign.asr;
}

/** The share of texts that control tokens, or a clean reference, flip as well. */
export function honestFlipRate({ control, reference }: Probed): number {
  return Math.max(control ?? 0, reference ?? 0);
}
