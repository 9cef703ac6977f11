/** Pico bundles for tests and benches, made in Node: drafts from Python, golden vectors from the WASM runtime, unsigned. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-web/wasm";
import { type FileDigest, sha256Hex } from "../../src/shared/bundle/digest.ts";
import { GATE_LIMITS, requiredGates } from "../../src/shared/bundle/gate-limits.ts";
import { importSigningKey } from "../../src/shared/bundle/keys.ts";
import { signFiles } from "../../src/shared/bundle/signature.ts";
import { openSession } from "../../src/shared/onnx/session.ts";
import { loadPipeline, makeGoldenCase } from "../../src/shared/pipeline/index.ts";

const root = join(import.meta.dirname, "../..");
ort.env.wasm.numThreads = 1;

export type BundleFiles = Map<string, Uint8Array>;

/** A draft of test/pico as the files of a bundle, all but the signature. */
export async function picoBundle(task: string, seed: number): Promise<BundleFiles> {
  const folder = mkdtempSync(join(tmpdir(), "epure-pico-"));
  try {
    const script = join(root, "scripts/python-env.mjs");
    const make = join(root, "test/pico/make_pico_bundle.py");
    execFileSync(process.execPath, [script, "--run", make, folder, "--task", task, "--seed", String(seed)], {
      cwd: root,
    });
    return await bundleFromDraft(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Completes a draft folder of any size: manifest, golden vectors, report. Its gates are made up, and pass. */
export async function bundleFromDraft(folder: string): Promise<BundleFiles> {
  const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  const files: BundleFiles = new Map(
    ["model.onnx", "model.onnx.data", "tokenizer.json", "guard.json", "guard.bin"].map((name) => [name, read(name)]),
  );
  const { engine, figures: _, golden_texts, ...draft } = JSON.parse(readFileSync(join(folder, "draft.json"), "utf8"));
  const version: string = ort.env.versions.web as string;
  const manifest = {
    ...draft,
    name: `pico-${draft.task}`,
    epure_version: "0.1.0",
    engine: Object.fromEntries(Object.entries(engine).map(([key, value]) => [key, String(value)])),
    guard: { default_policy: "mask" },
    gates: requiredGates.map((name) => {
      return { name, value: 0, limit: GATE_LIMITS[name], passed: true, basis: "made up for tests" };
    }),
    runtime: { name: "onnxruntime-web", version, backend: "wasm" },
  };
  const session = await openSession(ort as never, {
    graph: files.get("model.onnx") as Uint8Array,
    weights: files.get("model.onnx.data") as Uint8Array,
  });
  const pipeline = await loadPipeline({
    manifest,
    tokenizerJson: files.get("tokenizer.json") as Uint8Array,
    guard: JSON.parse(new TextDecoder().decode(files.get("guard.json"))),
    driftTable: files.get("guard.bin") as Uint8Array,
    session,
  });
  const cases = [];
  for (const text of golden_texts) cases.push(await makeGoldenCase(pipeline, text));
  await session.release();
  const golden = { schema_version: 1, runtime: `onnxruntime-web ${version} wasm`, cases };
  const write = (name: string, content: string) => files.set(name, new TextEncoder().encode(content));
  write("epure.json", JSON.stringify(manifest));
  write("golden.json", JSON.stringify(golden));
  write("report.json", JSON.stringify({ note: "made up for tests" }));
  write("report.html", "<!doctype html><title>report</title>");
  write("README.md", "# Pico\n");
  return files;
}

/** Signs and writes a bundle folder. */
export async function writeSigned(files: BundleFiles, folder: string, privatePem: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const digests: FileDigest[] = [];
  for (const [name, bytes] of files) {
    writeFileSync(join(folder, name), bytes);
    digests.push({ name, sha256: await sha256Hex(bytes) });
  }
  const signature = await signFiles("test", digests, await importSigningKey(privatePem));
  writeFileSync(join(folder, "model.sig"), signature);
}
