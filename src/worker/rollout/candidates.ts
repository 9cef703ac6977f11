/** The candidates of this isolate, beside what serves: who gets them, what is counted, and what becomes of them. */
import { asEpureError, type EpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { hostOf } from "../model/placement.ts";
import type { Pointer } from "../model/pointers.ts";
import type { ServingModel } from "../model/serving-model.ts";
import type { Slot } from "../model/slot.ts";
import { placeOf } from "./assign.ts";
import { judge, takeBack } from "./judge.ts";
import { type Metric, Traffic } from "./traffic.ts";

/** Of the registry's times. */
interface Times {
  readonly drainMs: number;
  readonly trafficMs: number;
  readonly rolloutTrafficMs: number;
}

interface Background {
  waitUntil(work: Promise<unknown>): void;
}

export class Candidates {
  /** By task. */
  readonly slots = new Map<string, Slot>();
  readonly traffic = new Traffic();
  readonly #stable: ReadonlyMap<string, Slot>;
  readonly #times: Times;

  /** @param stable what serves, by task: the registry's own */
  constructor(stable: ReadonlyMap<string, Slot>, times: Times) {
    this.#stable = stable;
    this.#times = times;
  }

  /** The model of a shadow that is to see this request too, or undefined. @param request a fresh word, as its id */
  shadowFor(task: string, request: string): { readonly model: ServingModel; readonly rollout: number } | undefined {
    const slot = this.slots.get(task);
    const rollout = slot?.wanted.rollout;
    if (slot?.live === undefined || rollout?.kind !== "shadow") return undefined;
    return placeOf(slot.wanted.digest, request) < rollout.share ? { model: slot.live, rollout: rollout.id } : undefined;
  }

  /** Counts an answer of this model. */
  count(model: ServingModel, metric: Metric): void {
    const rollout = this.slots.get(model.pointer.task)?.wanted.rollout?.id ?? 0;
    this.traffic.add({ task: model.pointer.task, digest: model.digest, rollout }, metric);
  }

  /** The candidate, where a canary runs, is loaded here, and takes this subject. */
  canaryFor(task: string, subject: string | undefined): ServingModel | undefined {
    const slot = this.slots.get(task);
    if (subject === undefined || slot?.live === undefined || slot.wanted.rollout?.kind !== "canary") return undefined;
    return placeOf(slot.wanted.digest, subject) < slot.wanted.rollout.share ? slot.live : undefined;
  }

  /** Now and then, off the request path: counts to D1, then a look at the canary they are about. `moved`: it was taken back. */
  writeSoon(task: string, env: Env, ctx: Background, moved: () => void): void {
    const candidate = this.slots.get(task);
    const { trafficMs, rolloutTrafficMs } = this.#times;
    if (!this.traffic.due(candidate === undefined ? trafficMs : rolloutTrafficMs)) return;
    for (const slot of [...this.#stable.values(), ...this.slots.values()]) {
      if (!slot.live) continue;
      const { timed, ms, ms2 } = slot.live.loaded.times?.() ?? { timed: 0, ms: 0, ms2: 0 };
      const rollout = this.slots.get(slot.wanted.task)?.wanted.rollout?.id ?? 0;
      const counted = { task: slot.wanted.task, digest: slot.live.digest, rollout };
      this.traffic.add(counted, "timed", timed);
      this.traffic.add(counted, "ms", ms);
      this.traffic.add(counted, "ms2", ms2);
    }
    ctx.waitUntil(this.#writeAndJudge(env, moved));
  }

  async #writeAndJudge(env: Env, moved: () => void): Promise<void> {
    await this.traffic.write(env);
    for (const [task, { wanted }] of [...this.slots]) {
      const stable = this.#stable.get(task)?.wanted.digest;
      if (wanted.rollout?.kind !== "canary" || stable === undefined) continue;
      try {
        if (await judge(env, task, stable)) moved();
      } catch (thrown) {
        console.log(JSON.stringify({ event: "canary-not-judged", task, problem: asEpureError(thrown).kind }));
      }
    }
  }

  /** Candidates whose rollout has ended go: into the place of what serves where they were promoted, else away. */
  async settle(pointers: readonly Pointer[], env: Env): Promise<void> {
    for (const [task, slot] of [...this.slots]) {
      const { digest, rollout } = slot.wanted;
      if (pointers.some((pointer) => pointer.rollout?.id === rollout?.id && pointer.task === task)) continue;
      this.slots.delete(task);
      const stable = pointers.find((pointer) => pointer.task === task && pointer.rollout === null);
      const model = slot.live;
      if (model && stable?.digest === digest && model.loaded.host === hostOf(env, task, false)) {
        slot.live = undefined;
        model.pointer = stable;
        model.beside = undefined;
        this.#stable.get(task)?.install(model);
      }
      await slot.drain(this.#times.drainMs, () => {});
    }
  }

  /** Tells both sides of each canary of each other, for the answers they give. */
  nameSides(): void {
    for (const [task, slot] of this.#stable) {
      const candidate = this.slots.get(task);
      const beside =
        candidate?.live && candidate.wanted.rollout?.kind === "canary"
          ? { kind: "canary" as const, stable: slot.wanted.digest, candidate: candidate.wanted.digest }
          : undefined;
      for (const model of [slot.live, candidate?.live]) if (model) model.beside = beside;
    }
  }

  /** A candidate that can never be loaded ends its canary. */
  async giveUp({ task, rollout }: Pointer, error: EpureError, env: Env): Promise<void> {
    if (rollout?.kind !== "canary") return;
    try {
      await takeBack(env, task, rollout.id, `the candidate is refused: ${error.what}`);
    } catch (thrown) {
      console.log(JSON.stringify({ event: "canary-not-judged", task, problem: asEpureError(thrown).kind }));
    }
  }
}
