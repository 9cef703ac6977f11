import { z } from "@hono/zod-openapi";
import { policies } from "../../shared/pipeline/policy.ts";
import { modelReference } from "./schemas.ts";

export const modelDocument = modelReference
  .extend({
    name: z.string(),
    labels: z.array(z.string()).openapi({ description: "In the order of the model's outputs." }),
    segments: z.union([z.literal(1), z.literal(2)]),
    token_limit: z.int(),
    policy: z.enum(policies).openapi({ description: "The operator's minimum for this model and key." }),
    policies: z
      .array(z.enum(policies))
      .openapi({ description: "What this key may ask for, laxest first: the minimum and its own limits considered." }),
    default_policy: z
      .enum(policies)
      .nullable()
      .openapi({ description: "What holds where a request names none; null where this key may use none." }),
  })
  .openapi("Model");

const freeForm = z.record(z.string(), z.any());

export const provenanceDocument = modelReference
  .extend({
    signed_by: z.string().openapi({ description: "SHA-256 of the public key (PEM) that signed." }),
    files: z.array(z.object({ name: z.string(), sha256: z.string() })),
    manifest: freeForm,
    signature: freeForm.openapi({ description: "OpenSSF Model Signing v1.0: a Sigstore bundle with a DSSE envelope." }),
    report: freeForm,
  })
  .openapi("Provenance");

const shownProblem = z.object({ kind: z.string(), detail: z.string() });

const taskHealth = z.object({
  task: z.string(),
  channel: z.string(),
  active: z.string().openapi({ description: "The digest that should serve." }),
  serving: z
    .string()
    .nullable()
    .openapi({ description: "The digest that does: the last good one where `active` was refused." }),
  ran: z.boolean().openapi({ description: "It gave its golden logits bit for bit, just now." }),
  problem: shownProblem.optional(),
});

export const healthDocument = z
  .object({
    ready: z.boolean(),
    tasks: z.array(taskHealth),
    candidates: z
      .array(taskHealth)
      .optional()
      .openapi({ description: "Candidates of canaries and shadows; `ready` does not depend on them." }),
    problem: shownProblem.optional(),
  })
  .openapi("Health");
