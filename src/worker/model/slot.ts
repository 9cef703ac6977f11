import type { EpureError } from "../../shared/errors.ts";
import type { Pointer } from "./pointers.ts";
import type { ServingModel } from "./serving-model.ts";

/** What one task has in this isolate: the model that serves, the pointer that should, and why it does not. */
export class Slot {
  wanted: Pointer;
  live: ServingModel | undefined;
  refused: { readonly digest: string; readonly error: EpureError; readonly retryAt: number } | undefined;
  /** Replaced models that may still have requests inside. */
  #retired: { readonly model: ServingModel; readonly at: number }[] = [];

  constructor(wanted: Pointer) {
    this.wanted = wanted;
  }

  /** Takes note of the pointer. True where its bundle has to be loaded now. */
  wants(pointer: Pointer): boolean {
    this.wanted = pointer;
    if (this.live?.digest === pointer.digest) {
      this.live.pointer = pointer;
      this.refused = undefined;
      return false;
    }
    return this.refused?.digest !== pointer.digest || this.retryDue;
  }

  get retryDue(): boolean {
    return this.refused !== undefined && Date.now() >= this.refused.retryAt;
  }

  install(model: ServingModel): void {
    if (this.live) this.#retired.push({ model: this.live, at: Date.now() });
    this.live = model;
    if (this.wanted.digest === model.digest) this.refused = undefined;
  }

  refuse(pointer: Pointer, error: EpureError, retryAfterMs: number): void {
    this.refused = { digest: pointer.digest, error, retryAt: Date.now() + retryAfterMs };
  }

  /** Takes the live model out and frees it once its requests are through, or after `limitMs`. */
  async drain(limitMs: number, alive: () => void): Promise<void> {
    const model = this.live;
    if (!model) return;
    this.live = undefined;
    const deadline = Date.now() + limitMs;
    while (model.busy && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      alive();
    }
    await model.loaded.release();
  }

  /**
   * Frees replaced models that nobody uses. After `limitMs` also one that still counts as used: the count of a request
   * that the runtime cut off is never taken back.
   */
  async sweep(limitMs: number): Promise<void> {
    const due = this.#retired.filter(({ model, at }) => !model.busy || Date.now() - at > limitMs);
    this.#retired = this.#retired.filter((entry) => !due.includes(entry));
    for (const { model } of due) await model.loaded.release();
  }
}
