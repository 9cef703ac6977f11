/**
 * Bundles to swap between: a shipped bundle with a few bytes of its weights changed, golden vectors made anew, signed with
 * a key of this run. So every variant has the real size and cost, and answers the same text with scores of its own: an
 * answer that names one digest and carries the scores of another would show.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web/wasm";
import { BUNDLE_FILES } from "../../src/shared/bundle/limits.ts";
import { openSession } from "../../src/shared/onnx/session.ts";
import { checkGolden, classify, loadPipeline, makeGoldenCase } from "../../src/shared/pipeline/index.ts";
import { writeSigned } from "../../test/worker/pico-bundles.ts";

ort.env.wasm.numThreads = 1;

export interface Variant {
  readonly folder: string;
  /** Scores by label for each text, exactly as a Worker must give them for this bundle. */
  readonly expected: readonly Readonly<Record<string, number>>[];
}

export interface Input {
  readonly first: string;
  readonly second?: string;
}

/** @param seed 0: the weights as shipped; any other moves some of them */
export async function makeVariant(
  shipped: string,
  folder: string,
  seed: number,
  privatePem: string,
  inputs: readonly Input[],
): Promise<Variant> {
  const files = new Map(
    BUNDLE_FILES.map((name) => [name as string, new Uint8Array(readFileSync(join(shipped, name)))]),
  );
  const weights = files.get("model.onnx.data") as Uint8Array;
  // Well past the embeddings, in the layers: a tenth of a percent of one block, one step up or down.
  const start = Math.floor(weights.length * 0.8);
  for (let at = 0; seed !== 0 && at < 2000; at++) {
    const place = start + ((at * 97 + seed * 13) % Math.floor(weights.length * 0.15));
    weights[place] = (weights[place] as number) ^ 1;
  }
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  const manifest = JSON.parse(text("epure.json"));
  const session = await openSession(ort as never, { graph: files.get("model.onnx") as Uint8Array, weights });
  const pipeline = await loadPipeline({
    manifest,
    tokenizerJson: files.get("tokenizer.json") as Uint8Array,
    guard: JSON.parse(text("guard.json")),
    driftTable: files.get("guard.bin") as Uint8Array,
    session,
  });
  const golden = JSON.parse(text("golden.json"));
  const cases = [];
  for (const { first, second } of golden.cases as Input[]) {
    cases.push(await makeGoldenCase(pipeline, second === undefined ? { first } : { first, second }));
  }
  await checkGolden(pipeline, { cases });
  const expected = [];
  for (const input of inputs) {
    expected.push((await classify(pipeline, input, { policy: manifest.guard.default_policy })).scores ?? {});
  }
  await session.release();
  files.set("golden.json", new TextEncoder().encode(JSON.stringify({ ...golden, cases })));
  files.set("README.md", new TextEncoder().encode(`# Variant ${seed}, for a bench\n`));
  mkdirSync(folder, { recursive: true });
  await writeSigned(files, folder, privatePem);
  return { folder, expected };
}
