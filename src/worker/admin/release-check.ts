/**
 * What stands between a published bundle and its activation. Some of it is final (signature, the bundle's own gates,
 * another task); the rest needs a decision of the operator, which is then on record.
 */
import { budgetConstants, judgeBudget, type Prediction, predict } from "../../shared/budget.ts";
import { sha256Hex } from "../../shared/bundle/digest.ts";
import { GATE_LIMITS, limitFor, requiredGates } from "../../shared/bundle/gate-limits.ts";
import type { Manifest } from "../../shared/bundle/manifest.ts";
import { manifestSchema } from "../../shared/bundle/manifest.ts";
import { requireGates } from "../../shared/bundle/open.ts";
import { parseJson } from "../../shared/bundle/parse.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { hostOf } from "../model/placement.ts";
import { objectKey, r2Source, reached } from "../model/r2-source.ts";
import { publishedBundle, storedStatement } from "./bundles.ts";
import { requireStoredFiles } from "./stored-files.ts";

export interface Released {
  readonly manifest: Manifest;
  readonly weightsBytes: number;
}

/**
 * A bundle that may be activated as far as it alone is concerned.
 * @throws EpureError `not-found`, `conflict` (another task), `bundle-*` (no longer vouched for, a file is gone, gates)
 */
export async function releasable(env: Env, task: string, digest: string): Promise<Released> {
  const bundle = await publishedBundle(env, digest);
  if (bundle === null) {
    throw new EpureError("not-found", {
      what: `No published bundle has the digest ${digest}.`,
      fix: "Publish it first: `epure publish BUNDLE`. `epure bundles list` shows what is there.",
    });
  }
  if (bundle.task !== task) {
    throw new EpureError("conflict", {
      what: `The bundle ${digest} is for the task ${bundle.task}, not ${task}.`,
      fix: `Activate it for ${bundle.task}, or choose another digest.`,
    });
  }
  // Published once does not mean trusted for ever: a key that was withdrawn must not come back through a rollback.
  await storedStatement(env, digest);
  await requireStoredFiles(env, digest);
  const manifest = await readManifest(env, digest);
  if (manifest.task !== task) {
    throw new EpureError("bundle-tampered", {
      what: `The database says that ${digest} is for ${task}; its manifest says ${manifest.task}.`,
    });
  }
  requireGates(manifest);
  const weights = await reached(() => env.BUNDLES.head(objectKey(digest, "model.onnx.data")));
  return { manifest, weightsBytes: weights?.size ?? 0 };
}

/** The manifest of a published bundle, compared with its signed digest. */
export async function readManifest(env: Env, digest: string): Promise<Manifest> {
  const { files } = await storedStatement(env, digest);
  const bytes = await r2Source(env.BUNDLES, digest).read("epure.json");
  if ((await sha256Hex(bytes)) !== files.find((file) => file.name === "epure.json")?.sha256) {
    throw new EpureError("bundle-tampered", {
      what: `epure.json of ${digest} in the store is not the one that was signed.`,
      fix: "Publish the bundle again: it puts the signed file back.",
      offenders: ["epure.json"],
    });
  }
  return parseJson(manifestSchema, bytes, "epure.json");
}

export interface Decision {
  /** What the operator has to want: `force` and a reason, or `accept_labels`. Nobody can want `room`: it has to be made. */
  readonly needs: "force" | "accept_labels" | "room";
  readonly about: string;
}

/** Everything that needs a decision. `live` is the manifest that serves now; `asCandidate`: both will be held. */
export async function decisionsFor(
  env: Env,
  task: string,
  next: Released,
  live: Manifest | null,
  asCandidate: boolean,
) {
  const decisions: Decision[] = [];
  for (const gate of next.manifest.gates) {
    const limit = limitFor(gate.name);
    if (limit !== undefined && (gate.value === null || gate.value > limit)) {
      decisions.push({
        needs: "force",
        about: `${gate.name} is ${gate.value ?? "not measured"}; the limit here is ${limit}`,
      });
    }
  }
  for (const name of requiredGates) {
    if (next.manifest.gates.some((gate) => gate.name === name)) continue;
    decisions.push({ needs: "force", about: `${name} was not measured; the limit here is ${GATE_LIMITS[name]}` });
  }
  for (const line of judgeBudget(await heldTogether(env, task, next, asCandidate), { host: env.HOST_LIMITS })) {
    if (line.passed) continue;
    const needs = asCandidate && line.name === "isolate_memory" ? "room" : "force";
    decisions.push({
      needs,
      about: `${line.name}: ${line.value} ${line.unit} predicted, ${line.limit} allowed. ${line.advice}`,
    });
  }
  const labels = next.manifest.labels.join(", ");
  if (live && live.labels.join("\n") !== next.manifest.labels.join("\n")) {
    decisions.push({
      needs: "accept_labels",
      about: `the labels change from (${live.labels.join(", ")}) to (${labels})`,
    });
  }
  if (live && live.segments !== next.manifest.segments) {
    decisions.push({ needs: "accept_labels", about: `it takes ${next.manifest.segments} texts, not ${live.segments}` });
  }
  return decisions;
}

/** @throws EpureError `release-refused`, naming every decision that was not taken */
export function requireDecided(
  decisions: readonly Decision[],
  taken: { readonly force?: boolean | undefined; readonly accept_labels?: boolean | undefined },
): void {
  const open = decisions.filter(({ needs }) => needs === "room" || taken[needs] !== true);
  if (open.length === 0) return;
  const room = open.find(({ needs }) => needs === "room");
  if (room) {
    throw new EpureError("release-refused", {
      what: `There is no room for a second model: ${room.about}`,
      why: "A canary or shadow is held beside the model that serves, and an isolate has 128 MB for both.",
      fix: "Bind a Worker for candidates (SESSIONS_CANDIDATE) or one per task: see docs/operations.md.",
      offenders: [room.about],
    });
  }
  const options = [...new Set(open.map(({ needs }) => (needs === "force" ? "--force" : "--accept-labels")))];
  throw new EpureError("release-refused", {
    what: `Not activated: ${open.map(({ about }) => about).join("; ")}.`,
    fix: `If you want it all the same, say so with ${options.join(" and ")}; your reason (--why) stays on record.`,
    offenders: open.map(({ about }) => about),
  });
}

/** What one isolate will hold once this bundle serves: every task's model that has no Worker of its own. */
async function heldTogether(env: Env, task: string, next: Released, asCandidate: boolean): Promise<Prediction[]> {
  const { weightsBytes, manifest } = next;
  const { architecture, token_limit: tokenLimit } = manifest;
  const held = [predict({ weightsBytes, architecture, tokenLimit })];
  const { results } = await env.DB.prepare(
    "SELECT task, digest FROM channels WHERE channel = 'stable' AND digest IS NOT NULL",
  ).all<{
    task: string;
    digest: string;
  }>();
  const host = hostOf(env, task, asCandidate);
  for (const other of results) {
    // A stable model that is replaced goes; beside a candidate it stays, unless the candidate lives elsewhere.
    if (hostOf(env, other.task, false) !== host || (other.task === task && !asCandidate)) continue;
    const weights = await reached(() => env.BUNDLES.head(objectKey(other.digest, "model.onnx.data")));
    // Its room alone: its CPU time was judged when it was activated, and a broken neighbour must not block this task.
    if (weights) held.push({ heap_bytes: weights.size * budgetConstants.heapPerWeightByte, session_ms: 0 });
  }
  return held;
}
