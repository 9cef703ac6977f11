import { setTimeout as sleep } from "node:timers/promises";
import { importTrustedKeys } from "../../shared/bundle/keys.ts";
import { openBundle, requireGates, type VerifiedBundle } from "../../shared/bundle/open.ts";
import type { BundleSource } from "../../shared/bundle/source.ts";
import { EpureError } from "../../shared/errors.ts";
import { type AdminTarget, activate, channel, publish, readiness } from "../admin-client.ts";
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

/** Publishes and activates through the admin API, as an operator would. Nothing moves where all is in place. */
export async function bringUp(
  target: AdminTarget,
  { bundle, source }: Opened,
  { out, signal }: Pick<Tools, "out" | "signal">,
): Promise<void> {
  const { task } = bundle.manifest;
  const { sent } = await publish(target, bundle, source, (done, total) => out.progress(done, total, null));
  await checkpoint(signal);
  const before = await channel(target, task);
  if (before.digest !== bundle.digest) await activate(target, task, bundle.digest, "epure dev", before.digest);
  out.note(`${task}: ${bundle.digest} ${sent.length > 0 ? "published" : "was published already"}`);
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
