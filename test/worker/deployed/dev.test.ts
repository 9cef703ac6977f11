/** `npm start`, as a new user meets it: the command in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateKeyPair } from "../../../src/shared/bundle/keys.ts";
import { picoBundle, writeSigned } from "../pico-bundles.ts";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "epure-dev-"));
const running: ChildProcess[] = [];
let port: number;

beforeAll(async () => {
  const keys = await generateKeyPair();
  writeFileSync(join(folder, "pub.pem"), keys.publicPem);
  await writeSigned(await picoBundle("sentiment", 0), join(folder, "sentiment"), keys.privatePem);
  await writeSigned(await picoBundle("sentence-pair", 0), join(folder, "pair"), keys.privatePem);
  port = await freePort();
});
afterAll(() => {
  for (const child of running) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function dev(...more: string[]) {
  const given = [
    "--port",
    String(port),
    "--trusted-key",
    join(folder, "pub.pem"),
    "--state",
    join(folder, "state"),
    "--json",
  ];
  const child = spawn(process.execPath, [join(root, "src/cli/epure.mjs"), "dev", ...given, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, said, ended };
}

interface Announced {
  readonly url: string;
  readonly demo_key: string;
  readonly tasks: { task: string; digest: string }[];
}

async function announced({ said, ended }: ReturnType<typeof dev>): Promise<Announced> {
  const dead = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${said.err}`)));
  for (;;) {
    if (said.out.includes("\n")) return JSON.parse(said.out) as Announced;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 100)), dead]);
  }
}

const both = () => ["--bundle", join(folder, "sentiment"), "--bundle", join(folder, "pair")];

describe("epure dev", () => {
  it("serves, stops on Ctrl-C, and sends nothing again on the second start", async () => {
    const first = dev(...both());
    const { url, demo_key, tasks } = await announced(first);
    expect(tasks.map(({ task }) => task)).toEqual(["sentiment", "sentence-pair"]);
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/v1/sentiment`, {
        method: "POST",
        headers: { authorization: `Bearer ${demo_key}`, "content-type": "application/json" },
        body: JSON.stringify({ text: "the film was great" }),
      });
    expect(url).toBe(`http://localhost:${port}`);
    expect(await (await ask()).json()).toMatchObject({ label: "positive", model: { digest: tasks[0]?.digest } });
    expect(statSync(join(folder, "state/keys.json")).mode & 0o777, "keys are for their owner alone").toBe(0o600);
    expect(first.said.err).toContain(" published");
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    await expect(ask(), "nothing listens any more").rejects.toThrow();

    const second = dev(...both());
    expect((await announced(second)).demo_key).toBe(demo_key);
    expect(second.said.err.match(/was published already/g)).toHaveLength(2);
    expect((await ask()).status).toBe(200);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  it.each([
    ["a port that is taken", "--port"],
    ["a bundle that is not there", "models"],
    ["two bundles for one task", "one bundle per task"],
    ["a key file that is not there", "--trusted-key"],
  ])("%s: a clear error, exit 2", async (name, word) => {
    const blocker = createServer();
    if (name === "a port that is taken")
      await new Promise<void>((resolve) => blocker.listen(port, "127.0.0.1", resolve));
    const given = {
      "a port that is taken": both(),
      "a bundle that is not there": ["--bundle", join(folder, "models")],
      "two bundles for one task": ["--bundle", join(folder, "pair"), "--bundle", join(folder, "pair")],
      "a key file that is not there": [...both(), "--trusted-key", join(folder, "no --trusted-key")],
    }[name] as string[];
    const { said, ended } = dev(...given);
    expect(await ended).toBe(2);
    expect(said.err).toMatch(/^error \(/m);
    expect(said.err).toContain(word);
    expect(said.err).not.toMatch(/\n\s+at /);
    if (blocker.listening) await new Promise((resolve) => blocker.close(resolve));
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
