/** Where a task points and what runs beside it: one look at the database. */
import { type Channel, type Release, type Rollout, stableMoves } from "../../shared/admin/release.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import type { Env } from "../env.ts";
import { stableChannel } from "../model/pointers.ts";
import { readBands } from "../rollout/bands.ts";

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
  return row === null ? null : { ...row, bands: readBands(row.bands) };
}

type StoredRelease = Omit<Release, "forced"> & { readonly forced: number };
const releaseColumns = "kind, from_digest, to_digest, who, why, at, forced";

function releaseOf(row: StoredRelease): Release {
  return { ...row, forced: row.forced !== 0 };
}

/** The newest hundred, newest first. */
async function readHistory(env: Env, task: string): Promise<Release[]> {
  const { results } = await env.DB.prepare(
    `SELECT ${releaseColumns} FROM releases WHERE task = ?1 AND channel = ?2 ORDER BY id DESC LIMIT 100`,
  )
    .bind(task, stableChannel)
    .all<StoredRelease>();
  return results.map(releaseOf);
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

const movesThatServe = `kind IN (${stableMoves.map((kind) => `'${kind}'`).join(", ")})`;

/** The last move that changed what serves. */
export async function lastServing(env: Env, task: string): Promise<Release | null> {
  const row = await env.DB.prepare(
    `SELECT ${releaseColumns} FROM releases WHERE task = ?1 AND channel = ?2 AND ${movesThatServe} ORDER BY id DESC LIMIT 1`,
  )
    .bind(task, stableChannel)
    .first<StoredRelease>();
  return row && releaseOf(row);
}

/** Whether this digest has ever served this task, however long ago. */
export async function hasServed(env: Env, task: string, digest: string): Promise<boolean> {
  const found = await env.DB.prepare(
    `SELECT 1 FROM releases WHERE task = ?1 AND channel = ?2 AND to_digest = ?3 AND ${movesThatServe} LIMIT 1`,
  )
    .bind(task, stableChannel, digest)
    .first();
  return found !== null;
}
