import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EpureError } from "../../src/shared/errors.ts";
import type { Env } from "../../src/worker/env.ts";
import type { Pointer } from "../../src/worker/model/pointers.ts";
import { defaultTimes, type ModelLoader, ModelRegistry } from "../../src/worker/model/registry.ts";
import type { LoadedModel } from "../../src/worker/model/serving-model.ts";

/** The state machine alone: what is loaded is a name, and each test says what loading does. */
class FakeLoader implements ModelLoader {
  readonly loads: string[] = [];
  readonly released: string[] = [];
  fits = true;
  /** By digest; anything else loads. */
  readonly behaviour = new Map<string, () => Promise<void>>();

  async load(pointer: Pointer): Promise<LoadedModel> {
    this.loads.push(pointer.digest);
    await this.behaviour.get(pointer.digest)?.();
    return {
      bundle: { manifest: { guard: { default_policy: "mask" } } },
      selfTest: async () => {},
      release: async () => void this.released.push(pointer.digest),
    } as unknown as LoadedModel;
  }

  async fitsBeside(): Promise<boolean> {
    return this.fits;
  }
}

let pointers: Pointer[];
let databaseIsOut: boolean;
let loader: FakeLoader;
let background: Promise<unknown>[];

const env = {
  DB: {
    prepare: () => {
      const all = (results: unknown[]) => async () => {
        if (databaseIsOut) throw new Error("D1_ERROR: out");
        return { results };
      };
      // Bound: what serves. Not bound: the candidates, of which these tests have none.
      return { bind: () => ({ all: all(pointers) }), all: all([]) };
    },
  },
} as unknown as Env;
const ctx = { waitUntil: (work: Promise<unknown>) => void background.push(work) };
const times = { ...defaultTimes, pollMs: 0, retryOutageMs: 0, waitMs: 300, leaseMs: 100, drainMs: 200 };
const at = (digest: string, task = "sentiment"): Pointer => ({
  task,
  channel: "stable",
  digest,
  policy: null,
  rollout: null,
});
const digestOf = (registry: ModelRegistry) => registry.use("sentiment", env, ctx, async (model) => model.digest);
const settle = () => Promise.all(background);

beforeEach(() => {
  pointers = [at("a")];
  databaseIsOut = false;
  loader = new FakeLoader();
  background = [];
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

describe("first load", () => {
  it("loads once for many requests at the same time", async () => {
    loader.behaviour.set("a", () => pause(30));
    const registry = new ModelRegistry(loader, { ...times, pollMs: 10_000 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => digestOf(registry)));
    expect(answers).toEqual(Array(8).fill("a"));
    expect(loader.loads).toEqual(["a"]);
  });

  it("is taken over when its holder has died, and the holder's late model is dropped", async () => {
    let revive = () => {};
    loader.behaviour.set("a", () => new Promise((resolve) => (revive = resolve)));
    const registry = new ModelRegistry(loader, times);
    const waiting = digestOf(registry);
    await pause(50);
    loader.behaviour.delete("a");
    expect(await waiting).toBe("a");
    expect(loader.loads).toEqual(["a", "a"]);
    revive();
    await settle();
    expect(loader.released).toEqual(["a"]);
    expect(await digestOf(registry)).toBe("a");
  });

  it("answers 503 in bounded time when loading never ends", async () => {
    loader.behaviour.set("a", () => new Promise(() => {}));
    const registry = new ModelRegistry(loader, times);
    const started = Date.now();
    await expect(digestOf(registry)).rejects.toMatchObject({ kind: "unavailable", retryAfter: 5 });
    expect(Date.now() - started).toBeLessThan(times.waitMs + 500);
  });

  it("says that nothing is active, and finds what is activated later", async () => {
    pointers = [];
    const registry = new ModelRegistry(loader, times);
    await expect(digestOf(registry)).rejects.toThrow("None is active");
    pointers = [at("a")];
    expect(await digestOf(registry)).toBe("a");
  });
});

describe("swap", () => {
  it("keeps the old model until the new one has passed, then frees it", async () => {
    const registry = new ModelRegistry(loader, times);
    await digestOf(registry);
    pointers = [at("b")];
    let pass = () => {};
    loader.behaviour.set("b", () => new Promise((resolve) => (pass = resolve)));
    expect(await digestOf(registry)).toBe("a");
    await pause(5);
    expect(await digestOf(registry)).toBe("a");
    pass();
    await settle();
    expect(await digestOf(registry)).toBe("b");
    await settle();
    expect(loader.released).toEqual(["a"]);
  });

  it("keeps the last good model when the new one is refused, and says why", async () => {
    const registry = new ModelRegistry(loader, { ...times, retryRefusedMs: 60_000 });
    await digestOf(registry);
    pointers = [at("bad")];
    loader.behaviour.set("bad", () =>
      Promise.reject(new EpureError("bundle-tampered", { what: "Changed: guard.bin." })),
    );
    await digestOf(registry);
    await settle();
    expect(await digestOf(registry)).toBe("a");
    await settle();
    expect(loader.loads, "a refused bundle is not tried again at once").toEqual(["a", "bad"]);
    const health = await registry.health(env, ctx);
    expect(health).toMatchObject({
      ready: true,
      tasks: [
        { active: "bad", serving: "a", ran: true, problem: { kind: "bundle-tampered", detail: "Changed: guard.bin." } },
      ],
    });
  });

  it("does not free a model with a request inside", async () => {
    const registry = new ModelRegistry(loader, times);
    let leave = () => {};
    const inside = registry.use("sentiment", env, ctx, () => new Promise<void>((resolve) => (leave = resolve)));
    await pause(20);
    pointers = [at("b")];
    await digestOf(registry);
    await settle();
    await digestOf(registry);
    await settle();
    expect(loader.released).toEqual([]);
    leave();
    await inside;
    await digestOf(registry);
    await settle();
    expect(loader.released).toEqual(["a"]);
  });

  it("drains first where memory forbids two, and restores the old one when the new one fails", async () => {
    const registry = new ModelRegistry(loader, { ...times, retryRefusedMs: 60_000 });
    await digestOf(registry);
    loader.fits = false;
    pointers = [at("bad")];
    loader.behaviour.set("bad", async () => {
      expect(loader.released).toEqual(["a"]);
      throw new EpureError("golden-mismatch", { what: "Other logits." });
    });
    await digestOf(registry);
    await settle();
    expect(loader.loads).toEqual(["a", "bad", "a"]);
    expect(await digestOf(registry)).toBe("a");
  });
});

describe("outage of D1", () => {
  it("keeps serving what is loaded", async () => {
    const registry = new ModelRegistry(loader, times);
    await digestOf(registry);
    databaseIsOut = true;
    await digestOf(registry);
    await settle();
    expect(await digestOf(registry)).toBe("a");
    await settle();
    expect(await registry.health(env, ctx)).toMatchObject({ ready: true, problem: { kind: "unavailable" } });
  });

  it("is a 503 where nothing is loaded, until it is over", async () => {
    databaseIsOut = true;
    const registry = new ModelRegistry(loader, times);
    await expect(digestOf(registry)).rejects.toMatchObject({ kind: "unavailable" });
    databaseIsOut = false;
    expect(await digestOf(registry)).toBe("a");
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
