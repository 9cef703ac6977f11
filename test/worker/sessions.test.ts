/** The Worker that holds sessions for another one: what it holds, what makes way, and that it never takes more than there is. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { SessionHost } from "../../src/worker/sessions/host.ts";
import { baseEnv, type SealedBundle, seal } from "./support.ts";

const env = { ...baseEnv, TRUSTED_KEYS: inject("trustedKey").publicPem };
let bundles: SealedBundle[];

beforeAll(async () => {
  const notes = ["# One\n", "# Two\n", "# Three\n"];
  bundles = await Promise.all(notes.map((note) => seal(inject("sentiment"), { "README.md": () => note })));
  for (const { digest, files } of bundles) {
    for (const [name, bytes] of files) await baseEnv.BUNDLES.put(objectKey(digest, name), bytes);
  }
});

/** A runtime with room for so many sessions, whose heap never shrinks. */
function runtime(room: number) {
  const held = { now: 0, most: 0, made: 0 };
  let heap = 0;
  const bytes = (bundles[0]?.files.get("model.onnx.data")?.length ?? 0) * 1.5;
  return {
    held,
    createSession: async () => {
      held.made++;
      held.now++;
      held.most = Math.max(held.most, held.now);
      heap = Math.max(heap, held.now * bytes);
      return {
        run: async () => Float32Array.of(1, 2),
        release: async () => {
          held.now--;
        },
      };
    },
    heapBytes: () => heap,
    heapBudget: room * bytes + 1,
    maxWeightsBytes: 1e9,
  };
}

const use = (host: SessionHost, at: number, work: () => Promise<void> = async () => {}) =>
  host.use("sentiment", (bundles[at] as SealedBundle).digest, env, work);

describe("a session holder", () => {
  it("loads a bundle once for many requests at the same time", async () => {
    const { held, ...rest } = runtime(2);
    const host = new SessionHost(rest);
    await Promise.all([use(host, 0), use(host, 0), use(host, 0)]);
    expect(held).toEqual({ now: 1, most: 1, made: 1 });
  });

  it("lets go of what was not used for longest, and of no more than it must", async () => {
    const { held, ...rest } = runtime(2);
    const host = new SessionHost(rest);
    await use(host, 0);
    await use(host, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await use(host, 0);
    await use(host, 2);
    expect(held).toEqual({ now: 2, most: 2, made: 3 });
    await use(host, 0);
    expect(held.made, "the first one was kept").toBe(3);
    await use(host, 1);
    expect(held).toEqual({ now: 2, most: 2, made: 4 });
  });

  it("waits for a session that is in use, and takes no room that is not there", async () => {
    const { held, ...rest } = runtime(1);
    const host = new SessionHost(rest, 200);
    let leave: () => void = () => {};
    const inside = use(host, 0, () => new Promise((resolve) => (leave = resolve)));
    await expect.poll(() => held.now).toBe(1);
    await expect(use(host, 1)).rejects.toMatchObject({ kind: "unavailable", what: expect.stringContaining("no room") });
    expect(held).toEqual({ now: 1, most: 1, made: 1 });
    const waiting = use(host, 1);
    leave();
    await Promise.all([inside, waiting]);
    expect(held).toEqual({ now: 1, most: 1, made: 2 });
  });

  it("runs nothing under another task, another digest, or another key's signature", async () => {
    const { held, ...rest } = runtime(2);
    const host = new SessionHost(rest);
    const digest = (bundles[0] as SealedBundle).digest;
    await expect(host.use("other", digest, env, async () => {})).rejects.toMatchObject({ kind: "bundle-tampered" });
    const strange = { ...env, TRUSTED_KEYS: inject("strangerKey").publicPem };
    await expect(host.use("sentiment", digest, strange, async () => {})).rejects.toMatchObject({
      kind: "bundle-untrusted",
    });
    expect(held.made).toBe(0);
    await use(host, 0);
    await expect(host.use("other", digest, env, async () => {})).rejects.toMatchObject({ kind: "bundle-tampered" });
  });
});
