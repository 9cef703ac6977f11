import { z } from "@hono/zod-openapi";
import { policies } from "../../shared/pipeline/policy.ts";

export const prediction = z.object({ label: z.string(), score: z.number() }).openapi("Prediction");

/** Documented here, read by `askedPolicy`. */
export const adapterHeaders = z.object({
  "epure-policy": z
    .string()
    .optional()
    .openapi({
      description: `A stricter guard policy than the operator's: ${policies.join(", ")}.`,
      enum: [...policies],
    }),
});
