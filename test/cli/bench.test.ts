/** `epure bench purification`: what it refuses, and that its Python side answers in the engine's events. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epure } from "./support.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "epure-bench-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("epure bench purification", () => {
  it("refuses what is no seed, no name and no folder, each in plain words", async () => {
    const seeds = await epure("bench", "purification", "--data", folder, "--seeds", "one");
    expect(seeds.code).toBe(2);
    expect(seeds.stderr).toContain("whole numbers");
    const name = await epure("bench", "purification", "--data", folder, "--attacks", "wrod");
    expect(name.code).toBe(2);
    expect(name.stderr).toContain("wrod");
    const missing = await epure("bench", "purification", "--data", join(folder, "none"));
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("--data DIR");
  }, 60_000);

  it("writes the report from the lines on hand and says what was not run", async () => {
    const results = join(folder, "results");
    await mkdir(results);
    const line = {
      key: "k",
      data: "sst2",
      attack: "word",
      seed: 1,
      method: "finetune",
      labelled: 64,
      fixed_ratio: null,
      version: "b1",
      acc: 0.875,
      attacks: [{ name: "badnet-word", target: 1, rows: 10, asr: 0.25, pacc: 0.5 }],
      seconds: 3,
      peak_rss_mb: 10,
      machine: { load: 1 },
    };
    await writeFile(join(results, "sst2.jsonl"), `${JSON.stringify(line)}\n`);
    const done = await epure("bench", "purification", "--report-only", "--results", results, "--json");
    expect(done.code).toBe(0);
    const report = await readFile((JSON.parse(done.stdout) as { report: string }).report, "utf8");
    expect(report).toContain("| fine-tuning | 87.5 |");
    expect(report).toMatch(/\*\*1 of the \d+ cells of the full plan have been run\.\*\*/);
  }, 60_000);
});
