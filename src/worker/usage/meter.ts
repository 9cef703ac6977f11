/**
 * What each key has used, day by day.
 *
 * A request never waits for a write: counts gather in the isolate and go to D1 together, a few seconds later, in
 * `waitUntil`. So a count is late by `flushMs`, and an isolate that dies takes at most that much with it. The daily limit
 * is as exact as that: D1's total, read at most once a minute and key, plus what this isolate has seen since.
 */
import type { Background } from "../model/registry.ts";

export interface Counts {
  readonly requests: number;
  readonly items: number;
  readonly tokens: number;
  readonly flagged: number;
  readonly refused: number;
}

export type UsageDay = Counts & { readonly day: string };

const names = ["requests", "items", "tokens", "flagged", "refused"] as const;
const none: Counts = { requests: 0, items: 0, tokens: 0, flagged: 0, refused: 0 };

/** How long D1's total of a key with a daily limit is trusted. */
const freshMs = 60_000;

export class UsageMeter {
  readonly #flushMs: number;
  /** By key and day, not yet in D1. */
  #pending = new Map<string, Counts>();
  /** Counts on their way to D1. */
  #leaving: ReadonlyMap<string, Counts> = new Map();
  #flushAt = Number.POSITIVE_INFINITY;
  readonly #stored = new Map<string, { readonly day: string; readonly tokens: number; readonly at: number }>();

  constructor(flushMs = 5_000) {
    this.#flushMs = flushMs;
  }

  /** Adds to a key's day, and sees to it that somebody will write it down. Never waits, never throws. */
  record(db: D1Database, ctx: Background, keyId: string, counts: Counts): void {
    const id = `${keyId} ${today()}`;
    this.#pending.set(id, sum(this.#pending.get(id) ?? none, counts));
    const now = Date.now();
    // Whoever was to write is overdue: its request may have been cut off, and its `waitUntil` with it.
    if (this.#flushAt !== Number.POSITIVE_INFINITY && now < this.#flushAt + this.#flushMs) return;
    this.#flushAt = now + this.#flushMs;
    ctx.waitUntil(this.#later(db));
  }

  /** Tokens of a key today, as far as this isolate knows. Throws what D1 throws. */
  async tokensToday(db: D1Database, keyId: string): Promise<number> {
    const day = today();
    let stored = this.#stored.get(keyId);
    if (!stored || stored.day !== day || Date.now() - stored.at > freshMs) {
      const row = await db
        .prepare("SELECT tokens FROM usage WHERE key_id = ?1 AND day = ?2")
        .bind(keyId, day)
        .first<{ tokens: number }>();
      stored = { day, tokens: row?.tokens ?? 0, at: Date.now() };
      if (this.#stored.size > 10_000) this.#stored.clear();
      this.#stored.set(keyId, stored);
    }
    const id = `${keyId} ${day}`;
    return stored.tokens + (this.#leaving.get(id)?.tokens ?? 0) + (this.#pending.get(id)?.tokens ?? 0);
  }

  /** The last `days` days of a key, newest first, what is still in this isolate included. */
  async read(db: D1Database, keyId: string, days: number): Promise<UsageDay[]> {
    await this.flush(db);
    const { results } = await db
      .prepare(
        "SELECT day, requests, items, tokens, flagged, refused FROM usage WHERE key_id = ?1 ORDER BY day DESC LIMIT ?2",
      )
      .bind(keyId, days)
      .all<UsageDay>();
    return results;
  }

  /** Writes what has gathered. Where D1 refuses, the counts stay for the next time. */
  async flush(db: D1Database): Promise<void> {
    this.#flushAt = Number.POSITIVE_INFINITY;
    const leaving = this.#pending;
    if (leaving.size === 0) return;
    this.#pending = new Map();
    this.#leaving = leaving;
    const add = db.prepare(
      `INSERT INTO usage (key_id, day, requests, items, tokens, flagged, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (key_id, day) DO UPDATE SET ${names.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`,
    );
    try {
      await db.batch(
        [...leaving].map(([id, counts]) => add.bind(...id.split(" "), ...names.map((name) => counts[name]))),
      );
      for (const [id, { tokens }] of leaving) this.#addStored(id, tokens);
    } catch (outage) {
      for (const [id, counts] of leaving) this.#pending.set(id, sum(this.#pending.get(id) ?? none, counts));
      throw outage;
    } finally {
      if (this.#leaving === leaving) this.#leaving = new Map();
    }
  }

  async #later(db: D1Database): Promise<void> {
    if (this.#flushMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#flushMs));
    try {
      await this.flush(db);
    } catch {
      console.log(JSON.stringify({ event: "usage-not-written", keys: this.#pending.size }));
    }
  }

  #addStored(id: string, tokens: number): void {
    const [keyId = "", day = ""] = id.split(" ");
    const stored = this.#stored.get(keyId);
    if (stored?.day === day) this.#stored.set(keyId, { ...stored, tokens: stored.tokens + tokens });
  }
}

function sum(a: Counts, b: Counts): Counts {
  return {
    requests: a.requests + b.requests,
    items: a.items + b.items,
    tokens: a.tokens + b.tokens,
    flagged: a.flagged + b.flagged,
    refused: a.refused + b.refused,
  };
}

/** YYYY-MM-DD in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Seconds until the next UTC day begins. */
export function secondsLeftToday(): number {
  const dayMs = 86_400_000;
  return Math.ceil((dayMs - (Date.now() % dayMs)) / 1000);
}
