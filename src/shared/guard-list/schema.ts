/** A guard list: tokens and phrases that an operator wants caught or let pass, each with a reason and an end. */
import { z } from "zod";
import { slug } from "../bundle/fields.ts";

export const listLimits = {
  entries: 256,
  phraseLength: 200,
  /** Tokens of one phrase. */
  phraseTokens: 32,
  reasonLength: 500,
  bytes: 256 * 1024,
} as const;

const time = z.iso.datetime({ error: "must be a time in UTC such as 2026-12-01T00:00:00Z" });

const entrySchema = z.strictObject({
  id: slug.describe("Names the entry in answers, logs and counts: incident:<id>"),
  action: z
    .enum(["catch", "allow"])
    .describe("catch: flag it, whatever else is known; allow: no other rule counts here"),
  phrase: z
    .string()
    .max(listLimits.phraseLength)
    .refine((text) => text.trim() !== "" && text.isWellFormed(), "must hold a word")
    .describe("As a caller would write it; the model's own tokenizer reads it"),
  reason: z.string().trim().min(1).max(listLimits.reasonLength),
  expires: time.describe("The entry stops by itself at this time"),
});
export type GuardListEntry = z.infer<typeof entrySchema>;

export const guardListSchema = z
  .strictObject({
    schema_version: z.literal(1),
    task: slug,
    serial: z.int().min(1).describe("Grows with every list of a task: an older list never replaces a newer one"),
    expires: time.describe("After this the list is refused; no entry outlives it"),
    entries: z.array(entrySchema).max(listLimits.entries),
  })
  .refine(({ entries }) => new Set(entries.map(({ id }) => id)).size === entries.length, {
    message: "ids of entries must be unique",
    path: ["entries"],
  })
  .refine(({ entries, expires }) => entries.every((entry) => Date.parse(entry.expires) <= Date.parse(expires)), {
    message: "no entry may outlive the list",
    path: ["entries"],
  });
export type GuardList = z.infer<typeof guardListSchema>;
