/**
 * The sessions that a Worker holds for others, by digest. As in the registry no request awaits another's promise: loads
 * are done by whoever finds none under way, the others look again (see model/registry.ts for why).
 */
import { openBundle, requireGates } from "../../shared/bundle/open.ts";
import { EpureError } from "../../shared/errors.ts";
import type { ClassifierSession } from "../../shared/pipeline/types.ts";
import type { Env } from "../env.ts";
import type { HostRuntime } from "../model/bundle-loader.ts";
import { heapPerWeightByte } from "../model/limits.ts";
import { workerdRuntime } from "../model/load.ts";
import { objectKey, r2Source, reached } from "../model/r2-source.ts";
import { sleep } from "../model/registry.ts";
import { trustedKeys } from "../model/trusted-keys.ts";

interface Held {
  readonly task: string;
  readonly session: ClassifierSession;
  users: number;
  usedAt: number;
}

const lookMs = 10;
/** A load whose holder was silent this long may be begun again by another. */
const leaseMs = 15_000;

export class SessionHost {
  readonly #held = new Map<string, Held>();
  #lease: { beat: number } | undefined;
  readonly #runtime: HostRuntime;
  readonly #waitMs: number;

  /** @param waitMs how long a request waits for another's load, or for room */
  constructor(runtime: HostRuntime = workerdRuntime, waitMs = 15_000) {
    this.#runtime = runtime;
    this.#waitMs = waitMs;
  }

  /** Runs `work` on the session of this bundle, which is verified and loaded first where it is not here yet. */
  async use<T>(task: string, digest: string, env: Env, work: (session: ClassifierSession) => Promise<T>): Promise<T> {
    const held = this.#held.get(digest) ?? (await this.#obtain(task, digest, env));
    if (held.task !== task) throw anotherBundle(task, digest);
    held.users++;
    held.usedAt = Date.now();
    try {
      return await work(held.session);
    } finally {
      held.users--;
    }
  }

  async #obtain(task: string, digest: string, env: Env): Promise<Held> {
    const deadline = Date.now() + this.#waitMs;
    while (Date.now() < deadline) {
      const held = this.#held.get(digest);
      if (held) return held;
      if (this.#lease === undefined || Date.now() - this.#lease.beat > leaseMs) return this.#load(task, digest, env);
      await sleep(lookMs);
    }
    throw new EpureError("unavailable", { what: "Another model is being loaded here.", retryAfter: 5 });
  }

  async #load(task: string, digest: string, env: Env): Promise<Held> {
    const lease = { beat: Date.now() };
    this.#lease = lease;
    const alive = () => {
      lease.beat = Date.now();
    };
    try {
      const source = r2Source(env.BUNDLES, digest, alive);
      const bundle = await openBundle(source, await trustedKeys(env.TRUSTED_KEYS), {
        maxWeightsBytes: this.#runtime.maxWeightsBytes,
        weights: "on-read",
      });
      if (bundle.digest !== digest || bundle.manifest.task !== task) {
        throw anotherBundle(task, digest);
      }
      requireGates(bundle.manifest);
      await this.#makeRoom(digest, env, alive);
      const session = await this.#runtime.createSession({
        graph: await bundle.read("model.onnx"),
        weights: await bundle.read("model.onnx.data"),
      });
      const twin = this.#held.get(digest);
      if (twin) {
        // Somebody who took this for dead was quicker: one session of a bundle is enough.
        await session.release();
        return twin;
      }
      const held = { task, session, users: 0, usedAt: Date.now() };
      this.#held.set(digest, held);
      return held;
    } finally {
      if (this.#lease === lease) this.#lease = undefined;
    }
  }

  /** Frees what was not used for longest until the new one fits. In use: waited for, within the lease. */
  async #makeRoom(digest: string, env: Env, alive: () => void): Promise<void> {
    const weights = await reached(() => env.BUNDLES.head(objectKey(digest, "model.onnx.data")));
    const needed = (weights?.size ?? 0) * heapPerWeightByte;
    // The heap never shrinks, but what a freed session leaves is used again: after one was freed there is room for one.
    const deadline = Date.now() + this.#waitMs;
    while (this.#held.size > 0 && this.#runtime.heapBytes() + needed > this.#runtime.heapBudget) {
      const [oldest] = [...this.#held].filter(([, one]) => one.users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
      if (oldest) {
        this.#held.delete(oldest[0]);
        await oldest[1].session.release();
        return;
      }
      if (Date.now() > deadline) {
        throw new EpureError("unavailable", { what: "There is no room for another model here.", retryAfter: 5 });
      }
      await sleep(lookMs);
      alive();
    }
  }
}

function anotherBundle(task: string, digest: string): EpureError {
  return new EpureError("bundle-tampered", { what: `The files at ${digest} are not that bundle of ${task}.` });
}
