/**
 * node bench/api/new-user.ts [--out FILE]
 *
 * What a new user does, and how long it takes: a fresh clone of this checkout's commit, an empty npm cache, `npm ci`,
 * `npm start`, the curl line that it prints, the one in the README with the printed key. Port 8787 must be free.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { projectRoot } from "../../src/cli/local-worker/build.ts";
import { requireFreePort } from "../../src/cli/local-worker/port.ts";

const { values } = parseArgs({
  options: { out: { type: "string", default: join(import.meta.dirname, "results/new-user.json") } },
});
await requireFreePort(8787);
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "epure-new-user-"));
const clone = join(folder, "epure");
// Nothing of this checkout's environment: the user has a Node, npm and bash.
const path = (process.env.PATH ?? "").split(":").filter((part) => !part.includes("node_modules"));
const { HOME, npm_config_registry, NODE_EXTRA_CA_CERTS } = process.env;
const env: NodeJS.ProcessEnv = {
  PATH: path.join(":"),
  npm_config_cache: join(folder, "npm-cache"),
  ...(HOME && { HOME }),
  ...(npm_config_registry && { npm_config_registry }),
  ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
};
const seconds: Record<string, number> = {};
const load = loadavg()[0];
let stop = async () => {};
try {
  await timed("git clone", () => run("git", ["clone", "--quiet", projectRoot, clone]));
  await timed("npm ci", () => run("npm", ["ci"], { cwd: clone, env, maxBuffer: 2 ** 26 }));
  const said = await timed("npm start, until it prints the curl line", start);
  const printed = /^\s*(curl .*(?:\\\n.*)*)$/m.exec(said)?.[1];
  const key = /epure_demo_\w+/.exec(said)?.[0];
  if (!printed || !key) throw new Error(`npm start printed no curl line: ${said}`);
  const answer = await timed("the printed curl line", () => shell(printed));
  const readme = /```sh\n(curl http:\/\/localhost:8787[\s\S]*?)```/.exec(
    readFileSync(join(clone, "README.md"), "utf8"),
  )?.[1];
  if (!readme?.includes("epure_demo_…")) throw new Error("The README has no curl line with a demo key.");
  const guarded = await timed("the README's curl line", () => shell(readme.replace("epure_demo_…", key)));
  const { label, guard } = JSON.parse(guarded) as { label: string; guard: { decision: string } };
  if (guard.decision !== "masked" || label !== "negative") throw new Error(`not what the README shows: ${guarded}`);
  const total = Math.round(Object.values(seconds).reduce((sum, one) => sum + one, 0) * 10) / 10;
  const result = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30), load },
    node_of_the_user: execFileSync("node", ["--version"], { env, encoding: "utf8" }).trim(),
    commit: execFileSync("git", ["rev-parse", "HEAD"], { cwd: clone, encoding: "utf8" }).trim(),
    bar_s: 300,
    seconds,
    total_s: total,
    first_answer: JSON.parse(answer),
    guarded_answer: { label, decision: guard.decision },
  };
  writeFileSync(values.out, `${JSON.stringify(result, null, 1)}\n`);
  console.log(JSON.stringify(result, null, 1));
  process.exitCode = total <= 300 ? 0 : 1;
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  const result = await work();
  seconds[name] = Math.round((performance.now() - since) / 100) / 10;
  return result;
}

/** A group of its own, so that what npm has started can be stopped with it. */
async function start(): Promise<string> {
  const child = spawn("npm", ["start"], { cwd: clone, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  stop = async () => {
    if (child.exitCode === null) process.kill(-(child.pid as number), "SIGINT");
    await ended;
  };
  let said = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (/curl .*\n[\s\S]*\}'/.test(said)) resolve(said);
      });
    }
    child.on("close", (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
}

async function shell(line: string): Promise<string> {
  return (await run("bash", ["-c", line.replace(/^curl /, "curl -sS ")])).stdout;
}
