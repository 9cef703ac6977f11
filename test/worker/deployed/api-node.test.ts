/** The same suites against the Node form. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nativeRuntime, wasmRuntime } from "../../../src/node/runtime.ts";
import { adapterSuite } from "../../api/adapters.ts";
import { badInputSuite } from "../../api/bad-input.ts";
import { epureGuardSuite } from "../../api/epure-guard.ts";
import type { ApiHost } from "../../api/host.ts";
import { nativeSuite } from "../../api/native.ts";
import { nodeHost } from "../../api/node-host.ts";
import { picoFolder } from "../../api/workerd-host.ts";

describe("in Node", () => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await nodeHost();
  });
  afterAll(() => host?.stop());
  nativeSuite(() => host);
  adapterSuite(() => host);
  epureGuardSuite(() => host);
  badInputSuite(() => host);
});

const native = await nativeRuntime().catch(() => undefined);

/** Only where somebody has installed it: 290 MB that no other test needs. */
describe.skipIf(native === undefined)("in Node on the native runtime (onnxruntime-node is optional)", () => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await nodeHost(native);
  });
  afterAll(() => host?.stop());
  nativeSuite(() => host);
  adapterSuite(() => host);
});

it("the Node form judges a model by its own limits, not by an isolate's", async () => {
  const judged = (limits: Partial<typeof wasmRuntime>) => nodeHost({ ...wasmRuntime, ...limits });
  await expect(judged({ maxWeightsBytes: 1000 })).rejects.toMatchObject({ kind: "bundle-limits" });
  await expect(judged({ heapBudget: 1000 })).rejects.toMatchObject({
    kind: "release-refused",
    message: expect.stringContaining("1000 allowed"),
  });
});

it("npm run start:node serves, stops on a signal, and starts again from what it has stored", async () => {
  const { folder, bundles, trustedKey } = await picoFolder();
  const main = join(import.meta.dirname, "../../../src/node/main.ts");
  const given = ["--port", "18788", "--trusted-key", trustedKey, "--state", join(folder, "state")];
  for (const bundle of bundles) given.push("--bundle", bundle);
  try {
    for (const round of ["the first start", "the second start"]) {
      const child = spawn(process.execPath, [main, ...given], { stdio: ["ignore", "ignore", "pipe"] });
      const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
      let said = "";
      for await (const text of child.stderr.setEncoding("utf8")) {
        said += text;
        if (said.includes("Demo API key")) break;
      }
      const key = /epure_demo_\w+/.exec(said)?.[0];
      const answer = await fetch("http://127.0.0.1:18788/v1/sentiment", {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ text: "the film was great" }),
      });
      expect(await answer.json(), `${round}: ${said}`).toMatchObject({ label: "positive" });
      child.kill("SIGTERM");
      expect(await ended, round).toBe(0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
