import { z } from "@hono/zod-openapi";
import { guardListSchema } from "../../shared/guard-list/schema.ts";
import { policies } from "../../shared/pipeline/policy.ts";
import { notBlank, taskParam } from "../admin/schemas.ts";
import { queryInteger } from "../http/query.ts";

export const taskOnly = taskParam;

export const envelopeBody = z.looseObject({}).openapi("GuardListEnvelope", {
  description: "A guard list in its DSSE envelope, as `epure guard sign` writes it.",
});

const entryDocument = z.object({
  id: z.string(),
  action: z.enum(["catch", "allow"]),
  phrase: z.string(),
  reason: z.string(),
  expires: z.string(),
});

export const listDocument = z
  .object({
    schema_version: z.literal(1),
    task: guardListSchema.shape.task,
    serial: z.int(),
    expires: z.string(),
    signed_by: z.string(),
    entries: z.array(entryDocument),
  })
  .openapi("GuardList");

const subject = z
  .string()
  .min(1, { error: "must not be empty" })
  .max(130, { error: "must have at most 130 characters" })
  .openapi({ description: "`task/channel` for a channel, the key's id for a key.", example: "sentiment/stable" });

export const policyQuery = z.object({
  scope: z.enum(["channel", "key"], { error: "must be channel or key" }),
  subject,
});

const policy = z
  .enum(policies, { error: `must be one of ${policies.join(", ")}, or null` })
  .nullable()
  .optional();

export const policyBody = z
  .strictObject({
    minimum: policy.openapi({ description: "Laxest policy that may be used. null: nothing said here." }),
    default: policy.openapi({ description: "Used where a caller asks for none. null: nothing said here." }),
    why: z
      .string({ error: "must be a string" })
      .regex(notBlank, { error: "must say why" })
      .max(500, { error: "must have at most 500 characters" }),
  })
  .openapi("GuardPolicyChange");

const policyRow = z.object({
  scope: z.enum(["channel", "key"]),
  subject: z.string(),
  minimum: z.enum(policies).nullable(),
  default: z.enum(policies).nullable(),
  why: z.string(),
  who: z.string(),
  updated_at: z.int(),
});
export const policiesDocument = z.object({ policies: z.array(policyRow) }).openapi("GuardPolicies");

export const countsQuery = z.object({
  minutes: queryInteger(1, 43_200, 60, "How far back, to now."),
  least: queryInteger(2, 1_000_000, 5, "How often a text must have come to count as a burst."),
});

export const countsDocument = z
  .object({
    task: z.string(),
    minutes: z.int(),
    items: z.int().openapi({ description: "Texts or pairs judged." }),
    acted: z.int().openapi({ description: "Of these flagged, masked or blocked." }),
    counts: z
      .array(
        z.object({
          channel: z.string(),
          policy: z.string(),
          decision: z.string(),
          rule: z.string(),
          count: z.int(),
        }),
      )
      .openapi({
        description:
          "`rule` is `*` for items as a whole, else the rule that fired in them. Decisions `dismissed` (let go as honest use) and `beyond` (behind the token limit) stand beside the item's own.",
      }),
    step_minutes: z.int().openapi({ description: "Length of one step of `series`." }),
    series: z
      .array(z.object({ from: z.string(), decision: z.string(), count: z.int() }))
      .openapi({ description: "Items as a whole over time, oldest first; steps without any are left out." }),
    bursts: z
      .array(z.object({ hash: z.string(), count: z.int(), first: z.string(), last: z.string() }))
      .openapi({ description: "Keyed hashes of texts in which something fired again and again." }),
  })
  .openapi("GuardCounts");
