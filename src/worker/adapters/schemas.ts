import { z } from "@hono/zod-openapi";
import { policies } from "../../shared/pipeline/policy.ts";
import { soleText, soleTextDoc, taskName } from "../http/schemas.ts";

export const prediction = z.object({ label: z.string(), score: z.number() }).openapi("Prediction");

/** One text. These APIs have no errors by item, so one that cannot be read refuses the request. */
export const text = soleText.openapi(soleTextDoc);

/** The address of an adapter that serves one task. */
export const taskParam = z.object({ task: taskName });

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
