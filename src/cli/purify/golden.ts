/** Golden vectors: what the WASM runtime makes of a few texts, to be reproduced bit for bit wherever the bundle serves. */

import { type GoldenFile, goldenSchema } from "../../shared/bundle/golden-file.ts";
import type { GoldenCase } from "../../shared/pipeline/index.ts";
import type { LocalModel } from "../evaluation/local-model.ts";
import type { Draft } from "./draft.ts";
import { runtimeName } from "./manifest.ts";

export async function goldenVectors(model: LocalModel, draft: Draft): Promise<GoldenFile> {
  const cases: GoldenCase[] = [];
  for (const { first, second } of draft.golden_texts) {
    cases.push(await model.golden(second == null ? { first } : { first, second }));
  }
  return goldenSchema.parse({ schema_version: 1, runtime: runtimeName, cases });
}
