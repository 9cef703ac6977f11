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

export interface SeriesRow {
  /** Minute in which the step begins, since 1970. */
  readonly from: number;
  readonly decision: string;
  readonly count: number;
}

/** Items as a whole, per step of so many minutes and per decision, oldest first. Steps in which nothing came are left out. */
export async function readSeries(db: D1Database, { task, since, until }: Window, step: number): Promise<SeriesRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ?2 + (minute - ?2) / ?4 * ?4 AS "from", decision, SUM(count) AS count FROM guard_counts
       WHERE task = ?1 AND minute BETWEEN ?2 AND ?3 AND rule = '*' AND decision <> 'beyond'
       GROUP BY 1, decision ORDER BY 1, decision`,
    )
    .bind(task, since, until, step)
    .all<SeriesRow>();
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
