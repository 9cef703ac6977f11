/** One Worker per task, joined by service bindings: the same script, run as it would be deployed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activate, call, publish, readiness } from "../../../src/cli/admin-client.ts";
import { openAll } from "../../../src/cli/local-worker/bring-up.ts";
import { buildWorker, projectRoot } from "../../../src/cli/local-worker/build.ts";
import { localKeys, registerKeys } from "../../../src/cli/local-worker/keys.ts";
import { startWorker } from "../../../src/cli/local-worker/start.ts";
import { generateKeyPair } from "../../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../pico-bundles.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-scale-out-"));
let deployment: Awaited<ReturnType<typeof startWorker>>;
let target: { url: URL; key: string };
let demo: string;
let opened: Awaited<ReturnType<typeof openAll>>;
let other: Awaited<ReturnType<typeof openAll>>[number];

beforeAll(async () => {
  const keys = await generateKeyPair();
  const make = async (name: string, task: string, seed: number) =>
    writeSigned(await picoBundle(task, seed), join(folder, name), keys.privatePem);
  await make("sentiment", "sentiment", 0);
  await make("other", "sentiment", 1);
  await make("pair", "sentence-pair", 0);
  await buildWorker(join(folder, "build"), new AbortController().signal);
  deployment = await startWorker({
    build: join(folder, "build"),
    port: 0,
    vars: { TRUSTED_KEYS: keys.publicPem },
    sessions: ["SESSIONS_SENTIMENT", "SESSIONS_SENTENCE_PAIR"],
  });
  const local = await localKeys(join(folder, "keys.json"));
  await registerKeys(deployment.db, local);
  target = { url: deployment.url, key: local.operator };
  demo = local.demo;
  opened = await openAll(
    ["sentiment", "pair"].map((name) => join(folder, name)),
    keys.publicPem,
  );
  other = (await openAll([join(folder, "other")], keys.publicPem))[0] as typeof other;
  for (const { bundle, source } of [...opened, other]) await publish(target, bundle, source);
  for (const { bundle } of opened) await activate(target, bundle.manifest.task, bundle.digest, "a test");
});
afterAll(async () => {
  await deployment?.worker.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(path: string, body: object, subject = "someone") {
  const response = await fetch(new URL(path, target.url), {
    method: "POST",
    headers: { authorization: `Bearer ${demo}`, "content-type": "application/json", "x-epure-subject": subject },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    value: (await response.json()) as { label: string; model: { digest: string; channel: string } },
  };
}

describe("one Worker per task", () => {
  it("answers for both, golden vectors and all, with the sessions elsewhere", async () => {
    expect(await ask("/v1/sentiment", { text: "the film was great" })).toMatchObject({
      status: 200,
      value: { label: "positive", model: { digest: opened[0]?.bundle.digest } },
    });
    const pair = await ask("/v1/sentence-pair", { first: "the film was great", second: "a great film" });
    expect(pair).toMatchObject({ status: 200, value: { model: { digest: opened[1]?.bundle.digest } } });
    const health = await readiness(target);
    expect(health.tasks.every((task) => task.serving === task.active)).toBe(true);
  });

  it("runs a canary in the task's own Worker, and promotes it there", async () => {
    const wish = { kind: "canary", digest: other.bundle.digest, share: 0.5, why: "a test" };
    await call(target, "POST", "/channels/sentiment/rollout", wish);
    await readiness(target);
    const seen = new Set<string>();
    for (let at = 0; at < 20; at++)
      seen.add((await ask("/v1/sentiment", { text: "a good story" }, `user-${at}`)).value.model.digest);
    expect(seen).toEqual(new Set([opened[0]?.bundle.digest, other.bundle.digest]));
    await call(target, "POST", "/channels/sentiment/rollout/promote", { why: "a test" });
    await readiness(target);
    expect((await ask("/v1/sentiment", { text: "a good story" })).value.model).toEqual({
      task: "sentiment",
      digest: other.bundle.digest,
      channel: "stable",
    });
  });

  it("a Worker that holds sessions answers nobody else: no API, no health, and no bundle of another key", async () => {
    const holder = await deployment.worker.getWorker("epure-sessions-sentiment");
    for (const path of ["/", "/v1/sentiment", "/v1/admin/status", "/health/ready", "/openapi.json"]) {
      expect((await holder.fetch(`https://x${path}`)).status).toBe(404);
    }
    const load = (body: object) => holder.fetch("https://x/load", { method: "POST", body: JSON.stringify(body) });
    expect((await load({ task: "sentiment", digest: "0".repeat(64) })).status).toBeGreaterThanOrEqual(400);
    expect((await load({ task: "sentence-pair", digest: opened[0]?.bundle.digest })).status).toBe(422);
    expect((await load({ nothing: true })).status).toBeGreaterThanOrEqual(400);
  });
});

describe("wrangler deploy --dry-run", () => {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");

  it.each([
    ["", ["env.DB", "env.BUNDLES", "env.KEY_LIMIT", "env.TRUSTED_KEYS"]],
    ["sessions-candidate", ["env.BUNDLES", "env.ROLE"]],
    ["sessions-sentiment", ["env.BUNDLES", "env.ROLE"]],
    ["sessions-sentence-pair", ["env.BUNDLES", "env.ROLE"]],
  ])("takes the configuration %s", (name, bindings) => {
    const ran = spawnSync(
      process.execPath,
      [wrangler, "deploy", "--dry-run", "--env", name, "--outdir", join(folder, `dry-${name}`)],
      {
        cwd: projectRoot,
        encoding: "utf8",
        env: { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1", CI: "1" },
      },
    );
    expect(ran.status, ran.stderr).toBe(0);
    for (const binding of bindings) expect(ran.stdout).toContain(binding);
    const [, size = "", unit] = /Total Upload: ([\d.]+) (KiB|MiB)/.exec(ran.stdout) ?? [];
    expect(Number(size) / (unit === "KiB" ? 1024 : 1), "MiB; the platform takes 64").toBeLessThan(20);
  });
});
