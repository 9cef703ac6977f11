import { setTimeout as sleep } from "node:timers/promises";
import { stableMoves } from "../../shared/admin/release.ts";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { openBundle, requireGates, type VerifiedBundle } from "../../shared/bundle/open.ts";
import type { BundleSource } from "../../shared/bundle/source.ts";
import { EpureError } from "../../shared/errors.ts";
import { type AdminTarget, activate, call, channel, publish, readiness } from "../admin-client.ts";
import type { Tools } from "../command.ts";
import { folderSource } from "../files.ts";
import { checkpoint } from "../interrupt.ts";

export interface Opened {
  readonly folder: string;
  readonly source: BundleSource;
  readonly bundle: VerifiedBundle;
}

/** Verified here first: a bundle that the Worker would refuse is refused in words, before anything starts. */
export async function openAll(folders: readonly string[], pem: string): Promise<Opened[]> {
  const trusted = await importTrustedKeys(pem);
  const opened: Opened[] = [];
  for (const folder of folders) {
    const source = await folderSource(folder);
    const bundle = await openBundle(source, trusted);
    requireGates(bundle.manifest);
    const { task } = bundle.manifest;
    const twin = opened.find((other) => other.bundle.manifest.task === task);
    if (twin) {
      throw new EpureError("usage", {
        what: `${twin.folder} and ${folder} are both for the task ${task}.`,
        fix: "Serve one bundle per task.",
      });
    }
    opened.push({ folder, source, bundle });
  }
  return opened;
}

export interface BringUp {
  /** Leave a task where an operator has put it since: for bundles that nobody asked for by name. */
  readonly keepMoves?: boolean;
  /** Take the decisions that a deployment would ask for, and say so: for a trial, where whoever names a bundle wants it served. */
  readonly decide?: boolean;
}

/** What the history says of moves made here. */
const ownReason = "epure dev";

/**
 * Publishes and activates through the admin API, as an operator would. Nothing moves where all is in place.
 * @returns the digest that serves the task then
 * @throws EpureError `release-refused` where the activation takes a decision that `decide` does not take
 */
export async function bringUp(
  target: AdminTarget,
  { bundle, source }: Opened,
  { out, signal }: Pick<Tools, "out" | "signal">,
  { keepMoves = false, decide = false }: BringUp = {},
): Promise<string> {
  const { task } = bundle.manifest;
  const { sent } = await publish(target, bundle, source, (done, total) => out.progress(done, total, null));
  await checkpoint(signal);
  const before = await channel(target, task);
  out.note(`${task}: ${bundle.digest} ${sent.length > 0 ? "published" : "was published already"}`);
  if (before.digest === bundle.digest) return bundle.digest;
  const last = before.history.find(({ kind }) => stableMoves.includes(kind));
  if (keepMoves && before.digest !== null && last?.why !== ownReason) {
    out.note(`${task}: stays at ${before.digest}, where it was moved to (${last?.why ?? "by hand"})`);
    return before.digest;
  }
  if (before.rollout !== null) await call(target, "POST", `/channels/${task}/rollout/abort`, { why: ownReason });
  try {
    await activate(target, task, bundle.digest, ownReason, before.digest);
  } catch (thrown) {
    if (!decide || !(thrown instanceof EpureError) || thrown.kind !== "release-refused") throw thrown;
    out.note(`${task}: a deployment would ask first. ${thrown.what}`);
    await activate(target, task, bundle.digest, ownReason, before.digest, { force: true, accept_labels: true });
  }
  return bundle.digest;
}

/** Waits until every active bundle has run. @throws EpureError with the reason when one is refused */
export async function untilReady(target: AdminTarget, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const state = await readiness(target);
    if (state.ready && state.tasks.every((task) => task.serving === task.active)) return;
    const final = [state, ...state.tasks].find((part) => part.problem && part.problem.kind !== "unavailable")?.problem;
    if (final || Date.now() > deadline) {
      const problem = final ?? state.problem ?? state.tasks.find((task) => task.problem)?.problem;
      throw new EpureError("unavailable", { what: problem?.detail ?? "The models did not start within a minute." });
    }
    await sleep(200, undefined, { signal }).catch(() => {});
    await checkpoint(signal);
  }
}
