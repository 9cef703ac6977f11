/** The schemas of a bundle's JSON files as JSON Schema (draft 2020-12), for other tools: models/bundle.schema.json. */
import { z } from "zod";
import { goldenSchema } from "./golden-file.ts";
import { guardSchema } from "./guard-file.ts";
import { manifestSchema } from "./manifest.ts";

/** Rules between fields that JSON Schema cannot say are in docs/bundle-format.md. */
export function bundleJsonSchema(): string {
  const part = (schema: z.ZodType) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
    return rest;
  };
  const whole = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "JSON files of an Épure bundle",
    $defs: {
      "epure.json": part(manifestSchema),
      "guard.json": part(guardSchema),
      "golden.json": part(goldenSchema),
    },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
