import type { VerifiedBundle } from "../../shared/bundle/open.ts";
import type { Pipeline, Policy } from "../../shared/pipeline/index.ts";
import type { Pointer } from "./pointers.ts";

/** A bundle that has passed everything and runs in this isolate. */
export interface LoadedModel {
  /** What was verified, for provenance. No bytes of files: those stay in the store. */
  readonly bundle: Pick<VerifiedBundle, "manifest" | "files" | "keyHint">;
  readonly pipeline: Pipeline;
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

  get reference() {
    const { task, digest, channel } = this.#pointer;
    return { task, digest, channel };
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
