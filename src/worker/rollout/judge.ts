/** Looks at a running canary and takes it back when it has left a band. */

import { EpureError } from "../../shared/errors.ts";
import { readRollout } from "../admin/pointer.ts";
import { abort } from "../admin/rollouts.ts";
import type { Env } from "../env.ts";
import { breaches } from "./bands.ts";
import { readSide } from "./traffic.ts";

/** @returns whether it was taken back just now */
export async function judge(env: Env, task: string, stable: string): Promise<boolean> {
  const rollout = await readRollout(env, task);
  if (rollout?.kind !== "canary") return false;
  const [before, candidate] = [
    await readSide(env, rollout.id, stable),
    await readSide(env, rollout.id, rollout.digest),
  ];
  const found = breaches(before, candidate, rollout.bands);
  if (found.length === 0) return false;
  return takeBack(env, task, rollout.id, `left its bands: ${found.map((one) => one.detail).join("; ")}`, {
    breaches: found,
  });
}

/** For a candidate that cannot serve at all, too. Another isolate may have been quicker: that is no error. */
export async function takeBack(
  env: Env,
  task: string,
  rollout: number,
  why: string,
  facts: object = {},
): Promise<boolean> {
  try {
    await abort(env, task, { why: `automatic: ${why}`, expected_rollout: rollout }, "system", facts);
  } catch (thrown) {
    if (thrown instanceof EpureError && thrown.kind === "conflict") return false;
    throw thrown;
  }
  console.log(JSON.stringify({ event: "canary-aborted", task, rollout, why }));
  return true;
}
