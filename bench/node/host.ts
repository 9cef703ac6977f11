/** `npm run start:node` as a process of its own, and what the operating system says about it. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../src/cli/local-worker/build.ts";

export type Runtime = "wasm" | "native";

export interface Started {
  readonly url: string;
  readonly key: string;
  readonly operatorKey: string;
  /** Seconds from the start of the process to the models' first golden answers. */
  readonly seconds: number;
  memory(): Memory;
  stop(): Promise<void>;
}

export interface Memory {
  /** MiB, now and at the most. */
  readonly rss: number;
  readonly peak: number;
}

export async function startNodeForm(options: {
  readonly bundles: readonly string[];
  readonly trustedKey: string;
  readonly state: string;
  readonly runtime: Runtime;
}): Promise<Started> {
  const given = [
    "--port",
    "0",
    "--runtime",
    options.runtime,
    "--trusted-key",
    options.trustedKey,
    "--state",
    options.state,
  ];
  for (const bundle of options.bundles) given.push("--bundle", bundle);
  const since = performance.now();
  const main = join(projectRoot, "src/node/main.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...given], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let said = "";
  for await (const text of child.stderr.setEncoding("utf8")) {
    said += text;
    if (said.includes("Demo API key")) break;
  }
  const url = /at (http:\S+)/.exec(said)?.[1];
  const key = /epure_demo_\w+/.exec(said)?.[0];
  if (!url || !key) throw new Error(`The Node form did not start: ${said}`);
  const keys = JSON.parse(readFileSync(join(options.state, "keys.json"), "utf8")) as { operator: string };
  return {
    url,
    key,
    operatorKey: keys.operator,
    seconds: Math.round((performance.now() - since) / 100) / 10,
    memory: () => memoryOf(child.pid as number),
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      if (code !== 0) throw new Error(`The Node form ended with ${code}: ${said}`);
    },
  };
}

/** Linux only, as the figures of this bench are. */
export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024);
  return { rss: mib("VmRSS"), peak: mib("VmHWM") };
}
