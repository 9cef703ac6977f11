/** Parts of a bundle -> a pipeline that can classify. The caller has verified the parts; here they must fit together. */
import { EpureError } from "../errors.ts";
import { sharedTokenizer } from "../tokenizer/shared-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { Guard } from "./guard.ts";
import type { ClassifierSession, GuardFile, PipelineManifest } from "./types.ts";

export interface PipelineParts {
  readonly manifest: PipelineManifest;
  /** Bytes of `tokenizer.json`. Not kept. */
  readonly tokenizerJson: Uint8Array;
  /** Parsed `guard.json`. */
  readonly guard: GuardFile;
  /** Bytes of `guard.bin`. Kept. */
  readonly driftTable: Uint8Array;
  /** Owned by the caller, who releases it. */
  readonly session: ClassifierSession;
}

export interface Pipeline {
  readonly manifest: PipelineManifest;
  readonly tokenizer: Tokenizer;
  readonly guard: Guard;
  readonly session: ClassifierSession;
}

/** @throws EpureError `bundle-schema` when tokenizer, guard and manifest do not fit each other */
export async function loadPipeline(parts: PipelineParts): Promise<Pipeline> {
  const { manifest, session } = parts;
  const tokenizer = await sharedTokenizer(parts.tokenizerJson);
  const guard = new Guard(parts.guard, parts.driftTable);
  if (tokenizer.vocabularySize > guard.vocabularySize) {
    throw new EpureError("bundle-schema", {
      what: `tokenizer.json knows ids up to ${tokenizer.vocabularySize - 1}, the guard only ${guard.vocabularySize}.`,
      why: "A token that the guard cannot judge must not reach the model.",
      fix: "Build the bundle again with `epure purify`.",
      offenders: ["tokenizer.json", "guard.json"],
    });
  }
  // Control tokens, and at least one token of each text.
  const smallest = manifest.segments === 1 ? 3 : 5;
  if (!(manifest.token_limit >= smallest)) {
    throw new EpureError("bundle-schema", {
      what: `token_limit is ${manifest.token_limit}; a model of ${manifest.segments} segments needs ${smallest}.`,
      offenders: ["epure.json"],
    });
  }
  return { manifest, tokenizer, guard, session };
}
