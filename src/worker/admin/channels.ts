/** Activation: one pointer moves by compare-and-set, and the move and its history row happen together or not at all. */
import { EpureError } from "../../shared/errors.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import type { Env } from "../env.ts";
import { stableChannel } from "../model/pointers.ts";
import { publishedBundle, storedStatement } from "./bundles.ts";

export interface Release {
  readonly from_digest: string | null;
  readonly to_digest: string;
  readonly who: string;
  readonly why: string;
  readonly at: number;
}

export interface Channel {
  readonly task: string;
  readonly channel: string;
  readonly digest: string | null;
  readonly policy: Policy | null;
  readonly updated_at: number | null;
  /** Newest first. */
  readonly history: Release[];
}

export interface Activation {
  readonly digest: string;
  readonly why: string;
  /** What the caller believes is active; null: nothing. Left out: whatever is active at this moment. */
  readonly expected_current?: string | null | undefined;
}

/**
 * Moves the pointer of a task.
 * @returns false in `changed` where the digest was active already: nothing moves and no history is written
 * @throws EpureError `not-found` (not published), `conflict` (someone else moved it, or another task's bundle),
 *   `bundle-*` (no longer vouched for)
 */
export async function activate(env: Env, task: string, wish: Activation, who: string) {
  const bundle = await publishedBundle(env, wish.digest);
  if (bundle === null) {
    throw new EpureError("not-found", {
      what: `No published bundle has the digest ${wish.digest}.`,
      fix: "Publish it first: put its files, then finish.",
    });
  }
  if (bundle.task !== task) {
    throw new EpureError("conflict", {
      what: `The bundle ${wish.digest} is for the task ${bundle.task}, not ${task}.`,
    });
  }
  // Published once does not mean trusted for ever: a key that was withdrawn must not come back through a rollback.
  await storedStatement(env, wish.digest);

  const current = (await readPointer(env, task))?.digest ?? null;
  if (wish.expected_current !== undefined && wish.expected_current !== current) throw moved(task, current);
  if (current === wish.digest) return { changed: false, from: current };

  const at = Date.now();
  const unmoved = "(SELECT digest FROM channels WHERE task = ?1 AND channel = ?2) IS ?3";
  // One batch is one transaction. The history row is written where the pointer still is where it was seen, and the
  // pointer moves where, under the same condition, it did: both or neither.
  const [history] = await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO releases (task, channel, from_digest, to_digest, who, why, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ${unmoved}`,
    ).bind(task, stableChannel, current, wish.digest, who, wish.why, at),
    env.DB.prepare(
      `INSERT INTO channels (task, channel, digest, updated_at) SELECT ?1, ?2, ?4, ?5 WHERE ${unmoved}
       ON CONFLICT (task, channel) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at`,
    ).bind(task, stableChannel, current, wish.digest, at),
  ]);
  if (history?.meta.changes !== 1) throw moved(task, (await readPointer(env, task))?.digest ?? null);
  return { changed: true, from: current };
}

/** Pointer and history of a task. A task without a row has simply never been activated. */
export async function readChannel(env: Env, task: string): Promise<Channel> {
  const pointer = await readPointer(env, task);
  const { results } = await env.DB.prepare(
    "SELECT from_digest, to_digest, who, why, at FROM releases WHERE task = ?1 AND channel = ?2 ORDER BY id DESC LIMIT 100",
  )
    .bind(task, stableChannel)
    .all<Release>();
  return {
    task,
    channel: stableChannel,
    digest: pointer?.digest ?? null,
    policy: pointer?.policy ?? null,
    updated_at: pointer?.updated_at ?? null,
    history: results,
  };
}

async function readPointer(env: Env, task: string) {
  return env.DB.prepare("SELECT digest, policy, updated_at FROM channels WHERE task = ?1 AND channel = ?2")
    .bind(task, stableChannel)
    .first<{ digest: string | null; policy: Policy | null; updated_at: number }>();
}

function moved(task: string, current: string | null): EpureError {
  return new EpureError("conflict", {
    what: `The task ${task} is at ${current ?? "nothing"} now, not where you expected it.`,
    why: "Someone else has moved it since you looked.",
    fix: "Look at the channel again, then decide.",
  });
}
