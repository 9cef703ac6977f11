/**
 * node scripts/client/generate.ts [--check]
 *
 * Writes src/client/schema.ts, the types of the API, from the OpenAPI document that the app itself makes. With --check
 * it writes nothing and ends with 1 where the file is stale.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { createApp } from "../../src/worker/app.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import { ModelRegistry } from "../../src/worker/model/registry.ts";

const target = join(import.meta.dirname, "../../src/client/schema.ts");

/** The document as it is served: no model and no store is needed for that. */
async function openApiDocument(): Promise<string> {
  const nothing = () => Promise.reject(new Error("The document needs no model."));
  const app = createApp(new ModelRegistry({ load: nothing, fitsBeside: nothing }), new KeyStore());
  const log = console.log;
  console.log = () => {};
  try {
    return await (await app.request("/openapi.json", {}, {})).text();
  } finally {
    console.log = log;
  }
}

const header =
  "/** The types of the API, generated from its OpenAPI document by `npm run client`. Not edited by hand. */\n";
const made = header + astToString(await openapiTS(await openApiDocument(), { alphabetize: true }));

if (!process.argv.includes("--check")) {
  await writeFile(target, made);
} else if ((await readFile(target, "utf8").catch(() => "")) !== made) {
  console.error("src/client/schema.ts is not what the OpenAPI document gives now. Run: npm run client");
  process.exitCode = 1;
}
