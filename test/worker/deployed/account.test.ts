/**
 * docs/operations.md from an empty account to backup and restore, as far as it goes without an account: the same wrangler
 * commands with --local, the same script, the same operator's commands.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWorker, projectRoot } from "../../../src/cli/local-worker/build.ts";
import { startWorker } from "../../../src/cli/local-worker/start.ts";
import { generateKeyPair } from "../../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../pico-bundles.ts";
import { type Said, terminalIn } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-account-"));
const file = (name: string) => join(folder, name);
const epure = terminalIn(folder);
const wranglerScript = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);
let publicPem: string;
/** None between two accounts. */
const running: { now?: Awaited<ReturnType<typeof startWorker>> | undefined } = {};
let url: string;
let digest: string;

/** An account: wrangler.toml and the migrations, and nothing in D1 or R2. */
function account(name: string): string {
  const path = file(name);
  mkdirSync(join(path, "src/worker"), { recursive: true });
  const toml = readFileSync(join(projectRoot, "wrangler.toml"), "utf8");
  writeFileSync(join(path, "wrangler.toml"), toml.replace(/^\[assets\][^[]*/m, ""));
  cpSync(join(projectRoot, "src/worker/migrations"), join(path, "src/worker/migrations"), { recursive: true });
  return path;
}

function wrangler(where: string, ...argv: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [wranglerScript, ...argv], {
    cwd: where,
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1", CI: "1" },
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** What `wrangler deploy` would start, over the D1 and R2 of this account. */
async function deploy(where: string): Promise<void> {
  await stop();
  const state = join(where, ".wrangler/state/v3");
  running.now = await startWorker({ build: file("build"), state, port: 0, vars: { TRUSTED_KEYS: publicPem } });
  url = running.now.url.origin;
}

async function stop(): Promise<void> {
  await running.now?.worker.dispose();
  running.now = undefined;
}

async function well(...argv: string[]): Promise<Said> {
  const said = await epure(argv);
  expect(said.code, `${argv.join(" ")}: ${said.err}${said.out}`).toBe(0);
  return said;
}

async function ask(key: string) {
  const answer = await fetch(`${url}/v1/sentiment`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ text: "the film was great" }),
  });
  return { status: answer.status, value: (await answer.json()) as { model?: { digest: string } } };
}

beforeAll(async () => {
  const keys = await generateKeyPair();
  publicPem = keys.publicPem;
  await writeSigned(await picoBundle("sentiment", 0), file("bundle"), keys.privatePem);
  await buildWorker(file("build"), new AbortController().signal);
});
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("from an empty account to an account restored", () => {
  const first = account("first");
  let operator: string;
  let caller: string;

  it("migrations, first key, login, doctor, publish, activate, a key for a caller, an answer", async () => {
    wrangler(first, "d1", "migrations", "apply", "epure", "--local");
    const { key, sql } = (await well("keys", "bootstrap", "--json")).json;
    operator = key;
    wrangler(first, "d1", "execute", "epure", "--local", "--command", sql);
    await deploy(first);
    const login = await epure(["login", url, "--json"], { env: { EPURE_KEY: operator } });
    expect(login.json).toMatchObject({ url, name: "first operator", scopes: ["operator"] });
    expect((await epure(["doctor"])).out, "nothing is active yet").toContain("publish one and activate it");
    digest = (await well("publish", file("bundle"), "--json")).json.digest;
    await well("activate", "sentiment", digest, "--why", "the first", "--yes", "--wait");
    caller = (await well("keys", "create", "shop", "--json")).json.key;
    expect(await ask(caller)).toMatchObject({ status: 200, value: { model: { digest } } });
    expect((await well("doctor")).out).toContain("All is well.");
    expect((await well("audit", "verify", "--json")).json).toMatchObject({ intact: true });
  });

  it("D1 exported and put into another empty account, bundles published again: everything is back", async () => {
    await stop();
    wrangler(first, "d1", "export", "epure", "--local", "--output", file("epure.sql"));
    expect(readFileSync(file("epure.sql"), "utf8"), "no key is in a backup").not.toContain(operator);
    const second = account("second");
    wrangler(second, "d1", "execute", "epure", "--local", "--file", file("epure.sql"));
    await deploy(second);
    const env = { EPURE_URL: url, EPURE_KEY: operator };
    expect((await epure(["doctor"], { env })).out).toMatch(/FAIL active bundle of sentiment: .*\n +fix: /);
    expect((await ask(caller)).status, "no bundle, no answer").toBe(503);
    const sent = await epure(["publish", file("bundle"), "--json"], { env });
    expect(sent.json).toMatchObject({ digest, already_published: true });
    expect(sent.json.sent).toHaveLength(11);
    // The isolate that took the files tries them again at its next look.
    await expect.poll(async () => (await ask(caller)).status, { timeout: 15_000, interval: 500 }).toBe(200);
    expect((await epure(["doctor"], { env })).out).toContain("All is well.");
    expect((await epure(["audit", "verify", "--json"], { env })).json).toMatchObject({ intact: true });
    await expect(running.now?.db.prepare("UPDATE audit SET who = 'x'").run(), "triggers too").rejects.toThrow(
      "append-only",
    );
    const moved = await epure(["history", "sentiment", "--json"], { env });
    expect(moved.json.history).toMatchObject([{ kind: "activate", why: "the first" }]);
  }, 150_000);

  it("R2 copied without its checksums: it serves, doctor says so, and publishing puts them back", async () => {
    const bucket = await running.now?.worker.getR2Bucket("BUNDLES");
    for (const { key } of (await bucket?.list())?.objects ?? []) {
      const object = await bucket?.get(key);
      await bucket?.put(key, (await object?.arrayBuffer()) as ArrayBuffer);
    }
    await deploy(file("second"));
    const env = { EPURE_URL: url, EPURE_KEY: operator };
    expect(await ask(caller)).toMatchObject({ status: 200, value: { model: { digest } } });
    expect(await epure(["doctor"], { env })).toMatchObject({
      code: 6,
      out: expect.stringContaining("Publish the bundle again"),
    });
    expect((await epure(["publish", file("bundle"), "--json"], { env })).json.sent).toHaveLength(10);
    expect((await epure(["doctor"], { env })).out).toContain("All is well.");
  });
});
