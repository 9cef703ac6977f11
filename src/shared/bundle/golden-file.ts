/** `golden.json`: texts, the ids they become, and the logits the shipped bytes give for them, bit for bit. */
import { z } from "zod";
import { schemaVersion, tokenId } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** A number that a float32 holds exactly: a logit that has been rounded on the way could never be reproduced. */
const float32 = z.number().refine((value) => Math.fround(value) === value, "must be exactly a float32");

const goldenCase = z
  .strictObject({
    first: z.string().max(20_000),
    second: z.string().max(20_000).optional(),
    ids: z.array(tokenId).min(2).max(LIMITS.tokens.max),
    type_ids: z.array(z.union([z.literal(0), z.literal(1)])).max(LIMITS.tokens.max),
    logits: z.array(float32).min(LIMITS.labels.min).max(LIMITS.labels.max),
  })
  .refine((one) => one.ids.length === one.type_ids.length, "ids and type_ids must be of one length");
export type GoldenCase = z.infer<typeof goldenCase>;

export const goldenSchema = z.strictObject({
  schema_version: schemaVersion,
  runtime: z.string().min(1).max(128),
  cases: z.array(goldenCase).min(1).max(LIMITS.goldenCases),
});
export type GoldenFile = z.infer<typeof goldenSchema>;
