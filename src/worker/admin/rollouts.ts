/** A canary or a shadow: start, promote, abort. Each is one move. */
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { type Bands, defaultBands } from "../rollout/bands.ts";
import { liveManifest, rolloutRuns } from "./activate.ts";
import { move, moved } from "./move.ts";
import { type Rollout, readPosition, readRollout } from "./pointer.ts";
import { decisionsFor, releasable, requireDecided } from "./release-check.ts";

export interface RolloutWish {
  readonly kind: "canary" | "shadow";
  readonly digest: string;
  /** Of the callers (canary) or of the requests (shadow), in (0, 1]. */
  readonly share: number;
  readonly why: string;
  readonly bands?: { readonly [Name in keyof Bands]?: Bands[Name] | undefined } | undefined;
  readonly expected_current?: string | null | undefined;
  readonly force?: boolean | undefined;
  readonly accept_labels?: boolean | undefined;
}

export async function startRollout(env: Env, task: string, wish: RolloutWish, who: string): Promise<void> {
  const next = await releasable(env, task, wish.digest);
  const { digest: current } = await readPosition(env, task);
  if (wish.expected_current !== undefined && wish.expected_current !== current) throw moved(task, current);
  if (current === null) {
    throw new EpureError("conflict", {
      what: `Nothing serves ${task}, so there is nothing to compare a ${wish.kind} with.`,
      fix: "Activate a digest first.",
    });
  }
  if (current === wish.digest) {
    throw new EpureError("conflict", { what: `${wish.digest} serves ${task} already.`, fix: "Choose another digest." });
  }
  const running = await readRollout(env, task);
  if (running !== null) throw rolloutRuns(task, running.kind);
  const decisions = await decisionsFor(env, task, next, await liveManifest(env, current), true);
  requireDecided(decisions, wish);
  const bands = { ...defaultBands, ...wish.bands } as Bands;
  await move(env, {
    task,
    kind: wish.kind,
    seen: { digest: current, rollout: null },
    from: current,
    to: wish.digest,
    who,
    why: wish.why,
    forced: decisions.length > 0,
    facts: { share: wish.share, bands, decided: decisions.map(({ about }) => about) },
    start: { kind: wish.kind, share: wish.share, bands },
  });
}

/** The candidate becomes what serves. Checked again: minutes or days have passed. */
export async function promote(env: Env, task: string, why: string, who: string): Promise<void> {
  const rollout = await runningRollout(env, task);
  if (rollout.kind !== "canary") {
    throw new EpureError("conflict", {
      what: `What runs beside ${task} is a shadow, which has answered nobody yet.`,
      fix: "End it with `epure abort`, then activate the digest, best as a canary.",
    });
  }
  await releasable(env, task, rollout.digest);
  const { digest: current } = await readPosition(env, task);
  await move(env, {
    task,
    kind: "promote",
    seen: { digest: current, rollout: rollout.id },
    from: current,
    to: rollout.digest,
    pointer: rollout.digest,
    who,
    why,
    facts: { rollout: rollout.id },
  });
}

/** Takes the candidate back. `rollout`: only this one, for whoever decided by its figures. */
export async function abort(
  env: Env,
  task: string,
  why: string,
  who: string,
  only?: number,
  facts: object = {},
): Promise<void> {
  const rollout = await runningRollout(env, task);
  const { digest: current } = await readPosition(env, task);
  if (only !== undefined && only !== rollout.id) throw moved(task, current);
  await move(env, {
    task,
    kind: "abort",
    seen: { digest: current, rollout: rollout.id },
    from: rollout.digest,
    to: current ?? rollout.digest,
    who,
    why,
    facts: { rollout: rollout.id, ...facts },
  });
}

async function runningRollout(env: Env, task: string): Promise<Rollout> {
  const rollout = await readRollout(env, task);
  if (rollout !== null) return rollout;
  throw new EpureError("conflict", {
    what: `No canary or shadow of ${task} is running.`,
    why: "It may have been ended automatically.",
    fix: `\`epure history ${task}\` says how it ended.`,
  });
}
