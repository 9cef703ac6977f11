/** `epure.json`: what the bundle is, what it was made from, and which gates it passed. */
import { z } from "zod";
import { fraction, label, schemaVersion, sha256Hex, slug } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** Strictness grows from left to right; a caller may only move right of the default. */
export const policies = ["audit", "flag", "mask", "block"] as const;
export type Policy = (typeof policies)[number];

/**
 * One gate. Every gate is an upper limit; `value` is null when the figure could not be measured, which is a failure.
 * `basis` says on what the figure rests: which rows and how many.
 */
export const gateSchema = z
  .strictObject({
    name: z.string().min(1).max(128),
    value: z.number().nullable(),
    limit: z.number(),
    passed: z.boolean(),
    basis: z.string().max(500),
  })
  .refine((gate) => gate.passed === (gate.value !== null && gate.value <= gate.limit), "passed must be value <= limit");
export type Gate = z.infer<typeof gateSchema>;

const gates = z
  .array(gateSchema)
  .min(1)
  .max(LIMITS.gates)
  .refine((all) => new Set(all.map((gate) => gate.name)).size === all.length, "gate names must be unique");

const uniqueLabels = z
  .array(label)
  .min(LIMITS.labels.min)
  .max(LIMITS.labels.max)
  .refine((labels) => new Set(labels).size === labels.length, "labels must be unique");

export const manifestSchema = z.strictObject({
  schema_version: schemaVersion,
  name: slug.describe("Name of the model, for people and addresses"),
  task: slug.describe("What it classifies: sentiment, sentence-pair or another name"),
  segments: z.union([z.literal(1), z.literal(2)]).describe("Texts per request: 1, or 2 for pairs"),
  labels: uniqueLabels.describe("In the order of the model's outputs"),
  token_limit: z.int().min(LIMITS.tokens.min).max(LIMITS.tokens.max).describe("Longest input, control tokens included"),
  architecture: z.strictObject({
    model_type: z.string().min(1).max(LIMITS.nameLength),
    layers: z.int().min(1).max(LIMITS.layers),
    hidden: z.int().min(1).max(LIMITS.hidden),
    vocab_size: z.int().min(1).max(LIMITS.vocabulary),
  }),
  epure_version: z.string().min(1).max(LIMITS.nameLength),
  engine: z.record(z.string(), z.string()).describe("Versions of the offline engine and of its libraries"),
  created: z.iso.datetime().optional().describe("From SOURCE_DATE_EPOCH only: the same run gives the same bytes"),
  digests: z
    .strictObject({
      suspect: sha256Hex,
      base: sha256Hex,
      clean: sha256Hex,
      unlabelled: sha256Hex.optional(),
      test: sha256Hex.optional(),
    })
    .describe("SHA-256 of what the bundle was made from"),
  recipe: z.record(z.string(), z.json()).describe("Exactly as run, with the seed"),
  keep_ratio: fraction.describe("Share of the suspect's scalars that mixing kept"),
  guard: z.strictObject({ default_policy: z.enum(policies) }),
  gates: gates.describe("Measured on the shipped bytes"),
  runtime: z
    .strictObject({
      name: z.literal("onnxruntime-web"),
      version: z.string().min(1).max(32),
      backend: z.literal("wasm"),
    })
    .describe("What made the golden vectors and the gates"),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Whether every gate of the manifest passed. */
export function gatesPassed(manifest: Manifest): boolean {
  return manifest.gates.every((gate) => gate.passed);
}
