/**
 * The operator's guard rules in this isolate: read off the request path, trusted for a minute at most, kept while D1 is
 * out. No request awaits a promise of another one (see model/registry.ts).
 */
import { EpureError } from "../../shared/errors.ts";
import { compileList } from "../../shared/guard-list/compile.ts";
import type { Guard } from "../../shared/pipeline/guard.ts";
import type { Pipeline, PolicyRule } from "../../shared/pipeline/index.ts";
import type { Env } from "../env.ts";
import { type Background, sleep } from "../model/registry.ts";
import { trustedKeys } from "../model/trusted-keys.ts";
import { policyKey, type Rules, readRules } from "./rules-store.ts";

export interface RuleTimes {
  /** Age at which the rules are read again in the background. */
  readonly pollMs: number;
  /** Age at which a request waits for them: the longest time a published list can be without effect. */
  readonly staleMs: number;
  /** How long it waits before it goes on with what the isolate holds. */
  readonly waitMs: number;
}

export const defaultRuleTimes: RuleTimes = { pollMs: 15_000, staleMs: 45_000, waitMs: 3_000 };

export class GuardRules {
  #rules: Rules | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  readonly #times: RuleTimes;
  readonly #compiled = new WeakMap<Pipeline, { serial: number; until: number; guard: Guard }>();

  constructor(times: RuleTimes = defaultRuleTimes) {
    this.#times = times;
  }

  /**
   * The rules that hold now.
   * @throws EpureError `unavailable` in an isolate that has never read them: what the operator named must not pass
   */
  async current(env: Env, ctx: Background): Promise<Rules> {
    const now = Date.now();
    const age = now - this.#readAt;
    if (this.#rules !== undefined && age < this.#times.staleMs) {
      if (age >= this.#times.pollMs && now - this.#askedAt >= this.#times.pollMs) {
        this.#askedAt = now;
        ctx.waitUntil(this.#read(env));
      }
      return this.#rules;
    }
    await Promise.race([this.#read(env), sleep(this.#times.waitMs)]);
    if (this.#rules !== undefined) return this.#rules;
    throw new EpureError("unavailable", {
      what: "The guard rules of the operator cannot be read, so no text can be judged.",
      fix: "Try again shortly.",
      retryAfter: 5,
    });
  }

  /** A list or a policy has just been published here: the next request reads. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** The model's guard under the list of its task, entries that have ended left out. */
  guardOf(pipeline: Pipeline, rules: Rules): Guard {
    const signed = rules.lists.get(pipeline.manifest.task);
    if (signed === undefined) return pipeline.guard;
    const now = Date.now();
    const known = this.#compiled.get(pipeline);
    if (known && known.serial === signed.list.serial && now < known.until) return known.guard;
    const { overlay, until, unusable } = compileList(signed.list, pipeline.tokenizer, now);
    if (unusable.length > 0) {
      console.log(JSON.stringify({ event: "guard-list-entries-unusable", task: signed.list.task, entries: unusable }));
    }
    const guard = pipeline.guard.with(overlay);
    this.#compiled.set(pipeline, { serial: signed.list.serial, until, guard });
    return guard;
  }

  /** What is said for a channel and for a key, in this order. */
  levels(rules: Rules, task: string, channel: string, keyId: string): PolicyRule[] {
    return [
      rules.policies.get(policyKey("channel", `${task}/${channel}`)),
      rules.policies.get(policyKey("key", keyId)),
    ].map((rule) => rule ?? {});
  }

  async #read(env: Env): Promise<void> {
    const startedAt = Date.now();
    try {
      const rules = await readRules(env.DB, await trustedKeys(env.TRUSTED_KEYS), this.#rules, startedAt);
      this.#rules = rules;
      this.#readAt = startedAt;
    } catch {
      console.log(JSON.stringify({ event: "guard-rules-unread" }));
    }
  }
}
