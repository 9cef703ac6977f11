/** What is checked before a bundle serves, what needs a decision, keys, retention, and databases of another version. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { databaseVersion } from "../../src/worker/admin/database.ts";
import { migrations } from "../../src/worker/migrations/index.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { baseEnv, Deployment, json, migrate, newKey, problemIn, type SealedBundle, seal } from "./support.ts";

let operator: string;
let viewer: string;
const app = new Deployment();
let one: SealedBundle;
let two: SealedBundle;

beforeAll(async () => {
  await migrate();
  operator = await newKey("operator");
  viewer = await newKey("viewer");
  one = await seal(inject("sentiment"));
  two = await seal(inject("sentimentTwo"));
  await app.publishAndActivate(one, "sentiment", operator);
  await app.publish(two, operator);
});

const post = (path: string, body: object, key = operator) => app.call(`/v1/admin${path}`, { key, body });
const where = async () =>
  (await app.call("/v1/admin/channels/sentiment", { key: viewer })).json<{
    digest: string;
    history: { kind: string; forced: boolean }[];
  }>();

describe("decisions", () => {
  it("a host's limit is passed by force alone, with the reason on record", async () => {
    const lax = await seal(inject("sentimentTwo"), {
      "epure.json": json<{ gates: object[] }>((m) => ({
        ...m,
        gates: [{ name: "acc_drop", value: 0.05, limit: 0.1, passed: true, basis: "made up for tests" }],
      })),
    });
    await app.publish(lax, operator);
    const refused = await problemIn(await app.activate("sentiment", lax.digest, operator));
    expect(refused).toMatchObject({
      type: "/problems/release-refused",
      detail: expect.stringMatching(/acc_drop is 0.05.*--force/s),
    });
    expect(
      (await problemIn(await app.activate("sentiment", lax.digest, operator, { accept_labels: true }))).status,
    ).toBe(422);
    const forced = await app.activate("sentiment", lax.digest, operator, { force: true, why: "an incident" });
    expect(await forced.json()).toMatchObject({
      digest: lax.digest,
      history: [{ forced: true, why: "an incident" }, {}],
    });
    await post("/channels/sentiment/rollback", { why: "back" });
    expect((await where()).digest).toBe(one.digest);
  });

  it("other labels than those that serve are asked about", async () => {
    const renamed = await seal(inject("sentimentTwo"), {
      "epure.json": json<object>((m) => ({ ...m, labels: ["bad", "good"] })),
    });
    await app.publish(renamed, operator);
    const refused = await problemIn(await app.activate("sentiment", renamed.digest, operator, { force: true }));
    expect(refused.detail).toMatch(/negative, positive.*bad, good.*--accept-labels/s);
    expect((await app.activate("sentiment", renamed.digest, operator, { accept_labels: true })).status).toBe(200);
    await post("/channels/sentiment/rollback", { why: "back" });
  });

  it("a bundle whose own gates failed is never activated, by no option", async () => {
    const failed = await seal(inject("sentimentTwo"), {
      "epure.json": json<{ gates: { limit: number }[] }>((m) => ({
        ...m,
        gates: m.gates.map((g) => ({ ...g, value: 2 * g.limit, passed: false })),
      })),
    });
    expect((await problemIn(await app.publish(failed, operator))).type).toBe("/problems/bundle-gates");
    await baseEnv.DB.prepare("INSERT INTO bundles VALUES (?1, 'sentiment', 1, 's', 0, 'intruder')")
      .bind(failed.digest)
      .run();
    const refused = await problemIn(
      await app.activate("sentiment", failed.digest, operator, { force: true, accept_labels: true }),
    );
    expect(refused.type).toBe("/problems/bundle-gates");
    await baseEnv.DB.prepare("DELETE FROM bundles WHERE digest = ?1").bind(failed.digest).run();
  });

  it("an older schema version is refused, and the answer says what to do", async () => {
    const old = await seal(inject("sentimentTwo"), {
      "epure.json": json<object>((m) => ({ ...m, schema_version: 0 })),
    });
    const refused = await problemIn(await app.publish(old, operator));
    expect(refused).toMatchObject({ type: "/problems/bundle-schema", detail: expect.stringContaining("older") });
  });
});

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
      key: string;
      replaces: string;
    }>();
    expect(rotated.replaces).toBe(made.id);
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
    expect(await (await app.call("/v1/admin/status", { key: viewer })).json()).toMatchObject({
      database: { state: "behind" },
    });
    // So far behind that not even a key can be looked up: said as clearly, to callers too.
    await baseEnv.DB.prepare("ALTER TABLE api_keys DROP COLUMN tasks").run();
    const unread = await problemIn(await new Deployment().call("/v1/models", { key: viewer }));
    expect(unread).toMatchObject({ type: "/problems/database-version", detail: expect.stringContaining(newest) });
  });
});
