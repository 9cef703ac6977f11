/** What stands between a published bundle and its activation, and which decision of the operator passes it. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { GATE_LIMITS, requiredGates } from "../../src/shared/bundle/gate-limits.ts";
import { readAudit } from "../../src/worker/admin/audit.ts";
import { objectKey } from "../../src/worker/model/r2-source.ts";
import { baseEnv, Deployment, json, oneOfTwoLive, problemIn, type SealedBundle, seal, whereIs } from "./support.ts";

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

interface Gate {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly passed: boolean;
  readonly basis: string;
}

/** A published bundle with other gates, signed as they are. */
async function gates(edit: (all: Gate[]) => Gate[]): Promise<SealedBundle> {
  const bundle = await seal(inject("sentimentTwo"), {
    "epure.json": json<{ gates: Gate[] }>((m) => ({ ...m, gates: edit(m.gates) })),
  });
  expect((await app.publish(bundle, operator)).status).toBe(200);
  return bundle;
}

/** Refused without `force`, naming the limit; with it, on record. */
async function expectForce(bundle: SealedBundle, about: string): Promise<void> {
  for (const more of [{}, { accept_labels: true }]) {
    const refused = await problemIn(await app.activate("sentiment", bundle.digest, operator, more));
    expect(refused).toMatchObject({ type: "/problems/release-refused", detail: expect.stringContaining(about) });
    expect(refused.detail).toContain("--force");
  }
  const forced = await app.activate("sentiment", bundle.digest, operator, { force: true, why: "an incident" });
  const { history } = await forced.json<{ history: object[] }>();
  expect(history[0]).toMatchObject({ kind: "activate", forced: true, why: "an incident" });
  const row = (await readAudit(baseEnv, 0, 10_000)).at(-1);
  expect(row).toMatchObject({ action: "activate", subject: "sentiment", detail: expect.stringContaining(about) });
  expect((await post("/channels/sentiment/rollback", { to: one.digest, why: "back" })).status).toBe(200);
}

/** The store, but for the size it tells of one bundle's weights. */
function weighing(digest: string, bytes: number): R2Bucket {
  const weights = objectKey(digest, "model.onnx.data");
  return new Proxy(baseEnv.BUNDLES, {
    get(bucket, name) {
      if (name !== "head") {
        const member = Reflect.get(bucket, name);
        return typeof member === "function" ? member.bind(bucket) : member;
      }
      return async (key: string) => {
        const object = await bucket.head(key);
        if (object === null || key !== weights) return object;
        return { ...object, checksums: object.checksums, size: bytes };
      };
    },
  });
}

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

  it.each([
    ["acc_drop", 0.021],
    ["int8_flips", 0.008],
    ["int8_acc_drop", 0.006],
    ["asr_excess/words/guard_off", 0.09],
    ["asr_excess/words/guard_on", 0.03],
    ["guard_false_positives", 0.006],
    ["remaining_flip_rate", 0.6],
    ["model_bytes", GATE_LIMITS.model_bytes + 1],
  ])("%s past the host's limit needs force, however lax the bundle's own gate was", async (name, value) => {
    const lax = await gates((all) => [
      ...all.filter((gate) => gate.name !== name),
      { name, value, limit: value, passed: true, basis: "made up for tests" },
    ]);
    await expectForce(lax, `${name} is ${value}`);
  });

  it.each(requiredGates)("%s that was never measured needs force", async (name) => {
    await expectForce(await gates((all) => all.filter((gate) => gate.name !== name)), `${name} was not measured`);
  });

  it("memory and CPU time past what a Worker has need force; a candidate without room is refused by all means", async () => {
    const slow = await seal(inject("sentimentTwo"), {
      "epure.json": json<{ architecture: object }>((m) => ({
        ...m,
        architecture: { ...m.architecture, layers: 48, hidden: 2048 },
      })),
    });
    await app.publish(slow, operator);
    await expectForce(slow, "request_cpu");
    const large = await seal(inject("sentimentTwo"), { "README.md": () => "# Large\n" });
    await app.publish(large, operator);
    // Its weights are as large as its signature allows; here the store says that they are larger.
    const swollen = new Deployment({ BUNDLES: weighing(large.digest, 80_000_000) });
    const refused = await problemIn(await swollen.activate("sentiment", large.digest, operator));
    expect(refused.detail).toMatch(/isolate_memory.*Serve each task from a Worker of its own.*--force/s);
    const canary = await problemIn(
      await swollen.call("/v1/admin/channels/sentiment/rollout", {
        key: operator,
        body: { kind: "canary", digest: large.digest, share: 0.1, why: "a test", force: true },
      }),
    );
    expect(canary.detail).toMatch(/no room.*SESSIONS_CANDIDATE/s);
  });

  it("a force without a reason is refused", async () => {
    for (const why of [undefined, "", "  "]) {
      const refused = await problemIn(await app.activate("sentiment", two.digest, operator, { force: true, why }));
      expect(refused).toMatchObject({ status: 422, errors: [{ pointer: "/why" }] });
    }
  });

  it("what has come up since a canary began needs a decision of its own; what was decided then holds", async () => {
    const renamed = await seal(inject("sentimentTwo"), {
      "epure.json": json<object>((m) => ({ ...m, labels: ["poor", "fine"] })),
    });
    await app.publish(renamed, operator);
    const rollout = "/channels/sentiment/rollout";
    const wish = { kind: "canary", digest: renamed.digest, share: 0.1, why: "new words", accept_labels: true };
    expect((await post(rollout, wish)).status).toBe(200);
    // Meanwhile the deployment has less room: seen by whoever promotes.
    const swollen = new Deployment({ BUNDLES: weighing(renamed.digest, 80_000_000) });
    const promote = (body: object) =>
      swollen.call(`/v1/admin${rollout}/promote`, { key: operator, body: { why: "it held", ...body } });
    const refused = await problemIn(await promote({}));
    expect(refused).toMatchObject({ type: "/problems/release-refused" });
    expect(refused.detail).toContain("isolate_memory");
    expect(refused.detail, "the labels were decided").not.toContain("labels");
    const promoted = await promote({ force: true, why: "an incident" });
    const { digest, history } = await promoted.json<{ digest: string; history: object[] }>();
    expect(digest).toBe(renamed.digest);
    expect(history.slice(0, 2)).toMatchObject([
      { kind: "promote", forced: true, why: "an incident" },
      { kind: "canary", forced: true },
    ]);
    await post("/channels/sentiment/rollback", { why: "back" });
  });

  it("whoever ends a rollout ends the one that was looked at, and no other", async () => {
    const rollout = "/channels/sentiment/rollout";
    const wish = { kind: "canary", digest: two.digest, share: 0.1, why: "a test" };
    const seen = await (await post(rollout, wish)).json<{ rollout: { id: number } }>();
    await post(`${rollout}/abort`, { why: "another operator", expected_rollout: seen.rollout.id });
    await post(rollout, wish);
    for (const verb of ["promote", "abort"]) {
      const late = await problemIn(
        await post(`${rollout}/${verb}`, { why: "too late", expected_rollout: seen.rollout.id }),
      );
      expect(late).toMatchObject({ type: "/problems/conflict", detail: expect.stringContaining("epure status") });
    }
    expect((await post(`${rollout}/abort`, { why: "done" })).status).toBe(200);
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
