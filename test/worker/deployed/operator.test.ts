/** The operator's day, typed: every command against a deployment on this machine, exit codes and JSON as scripts see them. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { buildWorker, projectRoot } from "../../../src/cli/local-worker/build.ts";
import { localKeys, registerKeys } from "../../../src/cli/local-worker/keys.ts";
import { startWorker } from "../../../src/cli/local-worker/start.ts";
import { generateKeyPair } from "../../../src/shared/bundle/keys.ts";
import { type BundleFiles, picoBundle, writeSigned } from "../pico-bundles.ts";
import { terminalIn, type Who } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-operator-"));
const file = (name: string) => join(folder, name);
const epure = terminalIn(folder);
let deployment: Awaited<ReturnType<typeof startWorker>>;
let url: string;
let digests: Record<"one" | "two" | "renamed", string>;

beforeAll(async () => {
  const [keys, stranger] = [await generateKeyPair(), await generateKeyPair()];
  const one = await picoBundle("sentiment", 0);
  await writeSigned(one, file("one"), keys.privatePem);
  await writeSigned(await picoBundle("sentiment", 1), file("two"), keys.privatePem);
  await writeSigned(one, file("stranger"), stranger.privatePem);
  const renamed: BundleFiles = new Map(one);
  const manifest = JSON.parse(new TextDecoder().decode(one.get("epure.json")));
  renamed.set("epure.json", new TextEncoder().encode(JSON.stringify({ ...manifest, labels: ["bad", "good"] })));
  await writeSigned(renamed, file("renamed"), keys.privatePem);
  await buildWorker(file("build"), new AbortController().signal);
  deployment = await startWorker({ build: file("build"), port: 0, vars: { TRUSTED_KEYS: keys.publicPem } });
  await registerKeys(deployment.db, await localKeys(file("keys.json")));
  url = deployment.url.origin;
  digests = { one: "", two: "", renamed: "" };
});
afterAll(async () => {
  await deployment?.worker.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const yes = ["--why", "a test", "--yes", "--json"];

describe("the operator's day", () => {
  it("logs in: the key is tried first, and kept for its owner alone", async () => {
    expect(await epure(["status"])).toMatchObject({ code: 2, err: expect.stringContaining("epure login") });
    expect((await epure(["login", url, "--key-file", file("keys.json"), "--json"])).json).toMatchObject({
      url,
      scopes: ["operator"],
    });
    expect(statSync(file("home/.config/epure/credentials.json")).mode & 0o777).toBe(0o600);
  });

  it("publishes: sends what is missing, then nothing; a stranger's bundle never", async () => {
    const first = await epure(["publish", file("one"), "--json"]);
    expect(first).toMatchObject({ code: 0, json: { already_published: false } });
    expect(first.json.sent).toHaveLength(11);
    digests.one = first.json.digest;
    expect((await epure(["publish", file("one"), "--json"])).json).toMatchObject({ sent: [], already_published: true });
    digests.two = (await epure(["publish", file("two"), "--json"])).json.digest;
    digests.renamed = (await epure(["publish", file("renamed"), "--json"])).json.digest;
    expect(await epure(["publish", file("stranger"), "--json"])).toMatchObject({
      code: 2,
      json: { error: { kind: "bundle-untrusted" } },
    });
  });

  it("activates: shows, asks, and moves only after a yes", async () => {
    const argv = ["activate", "sentiment", digests.one, "--why", "the first"];
    expect(await epure(argv)).toMatchObject({ code: 2, err: expect.stringContaining("--yes") });
    const declined = await epure(argv, { answer: "n" });
    expect(declined).toMatchObject({ code: 130, err: expect.stringContaining("Nothing was changed") });
    expect(declined.err).toContain("labels");
    expect(await epure([...argv, "--wait"], { answer: "y" })).toMatchObject({
      code: 0,
      out: expect.stringContaining("It serves"),
    });
    expect((await epure(["activate", "sentiment", digests.one, ...yes])).json.changed).toBe(false);
  });

  it("is asked about other labels", async () => {
    const refused = await epure(["activate", "sentiment", digests.renamed, ...yes]);
    expect(refused).toMatchObject({ code: 2, json: { error: { kind: "release-refused" } } });
    expect(refused.json.error.what).toContain("--accept-labels");
    expect((await epure(["activate", "sentiment", digests.renamed, "--accept-labels", ...yes])).code).toBe(0);
    expect((await epure(["rollback", "sentiment", ...yes])).json).toMatchObject({ digest: digests.one, changed: true });
  });

  it("runs a canary, watches it, promotes it; a shadow, and takes it back", async () => {
    const started = await epure([
      "activate",
      "sentiment",
      digests.two.slice(0, 12),
      "--canary",
      "50%",
      "--band",
      "label_share=1",
      ...yes,
    ]);
    expect(started.json).toMatchObject({
      digest: digests.one,
      rollout: { kind: "canary", share: 0.5, bands: { label_share: 1 } },
    });
    expect((await epure(["activate", "sentiment", digests.one, "--canary", "10%", ...yes])).code).toBe(5);
    const status = await epure(["status", "sentiment"]);
    expect(status.out).toMatch(/canary [0-9a-f]{12} for 50 %.*answers/s);
    expect((await epure(["promote", "sentiment", "--yes", "--json"])).json).toMatchObject({
      digest: digests.two,
      rollout: null,
    });
    expect(await epure(["promote", "sentiment", "--yes", "--json"])).toMatchObject({ code: 5 });
    expect((await epure(["shadow", "sentiment", digests.one, "--share", "5%", "--json"])).json.rollout).toMatchObject({
      kind: "shadow",
    });
    expect((await epure(["status", "sentiment", "--json"])).json.rollouts.sentiment.rollout.kind).toBe("shadow");
    expect((await epure(["abort", "sentiment", "--yes", "--json"])).json).toMatchObject({
      digest: digests.two,
      rollout: null,
    });
  });

  it("goes back in one command, and the history says it all", async () => {
    expect((await epure(["rollback", "sentiment", "--to", digests.one, "--wait", ...yes])).json).toMatchObject({
      digest: digests.one,
    });
    const { json, out } = await epure(["history", "sentiment", "--json"]);
    expect(json.history.map((move: { kind: string }) => move.kind)).toEqual([
      "rollback",
      "abort",
      "shadow",
      "promote",
      "canary",
      "rollback",
      "activate",
      "activate",
    ]);
    expect(out).toContain("a test");
    expect((await epure(["history", "nothing"])).out).toContain("never been moved");
  });

  it("compares, lists, inspects, prunes", async () => {
    const { changes } = (await epure(["diff", digests.one, digests.renamed, "--json"])).json;
    expect(changes).toContainEqual({ what: "labels", before: "negative, positive", after: "bad, good" });
    expect((await epure(["bundles", "list", "--json"])).json.bundles).toHaveLength(3);
    expect(await epure(["bundles", "inspect", digests.one])).toMatchObject({
      code: 0,
      out: expect.stringContaining("all as signed"),
    });
    const pruned = await epure(["bundles", "prune", "--keep", "2", "--yes", "--json"]);
    expect(pruned.json.removed).toEqual([digests.renamed]);
    expect((await epure(["bundles", "prune", "--keep", "1", "--yes"])).code).toBe(2);
  });

  it("makes, rotates and revokes keys", async () => {
    const made = (await epure(["keys", "create", "shop", "--scope", "viewer", "--expires", "30d", "--json"])).json;
    const asShop: Who = { home: "shop", env: { EPURE_URL: url, EPURE_KEY: made.key } };
    expect((await epure(["status", "--json"], asShop)).code).toBe(0);
    expect(await epure(["activate", "sentiment", digests.two, ...yes], asShop)).toMatchObject({
      code: 2,
      json: { error: { kind: "forbidden" } },
    });
    const rotated = (await epure(["keys", "rotate", made.id, "--overlap", "1h", "--json"])).json;
    expect(rotated).toMatchObject({ scopes: "viewer", replaces: made.id });
    expect((await epure(["keys", "revoke", made.id, ...yes])).code).toBe(0);
    expect((await epure(["keys", "revoke", "key_local_operator", ...yes])).code).toBe(5);
    const listed = await epure(["keys", "list"]);
    expect(listed.out).toMatch(/revoked/);
    expect(listed.out + listed.err).not.toContain(made.key);
    const boot = (await epure(["keys", "bootstrap", "--json"])).json;
    expect(boot.sql).not.toContain(boot.key);
    await deployment.db.prepare(boot.sql.replace(/;$/, "")).run();
    expect(
      (await epure(["status", "--json"], { home: "boot", env: { EPURE_URL: url, EPURE_KEY: boot.key } })).code,
    ).toBe(0);
    await deployment.db.prepare("DELETE FROM api_keys WHERE id = ?1").bind(boot.id).run();
  });

  it("checks the trail, remembers it, and finds what was done past it", async () => {
    expect((await epure(["audit", "verify", "--json"])).json).toMatchObject({ intact: true, problems: [] });
    expect((await epure(["doctor"])).out).toContain("All is well.");
    await deployment.db.prepare("UPDATE channels SET digest = ?1").bind(digests.two).run();
    const found = await epure(["audit", "verify"]);
    expect(found).toMatchObject({ code: 6, out: expect.stringContaining("the pointer of sentiment") });
    expect(await epure(["doctor", "--json"])).toMatchObject({ code: 6, json: { well: false } });
    await deployment.db.prepare("UPDATE channels SET digest = ?1").bind(digests.one).run();
    const credentials = JSON.parse(readFileSync(file("home/.config/epure/credentials.json"), "utf8"));
    credentials.trails[url].hash = "0".repeat(64);
    writeFileSync(file("home/.config/epure/credentials.json"), JSON.stringify(credentials));
    expect((await epure(["audit", "verify"])).out).toContain("cut or written anew");
    // After a restore that one made oneself the memory begins anew.
    expect((await epure(["audit", "verify", "--forget", "--json"])).json).toMatchObject({ intact: true });
    expect((await epure(["audit", "verify"])).out).toContain("as seen before");
    expect((await epure(["logout", url, "--json"])).json).toMatchObject({ forgotten: true });
    const key = JSON.parse(readFileSync(file("keys.json"), "utf8")).operator;
    const daily = await epure(["audit", "verify"], { env: { EPURE_URL: url, EPURE_KEY: key } });
    expect(daily.out, "whichever key looks").toContain("as seen before");
    expect((await epure(["login", url, "--key-file", file("keys.json"), "--json"])).code).toBe(0);
  });
});

describe("what cannot be", () => {
  const cases: [string, string[], Who, number, string][] = [
    ["an unknown digest", ["activate", "sentiment", "f".repeat(64), ...yes], {}, 2, "epure publish"],
    ["half a digest", ["activate", "sentiment", "abc", ...yes], {}, 2, "8"],
    ["no reason", ["activate", "sentiment", "f".repeat(64), "--yes"], {}, 2, "--why"],
    ["a share of nothing", ["shadow", "sentiment", "f".repeat(64), "--share", "0%"], {}, 2, "share"],
    [
      "a deployment that is not there",
      ["status"],
      { env: { EPURE_URL: "http://127.0.0.1:9", EPURE_KEY: "x" } },
      4,
      "cannot be reached",
    ],
    ["plain http to elsewhere", ["status"], { env: { EPURE_URL: "http://example.test", EPURE_KEY: "x" } }, 2, "https"],
    ["no canary to promote", ["promote", "sentiment", "--yes"], {}, 5, "epure history"],
    ["a task that was never", ["rollback", "nothing", ...yes], {}, 2, "epure bundles list"],
    ["an unknown shell", ["completion", "tcsh"], {}, 2, "bash"],
  ];
  it.each(cases)("%s", async (_name, argv, who, code, word) => {
    const said = await epure(argv, who);
    expect(said.code, said.err).toBe(code);
    expect(said.err).toContain(word);
    expect(said.err).not.toMatch(/\n\s+at /);
  });

  it("another task's bundle", async () => {
    const said = await epure(["activate", "sentence-pair", digests.two, ...yes]);
    expect(said).toMatchObject({ code: 5, err: expect.stringContaining("is for the task sentiment") });
  });

  it("an expired key", async () => {
    const made = (await epure(["keys", "create", "brief", "--json"])).json;
    await deployment.db.prepare("UPDATE api_keys SET expires_at = 1 WHERE id = ?1").bind(made.id).run();
    const said = await epure(["status"], { home: "brief", env: { EPURE_URL: url, EPURE_KEY: made.key } });
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining("expired") });
  });
});

describe("help and completion", () => {
  it("bash completes commands, the second word of a group, and the options of each", async () => {
    const script = join(folder, "completion.bash");
    writeFileSync(script, (await epure(["completion", "bash"])).out);
    const typed = (...words: string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(" ");
      const ask = `source '${script}'; COMP_WORDS=(epure ${quoted}); COMP_CWORD=${words.length}; _epure; echo "\${COMPREPLY[*]}"`;
      return execFileSync("bash", ["-c", ask], { encoding: "utf8" }).trim().split(" ");
    };
    expect(typed("act")).toEqual(["activate"]);
    expect(typed("")).toEqual(expect.arrayContaining(["login", "publish", "keys", "bundles", "audit", "doctor"]));
    expect(typed("keys", "r")).toEqual(["rotate", "revoke"]);
    expect(typed("activate", "sentiment", "--c")).toEqual(["--canary"]);
    expect(typed("audit", "verify", "--")).toEqual(["--forget", "--url", "--json", "--help"]);
  });

  it("every command has a summary, and every shell gets every command", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { out } = await epure(["completion", shell]);
      for (const { name } of commands) for (const word of name.split(" ")) expect(out).toContain(word);
    }
    for (const { name, options } of commands) {
      expect(
        options.map(({ flags }) => flags),
        name,
      ).toContain("--json");
      const { code, out } = await epure([...name.split(" "), "--help"]);
      expect(code).toBe(0);
      for (const { flags } of options) expect(out).toContain(flags.split(" ")[0]);
    }
  });
});

describe("status --watch", () => {
  it("says a line each time, goes on through an outage, and ends with 0 at Ctrl-C", async () => {
    const script = join(projectRoot, "src/cli/epure.mjs");
    const argv = [script, "status", "sentiment", "--watch", "--every", "1s", "--json"];
    const child = spawn(process.execPath, argv, { env: { ...process.env, HOME: file("home"), XDG_CONFIG_HOME: "" } });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const ended = new Promise((done) => child.on("exit", done));
    const lines = () =>
      said
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as { problems: string[]; tasks?: { task: string }[] });
    await expect.poll(() => lines().length, { timeout: 30_000 }).toBeGreaterThan(1);
    expect(lines()[0]).toMatchObject({ tasks: [{ task: "sentiment" }], problems: [] });
    await deployment.worker.dispose();
    await expect.poll(() => lines().at(-1)?.problems.join(), { timeout: 30_000 }).toContain("cannot be reached");
    const before = lines().length;
    await expect.poll(() => lines().length, { timeout: 30_000 }).toBeGreaterThan(before);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});
