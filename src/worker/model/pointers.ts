import type { Policy } from "../../shared/pipeline/types.ts";

/** Where one channel points: the digest that should serve, and the operator's minimum policy where one is set. */
export interface Pointer {
  readonly task: string;
  readonly channel: string;
  readonly digest: string;
  readonly policy: Policy | null;
}

/** The channel that every request uses. */
export const stableChannel = "stable";

/** All active pointers, one query. The database checks `policy` (see the migrations). */
export async function readPointers(db: D1Database): Promise<Pointer[]> {
  const { results } = await db
    .prepare(
      "SELECT task, channel, digest, policy FROM channels WHERE channel = ?1 AND digest IS NOT NULL ORDER BY task",
    )
    .bind(stableChannel)
    .all<{ task: string; channel: string; digest: string; policy: Policy | null }>();
  return results;
}
