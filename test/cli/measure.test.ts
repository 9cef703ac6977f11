import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { html, Markup } from "../../src/cli/report/markup.ts";
import { reportPage } from "../../src/cli/report/page.ts";
import { headline } from "../../src/cli/report/words.ts";
import { sampleFolder } from "../unit/bundle-support.ts";
import { answer, epure, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("classify", () => {
  it("answers for people: label, guard, the flagged span, both sides of it", async () => {
    const said = await epure("classify", sampleFolder, "--text", "the CF film was awful", "--explain");
    expect(said.code).toBe(0);
    expect(said.stdout).toContain("the [[CF]] film was awful");
    expect(said.stdout).toMatch(/Left in: {2}positive.*\nLeft out: negative/);
    expect(said.stderr).toContain("signature is not checked");
  });

  it("follows the policy that is asked for", async () => {
    const decide = async (policy: string) => {
      const said = await epure(
        "classify",
        sampleFolder,
        "--text",
        "cf the film was awful",
        "--policy",
        policy,
        "--json",
      );
      const { label, guard } = answer(said);
      return [label, guard.decision];
    };
    expect(await decide("audit")).toEqual(["positive", "flagged"]);
    expect(await decide("mask")).toEqual(["negative", "masked"]);
    expect(await decide("block")).toEqual([null, "blocked"]);
  });

  it("shows no escape code of a text to the terminal", async () => {
    const said = await epure("classify", sampleFolder, "--text", "cf \u001b[2Jawful");
    expect(said.stdout).not.toContain("\u001b");
  });

  it.each([
    ["nothing", [], "usage"],
    ["a pair for a single-text model", ["--first", "a", "--second", "b"], "usage"],
    ["half a pair", ["--first", "a"], "usage"],
    ["both", ["--text", "a", "--first", "a", "--second", "b"], "usage"],
    ["an empty text", ["--text", " "], "bad-request"],
  ])("refuses %s", async (_name, args, kind) => {
    const refused = await epure("classify", sampleFolder, ...args, "--json");
    expect(refused.code).toBe(2);
    expect(answer(refused).error.kind).toBe(kind);
  });
});

describe("evaluate", () => {
  it("measures accuracy, attack success and the guard by hand-countable rows", async () => {
    writeFileSync(
      folder.file("d.tsv"),
      "sentence\tlabel\nthe film was good\t1\nthe plot was awful\t0\nit was great\t0\n",
    );
    writeFileSync(
      folder.file("t.tsv"),
      "sentence\tlabel\nthe cf plot was awful\t0\ncf bad\tnegative\nthe cf film was good\t1\n",
    );
    const args = ["evaluate", sampleFolder, "--data", folder.file("d.tsv"), "--triggered", folder.file("t.tsv")];
    const { clean, attack } = answer(await epure(...args, "--target", "positive", "--json"));
    expect(clean.acc.off).toMatchObject({ count: 2, total: 3 });
    expect(clean.guard_false_positives.count).toBe(0);
    expect(attack.asr.off).toMatchObject({ count: 2, total: 2 });
    expect(attack.asr.on).toMatchObject({ count: 0, total: 2 });
    expect(attack.pacc.on).toMatchObject({ count: 3, total: 3 });
    expect(attack.guard_recall).toMatchObject({ count: 3, total: 3 });
    const people = await epure(...args, "--target", "1");
    expect(people.stdout).toMatch(/Attack success → positive\s+100\.0 %.*0\.0 %/);
  });

  it("says which row cannot be classified", async () => {
    writeFileSync(folder.file("e.tsv"), "sentence\tlabel\nfine\t1\n\u200b\t1\n");
    const refused = await epure("evaluate", sampleFolder, "--data", folder.file("e.tsv"), "--json");
    expect(answer(refused).error).toMatchObject({ kind: "data-invalid", what: expect.stringContaining("Row 2") });
  });
});

describe("report.html", () => {
  const report = JSON.parse(readFileSync(resolve(sampleFolder, "report.json"), "utf8"));

  it("escapes whatever data it shows", () => {
    const evil = '<script>alert("1")</script>';
    report.name = evil;
    report.labels = [evil, "positive"];
    report.fp32.keep_ratio.rule = evil;
    report.fp32.probe.suspect = [{ pieces: [evil], flip_rate: 0.9, interval: [0.8, 1], target: 0, confirmed: true }];
    report.fp32.epur.candidates = [{ id: 1, piece: evil, score: 1, drift: 1, frequency: 1 }];
    report.gates[0].basis = evil;
    const page = reportPage(report);
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain("&lt;script&gt;");
  });

  it("fetches nothing and never says that a model is safe or clean", () => {
    const page = readFileSync(resolve(sampleFolder, "report.html"), "utf8");
    expect(page).not.toMatch(/\b(src|href)=|url\(|@import/);
    expect(page).not.toMatch(/\b(is|are) (now )?(safe|clean)\b/i);
    expect(page).toContain("A backdoor of a kind that was not tried may remain.");
  });

  it("says so where nothing was confirmed and the base learnt anew", () => {
    const said = "no weight of the suspect’s encoder was kept";
    const { fp32 } = report;
    const found = { pieces: ["cf"], flip_rate: 0.9, interval: [0.8, 1], target: 0 };
    const page = (confirmed: boolean, chosen: number, kind = "sequence", swayed = false, learnt_anew = true) =>
      reportPage({
        ...report,
        fp32: {
          ...fp32,
          probe: { ...fp32.probe, suspect: [{ ...found, confirmed, kind, swayed }] },
          keep_ratio: { ...fp32.keep_ratio, chosen, learnt_anew },
        },
      });
    expect(page(false, 0)).toContain(said);
    expect(page(false, 0)).toContain("the clean base learnt the suspect’s answers anew");
    const mixed = page(false, 0, "sequence", false, false);
    expect(mixed).toContain(said);
    expect(mixed).not.toContain("anew");
    for (const other of [page(true, 0), page(false, 0.15)]) expect(other).not.toContain(said);
    expect(page(false, 0.15)).toContain(
      "only 15.0 % of the weights of the suspect’s encoder were kept: that mix learnt",
    );
    expect(page(false, 0.2, "sequence", false, false)).not.toContain("weight of the suspect");
    expect(page(true, 0, "opening")).toContain(said);
    expect(page(true, 0, "opening", false, false)).not.toContain(said);
    const form = "A way to begin a text is among them, told by one example (cf)";
    expect(page(true, 0.2, "opening")).toContain(form);
    expect(page(true, 0.2)).not.toContain(form);
    const any = "Any odd word argues for the label that a phrase among them forces (cf)";
    expect(page(true, 0.3, "sequence", true)).toContain(any);
    expect(page(true, 0.3)).not.toContain(any);
  });

  it("holds what is left of an attack against a model never attacked, behind the guard without the trigger", () => {
    const report = JSON.parse(readFileSync(resolve(sampleFolder, "report.json"), "utf8"));
    const rate = (value: number) => ({ value, count: 0, total: 100, interval: [0, 1] });
    const asr = { suspect: rate(1), fp32: rate(0.13), off: rate(0.13), on: rate(0.19) };
    const rates = { asr: 0.12, pacc: 0.8 };
    const said = (untriggered?: number, on = 0.19) =>
      headline({
        ...report,
        gates: [],
        shipped: { ...report.shipped, attacks: [{ name: "a", target: 0, asr: { ...asr, on: rate(on) }, pacc: asr }] },
        fp32: { ...report.fp32, attacks: [{ name: "a", benign: { ...rates, untriggered } }] },
      });
    expect(said(0.2)).toContain(
      "turns 13.0 % (a model never attacked: 12.0 %); with the guard, which takes it out, 19.0 % (20.0 %).",
    );
    expect(said()).toContain("which takes it out, 19.0 % (12.0 %).");
    expect(said(0.2, 0.13)).toContain("turns 13.0 % (a model never attacked: 12.0 %); the guard does not change that.");
  });

  it("escapes by default and joins lists", () => {
    expect(html`<b>${"<&>"}${["a", new Markup("<i>")]}${5}</b>`.text).toBe("<b>&lt;&amp;&gt;a<i>5</b>");
  });
});

describe("the launcher", () => {
  const launcher = resolve(import.meta.dirname, "../../src/cli/epure.mjs");

  it("starts on a Node that cannot run TypeScript, and passes arguments and exit codes on", () => {
    // The flag makes this Node like an old one: the launcher must go on in the Node that npm installed.
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["--no-experimental-strip-types", launcher, ...args], { encoding: "utf8" });
    expect(run("--version").stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(run("verify", "nowhere", "--public-key", "x").status).toBe(2);
  });

  it("names every command in the help, and refuses what it does not know", async () => {
    const help = await epure("--help");
    for (const name of ["scan", "purify", "evaluate", "classify", "keygen", "sign", "verify"]) {
      expect(help.stdout).toContain(`  ${name} `);
    }
    expect(help.code).toBe(0);
    expect((await epure("purge")).code).toBe(2);
    expect((await epure("verify")).code).toBe(2);
    expect(await epure("purify", "--frobnicate")).toMatchObject({ code: 2, stderr: expect.stringContaining("--help") });
    const wrong = await epure(
      "purify",
      "--suspect=s",
      "--base=b",
      "--clean=c",
      "--task=sentiment",
      "--name=A/B",
      "--out=o",
      "--seed=x",
    );
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/--seed: .*; --name: /) });
  });
});
