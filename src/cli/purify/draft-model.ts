/** The model of a draft folder, before there is a bundle around it. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type GuardFile, guardSchema } from "../../shared/bundle/guard-file.ts";
import { parseJson } from "../../shared/bundle/parse.ts";
import { type LocalModel, openLocalModel } from "../evaluation/local-model.ts";
import { readOperatorFile } from "../files.ts";
import { type Draft, draftModelFiles } from "./draft.ts";

export interface DraftModel extends LocalModel {
  /** SHA-256 over everything that decides an answer. */
  readonly digest: string;
  /** model.onnx and model.onnx.data together. */
  readonly bytes: number;
  readonly guard: GuardFile;
}

/** @throws EpureError `engine-failed` for a guard that breaks the contract, and what openLocalModel throws */
export async function openDraftModel(folder: string, draft: Draft): Promise<DraftModel> {
  const hash = createHash("sha256").update(JSON.stringify([draft.labels, draft.segments, draft.token_limit]));
  const files = new Map<string, Uint8Array>();
  for (const name of draftModelFiles) {
    const bytes = await readOperatorFile(join(folder, name), "engine's file");
    hash.update(createHash("sha256").update(bytes).digest());
    files.set(name, bytes);
  }
  const file = (name: (typeof draftModelFiles)[number]) => files.get(name) as Uint8Array;
  const guard = parseJson(guardSchema, file("guard.json"), "guard.json", "engine-failed");
  const model = await openLocalModel({
    manifest: draft,
    guard,
    driftTable: file("guard.bin"),
    tokenizerJson: file("tokenizer.json"),
    graph: file("model.onnx"),
    weights: file("model.onnx.data"),
  });
  const bytes = file("model.onnx").length + file("model.onnx.data").length;
  return { ...model, guard, digest: hash.digest("hex"), bytes };
}
