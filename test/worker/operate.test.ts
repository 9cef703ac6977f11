/** Keys, publishing, activation, provenance, and the document that describes them. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { errorKinds } from "../../src/shared/errors.ts";
import { freshMs, KeyStore, outageMs } from "../../src/worker/auth/key-store.ts";
import { httpKinds } from "../../src/worker/http/problem-docs.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { baseEnv, Deployment, json, migrate, newKey, problemIn, type SealedBundle, seal } from "./support.ts";

let operator: string;
let caller: string;
const app = new Deployment();

beforeAll(async () => {
  await migrate();
  operator = await newKey("operator");
  caller = await newKey("classify");
});

describe("keys", () => {
  const ask = (key: string | null, headers?: Record<string, string>) =>
    app.call("/v1/models", { key, ...(headers && { headers }) });
  const reason = async (response: Response) => {
    const { status, reason } = await problemIn(response);
    return [status, reason];
  };

  it("missing, malformed, unknown, expired and revoked are told apart", async () => {
    const bare = await ask(null);
    expect(bare.headers.get("www-authenticate")).toBe('Bearer realm="epure"');
    expect(await reason(bare)).toEqual([401, "missing"]);
    const mistyped = await ask(`${caller.slice(0, -1)}${caller.endsWith("a") ? "b" : "a"}`);
    expect(mistyped.headers.get("www-authenticate")).toContain("invalid_token");
    expect(await reason(mistyped)).toEqual([401, "malformed"]);
    expect(await reason(await ask(null, { authorization: "Basic YTpi" }))).toEqual([401, "malformed"]);
    const unknown = await newKey("classify");
    await baseEnv.DB.prepare(
      "DELETE FROM api_keys WHERE hash = (SELECT hash FROM api_keys ORDER BY rowid DESC LIMIT 1)",
    ).run();
    expect(await reason(await ask(unknown))).toEqual([401, "unknown"]);
    expect(await reason(await ask(await newKey("classify", { expiresAt: Date.now() - 1 })))).toEqual([401, "expired"]);
    expect(await reason(await ask(await newKey("classify", { revokedAt: 1 })))).toEqual([401, "revoked"]);
  });

  it("without the scope are refused with 403", async () => {
    expect(await reason(await app.call(`/v1/admin/channels/sentiment`, { key: caller }))).toEqual([
      403,
      "missing-scope",
    ]);
    const nothing = await newKey("a-scope-of-the-future");
    expect(await reason(await ask(nothing))).toEqual([403, "missing-scope"]);
    expect(await reason(await app.call("/v1/sentiment", { key: operator, body: { text: "a" } }))).toEqual([
      403,
      "missing-scope",
    ]);
  });

  it("over their rate get 429 with Retry-After", async () => {
    const seen: string[] = [];
    const limited = new Deployment({
      KEY_LIMIT: { limit: async ({ key }) => ({ success: seen.push(key) <= 1 }) } as RateLimit,
    });
    await limited.call("/v1/models", { key: caller });
    const response = await limited.call("/v1/models", { key: caller });
    expect(response.headers.get("retry-after")).toBe("60");
    expect((await problemIn(response)).type).toBe("/problems/rate-limited");
    expect(seen[0], "counted by id: the key itself goes nowhere").toMatch(/^key_/);
  });

  it("stay known for a minute, and through an outage for a bounded time", async () => {
    let now = 0;
    const keys = new KeyStore(() => now);
    const unlimited = { tasks: null, policies: null, batch_limit: null, tokens_per_day: null, models: null };
    let row: object | null = {
      id: "k",
      name: "n",
      scopes: "classify",
      expires_at: null,
      revoked_at: null,
      ...unlimited,
    };
    let isOut = false;
    let asked = 0;
    const db = {
      prepare: () => ({
        bind: () => ({
          first: async () => {
            asked++;
            if (isOut) throw new Error("out");
            return row;
          },
        }),
      }),
    } as unknown as D1Database;
    await keys.find(db, "h");
    now = freshMs - 1;
    await keys.find(db, "h");
    expect(asked).toBe(1);
    isOut = true;
    now = outageMs - 1;
    expect((await keys.find(db, "h"))?.id).toBe("k");
    now = outageMs;
    await expect(keys.find(db, "h")).rejects.toThrow("out");
    isOut = false;
    row = null;
    expect(await keys.find(db, "h")).toBeNull();
    isOut = true;
    await expect(keys.find(db, "h"), "a deleted key is forgotten").rejects.toThrow("out");
  });
});

describe("publish", () => {
  let bundle: SealedBundle;
  beforeAll(async () => {
    bundle = await seal(inject("sentiment"));
  });
  const put = (name: string, body: Uint8Array, digest = bundle.digest, headers = {}) =>
    app.call(`/v1/admin/bundles/${digest}/files/${name}`, { method: "PUT", key: operator, body, headers });
  const file = (name: string) => bundle.files.get(name) as Uint8Array;
  const kind = async (response: Response) => (await problemIn(response)).type.replace("/problems/", "");

  it("stores nothing before the signature, and no file that is not the signed one", async () => {
    expect(await kind(await put("epure.json", file("epure.json")))).toBe("bundle-unsigned");
    const stranger = await seal(inject("sentiment"), {}, inject("strangerKey").privatePem);
    expect(await kind(await put("model.sig", stranger.files.get("model.sig") as Uint8Array))).toBe("bundle-untrusted");
    expect(await kind(await put("model.sig", file("model.sig"), "0".repeat(64)))).toBe("bundle-tampered");
    expect((await put("model.sig", file("model.sig"))).status).toBe(201);
    const changed = file("guard.bin").slice();
    changed[3] = 77;
    expect(await kind(await put("guard.bin", changed))).toBe("bundle-tampered");
    expect(await baseEnv.BUNDLES.head(objectKey(bundle.digest, "guard.bin"))).toBeNull();
    expect(await kind(await put("other.bin", changed))).toBe("bundle-invalid");
    expect(await kind(await put("..%2Fescape", changed))).toBe("bundle-invalid");
    expect(await kind(await put("README.md", new Uint8Array(300 * 1024)))).toBe("bundle-limits");
    expect(await kind(await put("guard.bin", changed, "not-a-digest"))).toBe("unprocessable");
  });

  it("finishes only when everything is there, then is idempotent", async () => {
    const missing = await app.call(`/v1/admin/bundles/${bundle.digest}/finish`, { method: "POST", key: operator });
    expect(await kind(missing)).toBe("bundle-invalid");
    expect((await app.call(`/v1/admin/bundles/${bundle.digest}`, { key: operator })).status).toBe(404);
    expect(await kind(await app.activate("sentiment", bundle.digest, operator))).toBe("not-found");
    const first = (await (await app.publish(bundle, operator)).json()) as {
      fresh: boolean;
      task: string;
      bytes: number;
    };
    expect(first).toMatchObject({ fresh: true, task: "sentiment", signed_by: inject("trustedKey").hint });
    expect(first.bytes).toBeGreaterThan(300_000);
    expect((await put("guard.bin", file("guard.bin"))).status, "stored already").toBe(200);
    const again = await app.publish(bundle, operator);
    expect(await again.json()).toMatchObject({ fresh: false, digest: bundle.digest });
  });

  it("refuses a bundle with a failed gate", async () => {
    const failed = await seal(inject("sentiment"), {
      "epure.json": json<{ gates: { limit: number }[] }>((m) => ({
        ...m,
        gates: m.gates.map((g) => ({ ...g, value: 2 * g.limit, passed: false })),
      })),
    });
    expect(await kind(await app.publish(failed, operator))).toBe("bundle-gates");
    expect(await kind(await app.activate("sentiment", failed.digest, operator))).toBe("not-found");
  });

  it("needs a length", async () => {
    const body = new Blob(["x"]).stream();
    const response = await app.call(`/v1/admin/bundles/${bundle.digest}/files/guard.json`, {
      method: "PUT",
      key: operator,
      body,
    });
    expect(await kind(response)).toBe("bad-request");
  });
});

describe("activate", () => {
  let one: SealedBundle;
  let two: SealedBundle;
  beforeAll(async () => {
    one = await seal(inject("sentiment"));
    two = await seal(inject("sentimentTwo"));
    await app.publish(one, operator);
    await app.publish(two, operator);
  });
  const at = async () =>
    (await app.call("/v1/admin/channels/sentiment", { key: operator })).json<{ digest: string; history: object[] }>();

  it("moves by compare-and-set and keeps who, when, from, to and why", async () => {
    expect(await at()).toMatchObject({ digest: null, history: [] });
    expect((await app.activate("sentiment", one.digest, operator, { expected_current: null })).status).toBe(200);
    const stale = await app.activate("sentiment", two.digest, operator, { expected_current: null });
    expect((await problemIn(stale)).type).toBe("/problems/conflict");
    const moved = await app.activate("sentiment", two.digest, operator, {
      expected_current: one.digest,
      why: "better",
    });
    expect(await moved.json()).toMatchObject({ digest: two.digest, changed: true });
    const again = await app.activate("sentiment", two.digest, operator);
    expect(await again.json()).toMatchObject({ digest: two.digest, changed: false });
    const { history } = await at();
    expect(history).toEqual([
      {
        kind: "activate",
        forced: false,
        from_digest: one.digest,
        to_digest: two.digest,
        who: expect.stringMatching(/^key_/),
        why: "better",
        at: expect.any(Number),
      },
      {
        kind: "activate",
        forced: false,
        from_digest: null,
        to_digest: one.digest,
        who: expect.stringMatching(/^key_/),
        why: "a test",
        at: expect.any(Number),
      },
    ]);
    await expect(baseEnv.DB.prepare("DELETE FROM releases").run()).rejects.toThrow("append-only");
    await expect(baseEnv.DB.prepare("UPDATE releases SET why = ''").run()).rejects.toThrow("append-only");
  });

  it("lets one of two racers win", async () => {
    const before = (await at()).history.length;
    const answers = await Promise.all(
      [one.digest, one.digest].map((digest) =>
        app.activate("sentiment", digest, operator, { expected_current: two.digest }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await at()).history.length).toBe(before + 1);
  });

  it("refuses another task's bundle, a bundle whose key is trusted no more, and a move without a reason", async () => {
    expect((await app.activate("sentence-pair", one.digest, operator)).status).toBe(409);
    const rotated = new Deployment({ TRUSTED_KEYS: inject("strangerKey").publicPem });
    expect((await problemIn(await rotated.activate("sentiment", two.digest, operator))).type).toBe(
      "/problems/bundle-untrusted",
    );
    expect((await app.activate("sentiment", two.digest, operator, { why: "  " })).status).toBe(422);
  });
});

describe("what serves", () => {
  it("is listed, with provenance that can be checked elsewhere", async () => {
    const { models } = await (await app.call("/v1/models", { key: caller })).json<{
      models: { task: string; digest: string }[];
    }>();
    expect(models).toMatchObject([
      { task: "sentiment", labels: ["negative", "positive"], segments: 1, policy: "mask" },
    ]);
    const model = models[0] as { digest: string };
    expect(await (await app.call("/v1/models/sentiment", { key: caller })).json()).toMatchObject({
      digest: model.digest,
    });
    expect((await app.call("/v1/models/nothing", { key: caller })).status).toBe(404);
    const response = await app.call("/v1/models/sentiment/provenance", { key: caller });
    const provenance = await response.json<{
      files: { name: string; sha256: string }[];
      manifest: { task: string };
      report: object;
      signature: { dsseEnvelope: { payload: string } };
      signed_by: string;
    }>();
    expect(provenance.manifest.task).toBe("sentiment");
    expect(provenance.signed_by).toBe(inject("trustedKey").hint);
    expect(provenance.report).toEqual({ note: "made up for tests" });
    const statement = JSON.parse(atob(provenance.signature.dsseEnvelope.payload));
    expect(statement.subject[0].digest.sha256).toBe(model.digest);
    expect(statement.predicate.resources.map((r: { digest: string }) => r.digest)).toEqual(
      provenance.files.map((f) => f.sha256),
    );
  });

  it("hands out the signed report, which may run and load nothing", async () => {
    expect((await app.call("/v1/models/sentiment/report", { key: null })).status).toBe(401);
    const page = await app.call("/v1/models/sentiment/report", { key: caller });
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toContain("sandbox; default-src 'none'");
    expect(await page.text()).toBe("<!doctype html><title>report</title>");
  });
});

describe("/openapi.json", () => {
  interface Document {
    openapi: string;
    paths: Record<
      string,
      Record<
        string,
        { security?: object[]; responses: Record<string, { content?: Record<string, { examples?: object }> }> }
      >
    >;
    components: { schemas: Record<string, { example?: unknown }>; securitySchemes: object };
    info: { description: string };
  }

  it("is 3.1, names every problem, and puts every route under a key or in the open on purpose", async () => {
    const document = await (await app.call("/openapi.json")).json<Document>();
    expect(document.openapi).toBe("3.1.0");
    expect(document.components.securitySchemes).toMatchObject({ apiKey: { type: "http", scheme: "bearer" } });
    for (const kind of httpKinds) expect(document.info.description).toContain(`/problems/${kind}\``);
    const open = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).flatMap((route) => (route.security ? [] : [path])),
    );
    expect(open.sort()).toEqual(["/health/live", "/health/ready", "/problems/{kind}"]);
    const post = document.paths["/v1/sentiment"]?.post;
    expect(Object.keys(post?.responses ?? {})).toEqual([
      ..."200 400 401 403 405 406 409 413 415 422 429 500 503".split(" "),
    ]);
    expect(Object.keys(post?.responses["422"]?.content?.["application/problem+json"]?.examples ?? {})).toContain(
      "blocked-by-guard",
    );
    expect(document.components.schemas.SentimentRequest?.example).toBeDefined();
  });

  it("has examples that the API accepts", async () => {
    const document = await (await app.call("/openapi.json")).json<Document>();
    const { SentimentRequest, SentencePairRequest } = document.components.schemas;
    expect((await app.call("/v1/sentiment", { key: caller, body: SentimentRequest?.example })).status).toBe(200);
    // No bundle is active for pairs here: 503 comes after the schema has accepted the body.
    expect((await app.call("/v1/sentence-pair", { key: caller, body: SentencePairRequest?.example })).status).toBe(503);
  });

  it("leaves out the kinds that only the command meets, and no other", () => {
    const left = errorKinds.filter((kind) => !(httpKinds as readonly string[]).includes(kind));
    expect(left).toContain("engine-failed");
    expect(left.some((kind) => kind.startsWith("bundle") || kind === "internal")).toBe(false);
  });
});
