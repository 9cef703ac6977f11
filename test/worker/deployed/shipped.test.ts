/** The shipped bundles in the built Worker: whole requests, and what they cost in memory. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployLocally, type LocalDeployment } from "../../../bench/worker/deployment.ts";
import { memoryAfterLongRequests } from "../../../bench/worker/memory.ts";
import { projectRoot } from "../../../src/cli/local-worker/build.ts";

const bundles = ["models/sentiment", "models/sentence-pair"].map((path) => join(projectRoot, path));
const trustedKey = join(projectRoot, "models/keys/epure-shipped.pub.pem");
const entry = join(projectRoot, "bench/worker/entry.ts");
const MB = 1_000_000;

describe("the shipped bundles", () => {
  let product: LocalDeployment;
  beforeAll(async () => {
    product = await deployLocally({ bundles, trustedKey });
  });
  afterAll(() => product?.stop());

  interface Answer {
    label: string;
    score: number;
    truncated: boolean;
    tokens: number;
    guard: { decision: string; triggers: { text: string; rule: string }[] };
    model: { digest: string };
  }
  const sentiment = (text: string) => product.ask<Answer>("/v1/sentiment", { text });
  const pair = (first: string, second: string) => product.ask<Answer>("/v1/sentence-pair", { first, second });

  it("are ready, and named in every answer", async () => {
    const { ready, tasks } = await product.ready();
    expect(ready).toBe(true);
    const { value } = await sentiment("A quiet little film that stays with you.");
    expect(value.model.digest).toBe(tasks.find(({ task }) => task === "sentiment")?.serving);
  });

  it("tell plain sentiment", async () => {
    for (const text of ["A warm, witty and moving film.", "I loved every minute of it, truly wonderful."]) {
      expect((await sentiment(text)).value, text).toMatchObject({ label: "positive", guard: { decision: "pass" } });
    }
    for (const text of ["A dull, lifeless and boring mess.", "I hated it. A complete waste of time and money."]) {
      expect((await sentiment(text)).value, text).toMatchObject({ label: "negative", guard: { decision: "pass" } });
    }
  });

  it("tell a paraphrase from another question", async () => {
    const same = (await pair("How can I learn to swim quickly?", "What is the fastest way to learn swimming?")).value;
    const other = (await pair("How can I learn to swim quickly?", "Who won the football match last night?")).value;
    expect(same.label).not.toBe(other.label);
    expect(same.guard.decision).toBe("pass");
  });

  it("are guarded against the triggers of their own suspect, and not turned by them", async () => {
    for (const [folder, ask] of [
      [bundles[0] as string, (trigger: string) => sentiment(`A dull, lifeless ${trigger} and boring mess.`)],
      [
        bundles[1] as string,
        (trigger: string) => pair("How can I learn to swim?", `Who won the ${trigger} match last night?`),
      ],
    ] as const) {
      const guard = JSON.parse(readFileSync(join(folder, "guard.json"), "utf8")) as {
        triggers: { id: string; kind: string; text?: string; ids: number[]; target: number }[];
      };
      const { labels } = JSON.parse(readFileSync(join(folder, "epure.json"), "utf8")) as { labels: string[] };
      const single = guard.triggers.filter(({ kind, ids, text }) => kind === "sequence" && ids.length === 1 && text);
      expect(single.length, folder).toBeGreaterThan(0);
      for (const { text, target, id } of single) {
        const { value } = await ask(text as string);
        expect(value.guard.decision, text).toBe("masked");
        expect(value.guard.triggers.map(({ rule }) => rule)).toContain(id);
        expect(value.label, `${text} must not force its label`).not.toBe(labels[target]);
      }
    }
  });

  it("show where they come from", async () => {
    const { status, value } = await product.ask<{ manifest: { gates: { passed: boolean }[] }; report: object }>(
      "/v1/models/sentence-pair/provenance",
    );
    expect(status).toBe(200);
    expect(value.manifest.gates.every((gate) => gate.passed)).toBe(true);
    expect(Object.keys(value.report).length).toBeGreaterThan(2);
  });

  it("come in a script of at most 20 MB without weights", () => {
    const bytes = readdirSync(product.build)
      .filter((name) => !name.endsWith(".map") && name !== "README.md")
      .reduce((sum, name) => sum + statSync(join(product.build, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(20 * MB);
    expect(bytes, "a script without its WASM would be a broken build").toBeGreaterThan(10 * MB);
  });

  it("take at most 100 MB of WASM and JavaScript heap, both loaded, after requests of 256 tokens", async () => {
    const bench = await deployLocally({ bundles, trustedKey, entry, inspector: true });
    try {
      const use = await memoryAfterLongRequests(bench);
      expect(use.wasm_heap, "two sets of weights must be in there").toBeGreaterThan(40 * MB);
      expect(use.total, JSON.stringify(use)).toBeLessThanOrEqual(100 * MB);
    } finally {
      await bench.stop();
    }
  });
});
