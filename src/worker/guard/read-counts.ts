/** What the guard counted, for operators. */

export interface CountRow {
  readonly channel: string;
  readonly policy: string;
  readonly decision: string;
  readonly rule: string;
  readonly count: number;
}

export interface HashRow {
  readonly hash: string;
  readonly count: number;
  /** Minutes since 1970. */
  readonly first: number;
  readonly last: number;
}

export interface Window {
  readonly task: string;
  /** Minutes since 1970, both inclusive. */
  readonly since: number;
  readonly until: number;
}

/** Counts per channel, policy, decision and rule, the most frequent first. */
export async function readCounts(db: D1Database, { task, since, until }: Window): Promise<CountRow[]> {
  const { results } = await db
    .prepare(
      `SELECT channel, policy, decision, rule, SUM(count) AS count FROM guard_counts
       WHERE task = ?1 AND minute BETWEEN ?2 AND ?3
       GROUP BY channel, policy, decision, rule ORDER BY count DESC, channel, policy, decision, rule LIMIT 1000`,
    )
    .bind(task, since, until)
    .all<CountRow>();
  return results;
}

/** Texts in which something fired at least `least` times, the most frequent first. */
export async function readBursts(db: D1Database, { task, since, until }: Window, least: number): Promise<HashRow[]> {
  const { results } = await db
    .prepare(
      `SELECT hash, SUM(count) AS count, MIN(minute) AS first, MAX(minute) AS last FROM guard_hashes
       WHERE task = ?1 AND minute BETWEEN ?2 AND ?3
       GROUP BY hash HAVING SUM(count) >= ?4 ORDER BY count DESC, hash LIMIT 100`,
    )
    .bind(task, since, until, least)
    .all<HashRow>();
  return results;
}
