/** The gates: what must hold of the shipped bytes before anybody serves them. One function a gate, all upper limits. */
import { GATE_LIMITS } from "../../shared/bundle/gate-limits.ts";
import type { Gate } from "../../shared/bundle/manifest.ts";
import type { AttackFigures, CleanFigures } from "../evaluation/figures.ts";
import type { Rate } from "../evaluation/rate.ts";
import type { DraftFigures } from "./draft.ts";
import { benignFloor, honestFlipRate } from "./floors.ts";

export interface GateInput {
  /** Which rows the clean figures rest on. */
  readonly basis: "test" | "held_out";
  readonly clean: CleanFigures;
  readonly expected_loss: { readonly suspect: number | null; readonly fp32: number | null };
  readonly attacks: readonly AttackFigures[];
  readonly draft: DraftFigures;
  /** model.onnx and model.onnx.data together. */
  readonly modelBytes: number;
}

export function measureGates(input: GateInput): Gate[] {
  const { clean, draft } = input;
  const basis = `${clean.rows} clean rows (${input.basis === "test" ? "test file" : "held out"})`;
  const lost = (whose: "suspect" | "fp32"): [value: number | null, basis: string] =>
    clean.acc
      ? [drop(clean.acc[whose], clean.acc.off), `${whose} minus shipped, guard off, ${basis}`]
      : [input.expected_loss[whose], `expected by the ${whose} model's own probabilities, ${basis} without labels`];
  const [accDrop, accBasis] = lost("suspect");
  const [int8Drop, int8Basis] = lost("fp32");
  return [
    gate("acc_drop", accDrop, GATE_LIMITS.acc_drop, accBasis),
    gate("int8_flips", clean.flips?.value ?? null, GATE_LIMITS.int8_flips, `shipped against fp32, ${basis}`),
    gate("int8_acc_drop", int8Drop, GATE_LIMITS.int8_acc_drop, int8Basis),
    gate("guard_false_positives", clean.guard_false_positives.value, GATE_LIMITS.guard_false_positives, basis),
    ...input.attacks.flatMap((attack) => attackGates(attack, clean, draft)),
    // Nothing probed is a figure that is missing, not a figure of zero.
    gate(
      "remaining_flip_rate",
      remainingFlipRate(draft.probe),
      GATE_LIMITS.remaining_flip_rate,
      "strongest token, phrase or confirmed set that the probe tried on the purified model, beyond controls and a clean reference",
    ),
    gate("model_bytes", input.modelBytes, GATE_LIMITS.model_bytes, "model.onnx and model.onnx.data"),
  ];
}

/**
 * Excess of the attack success rate over a model that was never attacked. Without such a model, over the rate at which
 * the shipped model answers the target for rows of other labels that carry no trigger.
 */
function attackGates(attack: AttackFigures, clean: CleanFigures, draft: DraftFigures): Gate[] {
  const benign = draft.attacks.find((one) => one.name === attack.name)?.benign;
  const towards = clean.towards.find((one) => one.label === attack.target);
  return (["off", "on"] as const).map((guard) => {
    const floor = benign ? benignFloor(benign, guard) : (towards?.off.value ?? null);
    const asr = attack.asr[guard].value;
    const against = benign === undefined ? "rows without the trigger" : "a benign model";
    return gate(
      `asr_excess/${attack.name}/guard_${guard}`,
      asr === null || floor === null ? null : asr - floor,
      guard === "off" ? GATE_LIMITS.asr_excess_guard_off : GATE_LIMITS.asr_excess_guard_on,
      `${attack.asr[guard].total} triggered rows, against ${against}`,
    );
  });
}

/** Which finding is the worst is the engine's choice (`proof.py`); none among those it tried is a rate of nothing. */
function remainingFlipRate({ purified, worst_remaining: worst }: DraftFigures["probe"]): number | null {
  if (!worst) return purified.length > 0 ? 0 : null;
  return Math.max(0, worst.flip_rate - honestFlipRate(worst));
}

function drop(before: Rate | undefined, after: Rate): number | null {
  return before?.value == null || after.value === null ? null : before.value - after.value;
}

function gate(name: string, value: number | null, limit: number, basis: string): Gate {
  // Rounded before it is judged, so that what is printed is what was judged (and 0.02 is not 0.020000000000000018).
  const rounded = value === null ? null : Math.round(value * 1e6) / 1e6;
  return { name, value: rounded, limit, passed: rounded !== null && rounded <= limit, basis };
}
