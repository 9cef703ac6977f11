/** Moves of the stable pointer: activate and roll back. */
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { move, moved } from "./move.ts";
import { hasServed, lastServing, readPosition, readRollout } from "./pointer.ts";
import { decisionsFor, readManifest, releasable, requireDecided } from "./release-check.ts";

export interface Activation {
  readonly digest: string;
  readonly why: string;
  /** What the caller believes is active; null: nothing. Left out: whatever is active at this moment. */
  readonly expected_current?: string | null | undefined;
  /** Past a limit of this host. `why` is the reason on record. */
  readonly force?: boolean | undefined;
  /** The labels are others than those that serve now. */
  readonly accept_labels?: boolean | undefined;
}

/**
 * @returns false in `changed` where the digest was active already: nothing moves and no history is written
 * @throws EpureError `not-found` (not published), `conflict` (someone else moved it, a canary runs, another task's
 *   bundle), `bundle-*` (no longer vouched for), `release-refused` (a decision is missing)
 */
export async function activate(env: Env, task: string, wish: Activation, who: string) {
  const next = await releasable(env, task, wish.digest);
  const { digest: current } = await readPosition(env, task);
  if (wish.expected_current !== undefined && wish.expected_current !== current) throw moved(task, current);
  if (current === wish.digest) return { changed: false, from: current };
  const rollout = await readRollout(env, task);
  if (rollout !== null) throw rolloutRuns(task, rollout.kind);
  const decisions = await decisionsFor(env, task, next, await liveManifest(env, current), false);
  requireDecided(decisions, wish);
  await move(env, {
    task,
    kind: "activate",
    seen: { digest: current, rollout: null },
    from: current,
    to: wish.digest,
    pointer: wish.digest,
    who,
    why: wish.why,
    forced: decisions.length > 0,
    facts: { decided: decisions.map(({ about }) => about) },
  });
  return { changed: true, from: current };
}

export interface Return {
  /** Default: what served before the last move. */
  readonly to?: string | undefined;
  readonly why: string;
  readonly expected_current?: string | null | undefined;
}

/**
 * Back to an earlier digest of this task, with every check but the host's limits: it has served here before. A canary
 * or shadow that runs ends with it: this is what one does in an incident.
 */
export async function rollBack(env: Env, task: string, wish: Return, who: string) {
  const { digest: current } = await readPosition(env, task);
  if (wish.expected_current !== undefined && wish.expected_current !== current) throw moved(task, current);
  const to = wish.to ?? (await lastServing(env, task))?.from_digest ?? null;
  if (to === null) {
    throw new EpureError("not-found", {
      what: `Nothing served ${task} before.`,
      fix: "Activate a digest instead: `epure bundles list` shows what is published.",
    });
  }
  if (to === current) return { changed: false, from: current, to };
  if (!(await hasServed(env, task, to))) {
    throw new EpureError("conflict", {
      what: `${to} has never served ${task}, so it is no rollback.`,
      fix: "Use `epure activate`, which checks more.",
    });
  }
  await releasable(env, task, to);
  const rollout = await readRollout(env, task);
  await move(env, {
    task,
    kind: "rollback",
    seen: { digest: current, rollout: rollout?.id ?? null },
    from: current,
    to,
    pointer: to,
    who,
    why: wish.why,
    facts: rollout ? { ended: { rollout: rollout.id, digest: rollout.digest } } : {},
  });
  return { changed: true, from: current, to };
}

/** The manifest that serves now; null where none does, or where it cannot be read any more: then nothing is compared. */
export async function liveManifest(env: Env, current: string | null) {
  if (current === null) return null;
  try {
    return await readManifest(env, current);
  } catch (thrown) {
    // A live bundle that is broken or no longer trusted must not keep a good one from replacing it.
    if (thrown instanceof EpureError && thrown.fault === "user") return null;
    throw thrown;
  }
}

export function rolloutRuns(task: string, kind: string): EpureError {
  return new EpureError("conflict", {
    what: `A ${kind} of ${task} is running.`,
    fix: `End it first: \`epure promote ${task}\` or \`epure abort ${task}\`.`,
  });
}
