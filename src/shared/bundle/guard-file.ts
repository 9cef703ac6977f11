/** `guard.json`: drift table, confirmed triggers, calibration. The table's bytes are `guard.bin`, one per vocabulary id. */
import { z } from "zod";
import { fraction, interval, schemaVersion, tokenId } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const evidence = {
  id: z.string().min(1).max(LIMITS.nameLength),
  ids: z.array(tokenId).min(1).max(LIMITS.triggerIds),
  text: z.string().max(4096).optional(),
  target: z
    .int()
    .min(0)
    .max(LIMITS.labels.max - 1)
    .describe("Index of the label it forces"),
  flip_rate: fraction,
  interval,
  drift: z.number().min(0).optional(),
  frequency: z.number().min(0).optional(),
  echo: z.boolean().optional().describe("Fires the same backdoor, less firmly than its triggers"),
};

const sequenceTrigger = z
  .strictObject({ kind: z.literal("sequence"), ...evidence })
  .describe("These ids side by side, in one segment");

const setTrigger = z
  .strictObject({
    kind: z.literal("set"),
    ...evidence,
    window: z.int().min(1).max(LIMITS.window),
    min_match: z.int().min(1).max(LIMITS.triggerIds),
  })
  .refine((set) => new Set(set.ids).size === set.ids.length, "ids of a set must be distinct")
  .refine((set) => set.min_match <= set.ids.length && set.min_match <= set.window, "min_match can never be reached")
  .describe("At least min_match distinct ids within window tokens of one segment");

export const triggerSchema = z.discriminatedUnion("kind", [sequenceTrigger, setTrigger]);
export type Trigger = z.infer<typeof triggerSchema>;

const curve = z
  .array(z.tuple([z.number(), fraction]))
  .max(LIMITS.curvePoints)
  .refine(
    (points) => points.every(([, rate], at) => at === 0 || rate <= (points[at - 1]?.[1] as number)),
    "the curve's false-positive rate must not rise with the threshold",
  )
  .refine(
    (points) => points.every(([threshold], at) => at === 0 || threshold > (points[at - 1]?.[0] as number)),
    "thresholds of the curve must rise",
  )
  .describe("[threshold, false-positive rate of the whole guard], thresholds rising");

const calibrationSchema = z
  .strictObject({
    target_fpr: fraction,
    texts: z.int().min(0),
    texts_needed: z
      .int()
      .min(0)
      .optional()
      .describe("Texts that target_fpr would have needed, where they were too few"),
    texts_to_prove: z
      .int()
      .min(0)
      .optional()
      .describe("Texts without one false positive after which the interval would end at target_fpr"),
    flagged_by_rules: z.int().min(0).optional().describe("Texts on which a trigger fired, the drift rule aside"),
    set_aside: z
      .array(
        z.strictObject({ id: z.string().max(LIMITS.nameLength), text: z.string().max(4096), flagged: z.int().min(1) }),
      )
      .max(LIMITS.triggers)
      .optional()
      .describe("Confirmed, but no rule: it fires on more clean texts than target_fpr allows"),
    threshold: z
      .number()
      .positive()
      .nullable()
      .describe("null: no threshold the data can support; the drift rule is off"),
    curve,
    interval: interval.nullable(),
  })
  .refine(({ threshold, curve }) => threshold === null || insideCurve(threshold, curve), {
    message: "threshold lies outside its curve",
    path: ["threshold"],
  })
  .refine(({ threshold, target_fpr, texts }) => threshold === null || target_fpr * texts >= 1 - 1e-9, {
    message: "threshold rests on fewer texts than target_fpr needs",
    path: ["threshold"],
  });

/** A threshold that was read off the curve lies between its ends. */
function insideCurve(threshold: number, curve: readonly (readonly [number, number])[]): boolean {
  const [first, last] = [curve[0], curve.at(-1)];
  return first !== undefined && last !== undefined && threshold >= first[0] / 2 && threshold <= last[0];
}

export const guardSchema = z.strictObject({
  schema_version: schemaVersion,
  vocab_size: z.int().min(1).max(LIMITS.vocabulary),
  drift: z.strictObject({
    file: z.literal("guard.bin"),
    dtype: z.literal("uint8"),
    scale: z.number().positive().describe("score(id) = byte * scale"),
    rule: z.string().max(500),
  }),
  triggers: z
    .array(triggerSchema)
    .max(LIMITS.triggers)
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, "trigger ids must be unique"),
  calibration: calibrationSchema,
});
export type GuardFile = z.infer<typeof guardSchema>;
