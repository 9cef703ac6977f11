/** A store or a database that is not as it should be, rolling back, keys, retention, and databases of another version. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readAudit } from "../../src/worker/admin/audit.ts";
import { databaseVersion } from "../../src/worker/admin/database.ts";
import { migrations } from "../../src/worker/migrations/index.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { baseEnv, Deployment, newKey, oneOfTwoLive, problemIn, type SealedBundle, seal, whereIs } from "./support.ts";

let operator: string;
let viewer: string;
const app = new Deployment();
let one: SealedBundle;
let two: SealedBundle;

beforeAll(async () => {
  ({ operator, viewer, one, two } = await oneOfTwoLive(app));
});

const post = (path: string, body: object, key = operator) => app.call(`/v1/admin${path}`, { key, body });
const where = () => whereIs(app, viewer);

describe("a store that lost or changed something", () => {
  it.each(["model.onnx", "model.onnx.data", "guard.bin", "epure.json"])(
    "%s: no activation, until it is published again",
    async (name) => {
      const key = objectKey(two.digest, name);
      for (const harm of [
        () => baseEnv.BUNDLES.delete(key),
        async () =>
          void (await baseEnv.BUNDLES.put(
            key,
            (two.files.get(name) as Uint8Array).map((byte) => byte ^ 1),
          )),
      ]) {
        await harm();
        const refused = await problemIn(await app.activate("sentiment", two.digest, operator));
        expect(refused).toMatchObject({ type: "/problems/bundle-tampered", detail: expect.stringContaining(name) });
        const stored = await (await app.call(`/v1/admin/bundles/${two.digest}/files`, { key: viewer })).json<{
          files: { name: string; state: string }[];
        }>();
        expect(stored.files.find((file) => file.name === name)?.state).toMatch(/missing|wrong/);
        expect((await app.publish(two, operator)).status).toBe(200);
      }
      expect((await app.activate("sentiment", two.digest, operator)).status).toBe(200);
      expect((await post("/channels/sentiment/rollback", { to: one.digest, why: "back" })).status).toBe(200);
    },
  );
});

describe("what serves is broken", () => {
  it("and a good bundle takes its place all the same; nor does a broken neighbour stand in the way", async () => {
    const pair = await seal(inject("pair"));
    await app.publishAndActivate(pair, "sentence-pair", operator);
    for (const { digest } of [one, pair]) await baseEnv.BUNDLES.delete(objectKey(digest, "epure.json"));
    expect((await app.activate("sentiment", two.digest, operator)).status).toBe(200);
    await app.publish(one, operator);
    expect((await post("/channels/sentiment/rollback", { why: "back" })).status).toBe(200);
    await app.publish(pair, operator);
  });
});

describe("the signing key is rotated", () => {
  it("a second trusted key's signature takes the first one's place, and row and trail say so", async () => {
    const rotated = new Deployment({
      TRUSTED_KEYS: `${inject("trustedKey").publicPem}\n${inject("strangerKey").publicPem}`,
    });
    const again = await seal(inject("sentimentTwo"), {}, inject("strangerKey").privatePem);
    expect(again.digest).toBe(two.digest);
    const files = async () =>
      (await rotated.call(`/v1/admin/bundles/${two.digest}/files`, { key: viewer })).json<{ signed_by: string }>();
    expect((await files()).signed_by).toBe(inject("trustedKey").hint);
    expect(await (await rotated.publish(again, operator)).json()).toMatchObject({
      fresh: false,
      signed_by: inject("strangerKey").hint,
    });
    expect((await files()).signed_by).toBe(inject("strangerKey").hint);
    expect((await readAudit(baseEnv, 0, 10_000)).at(-1)).toMatchObject({ action: "sign", subject: two.digest });
    expect(await (await rotated.call(`/v1/admin/bundles/${two.digest}`, { key: viewer })).json()).toMatchObject({
      signed_by: inject("strangerKey").hint,
    });
    // The old key alone: what only the new one vouches for is not released; with the old signature it is again.
    const refused = await problemIn(await app.activate("sentiment", two.digest, operator));
    expect(refused.type).toBe("/problems/bundle-untrusted");
    expect((await app.publish(two, operator)).status).toBe(200);
  });
});

describe("R2 or D1 fails in the middle of a request", () => {
  const failing = <T extends object>(real: T, member: keyof T, error: Error): T =>
    new Proxy(real, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name === member) return () => Promise.reject(error);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  it.each([
    [
      "R2",
      (env: typeof baseEnv) => ({
        BUNDLES: failing(env.BUNDLES, "get", new Error("get: We encountered an internal error. (10001)")),
      }),
    ],
    ["R2, looking", (env: typeof baseEnv) => ({ BUNDLES: failing(env.BUNDLES, "head", new Error("head: (10001)")) })],
    [
      "D1, writing",
      (env: typeof baseEnv) => ({ DB: failing(env.DB, "batch", new Error("D1_ERROR: Network connection lost.")) }),
    ],
  ])("%s: it is said to be out, nothing has moved, and the same request works afterwards", async (_name, broken) => {
    const before = (await where()).digest;
    const half = new Deployment(broken(baseEnv));
    const response = await half.activate("sentiment", two.digest, operator);
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await problemIn(response)).toMatchObject({ type: "/problems/unavailable", status: 503 });
    expect((await where()).digest).toBe(before);
    expect((await app.activate("sentiment", two.digest, operator)).status).toBe(200);
    expect((await post("/channels/sentiment/rollback", { why: "back" })).status).toBe(200);
  });
});

describe("rollback", () => {
  it("goes where it was, or to what has served; not to what never did", async () => {
    const third = await seal(inject("sentimentTwo"), { "README.md": () => "# Another\n" });
    await app.publish(third, operator);
    expect(
      (await problemIn(await post("/channels/sentiment/rollback", { to: third.digest, why: "no" }))).detail,
    ).toContain("never served");
    await app.activate("sentiment", two.digest, operator);
    expect(await (await post("/channels/sentiment/rollback", { why: "back" })).json()).toMatchObject({
      digest: one.digest,
      changed: true,
    });
    expect((await post("/channels/sentiment/rollback", { why: "stale", expected_current: two.digest })).status).toBe(
      409,
    );
    expect((await where()).history[0]?.kind).toBe("rollback");
    expect((await problemIn(await post("/channels/sentence-pair/rollback", { why: "no" }))).status).toBe(404);
  });
});

describe("keys over the API", () => {
  it("are made, listed without the key, rotated with an overlap, revoked; the last operator stays", async () => {
    const made = await (await post("/keys", { name: "shop", scopes: ["viewer"], expires_in: 3600 })).json<{
      id: string;
      key: string;
      expires_at: number;
    }>();
    expect(made.expires_at - Date.now()).toBeGreaterThan(3_590_000);
    expect((await app.call("/v1/admin/status", { key: made.key })).status).toBe(200);
    const list = await (await app.call("/v1/admin/keys", { key: operator })).text();
    expect(list).toContain(made.id);
    expect(list).not.toContain(made.key);
    const rotated = await (await post(`/keys/${made.id}/rotate`, { overlap: 0 })).json<{
      id: string;
      key: string;
      replaces: string;
    }>();
    expect(rotated.replaces).toBe(made.id);
    // One row, so one transaction: a rotation is done or not begun.
    expect((await readAudit(baseEnv, 0, 10_000)).slice(-2).map((row) => [row.action, row.subject])).toEqual([
      ["key-create", made.id],
      ["key-create", rotated.id],
    ]);
    const later = new Deployment();
    expect((await problemIn(await later.call("/v1/admin/status", { key: made.key }))).reason).toBe("expired");
    expect((await later.call("/v1/admin/status", { key: rotated.key })).status).toBe(200);
    const keys = JSON.parse(list) as { keys: { id: string; scopes: string }[] };
    const only = keys.keys.find((key) => key.scopes === "operator")?.id as string;
    expect((await problemIn(await post(`/keys/${only}/revoke`, { why: "oops" }))).detail).toContain(
      "last operator key",
    );
    expect((await post("/keys", { name: "x", scopes: ["classify"] }, viewer)).status).toBe(403);
    expect((await problemIn(await post("/keys/key_none/revoke", { why: "x" }))).status).toBe(404);
  });
});

describe("prune", () => {
  it("never takes what is active, in a canary, or the last that served", async () => {
    const spare = await seal(inject("sentimentTwo"), { "README.md": () => "# Spare\n" });
    await app.publish(spare, operator);
    await app.activate("sentiment", two.digest, operator);
    const look = await (await post("/bundles/prune", { keep: 2, remove: [] })).json<{
      prunable: { digest: string }[];
    }>();
    const digests = look.prunable.map((entry) => entry.digest);
    expect(digests).toContain(spare.digest);
    for (const kept of [one.digest, two.digest]) expect(digests).not.toContain(kept);
    expect((await problemIn(await post("/bundles/prune", { keep: 2, remove: [two.digest] }))).status).toBe(409);
    expect((await post("/bundles/prune", { keep: 2, remove: [spare.digest] })).status).toBe(200);
    expect(await baseEnv.BUNDLES.head(objectKey(spare.digest, "model.sig"))).toBeNull();
    expect((await app.call(`/v1/admin/bundles/${spare.digest}`, { key: viewer })).status).toBe(404);
    expect((await app.publish(spare, operator)).status, "it can come back").toBe(200);
    await post("/channels/sentiment/rollout", { kind: "canary", digest: spare.digest, share: 0.1, why: "a test" });
    expect((await problemIn(await post("/bundles/prune", { keep: 2, remove: [spare.digest] }))).status).toBe(409);
    await post("/channels/sentiment/rollout/abort", { why: "done" });
  });
});

describe("what an operator looks at", () => {
  it("status, bundles, inspect, checks and counts", async () => {
    await app.call("/v1/sentiment", { key: await newKey("classify"), body: { text: "the film was great" } });
    const status = await (await app.call("/v1/admin/status", { key: viewer })).json<{
      tasks: object[];
      database: object;
    }>();
    expect(status.tasks).toMatchObject([
      { task: "sentence-pair" },
      { task: "sentiment", serving_here: expect.any(String), last: { why: expect.any(String) } },
    ]);
    expect(status.database).toMatchObject({ state: "fits" });
    const inspected = await (await app.call(`/v1/admin/bundles/${one.digest}/inspect`, { key: viewer })).json();
    expect(inspected).toMatchObject({ manifest: { task: "sentiment" }, budget: [{ passed: true }, { passed: true }] });
    const { checks } = await (await app.call("/v1/admin/checks", { key: viewer })).json<{
      checks: { name: string; ok: boolean; detail: string }[];
    }>();
    // Keys of tests are put in past the API: that, and nothing else, is found.
    expect(checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual(["audit trail"]);
    const { rows } = await (await app.call("/v1/admin/traffic?minutes=1", { key: viewer })).json<{
      rows: { metric: string; value: number }[];
    }>();
    expect(rows.find((row) => row.metric === "answers")?.value).toBeGreaterThan(0);
  });
});

describe("a database of another version", () => {
  it("the code knows every migration of the folder, in order", () => {
    expect(baseEnv.MIGRATIONS.map((migration) => migration.name)).toEqual([...migrations]);
  });

  it("behind or ahead: looking goes on, writing is refused with what to do", async () => {
    const newest = migrations.at(-1) as string;
    const refused = async () => problemIn(await new Deployment().activate("sentiment", one.digest, operator));
    await baseEnv.DB.prepare("INSERT INTO d1_migrations (name) VALUES ('9999_future.sql')").run();
    const ahead = await databaseVersion(baseEnv.DB);
    expect(ahead).toMatchObject({ state: "ahead", unknown: ["9999_future.sql"] });
    expect(await refused()).toMatchObject({
      type: "/problems/database-version",
      detail: expect.stringContaining("Deploy the version"),
    });
    await baseEnv.DB.prepare("DELETE FROM d1_migrations WHERE name IN ('9999_future.sql', ?1)").bind(newest).run();
    const behind = await databaseVersion(baseEnv.DB);
    expect(behind).toMatchObject({ state: "behind", missing: [newest] });
    expect(await refused()).toMatchObject({
      status: 503,
      detail: expect.stringContaining("wrangler d1 migrations apply"),
    });
    const policy = new Deployment().call("/v1/admin/guard/policies?scope=channel&subject=sentiment/stable", {
      method: "PUT",
      key: operator,
      body: { minimum: "block", why: "a test" },
    });
    expect((await problemIn(await policy)).type, "the guard's writes too").toBe("/problems/database-version");
    await baseEnv.DB.prepare("ALTER TABLE rollouts RENAME TO elsewhere").run();
    const halfRead = await problemIn(await app.call("/v1/admin/channels/sentiment/rollout", { key: viewer }));
    expect(halfRead, "what cannot be read is said as clearly").toMatchObject({
      type: "/problems/database-version",
      detail: expect.stringContaining("wrangler d1 migrations apply"),
    });
    expect(await (await app.call("/v1/admin/status", { key: viewer })).json()).toMatchObject({
      database: { state: "behind", missing: [newest] },
      tasks: [],
    });
    const { checks } = await (await app.call("/v1/admin/checks", { key: viewer })).json<{
      checks: { name: string; ok: boolean; fix?: string }[];
    }>();
    for (const { name, fix } of checks.filter((check) => !check.ok)) {
      expect(fix, name).toContain("wrangler d1 migrations apply");
    }
    await baseEnv.DB.prepare("ALTER TABLE elsewhere RENAME TO rollouts").run();
    expect(await (await app.call("/v1/admin/status", { key: viewer })).json()).toMatchObject({
      database: { state: "behind" },
    });
    // So far behind that not even a key can be looked up: said as clearly, to callers too.
    await baseEnv.DB.prepare("ALTER TABLE api_keys DROP COLUMN tasks").run();
    const unread = await problemIn(await new Deployment().call("/v1/models", { key: viewer }));
    expect(unread).toMatchObject({ type: "/problems/database-version", detail: expect.stringContaining(newest) });
  });
});
