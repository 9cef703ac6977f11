/** Whole numbers in a query, written as such: `Number("")` is 0 and `Number("0x10")` is 16, and neither was meant. */
import { z } from "@hono/zod-openapi";

function digits(least: number, most: number) {
  return z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, { error: "must be a whole number" })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be from ${least} to ${most}` });
}

/** @param standard used where it is left out */
export function queryInteger(least: number, most: number, standard: number, description?: string) {
  return digits(least, most)
    .default(standard)
    .openapi({
      type: "integer",
      minimum: least,
      maximum: most,
      default: standard,
      ...(description && { description }),
    });
}

export function optionalQueryInteger(least: number, most: number, description: string) {
  return digits(least, most).optional().openapi({ type: "integer", minimum: least, maximum: most, description });
}
