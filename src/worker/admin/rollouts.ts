/** A canary or a shadow: start, promote, abort. Each is one move. */
import type { Bands, Rollout } from "../../shared/admin/release.ts";
import { EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { defaultBands } from "../rollout/bands.ts";
import { liveManifest, rolloutRuns } from "./activate.ts";
import { move, moved } from "./move.ts";
import { readPosition, readRollout } from "./pointer.ts";
import { type Decision, decisionsFor, releasable, requireDecided } from "./release-check.ts";

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
  const live = await liveManifest(env, current);
  const decisions = await decisionsFor(env, task, next, live, true);
  // A canary is meant to be promoted: what stands against that is told now, not after days of it.
  if (wish.kind === "canary") decisions.push(...unseen(await decisionsFor(env, task, next, live, false), decisions));
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

export interface RolloutEnd {
  readonly why: string;
  /** Id of the rollout that is meant. Left out: whichever runs at this moment. */
  readonly expected_rollout?: number | undefined;
}

export interface Promotion extends RolloutEnd {
  readonly force?: boolean | undefined;
  readonly accept_labels?: boolean | undefined;
}

/**
 * The candidate becomes what serves. Checked again: minutes or days have passed. What was decided when the canary began
 * holds; whatever has come up since needs a decision of its own.
 */
export async function promote(env: Env, task: string, wish: Promotion, who: string): Promise<void> {
  const rollout = await runningRollout(env, task, wish.expected_rollout);
  if (rollout.kind !== "canary") {
    throw new EpureError("conflict", {
      what: `What runs beside ${task} is a shadow, which has answered nobody yet.`,
      fix: "End it with `epure abort`, then activate the digest, best as a canary.",
    });
  }
  const next = await releasable(env, task, rollout.digest);
  const { digest: current } = await readPosition(env, task);
  const all = await decisionsFor(env, task, next, await liveManifest(env, current), false);
  const decisions = unseen(all, await decidedAt(env, rollout.id));
  requireDecided(decisions, wish);
  await move(env, {
    task,
    kind: "promote",
    seen: { digest: current, rollout: rollout.id },
    from: current,
    to: rollout.digest,
    pointer: rollout.digest,
    who,
    why: wish.why,
    forced: decisions.length > 0,
    facts: { rollout: rollout.id, decided: decisions.map(({ about }) => about) },
  });
}

/** Takes the candidate back. @param facts more for the audit row */
export async function abort(env: Env, task: string, wish: RolloutEnd, who: string, facts: object = {}): Promise<void> {
  const rollout = await runningRollout(env, task, wish.expected_rollout);
  const { digest: current } = await readPosition(env, task);
  await move(env, {
    task,
    kind: "abort",
    seen: { digest: current, rollout: rollout.id },
    from: rollout.digest,
    to: current ?? rollout.digest,
    who,
    why: wish.why,
    facts: { rollout: rollout.id, ...facts },
  });
}

/** @throws EpureError `conflict` where none runs, or another one than was meant: nobody decides by figures of another */
async function runningRollout(env: Env, task: string, expected: number | undefined): Promise<Rollout> {
  const rollout = await readRollout(env, task);
  if (rollout !== null && expected !== undefined && rollout.id !== expected) {
    throw moved(task, (await readPosition(env, task)).digest);
  }
  if (rollout !== null) return rollout;
  throw new EpureError("conflict", {
    what: `No canary or shadow of ${task} is running.`,
    why: "It may have been ended automatically.",
    fix: `\`epure history ${task}\` says how it ended.`,
  });
}

/** Decisions that are not among these. */
function unseen(decisions: readonly Decision[], known: readonly Pick<Decision, "about">[]): Decision[] {
  return decisions.filter(({ about }) => !known.some((one) => one.about === about));
}

/** What was decided when this rollout began, as the trail has it. */
async function decidedAt(env: Env, rollout: number): Promise<Pick<Decision, "about">[]> {
  const row = await env.DB.prepare("SELECT detail FROM audit WHERE seq = ?1").bind(rollout).first<{ detail: string }>();
  let decided: unknown;
  try {
    ({ decided } = JSON.parse(row?.detail ?? "{}") as { decided?: unknown });
  } catch {
    // The row was altered: then nothing counts as decided.
  }
  return Array.isArray(decided) ? decided.map((about) => ({ about: String(about) })) : [];
}
