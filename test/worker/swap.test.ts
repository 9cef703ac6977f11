/** Which bundle serves: hot swap, and everything that must not be served although the pointer says so. */
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Env } from "../../src/worker/env.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { baseEnv, Deployment, json, migrate, newKey, problemIn, type SealedBundle, seal, smuggle } from "./support.ts";

let good: SealedBundle;
let key: string;

beforeAll(async () => {
  await migrate();
  key = await newKey("classify");
  good = await seal(inject("sentiment"));
});
beforeEach(async () => {
  await smuggle(good, "sentiment");
});

async function serving(env: Partial<Env> = {}): Promise<Deployment> {
  const app = new Deployment(env);
  app.key = key;
  expect(await servedBy(app)).toBe(good.digest);
  return app;
}

async function servedBy(app: Deployment): Promise<string> {
  const response = await app.call("/v1/sentiment", { body: { text: "the film was great" } });
  const value = (await response.json()) as { model: { digest: string } };
  expect(response.status, JSON.stringify(value)).toBe(200);
  return value.model.digest;
}

interface Ready {
  ready: boolean;
  tasks: { active: string; serving: string | null; ran: boolean; problem?: { kind: string; detail: string } }[];
  problem?: { kind: string };
}
async function ready(app: Deployment): Promise<{ status: number; value: Ready }> {
  const response = await app.call("/health/ready", { key: null });
  return { status: response.status, value: (await response.json()) as Ready };
}

describe("hot swap", () => {
  it("moves to the new bundle without a refused request, and back", async () => {
    const app = await serving();
    const next = await seal(inject("sentimentTwo"));
    await smuggle(next, "sentiment");
    expect(await servedBy(app), "the old one answers while the new one loads").toBe(good.digest);
    expect(await servedBy(app)).toBe(next.digest);
    await smuggle(good, "sentiment");
    await servedBy(app);
    expect(await servedBy(app)).toBe(good.digest);
    expect(await ready(app)).toMatchObject({ status: 200, value: { tasks: [{ ran: true, serving: good.digest }] } });
  });
});

interface Manifest {
  schema_version: number;
  gates: { value: number; limit: number; passed: boolean }[];
  task: string;
}
interface Golden {
  cases: { logits: number[] }[];
}

/** Each makes a bundle that must not serve, puts it where the pointer is, and names the kind of refusal. */
const bad: [string, string, () => Promise<SealedBundle>][] = [
  [
    "a changed file",
    "bundle-tampered",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      (bundle.files.get("guard.bin") as Uint8Array)[100] = 99;
      return bundle;
    },
  ],
  [
    "changed weights",
    "bundle-tampered",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      (bundle.files.get("model.onnx.data") as Uint8Array).fill(7, 5000, 5001);
      return bundle;
    },
  ],
  [
    "no signature",
    "bundle-unsigned",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      bundle.files.delete("model.sig");
      return bundle;
    },
  ],
  [
    "a stranger's signature",
    "bundle-untrusted",
    () => seal(inject("sentimentTwo"), {}, inject("strangerKey").privatePem),
  ],
  [
    "another bundle's signature",
    "bundle-tampered",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      bundle.files.set("model.sig", good.files.get("model.sig") as Uint8Array);
      return bundle;
    },
  ],
  [
    "an older schema version",
    "bundle-schema",
    () => seal(inject("sentimentTwo"), { "epure.json": json<Manifest>((m) => ({ ...m, schema_version: 0 })) }),
  ],
  [
    "a failed gate",
    "bundle-gates",
    () =>
      seal(inject("sentimentTwo"), {
        "epure.json": json<Manifest>((m) => ({
          ...m,
          gates: m.gates.map((gate) => ({ ...gate, value: 2 * gate.limit, passed: false })),
        })),
      }),
  ],
  [
    "golden logits that this runtime does not give",
    "golden-mismatch",
    () =>
      seal(inject("sentimentTwo"), {
        "golden.json": json<Golden>((g) => ({
          ...g,
          cases: g.cases.map((one, at) =>
            at === 1 ? { ...one, logits: one.logits.map((x) => Math.fround(x + 1e-3)) } : one,
          ),
        })),
      }),
  ],
  ["a bundle of another task", "bundle-invalid", () => seal(inject("pair"))],
  [
    "a file too many",
    "bundle-invalid",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      bundle.files.set("extra.bin", new Uint8Array(1));
      return bundle;
    },
  ],
  [
    "a missing file",
    "bundle-invalid",
    async () => {
      const bundle = await seal(inject("sentimentTwo"));
      bundle.files.delete("report.html");
      return bundle;
    },
  ],
  [
    "a graph that is no graph",
    "bundle-invalid",
    () => seal(inject("sentimentTwo"), { "model.onnx": () => new Uint8Array([1, 2, 3]) }),
  ],
];

describe("a bundle that must not serve", () => {
  it.each(bad)("%s: the last good one keeps serving, and ready says why", async (_, kind, make) => {
    const app = await serving();
    const bundle = await make();
    await smuggle(bundle, "sentiment");
    await servedBy(app);
    expect(await servedBy(app)).toBe(good.digest);
    const { status, value } = await ready(app);
    expect(status).toBe(200);
    expect(value.tasks[0]).toMatchObject({ active: bundle.digest, serving: good.digest, ran: true });
    expect(value.tasks[0]?.problem?.kind, value.tasks[0]?.problem?.detail).toBe(kind);
  });

  it("is a 503 with Retry-After where no good one was ever loaded, and ready says why", async () => {
    const stranger = await seal(inject("sentimentTwo"), {}, inject("strangerKey").privatePem);
    await smuggle(stranger, "sentiment");
    const app = new Deployment();
    app.key = key;
    const response = await app.call("/v1/sentiment", { body: { text: "a" } });
    expect(response.headers.get("retry-after")).toBe("5");
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 503, type: "/problems/unavailable" });
    expect(problem.detail).toContain("not trusted here");
    const { status, value } = await ready(app);
    expect([status, value.ready, value.tasks[0]?.serving]).toEqual([503, false, null]);
    expect(value.tasks[0]?.problem?.kind).toBe("bundle-untrusted");
  });

  it("is every bundle where no key is trusted", async () => {
    const app = new Deployment({ TRUSTED_KEYS: "" });
    app.key = key;
    expect((await app.call("/v1/sentiment", { body: { text: "a" } })).status).toBe(503);
    expect((await ready(app)).value.tasks[0]?.problem?.kind).toBe("bundle-untrusted");
  });

  it("serves under a rotated set of keys", async () => {
    const both = `${inject("strangerKey").publicPem}\n${inject("trustedKey").publicPem}`;
    await serving({ TRUSTED_KEYS: both });
  });
});

const out = (name: string) =>
  new Proxy({}, { get: () => () => { throw new Error(`${name} is out`); } }); // biome-ignore format: one line says it

describe("outages", () => {
  it("of R2: what is loaded keeps serving, the swap is made up for afterwards", async () => {
    const app = await serving();
    const next = await seal(inject("sentimentTwo"));
    await smuggle(next, "sentiment");
    const whole = app.env;
    app.env = { ...whole, BUNDLES: out("R2") as R2Bucket };
    await servedBy(app);
    expect(await servedBy(app)).toBe(good.digest);
    expect((await ready(app)).value.tasks[0]?.problem?.kind).toBe("unavailable");
    app.env = whole;
    await servedBy(app);
    expect(await servedBy(app)).toBe(next.digest);
  });

  it("of R2 with nothing loaded: 503, and fine once it is over", async () => {
    const app = new Deployment({ BUNDLES: out("R2") as R2Bucket });
    app.key = key;
    const response = await app.call("/v1/sentiment", { body: { text: "a" } });
    expect(response.headers.get("retry-after")).toBe("5");
    expect((await problemIn(response)).detail).toContain("The bundle store does not answer");
    app.env = { ...app.env, BUNDLES: baseEnv.BUNDLES };
    expect(await servedBy(app)).toBe(good.digest);
  });

  it("of D1: known keys and the loaded model keep working, new keys get 503", async () => {
    const app = await serving();
    app.env = { ...app.env, DB: out("D1") as D1Database };
    expect(await servedBy(app)).toBe(good.digest);
    const response = await app.call("/v1/sentiment", { body: { text: "a" }, key: await newKey("classify") });
    expect(response.headers.get("retry-after")).toBe("10");
    expect((await problemIn(response)).detail).toContain("key store");
    expect(await ready(app)).toMatchObject({ status: 200, value: { problem: { kind: "unavailable" } } });
  });

  it("of D1 with nothing loaded: not ready, and it says so", async () => {
    const { status, value } = await ready(new Deployment({ DB: out("D1") as D1Database }));
    expect([status, value.problem?.kind]).toEqual([503, "unavailable"]);
  });

  it("an object that vanished from the store is named", async () => {
    await baseEnv.BUNDLES.delete(objectKey(good.digest, "tokenizer.json"));
    const app = new Deployment();
    app.key = key;
    expect((await problemIn(await app.call("/v1/sentiment", { body: { text: "a" } }))).detail).toContain(
      "tokenizer.json",
    );
  });
});
