/** `epure.json` from a draft. Reproducible: no clock, unless SOURCE_DATE_EPOCH gives one. */
import type { Gate, Manifest } from "../../shared/bundle/manifest.ts";
import { EpureError } from "../../shared/errors.ts";
import { runtimeVersion, version } from "../version.ts";
import type { Draft } from "./draft.ts";

export const runtime = { name: "onnxruntime-web", version: runtimeVersion, backend: "wasm" } as const;

/** As golden.json writes it. */
export const runtimeName = `${runtime.name} ${runtime.version} ${runtime.backend}`;

export function makeManifest(draft: Draft, name: string, gates: readonly Gate[]): Manifest {
  const created = createdAt(process.env.SOURCE_DATE_EPOCH);
  const { unlabelled, test, ...digests } = draft.digests;
  return {
    schema_version: 1,
    name,
    task: draft.task,
    segments: draft.segments,
    labels: draft.labels,
    token_limit: draft.token_limit,
    architecture: draft.architecture,
    epure_version: version,
    engine: Object.fromEntries(Object.entries(draft.engine).map(([key, value]) => [key, String(value)])),
    ...(created ? { created } : {}),
    digests: { ...digests, ...(unlabelled ? { unlabelled } : {}), ...(test ? { test } : {}) },
    recipe: draft.recipe,
    keep_ratio: draft.keep_ratio,
    guard: { default_policy: "mask" },
    gates: [...gates],
    runtime,
  };
}

/** https://reproducible-builds.org/specs/source-date-epoch/ */
export function createdAt(epoch: string | undefined): string | null {
  if (epoch === undefined || epoch === "") return null;
  if (!/^\d{1,12}$/.test(epoch)) {
    throw new EpureError("usage", {
      what: "SOURCE_DATE_EPOCH is not a number of seconds.",
      fix: "Unset it, or set it to seconds since 1970.",
    });
  }
  return new Date(Number(epoch) * 1000).toISOString();
}
