/** What goes wrong on an operator's day, typed: each time a clear error that says what to do, and nothing half done. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditTrail } from "../../../src/cli/admin-client.ts";
import { commands } from "../../../src/cli/commands/index.ts";
import { bringUp, openAll } from "../../../src/cli/local-worker/bring-up.ts";
import { buildWorker } from "../../../src/cli/local-worker/build.ts";
import { localKeys, registerKeys } from "../../../src/cli/local-worker/keys.ts";
import { startWorker } from "../../../src/cli/local-worker/start.ts";
import { makeOutput } from "../../../src/cli/output.ts";
import { generateKeyPair } from "../../../src/shared/bundle/keys.ts";
import { type BundleFiles, picoBundle, writeSigned } from "../pico-bundles.ts";
import { type Said, terminalIn } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-trouble-"));
const file = (name: string) => join(folder, name);
const epure = terminalIn(folder);
const yes = ["--why", "a test", "--yes", "--json"];
const signing = { old: await generateKeyPair(), fresh: await generateKeyPair() };
const trusted = `${signing.old.publicPem}\n${signing.fresh.publicPem}`;
const digests: Record<string, string> = {};
let deployment: Awaited<ReturnType<typeof startWorker>>;
let url: string;
let operator: string;

/** Another deployment of the same state: a new version, with other variables. */
async function deploy(trustedKeys: string): Promise<void> {
  await deployment?.worker.dispose();
  const vars = { TRUSTED_KEYS: trustedKeys };
  deployment = await startWorker({ build: file("build"), state: file("state"), port: 0, vars, rateLimit: 100_000 });
  url = deployment.url.origin;
  expect((await epure(["login", url, "--key-file", file("keys.json"), "--json"])).code).toBe(0);
}

beforeAll(async () => {
  const make = async (name: string, bundle: BundleFiles, pem = signing.old.privatePem) =>
    writeSigned(bundle, file(name), pem);
  const one = await picoBundle("sentiment", 0);
  const two = await picoBundle("sentiment", 1);
  const edited = (bundle: BundleFiles, edit: (manifest: any) => object): BundleFiles => {
    const manifest = JSON.parse(new TextDecoder().decode(bundle.get("epure.json")));
    return new Map(bundle).set("epure.json", new TextEncoder().encode(JSON.stringify(edit(manifest))));
  };
  await make("one", one);
  await make("two", two);
  await make("two-again", two, signing.fresh.privatePem);
  await make("pair", await picoBundle("sentence-pair", 0));
  await make(
    "renamed",
    edited(two, (manifest) => ({ ...manifest, labels: ["bad", "good"] })),
  );
  await make(
    "older",
    edited(two, (manifest) => ({ ...manifest, schema_version: 0 })),
  );
  await make(
    "newer",
    edited(two, (manifest) => ({ ...manifest, schema_version: 99 })),
  );
  const strange = new Map(two).set("tokenizer.json", new TextEncoder().encode("{}"));
  await make("unloadable", strange);
  await buildWorker(file("build"), new AbortController().signal);
  const keys = await localKeys(file("keys.json"));
  operator = keys.operator;
  deployment = await startWorker({ build: file("build"), state: file("state"), port: 0, vars: {} });
  await registerKeys(deployment.db, keys);
  await deploy(trusted);
  for (const name of ["one", "two", "pair", "renamed", "unloadable"]) {
    const said = await epure(["publish", file(name), "--json"]);
    expect(said.code, said.err).toBe(0);
    digests[name] = said.json.digest;
  }
});
afterAll(async () => {
  vi.restoreAllMocks();
  await deployment?.worker.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const digest = (name: string) => digests[name] as string;
const activate = (name: string, ...more: string[]) => epure(["activate", "sentiment", digest(name), ...yes, ...more]);
const at = async () => (await epure(["status", "sentiment", "--json"])).json?.tasks[0].digest;

/** An error for people (no stack, what and fix) and for programs (one JSON value), with this exit code and kind. */
function expectError(said: Said, code: number, kind: string, ...words: string[]): void {
  expect(said.code, said.err + said.out).toBe(code);
  expect(said.err).toMatch(new RegExp(`^error \\(${kind}\\): `, "m"));
  expect(said.err).not.toMatch(/\n\s+at /);
  expect(said.json.error.kind).toBe(kind);
  for (const word of words) expect(said.err).toContain(word);
}

describe("each says what to do", () => {
  beforeEach(async () => {
    await epure(["abort", "sentiment", "--yes"]);
    expect((await activate("one", "--accept-labels")).code).toBe(0);
  });

  it("an unknown digest", async () => {
    expectError(await epure(["activate", "sentiment", "f".repeat(64), ...yes]), 2, "not-found", "epure publish BUNDLE");
    expectError(await epure(["activate", "sentiment", "ffffffff", ...yes]), 2, "not-found", "epure bundles list");
    expectError(await epure(["diff", digest("one"), "f".repeat(64), "--json"]), 2, "not-found", "epure publish");
  });

  it("another task's bundle", async () => {
    const wrong = await epure(["activate", "sentiment", digest("pair"), ...yes]);
    expectError(wrong, 5, "conflict", "is for the task sentence-pair", "Activate it for sentence-pair");
  });

  it("other labels than those that serve: asked about, for a canary and a shadow too", async () => {
    for (const more of [[], ["--canary", "10%"]]) {
      expectError(await activate("renamed", ...more), 2, "release-refused", "negative, positive", "--accept-labels");
    }
    const shadow = ["shadow", "sentiment", digest("renamed"), "--share", "5%", "--json"];
    expectError(await epure(shadow), 2, "release-refused", "--accept-labels");
    expectError(await epure([...shadow, "--accept-labels"]), 2, "usage", "--accept-labels needs a reason", "--why");
    expect((await epure([...shadow, "--accept-labels", "--why", "new words"])).code).toBe(0);
  });

  it("an older schema, and a newer one", async () => {
    expectError(await epure(["publish", file("older"), "--json"]), 2, "bundle-schema", "older");
    expectError(await epure(["publish", file("newer"), "--json"]), 2, "bundle-schema", "newer");
  });

  it("an expired key, and a revoked one", async () => {
    const made = (await epure(["keys", "create", "brief", "--scope", "viewer", "--json"])).json;
    const asBrief = { home: "brief", env: { EPURE_URL: url, EPURE_KEY: made.key } };
    await deployment.db.prepare("UPDATE api_keys SET expires_at = 1 WHERE id = ?1").bind(made.id).run();
    const refused = await epure(["status", "--json"], asBrief);
    expectError(refused, 2, "unauthenticated", "expired", "Ask the operator for a new one");
    expectError(await epure(["login", url, "--json"], asBrief), 2, "unauthenticated", "expired");
    const gone = (await epure(["keys", "create", "gone", "--scope", "viewer", "--json"])).json;
    expect((await epure(["keys", "revoke", gone.id, ...yes])).code).toBe(0);
    const asGone = { home: "gone", env: { EPURE_URL: url, EPURE_KEY: gone.key } };
    expectError(await epure(["status", "--json"], asGone), 2, "unauthenticated", "revoked");
  });

  it("a clock that is wrong: named by doctor, and expiry does not follow it", async () => {
    const real = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => real() + 3 * 3600_000);
    try {
      const { code, json } = await epure(["doctor", "--json"]);
      expect(code).toBe(6);
      expect(json.checks.find((check: { name: string }) => check.name === "clocks")).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/10(799|800) s ahead of/),
        fix: expect.stringContaining("Set this machine's clock"),
      });
      const hour = (await epure(["keys", "create", "hour", "--scope", "viewer", "--expires", "1h", "--json"])).json;
      expect((await epure(["status", "--json"], { env: { EPURE_URL: url, EPURE_KEY: hour.key } })).code).toBe(0);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it("two operators at once: one moves it, the other is told", async () => {
    const both = await Promise.all([
      activate("two"),
      epure(["activate", "sentiment", digest("renamed"), "--accept-labels", ...yes]),
    ]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 5]);
    expectError(
      both.find(({ code }) => code === 5) as Said,
      5,
      "conflict",
      "Someone else has moved it",
      "epure status",
    );
  });

  it("somebody else is quicker while one is being asked", async () => {
    const meanwhile = async () => {
      expect((await activate("two")).code).toBe(0);
      return "y";
    };
    const late = await epure(
      ["activate", "sentiment", digest("renamed"), "--accept-labels", "--why", "late", "--json"],
      { answer: meanwhile },
    );
    expectError(late, 5, "conflict", "Someone else has moved it");
    expect(await at()).toBe(digest("two"));
  });

  it("the canary that was looked at has ended and another runs: neither promoted nor taken back", async () => {
    for (const verb of ["promote", "abort"]) {
      expect((await activate("two", "--canary", "10%")).code).toBe(0);
      const meanwhile = async () => {
        await epure(["abort", "sentiment", "--yes"]);
        expect((await activate("renamed", "--canary", "10%", "--accept-labels")).code).toBe(0);
        return "y";
      };
      expectError(await epure([verb, "sentiment", "--json"], { answer: meanwhile }), 5, "conflict", "epure status");
      expect((await epure(["abort", "sentiment", "--yes", "--json"])).json.digest).toBe(digest("one"));
    }
  });

  it("an object that is gone from R2: named, and publishing again puts it back", async () => {
    const bucket = await deployment.worker.getR2Bucket("BUNDLES");
    await bucket.delete(`bundles/${digest("two")}/guard.bin`);
    expectError(await activate("two"), 2, "bundle-tampered", "guard.bin is missing", "Publish the bundle again");
    expect(await epure(["bundles", "inspect", digest("two")])).toMatchObject({
      code: 6,
      out: expect.stringContaining("guard.bin is missing"),
    });
    expect((await epure(["publish", file("two"), "--json"])).json.sent).toEqual(["guard.bin"]);
    expect((await activate("two")).code).toBe(0);
  });

  it("what serves is broken: the operator is told, and puts a good one in its place", async () => {
    const bucket = await deployment.worker.getR2Bucket("BUNDLES");
    await bucket.delete(`bundles/${digest("one")}/epure.json`);
    const moved = await epure(["activate", "sentiment", digest("two"), "--why", "a repair", "--yes"]);
    expect(moved, moved.err).toMatchObject({ code: 0, err: expect.stringContaining("cannot be compared with") });
    expect((await epure(["publish", file("one"), "--json"])).json.sent).toEqual(["epure.json"]);
  });

  it("a database behind the code, and one ahead of it", async () => {
    const { db } = deployment;
    const newest = (
      await db.prepare("SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1").first<{ name: string }>()
    )?.name as string;
    await deploy(trusted);
    await deployment.db.prepare("DELETE FROM d1_migrations WHERE name = ?1").bind(newest).run();
    expectError(await activate("two"), 4, "database-version", newest, "wrangler d1 migrations apply epure --remote");
    expect(await epure(["status"])).toMatchObject({ code: 6, out: expect.stringContaining(`${newest} not applied`) });
    expect((await epure(["doctor"])).out).toMatch(/FAIL database: .*behind.*\n +fix: .*migrations apply/);
    await deployment.db.prepare("INSERT INTO d1_migrations (name) VALUES (?1), ('9999_future.sql')").bind(newest).run();
    expectError(await activate("two"), 4, "database-version", "9999_future.sql", "Deploy the version of the Worker");
    expect(await epure(["status"])).toMatchObject({ code: 6, out: expect.stringContaining("ahead of the code") });
    await deployment.db.prepare("DELETE FROM d1_migrations WHERE name = '9999_future.sql'").run();
    expect((await activate("two")).code).toBe(0);
  });

  it("a candidate that can never be loaded: --wait says that the canary is over, and why", async () => {
    const said = await activate("unloadable", "--canary", "100%", "--wait");
    expectError(said, 6, "checks-failed", "refused");
    const { out } = await epure(["status", "sentiment"]);
    expect(out, "what serves, and how the canary ended").toMatch(
      /activate at .* by key_local_operator: .*\n +abort at .* by system: automatic/,
    );
  });

  it("bands without a canary, a band that does not exist, force without a reason", async () => {
    expectError(await activate("two", "--band", "flag_rate=0.1"), 2, "usage", "--canary");
    expectError(await activate("two", "--canary", "10%", "--band", "speed=2"), 2, "unprocessable", "speed");
    expectError(
      await epure(["promote", "sentiment", "--force", "--yes", "--json"]),
      2,
      "usage",
      "--force needs a reason",
    );
    expectError(
      await epure(["activate", "sentiment", digest("two"), "--force", "--why", " ", "--yes", "--json"]),
      2,
      "usage",
      "say why",
    );
  });

  it("options that commander refuses are told to programs too", async () => {
    for (const argv of [
      ["activate", "sentiment", "--json"],
      ["status", "--colour", "--json"],
      ["publish", "--json"],
    ]) {
      const said = await epure(argv);
      expect(said.code).toBe(2);
      expect(said.json.error).toMatchObject({
        kind: "usage",
        what: expect.any(String),
        fix: expect.stringContaining("--help"),
      });
    }
  });
});

describe("every command that talks to a deployment", () => {
  // `guard publish` reads its own files first, and has its tests elsewhere.
  const talking = commands.filter(
    ({ name, options }) => name !== "guard publish" && options.some((option) => option.flags.startsWith("--url")),
  );

  it("is one of the operator's", () => {
    expect(talking.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "publish",
        "activate",
        "promote",
        "abort",
        "rollback",
        "status",
        "history",
        "shadow",
        "diff",
        "audit verify",
        "keys list",
        "bundles prune",
        "doctor",
      ]),
    );
  });

  it.each(talking.map(({ name, arguments: args, options }) => [name, args, options] as const))(
    "%s: 4 where nobody answers, as JSON, and 2 with what to do where no deployment is known",
    async (name, args, options) => {
      const given = {
        ...{ task: "sentiment", digest: "f".repeat(64), before: "f".repeat(64), after: "f".repeat(64) },
        ...{ id: "key_x", name: "x", bundle: file("one") },
      } as Record<string, string>;
      const required = options.flatMap(({ flags, required: must }) =>
        must ? [flags.split(" ")[0] as string, flags.startsWith("--share") ? "5%" : "a test"] : [],
      );
      const confirm = options.some(({ flags }) => flags === "--yes") ? ["--yes"] : [];
      const argv = [
        ...name.split(" "),
        ...args.flatMap((one) => (one.optional ? [] : [given[one.name] ?? "x"])),
        ...required,
        ...confirm,
      ];
      const nobody = { home: "nobody", env: { EPURE_URL: "http://127.0.0.1:9", EPURE_KEY: operator } };
      const said = await epure([...argv, "--json"], nobody);
      if (name === "doctor") {
        expect(said).toMatchObject({ code: 6, json: { well: false } });
      } else {
        expectError(said, 4, "unavailable", "cannot be reached", "run the same command again");
      }
      const lost = await epure([...argv, "--json"], { home: "lost" });
      expectError(lost, 2, "usage", "epure login");
    },
  );
});

describe("the signing key is rotated with overlap", () => {
  it("as docs/operations.md says: nothing stops being served", async () => {
    expect((await activate("two", "--accept-labels")).code).toBe(0);
    // Both keys are trusted. Signed again with the new one, the bundle is sent again: its signature, and nothing else.
    const again = await epure(["publish", file("two-again"), "--json"]);
    expect(again.json).toMatchObject({ digest: digest("two"), sent: ["model.sig"] });
    expect((await epure(["publish", file("two-again"), "--json"])).json.sent).toEqual([]);
    // The old key is taken out.
    await deploy(signing.fresh.publicPem);
    const body = { text: "the film was great" };
    const { demo } = JSON.parse(readFileSync(file("keys.json"), "utf8"));
    const answer = await fetch(`${url}/v1/sentiment`, {
      method: "POST",
      headers: { authorization: `Bearer ${demo}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ model: { digest: digest("two") } });
    // What was not signed again cannot come back, by no option; the command says why.
    expectError(
      await epure(["rollback", "sentiment", "--to", digest("one"), ...yes]),
      2,
      "bundle-untrusted",
      "not trusted here",
    );
    expectError(await activate("one", "--force"), 2, "bundle-untrusted", "Sign the bundle with a trusted key");
    await deploy(trusted);
    const trail = await auditTrail({ url: new URL(url), key: operator });
    expect(trail.filter((row) => row.action === "sign")).toMatchObject([{ subject: digest("two") }]);
  });
});

describe("keys", () => {
  it("with limits of their own, listed with them, and rotated for as long as they were made for", async () => {
    const limits = [
      "--task",
      "sentiment",
      "--policy",
      "block",
      "--batch",
      "4",
      "--tokens-per-day",
      "500",
      "--model",
      digest("two").slice(0, 12),
    ];
    const made = (await epure(["keys", "create", "trial", "--expires", "14d", ...limits, "--json"])).json;
    const listed = await epure(["keys", "list"]);
    expect(listed.out).toMatch(
      /trial {2}tasks sentiment, policies block, batch 4, tokens a day 500, models [0-9a-f]{12}/,
    );
    const rotated = (await epure(["keys", "rotate", made.id, "--json"])).json;
    expect(Math.abs(rotated.expires_at - Date.now() - 14 * 86_400_000)).toBeLessThan(60_000);
    const both = (await epure(["keys", "list", "--json"])).json.keys.filter(
      (key: { name: string }) => key.name === "trial",
    );
    expect(both).toMatchObject([{ tokens_per_day: 500 }, { tokens_per_day: 500, models: digest("two") }]);
    expect((await epure(["keys", "create", "x", "--batch", "none"])).err).toContain("--batch: must be a number");
  });
});

describe("a local start", () => {
  const out = makeOutput({ stdout: process.stdout, stderr: process.stderr }, { quiet: true });
  const target = () => ({ url: new URL(url), key: operator });
  const signal = new AbortController().signal;

  it("leaves a task where an operator has put it; a bundle that is asked for by name is served", async () => {
    const [one] = await openAll([file("one")], trusted);
    expect((await activate("two")).code).toBe(0);
    expect(await bringUp(target(), one as NonNullable<typeof one>, { out, signal }, { keepMoves: true })).toBe(
      digest("two"),
    );
    expect((await activate("renamed", "--canary", "10%", "--accept-labels")).code).toBe(0);
    expect(await bringUp(target(), one as NonNullable<typeof one>, { out, signal })).toBe(digest("one"));
    expect((await epure(["status", "sentiment", "--json"])).json.tasks[0]).toMatchObject({
      digest: digest("one"),
      rollout: null,
    });
    const [renamed] = await openAll([file("renamed")], trusted);
    await expect(bringUp(target(), renamed as NonNullable<typeof renamed>, { out, signal })).rejects.toMatchObject({
      kind: "release-refused",
    });
    expect(await bringUp(target(), renamed as NonNullable<typeof renamed>, { out, signal }, { decide: true })).toBe(
      digest("renamed"),
    );
    expect((await epure(["history", "sentiment", "--json"])).json.history[0]).toMatchObject({
      forced: true,
      why: "epure dev",
    });
    // Moved by a start before: the next start may move it on.
    const again = { keepMoves: true, decide: true };
    expect(await bringUp(target(), one as NonNullable<typeof one>, { out, signal }, again)).toBe(digest("one"));
  });
});

describe("at the end of all that", () => {
  it("the trail is whole, but for the key whose end was set by hand", async () => {
    const { json } = await epure(["audit", "verify", "--json"]);
    expect(json.problems).toEqual([expect.stringMatching(/^the key key_.*: expires_at is \(1\)/)]);
  });
});
