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
  calibration: z.strictObject({
    target_fpr: fraction,
    texts: z.int().min(0),
    texts_needed: z
      .int()
      .min(0)
      .optional()
      .describe("Texts that target_fpr would have needed, where they were too few"),
    threshold: z
      .number()
      .positive()
      .nullable()
      .describe("null: no threshold the data can support; the drift rule is off"),
    curve: z
      .array(z.tuple([z.number(), fraction]))
      .max(LIMITS.curvePoints)
      .describe("[threshold, false-positive rate]"),
    interval: interval.nullable(),
  }),
});
export type GuardFile = z.infer<typeof guardSchema>;
