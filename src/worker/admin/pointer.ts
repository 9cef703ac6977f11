/** Where a task points and what runs beside it: one look at the database. */
import type { Policy } from "../../shared/pipeline/types.ts";
import type { Env } from "../env.ts";
import { stableChannel } from "../model/pointers.ts";
import type { Bands } from "../rollout/bands.ts";

export type MoveKind = "activate" | "rollback" | "promote" | "canary" | "shadow" | "abort";

export interface Release {
  readonly kind: MoveKind;
  readonly from_digest: string | null;
  readonly to_digest: string;
  readonly who: string;
  readonly why: string;
  readonly at: number;
  /** A limit of the host was overridden. */
  readonly forced: boolean;
}

export interface Rollout {
  readonly id: number;
  readonly kind: "canary" | "shadow";
  readonly digest: string;
  readonly share: number;
  readonly bands: Bands;
  readonly started_at: number;
  readonly started_by: string;
  readonly why: string;
}

export interface Channel {
  readonly task: string;
  readonly channel: string;
  readonly digest: string | null;
  readonly policy: Policy | null;
  readonly updated_at: number | null;
  readonly rollout: Rollout | null;
  /** Newest first. */
  readonly history: Release[];
}

export interface Position {
  readonly digest: string | null;
  readonly policy: Policy | null;
  readonly updated_at: number | null;
}

export async function readPosition(env: Env, task: string): Promise<Position> {
  const row = await env.DB.prepare("SELECT digest, policy, updated_at FROM channels WHERE task = ?1 AND channel = ?2")
    .bind(task, stableChannel)
    .first<Position>();
  return row ?? { digest: null, policy: null, updated_at: null };
}

export async function readRollout(env: Env, task: string): Promise<Rollout | null> {
  const row = await env.DB.prepare(
    "SELECT id, kind, digest, share, bands, started_at, started_by, why FROM rollouts WHERE task = ?1",
  )
    .bind(task)
    .first<Omit<Rollout, "bands"> & { bands: string }>();
  return row === null ? null : { ...row, bands: JSON.parse(row.bands) as Bands };
}

/** Newest first. */
export async function readHistory(env: Env, task: string, limit = 100): Promise<Release[]> {
  const { results } = await env.DB.prepare(
    "SELECT kind, from_digest, to_digest, who, why, at, forced FROM releases WHERE task = ?1 AND channel = ?2 ORDER BY id DESC LIMIT ?3",
  )
    .bind(task, stableChannel, limit)
    .all<Omit<Release, "forced"> & { forced: number }>();
  return results.map((row) => ({ ...row, forced: row.forced !== 0 }));
}

/** Pointer, rollout and history of a task. A task without a row has simply never been activated. */
export async function readChannel(env: Env, task: string): Promise<Channel> {
  const [position, rollout, history] = [
    await readPosition(env, task),
    await readRollout(env, task),
    await readHistory(env, task),
  ];
  return { task, channel: stableChannel, ...position, rollout, history };
}
