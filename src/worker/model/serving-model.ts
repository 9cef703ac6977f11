import type { VerifiedBundle } from "../../shared/bundle/open.ts";
import type { Pipeline, Policy } from "../../shared/pipeline/index.ts";
import type { Pointer } from "./pointers.ts";
import type { RunTimes } from "./timed-session.ts";

/** A bundle that has passed everything and runs in this isolate. */
export interface LoadedModel {
  /** What was verified, for provenance. No bytes of files: those stay in the store. */
  readonly bundle: Pick<VerifiedBundle, "manifest" | "files" | "keyHint">;
  readonly pipeline: Pipeline;
  /** The binding whose Worker holds the session, or `here`. */
  readonly host?: string;
  /** How long its runs took since the last time this was asked. */
  times?(): RunTimes;
  /** Runs one golden vector again. @throws EpureError `golden-mismatch` */
  selfTest(): Promise<void>;
  /** Frees the session. */
  release(): Promise<void>;
}

const selfTestMs = 5_000;

/** A loaded model under its pointer, with a count of the requests that are inside it. */
export class ServingModel {
  readonly loaded: LoadedModel;
  #pointer: Pointer;
  #users = 0;
  #testedAt = Number.NEGATIVE_INFINITY;
  /** The canary that this model is one side of. */
  beside: { readonly kind: "canary"; readonly stable: string; readonly candidate: string } | undefined;

  constructor(loaded: LoadedModel, pointer: Pointer) {
    this.loaded = loaded;
    this.#pointer = pointer;
  }

  get digest(): string {
    return this.#pointer.digest;
  }

  get pointer(): Pointer {
    return this.#pointer;
  }

  /** The operator may change the policy without a new bundle. */
  set pointer(pointer: Pointer) {
    this.#pointer = pointer;
  }

  /** What an answer says about the model that gave it; while a canary runs, about both. */
  get reference() {
    const { task, digest, channel } = this.#pointer;
    return { task, digest, channel, ...(this.beside && { rollout: this.beside }) };
  }

  /** The laxest policy a caller may use here: the operator's for this channel, else the bundle's own. */
  get policy(): Policy {
    return this.#pointer.policy ?? this.loaded.bundle.manifest.guard.default_policy;
  }

  get busy(): boolean {
    return this.#users > 0;
  }

  /** Runs a golden vector, unless one passed a moment ago: the address that asks for it is open to everybody. */
  async selfTest(): Promise<void> {
    if (Date.now() - this.#testedAt < selfTestMs) return;
    await this.use(() => this.loaded.selfTest());
    this.#testedAt = Date.now();
  }

  /** Runs `work` while the model counts as in use. */
  async use<T>(work: (model: ServingModel) => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work(this);
    } finally {
      this.#users--;
    }
  }
}
