/**
 * node bench/operations/kills.ts
 * The command is killed (SIGKILL) at every request that publish, activate, canary, promote and rollback make, before the
 * request and after it. Then: is what serves one of the two that may, is the trail intact, and does the same command,
 * run again, finish what was begun?
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  activate,
  auditedTables,
  auditTrail,
  type ChannelState,
  call,
  channel,
  publish,
  readiness,
} from "../../src/cli/admin-client.ts";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { verifyAudit } from "../../src/shared/audit/verify.ts";
import { generateKeyPair } from "../../src/shared/bundle/keys.ts";
import { killProxy, type Moment } from "./kill-proxy.ts";
import { build, keep, start } from "./local.ts";
import { type Opened, picoMaker } from "./pico.ts";

const folder = mkdtempSync(join(tmpdir(), "epure-kills-"));
const keys = await generateKeyPair();
const make = await picoMaker(folder, keys);
await build(folder);
const local = await start({ folder, trustedPem: keys.publicPem });
const proxy = await killProxy(local.url);
/** A key may ask 600 times a minute: each trial has one of its own. */
const pool: string[] = [];
const target = { ...local.target };

interface Verb {
  readonly name: string;
  /** What must be there before. */
  prepare(next: Opened): Promise<void>;
  arguments(next: Opened): string[];
  /** Whether it is done. */
  done(state: ChannelState, next: Opened): boolean;
}

const send = (next: Opened) => publish(target, next.bundle, next.source).then(() => {});
const canary = async (next: Opened) => {
  await send(next);
  await call(target, "POST", "/channels/sentiment/rollout", {
    kind: "canary",
    digest: next.bundle.digest,
    share: 0.5,
    why: "bench",
  });
};
const verbs: Verb[] = [
  {
    name: "publish",
    prepare: async () => {},
    arguments: (next) => ["publish", next.folder],
    done: () => true,
  },
  {
    name: "activate",
    prepare: send,
    arguments: (next) => ["activate", "sentiment", next.bundle.digest, "--why", "bench", "--yes"],
    done: (state, next) => state.digest === next.bundle.digest,
  },
  {
    name: "canary",
    prepare: send,
    arguments: (next) => ["activate", "sentiment", next.bundle.digest, "--canary", "50%", "--why", "bench", "--yes"],
    done: (state, next) => state.rollout?.digest === next.bundle.digest,
  },
  {
    name: "promote",
    prepare: canary,
    arguments: () => ["promote", "sentiment", "--yes"],
    done: (state, next) => state.digest === next.bundle.digest && state.rollout === null,
  },
  {
    name: "abort",
    prepare: canary,
    arguments: () => ["abort", "sentiment", "--yes"],
    done: (state) => state.rollout === null,
  },
  {
    name: "rollback",
    prepare: async (next) => {
      await send(next);
      await activate(target, "sentiment", next.bundle.digest, "bench");
    },
    arguments: () => ["rollback", "sentiment", "--why", "bench", "--yes"],
    done: (state, next) => state.digest !== next.bundle.digest,
  },
];

const trials: object[] = [];
try {
  for (let at = 0; at < 12; at++) {
    const wish = { name: `operator ${at}`, scopes: ["operator"] };
    pool.push((await call<{ key: string }>(target, "POST", "/keys", wish)).key);
  }
  const base = await make();
  await send(base);
  await activate(target, "sentiment", base.bundle.digest, "bench");
  for (const verb of verbs) {
    const steps = await requestsOf(verb);
    for (let at = 1; at <= steps; at++) {
      for (const moment of ["before", "after"] as const) trials.push(await trial(verb, at, moment));
    }
  }
  const bad = trials.filter((one) => (one as { ok: boolean }).ok === false);
  keep("kills", { trials: trials.length, failed: bad.length, failures: bad, by_verb: tally(), all: trials });
} finally {
  await proxy.close();
  await local.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A run that nobody disturbs tells how many requests there are to be killed at. */
async function requestsOf(verb: Verb): Promise<number> {
  const next = await prepared(verb);
  proxy.arm(0, "before", () => {});
  const { code, said } = await run(verb.arguments(next));
  if (code !== 0) throw new Error(`${verb.name} does not work undisturbed: ${said}`);
  const steps = proxy.count();
  await settle();
  return steps;
}

async function trial(verb: Verb, at: number, moment: Moment) {
  const next = await prepared(verb);
  const before = await channel(target, "sentiment");
  const killed = await run(verb.arguments(next), { at, moment });
  const between = await sound([before.digest, next.bundle.digest, before.history[0]?.from_digest ?? null]);
  // What was done although its answer was lost must not be done twice.
  const doneAlready = verb.name !== "publish" && verb.done(await channel(target, "sentiment"), next);
  proxy.arm(0, "before", () => {});
  const again = doneAlready ? { code: 0, said: "" } : await run(verb.arguments(next));
  const after = await channel(target, "sentiment");
  const listed = await call<{ published: boolean; files: { state: string }[] }>(
    target,
    "GET",
    `/bundles/${next.bundle.digest}/files`,
  );
  const complete = verb.done(after, next) && listed.published && listed.files.every((file) => file.state === "stored");
  const problems = [
    ...between,
    ...(again.code === 0 ? [] : [`the second run ended with ${again.code}: ${again.said}`]),
  ];
  if (!complete) problems.push("the second run did not finish it");
  problems.push(...(await sound([after.digest])));
  await settle();
  return {
    verb: verb.name,
    request: at,
    moment,
    killed: killed.killed,
    ok: problems.length === 0 && killed.killed,
    problems,
  };
}

async function prepared(verb: Verb): Promise<Opened> {
  target.key = pool[trials.length % pool.length] as string;
  const next = await make();
  await verb.prepare(next);
  return next;
}

/** Nothing half-live: one of these serves, it answers, and the trail and every table agree. */
async function sound(allowed: readonly (string | null)[]): Promise<string[]> {
  const problems: string[] = [];
  const { digest } = await channel(target, "sentiment");
  if (!allowed.includes(digest)) problems.push(`the pointer is at ${digest}`);
  const verdict = await verifyAudit(await auditTrail(target), await auditedTables(target));
  problems.push(...verdict.problems);
  await readiness(target);
  const answer = await fetch(new URL("/v1/sentiment", local.url), {
    method: "POST",
    headers: { authorization: `Bearer ${local.demoKey}`, "content-type": "application/json" },
    body: JSON.stringify({ text: "the film was great" }),
  });
  if (answer.status !== 200) problems.push(`an answer with status ${answer.status}`);
  await answer.text();
  return problems;
}

async function settle(): Promise<void> {
  const { rollout } = await channel(target, "sentiment");
  if (rollout) await call(target, "POST", "/channels/sentiment/rollout/abort", { why: "bench" });
}

async function run(argv: readonly string[], kill?: { at: number; moment: Moment }) {
  const child = spawn(process.execPath, [join(projectRoot, "src/cli/epure.mjs"), ...argv], {
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: "", EPURE_URL: proxy.url, EPURE_KEY: target.key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  if (kill) proxy.arm(kill.at, kill.moment, () => child.kill("SIGKILL"));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (...ended) => resolve(ended)),
  );
  return { code, killed: signal === "SIGKILL", said };
}

function tally() {
  const sums: Record<string, { trials: number; failed: number }> = {};
  for (const { verb, ok } of trials as { verb: string; ok: boolean }[]) {
    const { trials: count, failed } = sums[verb] ?? { trials: 0, failed: 0 };
    sums[verb] = { trials: count + 1, failed: failed + (ok ? 0 : 1) };
  }
  return sums;
}
