/** The operator's side of the guard: lists that hold without a deployment, policies per channel and key, counts without text. */
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { importSigningKey } from "../../src/shared/bundle/keys.ts";
import type { GuardList } from "../../src/shared/guard-list/schema.ts";
import { signGuardList } from "../../src/shared/guard-list/signed.ts";
import { KeyStore } from "../../src/worker/auth/key-store.ts";
import { GuardState } from "../../src/worker/guard/state.ts";
import { baseEnv, Deployment, migrate, newKey, problemIn, seal } from "./support.ts";

let app: Deployment;
let other: Deployment;
let operator: string;
let lines: string[];

const hashing = { LOG_HASH_KEY: "a secret of the tests" };
/** An isolate that asks D1 on every request. */
const isolate = () =>
  new Deployment(hashing, { pollMs: 60_000 }, new KeyStore(), new GuardState({ flushMs: 0, pollMs: 0, staleMs: 0 }));

beforeAll(async () => {
  await migrate();
  app = isolate();
  other = isolate();
  app.key = other.key = await newKey("classify");
  operator = await newKey("operator");
  await app.publishAndActivate(await seal(inject("sentiment")), "sentiment", operator);
  await app.publishAndActivate(await seal(inject("pair")), "sentence-pair", operator);
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

const later = (ms: number) => new Date(Date.now() + ms).toISOString();
const hour = 3_600_000;

function list(
  serial: number,
  entries: Partial<GuardList["entries"][number]>[],
  more: Partial<GuardList> = {},
): GuardList {
  return {
    ...{ schema_version: 1, task: "sentiment", serial, expires: later(24 * hour) },
    entries: entries.map((entry, at) => ({
      ...{ id: `e${at}`, action: "catch", phrase: "plot", reason: "a test", expires: later(hour) },
      ...entry,
    })),
    ...more,
  } as GuardList;
}

async function sign(value: GuardList, pem = inject("trustedKey").privatePem) {
  return signGuardList(value, await importSigningKey(pem));
}
const json = { "content-type": "application/json" };
const put = async (envelope: Uint8Array, on = app, task = "sentiment") =>
  on.call(`/v1/admin/guard/${task}/list`, { method: "PUT", key: operator, body: envelope, headers: json });
const ask = async (text: string, on = app, more: object = {}): Promise<any> =>
  (await on.call("/v1/sentiment", { body: { text, ...more } })).json();

describe("a guard list", () => {
  it("catches and allows on every isolate, without a new bundle", async () => {
    expect((await ask("the plot was bad", other)).guard.decision).toBe("pass");
    expect((await ask("the cf film was bad", other)).guard.decision).toBe("masked");
    const entries = [{ phrase: "PLÓT" }, { id: "honest", action: "allow" as const, phrase: "cf film" }];
    const published = await put(await sign(list(1, entries)));
    expect(published.status).toBe(200);
    for (const on of [app, other, isolate()]) {
      on.key = app.key;
      expect((await ask("the plot was bad", on)).guard).toMatchObject({
        decision: "masked",
        triggers: [{ kind: "incident", rule: "incident:e0", text: "plot" }],
      });
      expect((await ask("the cf film was bad", on)).guard.decision).toBe("pass");
      expect((await ask("the film cf was bad", on)).guard.decision).toBe("masked");
    }
    const shown = await (await other.call("/v1/admin/guard/sentiment/list", { key: operator })).json();
    expect(shown).toMatchObject({ serial: 1, signed_by: inject("trustedKey").hint });
  });

  it("stops an entry at its end, by itself", async () => {
    await put(
      await sign(
        list(2, [
          { phrase: "story", expires: later(1_500) },
          { id: "long", phrase: "plot" },
        ]),
      ),
    );
    expect((await ask("the story was bad", other)).guard.decision).toBe("masked");
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await ask("the story was bad", other)).guard.decision).toBe("pass");
    expect((await ask("the plot was bad", other)).guard.decision).toBe("masked");
  });

  it.each<[string, () => Promise<Uint8Array>, number, string]>([
    ["unsigned", async () => new TextEncoder().encode(JSON.stringify(list(9, []))), 422, "list-invalid"],
    ["signed by a stranger", () => sign(list(9, []), inject("strangerKey").privatePem), 422, "list-untrusted"],
    [
      "changed after signing",
      async () => {
        const envelope = JSON.parse(new TextDecoder().decode(await sign(list(9, []))));
        envelope.payload = btoa(JSON.stringify(list(9, [{}])));
        return new TextEncoder().encode(JSON.stringify(envelope));
      },
      422,
      "list-untrusted",
    ],
    ["expired", () => sign(list(9, [], { expires: later(-1) })), 422, "list-expired"],
    ["for another task", () => sign(list(9, [], { task: "sentence-pair" })), 422, "list-invalid"],
    ["older than the one that holds", () => sign(list(2, [])), 409, "conflict"],
    [
      "with a phrase that stands for every unknown word",
      () => sign(list(9, [{ phrase: "\u{1f9ff}" }])),
      422,
      "list-invalid",
    ],
    ["no list at all", async () => new TextEncoder().encode("[]"), 422, "unprocessable"],
  ])("%s is refused, and the previous one stays", async (_, make, status, kind) => {
    const problem = await problemIn(await put(await make()));
    expect(problem).toMatchObject({ status, type: `/problems/${kind}` });
    expect((await ask("the plot was bad")).guard.decision).toBe("masked");
    expect((await ask("the plot was bad", other)).guard.decision).toBe("masked");
  });

  it("smuggled into the database unsigned is not believed by any isolate", async () => {
    await baseEnv.DB.prepare("INSERT INTO guard_lists VALUES ('sentiment', 50, ?1, 'nobody', 0, 'intruder')")
      .bind(new TextDecoder().decode(await sign(list(50, []), inject("strangerKey").privatePem)))
      .run();
    const fresh = isolate();
    fresh.key = app.key;
    for (const on of [other, fresh]) expect((await ask("the plot was bad", on)).guard.decision).toBe("masked");
    expect(lines.some((line) => line.includes("guard-list-refused"))).toBe(true);
    await baseEnv.DB.prepare("DELETE FROM guard_lists WHERE serial = 50").run();
  });

  it("stays while the database is out, and a fresh isolate without one answers nothing", async () => {
    const broken = { ...baseEnv.DB, batch: () => Promise.reject(new Error("out")) };
    const out = new Proxy(baseEnv.DB, {
      get: (db, name) => (name === "batch" ? broken.batch : (Reflect.get(db, name) as () => unknown).bind(db)),
    });
    other.env = { ...other.env, DB: out };
    expect((await ask("the plot was bad", other)).guard.decision).toBe("masked");
    const fresh = isolate();
    fresh.key = app.key;
    fresh.env = { ...fresh.env, DB: out };
    expect(await problemIn(await fresh.call("/v1/sentiment", { body: { text: "the film" } }))).toMatchObject({
      status: 503,
    });
    other.env = { ...other.env, DB: baseEnv.DB };
  });

  it("can be published by operators alone", async () => {
    const body = await sign(list(10, []));
    const call = { method: "PUT", body, headers: json };
    expect((await app.call("/v1/admin/guard/sentiment/list", call)).status).toBe(403);
  });
});

describe("policies", () => {
  const say = (scope: string, subject: string, body: object) =>
    app.call(`/v1/admin/guard/policies?scope=${scope}&subject=${encodeURIComponent(subject)}`, {
      method: "PUT",
      key: operator,
      body: { why: "a test", ...body },
    });

  it("hold per channel and per key, the strictest minimum wins, and a caller may only tighten", async () => {
    expect((await say("channel", "sentiment/stable", { minimum: "flag", default: "mask" })).status).toBe(200);
    const cf = "the film cf was bad";
    expect((await ask(cf)).guard).toMatchObject({ policy: "mask", decision: "masked" });
    expect((await ask(cf, app, { policy: "flag" })).guard).toMatchObject({ decision: "flagged" });
    expect(await ask(cf, app, { policy: "audit" })).toMatchObject({ status: 403, reason: "policy-too-lax" });

    const id = (await baseEnv.DB.prepare("SELECT id FROM api_keys WHERE scopes = 'classify'").first<{ id: string }>())
      ?.id;
    await say("key", id as string, { minimum: "block" });
    expect(await ask(cf)).toMatchObject({ status: 422, guard: { policy: "block", decision: "blocked" } });
    expect(await ask(cf, app, { policy: "mask" })).toMatchObject({ status: 403 });
    // On another isolate too, and gone again when nothing is said any more.
    expect(await ask(cf, other)).toMatchObject({ status: 422 });
    await say("key", id as string, { minimum: null });
    await say("channel", "sentiment/stable", {});
    expect((await ask(cf, other)).guard).toMatchObject({ decision: "masked" });
  });

  it("refuse what is no policy, and keep who said why", async () => {
    expect((await say("channel", "sentiment/stable", { minimum: "off" })).status).toBe(422);
    expect((await say("galaxy", "x", { minimum: "mask" })).status).toBe(422);
    const { policies } = (await (await app.call("/v1/admin/guard/policies", { key: operator })).json()) as {
      policies: { scope: string; why: string; who: string }[];
    };
    expect(policies[0]).toMatchObject({ scope: "channel", why: "a test", who: expect.stringMatching(/^key_/) });
  });
});

describe("counts", () => {
  it("show decisions, rules and bursts, and never a text", async () => {
    const secret = "the film cf was worth a thousand secrets";
    for (let i = 0; i < 6; i++) await ask(secret);
    await app.call("/v1/sentence-pair", { body: { first: "the film", second: "a story cf" } });
    const response = await app.call("/v1/admin/guard/sentiment/counts?minutes=10&least=6", { key: operator });
    const told = (await response.json()) as any;
    expect(response.status).toBe(200);
    expect(told.items).toBeGreaterThan(6);
    expect(told.acted).toBeGreaterThanOrEqual(6);
    const rule = told.counts.find((row: any) => row.rule === "t1" && row.decision === "masked");
    expect(rule).toMatchObject({ channel: "stable", policy: "mask" });
    expect(rule.count).toBeGreaterThanOrEqual(6);
    const overTime = told.series.reduce((sum: number, one: any) => sum + one.count, 0);
    expect(overTime, "the steps add up to the items").toBe(told.items);
    expect(told.step_minutes).toBe(1);
    expect(Date.now() - Date.parse(told.series.at(-1).from)).toBeLessThan(180_000);
    expect(told.bursts).toContainEqual(
      expect.objectContaining({ count: 6, hash: expect.stringMatching(/^[0-9a-f]{32}$/) }),
    );
    const everything = JSON.stringify([told, lines, await baseEnv.DB.prepare("SELECT * FROM guard_hashes").all()]);
    expect(everything).not.toContain("secrets");
    expect(lines.some((line) => line.includes('"rules":{"t1":1}'))).toBe(true);
  });

  it("count what was behind the token limit", async () => {
    await ask(`${"good film ".repeat(300)} cf`);
    const told = (await (await app.call("/v1/admin/guard/sentiment/counts", { key: operator })).json()) as {
      counts: { decision: string; rule: string }[];
    };
    expect(told.counts).toContainEqual(expect.objectContaining({ decision: "beyond", rule: "t1" }));
  });
});
