import { setTimeout as sleep } from "node:timers/promises";
import { EpureError } from "../../shared/errors.ts";
import { type AdminTarget, call, readiness, type Status } from "../admin-client.ts";
import { checkpoint } from "../interrupt.ts";

const limitMs = 60_000;

/** Seconds until the isolate that answers here serves this digest. @throws EpureError with the reason when it refuses */
export async function waitUntilServing(
  target: AdminTarget,
  task: string,
  digest: string,
  candidate: boolean,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  for (;;) {
    await checkpoint(signal);
    // Asking for readiness makes the isolate look.
    const health = await readiness(target);
    const { tasks } = await call<Status>(target, "GET", "/status");
    const here = tasks.find((one) => one.task === task);
    const elapsed = performance.now() - start;
    if ((candidate ? here?.candidate_here : here?.serving_here) === digest) return elapsed / 1000;
    const models = candidate ? (health.candidates ?? []) : health.tasks;
    const problem = models.find((one) => one.task === task && one.active === digest)?.problem;
    // A canary whose candidate was refused is over by now, and the history says why.
    const ended = candidate && here?.rollout?.digest !== digest ? here?.last : undefined;
    if (ended) {
      throw new EpureError("checks-failed", {
        what: `The canary of ${task} has ended: ${ended.why}`,
        fix: `${task} is at what it was before. \`epure history ${task}\` shows it.`,
      });
    }
    if (problem || elapsed > limitMs) {
      throw new EpureError("checks-failed", {
        what: problem?.detail ?? `${digest} does not serve ${task} after ${limitMs / 1000} seconds.`,
        fix: `The bundle before it still serves. \`epure status ${task}\` says more; \`epure ${candidate ? "abort" : "rollback"} ${task}\` goes back.`,
      });
    }
    await sleep(200, undefined, { signal }).catch(() => {});
  }
}
