/**
 * From a pointer to a running model, as a diagram:
 * R2 -> signature and digests -> gates -> task -> session -> pipeline -> golden vectors in this very isolate.
 * Any step throws; nothing is served that has not passed the last one.
 */
import { openBundle, requireGates, type VerifiedBundle } from "../../shared/bundle/open.ts";
import { EpureError } from "../../shared/errors.ts";
import type { ModelBytes } from "../../shared/onnx/session.ts";
import { type ClassifierSession, checkGolden, loadPipeline, type Pipeline } from "../../shared/pipeline/index.ts";
import type { Env } from "../env.ts";
import { remoteSession } from "../sessions/remote.ts";
import { heapPerWeightByte } from "./limits.ts";
import { hostBinding, hostOf } from "./placement.ts";
import type { Pointer } from "./pointers.ts";
import { objectKey, r2Source, reached } from "./r2-source.ts";
import type { ModelLoader } from "./registry.ts";
import type { LoadedModel } from "./serving-model.ts";
import { type TimedSession, timed } from "./timed-session.ts";
import { trustedKeys } from "./trusted-keys.ts";

/** The runtime of a host, and the memory it may use. */
export interface HostRuntime {
  /** @throws EpureError `bundle-invalid` when the runtime refuses the model */
  createSession(model: ModelBytes): Promise<ClassifierSession>;
  /** Bytes that all sessions share now. */
  heapBytes(): number;
  /** Bytes up to which a new model may be loaded beside the old one. */
  readonly heapBudget: number;
  readonly maxWeightsBytes: number;
  /** How far from the golden logits its own may be (default 0: bit for bit). See docs/decisions on native runtimes. */
  readonly goldenTolerance?: number;
}

export function bundleLoader(runtime: HostRuntime): ModelLoader {
  const { maxWeightsBytes } = runtime;
  return {
    async load(pointer, env, alive) {
      const source = r2Source(env.BUNDLES, pointer.digest, alive);
      const trusted = await trustedKeys(env.TRUSTED_KEYS);
      const bundle = await openBundle(source, trusted, { maxWeightsBytes, weights: "on-read" });
      requireThisBundle(bundle, pointer);
      requireGates(bundle.manifest);
      return start(runtime, bundle, pointer, env, alive);
    },

    async fitsBeside(pointer, env) {
      if (hostOf(env, pointer.task, pointer.rollout !== null) !== "here") return true;
      const weights = await reached(() => env.BUNDLES.head(objectKey(pointer.digest, "model.onnx.data")));
      // Not there: loading will say so, and there is no reason to drop the model that serves.
      return weights === null || runtime.heapBytes() + weights.size * heapPerWeightByte <= runtime.heapBudget;
    },
  };
}

/** A pointer may only reach a bundle of its own task, under its own digest. */
function requireThisBundle(bundle: VerifiedBundle, pointer: Pointer): void {
  if (bundle.digest !== pointer.digest) {
    throw new EpureError("bundle-tampered", {
      what: `The files at ${pointer.digest} are the bundle ${bundle.digest}.`,
    });
  }
  if (bundle.manifest.task !== pointer.task) {
    throw new EpureError("bundle-invalid", {
      what: `The bundle ${bundle.digest} is for the task ${bundle.manifest.task}, but ${pointer.task} points at it.`,
      fix: "Activate a bundle of this task.",
    });
  }
}

async function start(
  runtime: HostRuntime,
  bundle: VerifiedBundle,
  pointer: Pointer,
  env: Env,
  alive: () => void,
): Promise<LoadedModel> {
  const { manifest, guard, guardTable, golden, files, keyHint } = bundle;
  const host = hostOf(env, pointer.task, pointer.rollout !== null);
  const elsewhere = hostBinding(env, host);
  const session = timed(
    elsewhere
      ? await remoteSession(elsewhere, pointer.task, pointer.digest)
      : // The weights are named nowhere here but in the call: once the session exists, their buffer can be collected.
        await runtime.createSession({
          graph: await bundle.read("model.onnx"),
          weights: await bundle.read("model.onnx.data"),
        }),
  );
  try {
    alive();
    const tokenizerJson = await bundle.read("tokenizer.json");
    const pipeline = await loadPipeline({ manifest, tokenizerJson, guard, driftTable: guardTable, session });
    alive();
    await checkGolden(pipeline, golden, runtime.goldenTolerance);
    alive();
    session.times();
    return running(
      pipeline,
      { manifest, files, keyHint },
      golden.cases.slice(0, 1),
      host,
      session,
      runtime.goldenTolerance,
    );
  } catch (failed) {
    await session.release();
    throw failed;
  }
}

/** Keeps one golden case for the self-test, and no bytes of the bundle. */
function running(
  pipeline: Pipeline,
  bundle: LoadedModel["bundle"],
  cases: VerifiedBundle["golden"]["cases"],
  host: string,
  session: TimedSession,
  tolerance: number | undefined,
): LoadedModel {
  return {
    host,
    times: () => session.times(),
    bundle,
    pipeline,
    selfTest: () => checkGolden(pipeline, { cases }, tolerance),
    release: () => pipeline.session.release(),
  };
}
