import { z } from "@hono/zod-openapi";
import { policies } from "../../shared/pipeline/policy.ts";

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: "must be 64 lower-case hexadecimal digits" })
  .openapi({ description: "SHA-256 digest of a bundle.", example: "5f1c".padEnd(64, "0") });

const task = z
  .string()
  .max(64, { error: "must have at most 64 characters" })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: "must be lower-case words joined by dashes" })
  .openapi({ example: "sentiment" });

export const digestParam = z.object({ digest });
export const taskParam = z.object({ task });
export const fileParams = z.object({ digest, name: z.string().max(64, { error: "must have at most 64 characters" }) });

export const activationBody = z
  .strictObject({
    digest,
    why: z
      .string({ error: "must be a string" })
      .trim()
      .min(1, { error: "must say why: it stays in the history" })
      .max(500, { error: "must have at most 500 characters" }),
    expected_current: digest
      .nullable()
      .optional()
      .openapi({ description: "What you believe is active; null: nothing." }),
  })
  .openapi("Activation");

export const publishedDocument = z
  .object({
    digest: z.string(),
    task: z.string(),
    bytes: z.int(),
    signed_by: z.string().openapi({ description: "SHA-256 of the public key (PEM) that vouches for it." }),
    published_at: z.int().openapi({ description: "Milliseconds since 1970." }),
    published_by: z.string(),
    fresh: z.boolean().openapi({ description: "False: it was published already." }),
  })
  .openapi("PublishedBundle");

export const channelDocument = z
  .object({
    task: z.string(),
    channel: z.string(),
    digest: z.string().nullable(),
    policy: z.enum(policies).nullable(),
    updated_at: z.int().nullable(),
    history: z.array(
      z.object({
        from_digest: z.string().nullable(),
        to_digest: z.string(),
        who: z.string(),
        why: z.string(),
        at: z.int(),
      }),
    ),
    changed: z.boolean().optional(),
  })
  .openapi("Channel");
