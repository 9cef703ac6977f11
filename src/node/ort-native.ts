/**
 * ONNX Runtime's native build, from the npm package onnxruntime-node where somebody has installed it. About eight times as
 * fast as the WASM build, and not the runtime that the bundle's gates were measured with: see docs/decisions/0009.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Ort from "onnxruntime-web";
import { EpureError } from "../shared/errors.ts";
import { adopt, type ModelBytes } from "../shared/onnx/session.ts";
import type { ClassifierSession } from "../shared/pipeline/types.ts";

/** The version that the tolerance was measured with. */
const wanted = "1.30.0";
/** A name that no bundler and no type checker follows: the package is optional. */
const packageName: string = "onnxruntime-node";

/** @throws EpureError `usage` where the package is missing or another version */
export async function nativeSessions(): Promise<(model: ModelBytes) => Promise<ClassifierSession>> {
  const fix = `npm install --no-save --ignore-scripts ${packageName}@${wanted}`;
  let ort: typeof Ort;
  try {
    const loaded = (await import(packageName)) as typeof Ort & { default?: typeof Ort };
    ort = loaded.default ?? loaded;
  } catch (cause) {
    throw new EpureError("usage", { what: `${packageName} is not installed or does not start here.`, fix, cause });
  }
  const version = (ort.env.versions as Readonly<Record<string, string | undefined>>).node;
  if (version !== wanted) {
    throw new EpureError("usage", { what: `${packageName} is version ${version}, not ${wanted}.`, fix });
  }
  return (model) => createSession(ort, model);
}

/** External weights are found beside the graph only, so the verified bytes go through a folder that nobody else can read. */
async function createSession(ort: typeof Ort, { graph, weights }: ModelBytes): Promise<ClassifierSession> {
  const folder = await mkdtemp(join(tmpdir(), "epure-native-"));
  try {
    await writeFile(join(folder, "model.onnx"), graph, { mode: 0o600 });
    await writeFile(join(folder, "model.onnx.data"), weights, { mode: 0o600 });
    const session = await ort.InferenceSession.create(join(folder, "model.onnx"), {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "disabled",
    });
    return await adopt(ort, session);
  } catch (cause) {
    if (cause instanceof EpureError) throw cause;
    throw new EpureError("bundle-invalid", {
      what: "ONNX Runtime refuses this model.",
      why: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
