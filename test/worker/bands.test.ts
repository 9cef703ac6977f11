/** What takes a canary back by itself: each band alone, from figures and from real requests, and that nothing else does. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Bands, Side } from "../../src/shared/admin/release.ts";
import { readAudit } from "../../src/worker/admin/audit.ts";
import { breaches, defaultBands, readBands } from "../../src/worker/rollout/bands.ts";
import { readSide, Traffic } from "../../src/worker/rollout/traffic.ts";
import { createSessionsApp } from "../../src/worker/sessions/app.ts";
import { baseEnv, Deployment, json, migrate, newKey, type SealedBundle, seal } from "./support.ts";

const nothing: Side = {
  ...{ answers: 0, errors: 0, flagged: 0, labels: {}, timed: 0, ms: 0, ms2: 0 },
  ...{ compared: 0, flips: 0, guard_changes: 0 },
};
const even = { ...nothing, answers: 400, flagged: 8, labels: { negative: 200, positive: 200 } };
const timed = (ms: number): Partial<Side> => ({ timed: 400, ms: 400 * ms, ms2: 400 * ms * ms * 1.01 });
const found = (stable: Partial<Side>, candidate: Partial<Side>, bands: Partial<Bands> = {}) =>
  breaches({ ...even, ...stable }, { ...even, ...candidate }, { ...defaultBands, ...bands }).map(({ band }) => band);

describe("a band", () => {
  it.each<[string, Partial<Side>, Partial<Side>, string[]]>([
    ["nothing differs", {}, {}, []],
    ["failures", {}, { errors: 60 }, ["error_rate"]],
    ["failures of both alike", { errors: 60 }, { errors: 60 }, []],
    ["a candidate that answers nothing at all", {}, { answers: 0, errors: 20, flagged: 0, labels: {} }, ["error_rate"]],
    ["four failures are no evidence", {}, { answers: 0, errors: 4, flagged: 0, labels: {} }, []],
    ["more flags", {}, { flagged: 100 }, ["flag_rate"]],
    ["fewer flags: a guard that has gone blind", { flagged: 100 }, { flagged: 0 }, ["flag_rate"]],
    ["a label more often", {}, { labels: { negative: 40, positive: 360 } }, ["label_share", "label_share"]],
    ["a label that stable never gives", {}, { labels: { other: 400 } }, ["label_share", "label_share", "label_share"]],
    ["slower", timed(10), timed(20), ["latency_ratio"]],
    ["faster", timed(20), timed(10), []],
    ["slower within the band", timed(10), timed(14), []],
    ["slower, but one side cannot be measured", {}, timed(1000), []],
    ["a few points of chance", { flagged: 8 }, { flagged: 20, labels: { negative: 180, positive: 220 } }, []],
  ])("%s", (_name, stable, candidate, expected) => {
    expect(found(stable, candidate)).toEqual(expected);
  });

  it("is judged after enough answers of both sides, failures apart", () => {
    const few = { answers: 40, flagged: 40, labels: { positive: 40 } };
    expect(found({}, few)).toEqual([]);
    expect(found({}, few, { min_answers: 40 })).toContain("flag_rate");
    expect(found({ answers: 40, flagged: 0, labels: { negative: 40 } }, { flagged: 400 })).toEqual([]);
  });

  it("is as wide as the operator says", () => {
    expect(found({}, { flagged: 100 }, { flag_rate: 0.5 })).toEqual([]);
    expect(found(timed(10), timed(20), { latency_ratio: 3 })).toEqual([]);
  });

  it("cries wolf in fewer than one of a hundred canaries of an equal model, looked at after every answer", () => {
    // A linear congruence: the same draws on every run.
    let state = 12345;
    const draw = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    let alarms = 0;
    for (let canary = 0; canary < 200; canary++) {
      const sides = [0, 1].map(() => ({ answers: 0, flagged: 0, positive: 0 }));
      const side = ({ answers, flagged, positive }: (typeof sides)[number]): Side => {
        return { ...nothing, answers, flagged, labels: { positive, negative: answers - positive } };
      };
      for (let answer = 0; answer < 600; answer++) {
        const one = sides[draw() < 0.5 ? 0 : 1] as (typeof sides)[number];
        one.answers++;
        if (draw() < 0.1) one.flagged++;
        if (draw() < 0.5) one.positive++;
        // The narrowest of bands: any difference that is certain.
        const [stable, candidate] = sides.map(side) as [Side, Side];
        if (breaches(stable, candidate, { ...defaultBands, flag_rate: 0, label_share: 0 }).length > 0) {
          alarms++;
          break;
        }
      }
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it("that the database does not hold as a number is the default one", () => {
    const stored = { ...defaultBands, flag_rate: 0.01 };
    expect(readBands(JSON.stringify(stored))).toEqual(stored);
    for (const text of ["{}", "null", "[]", "no JSON", '{"flag_rate": "high", "latency_ratio": null}']) {
      expect(readBands(text), text).toEqual(defaultBands);
    }
  });
});

describe("counts", () => {
  it("are kept for 90 days, and for as long as their rollout runs", async () => {
    await migrate();
    const old = Math.floor(Date.now() / 60_000) - 91 * 24 * 60;
    const insert = (rollout: number) =>
      baseEnv.DB.prepare("INSERT INTO traffic VALUES (?1, 'sentiment', 'd', ?2, 'answers', 1)").bind(old, rollout);
    await baseEnv.DB.batch([
      insert(0),
      insert(7),
      insert(8),
      baseEnv.DB.prepare("INSERT INTO bundles VALUES ('d', 'sentiment', 1, 's', 0, 'x')"),
      baseEnv.DB.prepare("INSERT INTO rollouts VALUES ('sentiment', 8, 'canary', 'd', 1, '{}', 0, 'x', 'x')"),
    ]);
    const traffic = new Traffic();
    traffic.add({ task: "sentiment", digest: "d", rollout: 0 }, "answers");
    await traffic.write(baseEnv);
    expect((await readSide(baseEnv, 0, "d")).answers).toBe(1);
    expect((await readSide(baseEnv, 7, "d")).answers).toBe(0);
    expect((await readSide(baseEnv, 8, "d")).answers).toBe(1);
    await baseEnv.DB.batch(
      ["DELETE FROM rollouts", "DELETE FROM traffic", "DELETE FROM bundles"].map((sql) => baseEnv.DB.prepare(sql)),
    );
  });
});

describe("a canary under real requests", () => {
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
    two = await seal(inject("sentiment"), { "README.md": () => "# The same model once more\n" });
  });

  beforeEach(async () => {
    app = new Deployment({ SESSIONS_SENTIMENT: holder() } as object);
    await post("rollout/abort", { why: "a clean start" });
    await app.publishAndActivate(one, "sentiment", operator);
    await app.call("/health/ready");
  });

  /** What a holder of sessions does with a run of this digest, once golden vectors are through. */
  let behave: (digest: string) => Promise<Response | undefined>;

  /** The script in its role of a session holder, behind what the test wants of it. */
  function holder(): Pick<Fetcher, "fetch"> {
    const sessions = createSessionsApp();
    behave = async () => undefined;
    return {
      async fetch(input: RequestInfo | URL, init?: RequestInit) {
        const request = new Request(input as string, init);
        const { digest } = await request.clone().json<{ digest: string }>();
        const instead = request.url.endsWith("/run") ? await behave(digest) : undefined;
        if (instead) return instead;
        const ctx = createExecutionContext();
        const response = await sessions.fetch(request, app.env, ctx);
        await waitOnExecutionContext(ctx);
        return response;
      },
    } as Pick<Fetcher, "fetch">;
  }

  const post = (verb: string, body: object) =>
    app.call(`/v1/admin/channels/sentiment/${verb}`, { key: operator, body });
  const channel = async () =>
    (await app.call("/v1/admin/channels/sentiment", { key: operator })).json<{
      digest: string;
      rollout: object | null;
      history: { kind: string; who: string; why: string }[];
    }>();

  async function start(bundle: SealedBundle, more: object = {}): Promise<void> {
    expect((await app.publish(bundle, operator)).status).toBe(200);
    const body = {
      kind: "canary",
      digest: bundle.digest,
      share: 0.5,
      why: "a test",
      bands: { min_answers: 10 },
      ...more,
    };
    const answer = await post("rollout", body);
    expect(answer.status, await answer.clone().text()).toBe(200);
    for (let look = 0; look < 20; look++) {
      const { candidates = [] } = await (await app.call("/health/ready")).json<{
        candidates?: { serving: string }[];
      }>();
      if (candidates[0]?.serving === bundle.digest) return;
    }
    throw new Error("the candidate was never loaded");
  }

  /** Callers ask until the canary is over, or so often. No caller may see a failure. */
  async function traffic(times: number): Promise<void> {
    for (let at = 0; at < times && (await channel()).rollout !== null; at++) {
      const headers = { "x-epure-subject": `user-${at}` };
      const response = await app.call("/v1/sentiment", { key: caller, body: { text: "the film was great" }, headers });
      expect(response.status, await response.clone().text()).toBe(200);
    }
  }

  async function expectTakenBack(band: keyof Bands): Promise<void> {
    const { digest, rollout, history } = await channel();
    expect({ digest, rollout }).toEqual({ digest: one.digest, rollout: null });
    expect(history[0]).toMatchObject({ kind: "abort", who: "system", why: expect.stringContaining("left its bands") });
    const row = (await readAudit(baseEnv, 0, 1000)).at(-1);
    const { breaches: told } = JSON.parse(row?.detail ?? "{}") as { breaches: { band: string }[] };
    expect(told.map((breach) => breach.band)).toContain(band);
  }

  it("that fails is taken back by its error rate, and no caller notices", async () => {
    await start(two);
    behave = async (digest) =>
      digest === two.digest ? Response.json({ kind: "internal", what: "made up" }, { status: 500 }) : undefined;
    await traffic(80);
    await expectTakenBack("error_rate");
  });

  it("that is slow is taken back by its latency", async () => {
    await start(two);
    behave = async (digest) => {
      await new Promise((resolve) => setTimeout(resolve, digest === two.digest ? 40 : 4));
      return undefined;
    };
    await traffic(150);
    await expectTakenBack("latency_ratio");
  });

  it("that gives other labels is taken back by its label distribution", async () => {
    const turned = await seal(inject("sentiment"), {
      "epure.json": json<{ labels: string[] }>((m) => ({ ...m, labels: m.labels.toReversed() })),
    });
    await start(turned, { accept_labels: true });
    await traffic(120);
    await expectTakenBack("label_share");
  });

  it("that is as good stays, however long it is looked at", async () => {
    await start(two);
    await traffic(120);
    const { rollout, history } = await channel();
    expect(rollout).not.toBeNull();
    expect(history[0]?.kind).toBe("canary");
  });
});
