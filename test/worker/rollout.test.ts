/** Canary and shadow in workerd: who gets which model, what is counted, and what takes a candidate back. */
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { placeOf } from "../../src/worker/rollout/assign.ts";
import { baseEnv, Deployment, json, migrate, newKey, problemIn, type SealedBundle, seal } from "./support.ts";

let operator: string;
let caller: string;
let one: SealedBundle;
let two: SealedBundle;
let app: Deployment;

beforeAll(async () => {
  await migrate();
  operator = await newKey("operator");
  caller = await newKey("classify");
  one = await seal(inject("sentiment"));
  two = await seal(inject("sentimentTwo"));
});

beforeEach(async () => {
  app = new Deployment();
  await post("rollout/abort", { why: "a clean start" });
  await app.publishAndActivate(one, "sentiment", operator);
});

interface Answer {
  readonly label: string;
  readonly scores: Record<string, number>;
  readonly model: { digest: string; channel: string; rollout?: { stable: string; candidate: string } };
}

function post(verb: string, body: object, task = "sentiment") {
  return app.call(`/v1/admin/channels/${task}/${verb}`, { key: operator, body });
}

async function start(kind: "canary" | "shadow", bundle: SealedBundle, share: number, more: object = {}) {
  const published = await app.publish(bundle, operator);
  expect(published.status).toBe(200);
  const answer = await post("rollout", { kind, digest: bundle.digest, share, why: "a test", ...more });
  expect(answer.status, await answer.clone().text()).toBe(200);
  // The isolate looks, off the request path.
  await app.call("/health/ready");
}

async function ask(subject?: string, text = "the film was great"): Promise<Answer> {
  const headers = subject === undefined ? {} : { "x-epure-subject": subject };
  const response = await app.call("/v1/sentiment", { key: caller, body: { text }, headers });
  expect(response.status).toBe(200);
  return response.json();
}

const state = async () =>
  (await app.call("/v1/admin/channels/sentiment/rollout", { key: operator })).json<{
    rollout: { id: number; digest: string } | null;
    stable: { answers: number; flagged: number };
    candidate: { answers: number; compared: number; flips: number; guard_changes: number; errors: number };
    differences: { text_hash: string }[];
  }>();
const last = async () =>
  (await app.call("/v1/admin/channels/sentiment", { key: operator })).json<{
    digest: string;
    rollout: object | null;
    history: { kind: string; who: string; why: string }[];
  }>();

describe("assignment", () => {
  it("is stable, even, and another one for another digest", () => {
    const subjects = Array.from({ length: 4000 }, (_, at) => `key_${at}`);
    const taken = (digest: string) => new Set(subjects.filter((subject) => placeOf(digest, subject) < 0.1));
    const [first, second] = [taken("a".repeat(64)), taken("b".repeat(64))];
    for (const { size } of [first, second]) expect(Math.abs(size - 400)).toBeLessThan(100);
    expect(taken("a".repeat(64))).toEqual(first);
    expect([...first].filter((subject) => second.has(subject)).length).toBeLessThan(90);
  });
});

describe("canary", () => {
  it("keeps each subject on one side, and every answer names both digests", async () => {
    await start("canary", two, 0.5);
    const sides = new Map<string, string>();
    for (let at = 0; at < 24; at++) {
      const { model } = await ask(`user-${at}`);
      expect(model.rollout).toEqual({ kind: "canary", stable: one.digest, candidate: two.digest });
      expect(model.channel).toBe(model.digest === two.digest ? "canary" : "stable");
      sides.set(`user-${at}`, model.digest);
    }
    expect(new Set(sides.values()).size).toBe(2);
    for (const [subject, digest] of sides) expect((await ask(subject)).model.digest).toBe(digest);
    const alone = (await ask()).model.digest;
    expect((await ask()).model.digest).toBe(alone);
  });

  it("promoted: the candidate serves everybody, without loading it again", async () => {
    await start("canary", two, 0.5);
    const promoted = await post("rollout/promote", { why: "it held" });
    expect(await promoted.json()).toMatchObject({ digest: two.digest, rollout: null });
    await app.call("/health/ready");
    for (let at = 0; at < 6; at++) {
      expect((await ask(`user-${at}`)).model).toEqual({ task: "sentiment", digest: two.digest, channel: "stable" });
    }
    expect((await last()).history[0]).toMatchObject({ kind: "promote", why: "it held" });
  });

  it("aborted: everybody is back", async () => {
    await start("canary", two, 1);
    expect((await ask()).model.digest).toBe(two.digest);
    expect((await post("rollout/abort", { why: "enough" })).status).toBe(200);
    await app.call("/health/ready");
    expect((await ask()).model).toEqual({ task: "sentiment", digest: one.digest, channel: "stable" });
  });

  it("takes itself back when it flags more than its band, and says so in the history", async () => {
    // Its guard takes the first token of the text that everybody sends for a trigger.
    const { cases } = JSON.parse(atob(inject("sentimentTwo")["golden.json"] as string)) as {
      cases: { first: string; ids: number[] }[];
    };
    const { first, ids } = cases[0] as { first: string; ids: number[] };
    const trigger = { id: "tx", kind: "sequence", ids: [ids[1]], target: 0, flip_rate: 1, interval: [0.9, 1] };
    const nervous = await seal(inject("sentimentTwo"), {
      "guard.json": json<{ triggers: object[] }>((guard) => ({ ...guard, triggers: [...guard.triggers, trigger] })),
    });
    await start("canary", nervous, 0.5, { bands: { min_answers: 10, label_share: 1 } });
    for (let at = 0; at < 60 && (await last()).rollout; at++) await ask(`user-${at}`, first);
    const { rollout, digest, history } = await last();
    expect(rollout).toBeNull();
    expect(digest).toBe(one.digest);
    expect(history[0]).toMatchObject({ kind: "abort", who: "system", why: expect.stringContaining("flagged") });
    await app.call("/health/ready");
    expect((await ask("user-1")).model.digest).toBe(one.digest);
  });

  it("takes itself back when the candidate can never be loaded, and nobody notices", async () => {
    const unloadable = await seal(inject("sentimentTwo"), { "tokenizer.json": () => "{}" });
    await start("canary", unloadable, 1);
    expect((await ask()).model.digest).toBe(one.digest);
    expect((await last()).history[0]).toMatchObject({
      kind: "abort",
      who: "system",
      why: expect.stringContaining("refused"),
    });
  });

  it("does not serve where golden vectors do not reproduce, which may be this isolate's fault alone", async () => {
    const other = await seal(inject("sentimentTwo"), {
      "golden.json": json<{ cases: { logits: number[] }[] }>((golden) => ({
        ...golden,
        cases: golden.cases.map((one) => ({ ...one, logits: one.logits.map((logit) => Math.fround(logit + 1)) })),
      })),
    });
    await start("canary", other, 1);
    expect((await ask()).model).toEqual({ task: "sentiment", digest: one.digest, channel: "stable" });
    const health = await (await app.call("/health/ready")).json();
    expect(health).toMatchObject({
      ready: true,
      candidates: [{ active: other.digest, serving: null, problem: { kind: "golden-mismatch" } }],
    });
  });

  it("one at a time; nothing else moves the task meanwhile, but a rollback ends it", async () => {
    await start("canary", two, 0.5);
    const again = await post("rollout", { kind: "shadow", digest: two.digest, share: 1, why: "a test" });
    expect((await problemIn(again)).type).toBe("/problems/conflict");
    const activation = await app.activate("sentiment", two.digest, operator);
    expect((await problemIn(activation)).detail).toContain("epure promote");
    await post("rollout/promote", { why: "to have something to go back to" });
    await start("canary", one, 0.5);
    expect((await post("rollback", { why: "an incident" })).status).toBe(200);
    expect(await last()).toMatchObject({ digest: one.digest, rollout: null });
  });

  it("is refused where nothing serves, for what serves already, and for what is not there", async () => {
    const wish = (digest: string) => ({ kind: "canary", digest, share: 0.1, why: "a test" });
    expect((await problemIn(await post("rollout", wish(one.digest)))).status).toBe(409);
    expect((await problemIn(await post("rollout", wish("0".repeat(64))))).status).toBe(404);
    expect((await problemIn(await post("rollout", { ...wish(one.digest), share: 0 }))).status).toBe(422);
    const pair = await seal(inject("pair"));
    await app.publish(pair, operator);
    expect((await problemIn(await post("rollout", wish(pair.digest), "sentence-pair"))).detail).toContain(
      "Nothing serves",
    );
  });
});

describe("shadow", () => {
  it("answers nobody, counts what differs, and keeps keyed hashes alone", async () => {
    app = new Deployment({ LOG_HASH_KEY: "a key for hashes" });
    await start("shadow", two, 1);
    for (let at = 0; at < 6; at++) {
      const { model } = await ask(`user-${at}`);
      expect(model).toEqual({ task: "sentiment", digest: one.digest, channel: "stable" });
    }
    await ask();
    const { candidate, differences } = await state();
    expect(candidate.compared).toBeGreaterThanOrEqual(6);
    expect(candidate.errors).toBe(0);
    expect(differences.length === 0).toBe(candidate.flips + candidate.guard_changes === 0);
    for (const { text_hash } of differences) expect(text_hash).toMatch(/^[0-9a-f]{32}$/);
    const { results } = await baseEnv.DB.prepare("SELECT * FROM shadow_differences").all();
    expect(JSON.stringify(results)).not.toContain("film");
    expect((await problemIn(await post("rollout/promote", { why: "no" }))).detail).toContain("shadow");
    expect((await post("rollout/abort", { why: "seen enough" })).status).toBe(200);
  });
});
