/** Writes models/bundle.schema.json from the schemas that validate: `node scripts/bundle-schema.ts`. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { bundleJsonSchema } from "../src/shared/bundle/json-schema.ts";

const path = resolve(import.meta.dirname, "../models/bundle.schema.json");
writeFileSync(path, bundleJsonSchema());
console.log(`wrote ${path}`);
