/** Counting what the guard decides, without a text: in memory, written to D1 off the request path. */
import type { Policy, Result } from "../../shared/pipeline/index.ts";
import { type Background, sleep } from "../model/registry.ts";

/** `dismissed`: let go as honest use; `beyond`: behind the token limit. Both beside the decision of the item. */
export type CountedDecision = Result["guard"]["decision"] | "dismissed" | "beyond";

/** Rule of a count that is about the item as a whole. */
export const anyRule = "*";

export interface CountTimes {
  /** How long counts gather before they are written. */
  readonly flushMs: number;
  /** Rows older than this are deleted. */
  readonly keepMs: number;
}

export const defaultCountTimes: CountTimes = { flushMs: 5_000, keepMs: 30 * 24 * 60 * 60_000 };

/** So many different rows in memory at most: while D1 is out, new ones are dropped and their number is told. */
const mostRows = 5_000;
/** One text this often in one isolate between two writes is told in the log at once. */
const burst = 10;
/** Statements in one transaction. */
const batchSize = 50;

type Row = readonly (string | number)[];

export class GuardCounts {
  #counts = new Map<string, { row: Row; count: number }>();
  #hashes = new Map<string, { row: Row; count: number }>();
  #dropped = 0;
  #flushDue = Number.NEGATIVE_INFINITY;
  readonly #times: CountTimes;

  constructor(times: CountTimes = defaultCountTimes) {
    this.#times = times;
  }

  /** @param hash keyed hash of the item; undefined: no key is set, nothing guessable is kept */
  add(where: { task: string; channel: string }, { guard }: Result, hash: string | undefined): void {
    const minute = Math.floor(Date.now() / 60_000);
    const count = (policy: Policy, decision: CountedDecision, rule: string) =>
      this.#raise(this.#counts, [minute, where.task, where.channel, policy, decision, rule]);
    count(guard.policy, guard.decision, anyRule);
    const fired = [
      ["triggers", guard.decision],
      ["dismissed", "dismissed"],
      ["beyond", "beyond"],
    ] as const;
    let any = false;
    for (const [member, decision] of fired) {
      const rules = new Set((guard[member] ?? []).map(({ rule }) => rule));
      for (const rule of rules) count(guard.policy, decision, rule);
      any ||= rules.size > 0;
    }
    if (any && hash !== undefined) this.#raise(this.#hashes, [minute, where.task, hash]);
  }

  /** Has the counts written soon, unless somebody is about to. */
  flushSoon(db: D1Database, ctx: Background): void {
    const now = Date.now();
    // Whoever promised to write may have been cut off: after twice the time the promise is void.
    if (this.#counts.size === 0 || now < this.#flushDue + this.#times.flushMs) return;
    this.#flushDue = now + this.#times.flushMs;
    ctx.waitUntil(this.#flushLater(db));
  }

  async #flushLater(db: D1Database): Promise<void> {
    await sleep(this.#times.flushMs);
    await this.flush(db);
  }

  async flush(db: D1Database): Promise<void> {
    const [counts, hashes] = [this.#counts, this.#hashes];
    this.#counts = new Map();
    this.#hashes = new Map();
    this.#flushDue = Number.NEGATIVE_INFINITY;
    for (const { row, count } of hashes.values()) {
      if (count >= burst) console.log(JSON.stringify({ event: "guard-burst", task: row[1], hash: row[2], count }));
    }
    const rows = counts.size + hashes.size;
    try {
      const statements = [...counts.values()].map(({ row, count }) => db.prepare(countSql).bind(...row, count));
      statements.push(...[...hashes.values()].map(({ row, count }) => db.prepare(hashSql).bind(...row, count)));
      const oldest = Math.floor((Date.now() - this.#times.keepMs) / 60_000);
      for (const table of ["guard_counts", "guard_hashes"]) {
        statements.push(db.prepare(`DELETE FROM ${table} WHERE minute < ?1`).bind(oldest));
      }
      for (let at = 0; at < statements.length; at += batchSize) await db.batch(statements.slice(at, at + batchSize));
    } catch {
      // Counted again at the next write. A part of a large write may then count twice: too much is seen, never too little.
      for (const { row, count } of counts.values()) this.#raise(this.#counts, row, count);
      for (const { row, count } of hashes.values()) this.#raise(this.#hashes, row, count);
      console.log(JSON.stringify({ event: "guard-counts-unwritten", rows, dropped: this.#dropped }));
    }
  }

  #raise(into: Map<string, { row: Row; count: number }>, row: Row, by = 1): void {
    const key = row.join("\n");
    const known = into.get(key);
    if (known) known.count += by;
    else if (into.size < mostRows) into.set(key, { row, count: by });
    else this.#dropped += by;
  }
}

const countSql = `INSERT INTO guard_counts (minute, task, channel, policy, decision, rule, count)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (minute, task, channel, policy, decision, rule) DO UPDATE SET count = count + excluded.count`;
const hashSql = `INSERT INTO guard_hashes (minute, task, hash, count) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (minute, task, hash) DO UPDATE SET count = count + excluded.count`;
