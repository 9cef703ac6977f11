import type { Rollout } from "../../shared/admin/release.ts";
import type { Policy } from "../../shared/pipeline/types.ts";
import { readBands } from "../rollout/bands.ts";

/** What makes a pointer a candidate's. */
export type RolloutPart = Pick<Rollout, "id" | "kind" | "share" | "bands">;

/** Where one channel points: the digest that should serve, and the operator's minimum policy where one is set. */
export interface Pointer {
  readonly task: string;
  /** `stable`, or the kind of the rollout. */
  readonly channel: string;
  readonly digest: string;
  readonly policy: Policy | null;
  /** null: what serves; otherwise the candidate beside it. */
  readonly rollout: RolloutPart | null;
}

/** The channel that every request uses, unless a canary takes it. */
export const stableChannel = "stable";

/** All active pointers, what serves before the candidates. The database checks `policy` (see the migrations). */
export async function readPointers(db: D1Database): Promise<Pointer[]> {
  const { results } = await db
    .prepare(
      "SELECT task, channel, digest, policy FROM channels WHERE channel = ?1 AND digest IS NOT NULL ORDER BY task",
    )
    .bind(stableChannel)
    .all<{ task: string; channel: string; digest: string; policy: Policy | null }>();
  const stable = results.map((row) => ({ ...row, rollout: null }));
  return [...stable, ...(await candidates(db, stable))];
}

async function candidates(db: D1Database, stable: readonly Pointer[]): Promise<Pointer[]> {
  type Row = Pick<Rollout, "id" | "kind" | "digest" | "share"> & { readonly task: string; readonly bands: string };
  let rows: Row[];
  try {
    rows = (await db.prepare("SELECT task, id, kind, digest, share, bands FROM rollouts ORDER BY task").all<Row>())
      .results;
  } catch (thrown) {
    // The database of an older version has no rollouts. What serves goes on serving; the admin API says what is missing.
    if (thrown instanceof Error && /no such table/.test(thrown.message)) return [];
    throw thrown;
  }
  return rows.map(({ task, id, kind, digest, share, bands }) => ({
    task,
    channel: kind,
    digest,
    policy: stable.find((one) => one.task === task)?.policy ?? null,
    rollout: { id, kind, share, bands: readBands(bands) },
  }));
}
