/**
 * Counts of answers, kept in the isolate and written to D1 now and then, off the request path. What an isolate has not
 * written when it ends is lost: at most what came since its last write. Numbers only, never a text.
 */
import type { Side } from "../../shared/admin/release.ts";
import type { Env } from "../env.ts";
import type { RunTimes } from "../model/timed-session.ts";

export interface Counted {
  readonly task: string;
  readonly digest: string;
  /** Id of the rollout that was running; 0: none. */
  readonly rollout: number;
}

/** What is counted. `label:<name>` by label; `compared`, `flips`, `guard_changes` by a shadow. */
export type Metric =
  | "answers"
  | "errors"
  | "flagged"
  | `label:${string}`
  | keyof RunTimes
  | "compared"
  | "flips"
  | "guard_changes";

/** How long counts are kept: 90 days. */
const keptMs = 90 * 24 * 60 * 60_000;
const forgetEveryMs = 60 * 60_000;

export class Traffic {
  #sums = new Map<string, number>();
  #writtenAt = Date.now();
  #writing: number | undefined;
  #forgotAt = Number.NEGATIVE_INFINITY;

  add({ task, digest, rollout }: Counted, metric: Metric, value = 1): void {
    if (value === 0) return;
    const key = JSON.stringify([task, digest, rollout, metric]);
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
  }

  /** Whether it is time to write. Nobody waits for it: the caller passes `write` to `waitUntil`. */
  due(everyMs: number): boolean {
    // A write whose request was cut off never ends: after a while it counts as over.
    if (this.#writing !== undefined && Date.now() - this.#writing < 30_000) return false;
    return this.#sums.size > 0 && Date.now() - this.#writtenAt >= everyMs;
  }

  /** Adds the sums to D1. Where that fails they are kept for the next time. */
  async write(env: Env): Promise<void> {
    const sums = this.#sums;
    this.#sums = new Map();
    this.#writing = Date.now();
    this.#writtenAt = Date.now();
    try {
      const minute = Math.floor(Date.now() / 60_000);
      const statement = env.DB.prepare(
        `INSERT INTO traffic (minute, task, digest, rollout, metric, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (minute, task, digest, rollout, metric) DO UPDATE SET value = value + excluded.value`,
      );
      await env.DB.batch([
        ...[...sums].map(([key, value]) =>
          statement.bind(minute, ...(JSON.parse(key) as [string, string, number, string]), value),
        ),
        ...(Date.now() - this.#forgotAt < forgetEveryMs ? [] : forgotten(env, Date.now() - keptMs)),
      ]);
      if (Date.now() - this.#forgotAt >= forgetEveryMs) this.#forgotAt = Date.now();
    } catch {
      for (const [key, value] of sums) this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
      console.log(JSON.stringify({ event: "traffic-not-written", sums: sums.size }));
    } finally {
      this.#writing = undefined;
    }
  }
}

/** Deletes what is older than this, but nothing of a rollout that still runs. */
function forgotten(env: Env, before: number): D1PreparedStatement[] {
  const ended = "rollout NOT IN (SELECT id FROM rollouts)";
  return [
    env.DB.prepare(`DELETE FROM traffic WHERE minute < ?1 AND ${ended}`).bind(Math.floor(before / 60_000)),
    env.DB.prepare(`DELETE FROM shadow_differences WHERE at < ?1 AND ${ended}`).bind(before),
  ];
}

/** Sums of one side of a rollout. */
export async function readSide(env: Env, rollout: number, digest: string): Promise<Side> {
  const { results } = await env.DB.prepare(
    "SELECT metric, SUM(value) AS value FROM traffic WHERE rollout = ?1 AND digest = ?2 GROUP BY metric",
  )
    .bind(rollout, digest)
    .all<{ metric: string; value: number }>();
  const sums = new Map(results.map((row) => [row.metric, row.value]));
  const of = (metric: Metric) => sums.get(metric) ?? 0;
  const labels = [...sums]
    .filter(([metric]) => metric.startsWith("label:"))
    .map(([metric, value]) => [metric.slice(6), value]);
  return {
    answers: of("answers"),
    errors: of("errors"),
    flagged: of("flagged"),
    labels: Object.fromEntries(labels) as Record<string, number>,
    timed: of("timed"),
    ms: of("ms"),
    ms2: of("ms2"),
    compared: of("compared"),
    flips: of("flips"),
    guard_changes: of("guard_changes"),
  };
}

export interface TrafficRow {
  readonly at: number;
  readonly task: string;
  readonly digest: string;
  readonly metric: string;
  readonly value: number;
}

/** By steps of `minutes`, oldest first, for a chart. `at` is the start of the step, milliseconds since 1970. */
export async function readTraffic(
  env: Env,
  task: string | undefined,
  since: number,
  minutes: number,
): Promise<TrafficRow[]> {
  const { results } = await env.DB.prepare(
    `SELECT (minute / CAST(?3 AS INTEGER)) * CAST(?3 AS INTEGER) * 60000 AS at, task, digest, metric, SUM(value) AS value FROM traffic
     WHERE minute >= ?1 AND (?2 IS NULL OR task = ?2) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT 10000`,
  )
    .bind(Math.floor(since / 60_000), task ?? null, minutes)
    .all<TrafficRow>();
  return results;
}
