/**
 * Which model serves which task in this isolate.
 *
 * No request ever awaits a promise of another request: a runtime may drop the continuations of a request whose client
 * went away, and whoever waits for them waits for ever. So the state is plain fields; work is done by whoever holds the
 * lease, in `waitUntil`; everybody else looks at the fields with a timer of their own, and takes the lease over when its
 * holder shows no sign of life.
 */
import { asEpureError, EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { Candidates } from "../rollout/candidates.ts";
import { type Pointer, readPointers } from "./pointers.ts";
import { type Health, readinessOf } from "./readiness.ts";
import { type LoadedModel, ServingModel } from "./serving-model.ts";
import { Slot } from "./slot.ts";

/** How bundles become models here. Handed in, so that the state machine can be tested without a runtime. */
export interface ModelLoader {
  /** Verifies and starts the bundle of this pointer. `alive` is called at every step. @throws EpureError */
  load(pointer: Pointer, env: Env, alive: () => void): Promise<LoadedModel>;
  /** Whether this bundle can be loaded beside what is loaded already without passing the memory of an isolate. */
  fitsBeside(pointer: Pointer, env: Env): Promise<boolean>;
}

export interface RegistryTimes {
  /** Age at which the pointers are read again, off the request path. */
  readonly pollMs: number;
  /** A bundle refused for good is tried again this late, one refused by an outage that late. */
  readonly retryRefusedMs: number;
  readonly retryOutageMs: number;
  /** How long a request waits for the first model. */
  readonly waitMs: number;
  /** A lease whose holder was silent this long may be taken over. */
  readonly leaseMs: number;
  /** How long a drain waits for requests inside the old model. */
  readonly drainMs: number;
  /** How often counts are written to D1; the second while a canary or shadow runs. */
  readonly trafficMs: number;
  readonly rolloutTrafficMs: number;
}

export const defaultTimes: RegistryTimes = {
  pollMs: 15_000,
  retryRefusedMs: 60_000,
  retryOutageMs: 5_000,
  waitMs: 10_000,
  leaseMs: 15_000,
  drainMs: 10_000,
  trafficMs: 10_000,
  rolloutTrafficMs: 2_000,
};

const lookMs = 10;

export class ModelRegistry {
  readonly #slots = new Map<string, Slot>();
  /** What runs beside what serves, and the counts by which it is judged. */
  readonly candidates: Candidates;
  readonly #loader: ModelLoader;
  readonly #times: RegistryTimes;
  /** When the pointers were last asked for, and what came of it. */
  #polledAt = Number.NEGATIVE_INFINITY;
  #outage: EpureError | undefined;
  #lease: { beat: number } | undefined;

  constructor(loader: ModelLoader, times: RegistryTimes = defaultTimes) {
    this.#loader = loader;
    this.#times = times;
    this.candidates = new Candidates(this.#slots, times);
  }

  /**
   * Runs `work` with the model that serves a task. Loads it first where this isolate has none yet.
   * @throws EpureError `unavailable` when there is no verified model, saying why
   */
  use<T>(task: string, env: Env, ctx: Background, work: (model: ServingModel) => Promise<T>): Promise<T> {
    return this.answer(task, env, ctx, undefined, work);
  }

  /** As `use`, but a canary may take the request. @param subject what it assigns by */
  async answer<T>(
    task: string,
    env: Env,
    ctx: Background,
    subject: string | undefined,
    work: (model: ServingModel) => Promise<T>,
  ): Promise<T> {
    this.#keepCurrent(env, ctx);
    await this.#until(() => this.#slots.get(task)?.live !== undefined, env, ctx);
    const live = this.#slots.get(task)?.live;
    if (live === undefined) throw this.#unavailable(task);
    const candidate = this.candidates.canaryFor(task, subject);
    try {
      return await this.#attempt(candidate ?? live, work);
    } catch (thrown) {
      // The candidate's failure is counted, and is no caller's problem while what serves can answer.
      if (candidate === undefined || isUsers(thrown)) throw thrown;
      return await this.#attempt(live, work);
    } finally {
      this.candidates.writeSoon(task, env, ctx, () => this.expire());
    }
  }

  async #attempt<T>(model: ServingModel, work: (model: ServingModel) => Promise<T>): Promise<T> {
    try {
      return await model.use(work);
    } catch (thrown) {
      if (!isUsers(thrown)) this.candidates.count(model, "errors");
      throw thrown;
    }
  }

  /** Whether a pointer of this task exists. True where the pointers cannot be read: nothing is known to be missing. */
  async hasTask(task: string, env: Env, ctx: Background): Promise<boolean> {
    if (this.#slots.has(task)) return true;
    this.#keepCurrent(env, ctx);
    await this.#until(() => this.#slots.has(task), env, ctx);
    return this.#slots.has(task) || this.#outage !== undefined || this.#lease !== undefined;
  }

  /** Every task with a pointer, loaded or not, after at most one attempt to load. */
  async health(env: Env, ctx: Background): Promise<Health> {
    this.#keepCurrent(env, ctx);
    await this.#until(() => this.#slots.size > 0 && this.#all((slot) => slot.live !== undefined), env, ctx);
    return readinessOf([...this.#slots.values()], [...this.candidates.slots.values()], this.#outage);
  }

  /** The models that serve now, by task. */
  async serving(env: Env, ctx: Background): Promise<ServingModel[]> {
    await this.health(env, ctx);
    return [...this.#slots.values()].flatMap((slot) => slot.live ?? []);
  }

  /** The pointers have just moved: the next request polls, however young the last poll is. */
  expire(): void {
    this.#polledAt = Number.NEGATIVE_INFINITY;
  }

  /** What was wrong with this bundle may have been put right: it is tried again at the next look, not a minute later. */
  reconsider(digest: string): void {
    for (const slots of [this.#slots, this.candidates.slots]) {
      for (const slot of slots.values()) if (slot.refused?.digest === digest) slot.refused = undefined;
    }
    this.expire();
  }

  /** Starts a poll in the background when the last one is old. Never waits. */
  #keepCurrent(env: Env, ctx: Background): void {
    const unsettled = this.#outage !== undefined || this.#slots.size === 0 || !this.#all((slot) => !slot.retryDue);
    const age = Date.now() - this.#polledAt;
    if (age >= (unsettled ? this.#times.retryOutageMs : this.#times.pollMs)) this.#start(env, ctx);
  }

  /** Looks at the state until `done`, or nobody is working on it, or the wait is over. */
  async #until(done: () => boolean, env: Env, ctx: Background): Promise<void> {
    const deadline = Date.now() + this.#times.waitMs;
    while (!done() && this.#lease !== undefined && Date.now() < deadline) {
      await sleep(lookMs);
      if (this.#leaseIsDead()) this.#start(env, ctx);
    }
  }

  #start(env: Env, ctx: Background): void {
    if (this.#lease !== undefined && !this.#leaseIsDead()) return;
    const lease = { beat: Date.now() };
    this.#lease = lease;
    ctx.waitUntil(this.#refresh(env, lease));
  }

  #leaseIsDead(): boolean {
    return this.#lease !== undefined && Date.now() - this.#lease.beat > this.#times.leaseMs;
  }

  async #refresh(env: Env, lease: { beat: number }): Promise<void> {
    try {
      const pointers = await readPointers(env.DB);
      this.#outage = undefined;
      this.#polledAt = Date.now();
      await this.candidates.settle(pointers, env);
      for (const pointer of pointers) {
        if (this.#lease !== lease) return;
        await this.#bring(pointer, env, lease);
      }
      this.candidates.nameSides();
    } catch (thrown) {
      this.#polledAt = Date.now();
      this.#outage = new EpureError("unavailable", {
        what: "The database with the active pointers does not answer.",
        cause: asEpureError(thrown),
      });
      console.log(JSON.stringify({ event: "poll-failed", problem: this.#outage.kind }));
    } finally {
      if (this.#lease === lease) this.#lease = undefined;
    }
  }

  /** Makes the model of this pointer the one that serves; on failure the last good one stays or comes back. */
  async #bring(pointer: Pointer, env: Env, lease: { beat: number }): Promise<void> {
    const slots = pointer.rollout === null ? this.#slots : this.candidates.slots;
    const slot = slots.get(pointer.task) ?? new Slot(pointer);
    slots.set(pointer.task, slot);
    await slot.sweep(this.#times.drainMs);
    if (!slot.wants(pointer)) return;

    const alive = () => {
      lease.beat = Date.now();
      if (this.#lease !== lease) throw new EpureError("unavailable", { what: "Another request took this work over." });
    };
    const before = slot.live;
    let drained = false;
    try {
      if ((before || pointer.rollout) && !(await this.#loader.fitsBeside(pointer, env))) {
        // Nothing that serves makes way for a candidate.
        if (pointer.rollout)
          throw new EpureError("bundle-limits", { what: "There is no room for a candidate in this isolate." });
        drained = true;
        await slot.drain(this.#times.drainMs, alive);
      }
      const loaded = await this.#loader.load(pointer, env, alive);
      if (this.#lease !== lease) return void (await loaded.release());
      slot.install(new ServingModel(loaded, pointer));
      console.log(JSON.stringify({ event: "model-serving", ...slot.live?.reference, from: before?.digest ?? null }));
    } catch (thrown) {
      if (this.#lease !== lease) return;
      const error = asEpureError(thrown);
      slot.refuse(pointer, error, this.#retryAfterMs(error));
      console.log(
        JSON.stringify({ event: "model-refused", task: pointer.task, digest: pointer.digest, problem: error.kind }),
      );
      if (error.fault !== "environment") await this.candidates.giveUp(pointer, error, env);
      if (before && drained) await this.#restore(slot, before, env, alive);
    }
  }

  /** After a drain the old session is gone: the last good bundle is loaded again, with every check. */
  async #restore(slot: Slot, before: ServingModel, env: Env, alive: () => void): Promise<void> {
    try {
      slot.install(new ServingModel(await this.#loader.load(before.pointer, env, alive), before.pointer));
    } catch (thrown) {
      console.log(JSON.stringify({ event: "restore-failed", ...before.reference, problem: asEpureError(thrown).kind }));
    }
  }

  #retryAfterMs(error: EpureError): number {
    return error.fault === "environment" ? this.#times.retryOutageMs : this.#times.retryRefusedMs;
  }

  /** What an operator sees of this isolate, without running anything. */
  look(): {
    readonly serving: Readonly<Record<string, string | null>>;
    readonly candidates: Readonly<Record<string, string | null>>;
  } {
    const digests = (slots: ReadonlyMap<string, Slot>) =>
      Object.fromEntries([...slots].map(([task, slot]) => [task, slot.live?.digest ?? null]));
    return { serving: digests(this.#slots), candidates: digests(this.candidates.slots) };
  }

  #all(check: (slot: Slot) => boolean): boolean {
    return [...this.#slots.values()].every(check);
  }

  #unavailable(task: string): EpureError {
    const slot = this.#slots.get(task);
    const why = slot?.refused?.error.what ?? this.#outage?.what ?? (slot ? "It is being loaded." : "None is active.");
    return new EpureError("unavailable", {
      what: `No verified bundle serves the task ${task} here.`,
      why,
      fix: "Try again shortly; /health/ready says more.",
      retryAfter: 5,
    });
  }
}

/** Whether the caller can put it right: no failure of the model. */
function isUsers(thrown: unknown): boolean {
  return thrown instanceof EpureError && thrown.fault === "user";
}

/** The part of the execution context that is needed: work that outlives the answer. */
export interface Background {
  waitUntil(work: Promise<unknown>): void;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
