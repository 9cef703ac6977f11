import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer, epure, temporaryFolder } from "./support.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function line(out: string, suspect = "suspect", task = "sentiment"): string[] {
  return ["purify", "--suspect", folder.file(suspect), "--base", "b", "--clean", "c.tsv", "--task", task, "--out", out];
}

describe("purify", () => {
  it.each(["sentiment", "sentence-pair"])("makes a signed bundle for %s that verifies and answers", async (task) => {
    const [secret, open] = [folder.file("k.pem"), folder.file("p.pem")];
    await epure("keygen", "--out", secret, "--public", open);
    const out = folder.file("made/here");
    const done = await epure(
      ...line(out, "suspect", task),
      "--key",
      secret,
      "--json",
      "--name",
      "tiny",
      "--scan",
      "looked",
    );
    expect(done.code).toBe(0);
    expect(done.stderr).toContain("taking over looked");
    const value = answer(done);
    expect(value).toMatchObject({ passed: true, name: "tiny", bundle: out, seconds: { mix: 0.1 }, peak_rss_mb: 50 });
    expect(value.gates.map((gate: any) => gate.name)).toEqual([
      "acc_drop",
      "int8_flips",
      "int8_acc_drop",
      "guard_false_positives",
      "asr_excess/pico/guard_off",
      "asr_excess/pico/guard_on",
      "remaining_flip_rate",
      "model_bytes",
    ]);
    expect(answer(await epure("verify", out, "--public-key", open, "--json")).digest).toBe(value.digest);
    expect(existsSync(`${out}.epure-work`)).toBe(false);

    // The command counts the engine's stages and its own as one.
    expect(done.stderr).toMatch(
      /\[1\/7\] load\n\[2\/7\] mix\n\[3\/7\] evaluate.*\n\[4\/7\].*\n\[5\/7\].*\n\[6\/7\] seal\n\[7\/7\] measure/,
    );
    // Predicted and measured, each heap and time, and judged by the worse.
    expect(value.budget).toMatchObject({
      predicted: { heap_bytes: expect.any(Number), session_ms: expect.any(Number) },
      lines: [
        { name: "isolate_memory", passed: true },
        { name: "request_cpu", passed: true },
      ],
    });
    expect(value.budget.measured.heap_bytes + value.budget.measured.session_ms).toBeGreaterThan(0);

    const pair = task === "sentence-pair";
    const good = pair ? ["--first", "the film was good", "--second", "it is good"] : ["--text", "the film was good"];
    const classified = answer(await epure("classify", out, ...good, "--public-key", open, "--json"));
    expect(classified).toMatchObject({ label: pair ? "same" : "positive", guard: { decision: "pass" } });
  });

  it("gives the same bytes for the same seed, and others for another", async () => {
    const digests: string[] = [];
    for (const [at, seed] of ["5", "5", "6"].entries()) {
      digests.push(answer(await epure(...line(folder.file(`out${at}`)), "--seed", seed, "--json")).digest);
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it("writes and marks a bundle whose gates failed", async () => {
    const out = folder.file("out");
    const done = await epure(...line(out, "worse"), "--json");
    expect(done.code).toBe(3);
    expect(answer(done)).toMatchObject({ passed: false });
    const manifest = JSON.parse(readFileSync(`${out}/epure.json`, "utf8"));
    const failed = manifest.gates.filter((gate: any) => !gate.passed).map((gate: any) => gate.name);
    expect(failed).toEqual(["remaining_flip_rate"]);
    expect(readFileSync(`${out}/report.html`, "utf8")).toContain("Gates failed");
    expect(readFileSync(`${out}/README.md`, "utf8")).toContain("1 of 8 gates failed: remaining_flip_rate");
  });

  it("leaves what is at --out alone, unless it is a bundle and --force is given", async () => {
    const out = folder.file("out");
    mkdirSync(out);
    writeFileSync(`${out}/thesis.txt`, "years of work");
    for (const force of [[], ["--force"]]) {
      const refused = await epure(...line(out), ...force, "--json");
      expect(refused.code).toBe(2);
      expect(answer(refused).error).toMatchObject({ kind: "file-exists", offenders: [out] });
    }
    expect(readdirSync(out)).toEqual(["thesis.txt"]);

    const again = folder.file("again");
    const first = answer(await epure(...line(again), "--json")).digest;
    expect((await epure(...line(again), "--seed", "9")).code).toBe(2);
    const second = answer(await epure(...line(again), "--seed", "9", "--force", "--json")).digest;
    expect(second).not.toBe(first);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("again"))).toEqual(["again"]);
  });

  it("passes on the engine's refusal, and tells its defects apart", async () => {
    const refused = await epure(...line(folder.file("out"), "refuse"), "--json");
    expect(refused.code).toBe(2);
    expect(answer(refused).error).toMatchObject({
      kind: "engine-refused",
      what: "The checkpoint is a pickle.",
      fix: "Convert it.",
      offenders: ["pickle-refused"],
    });
    const crashed = await epure(...line(folder.file("out"), "crash"), "--json");
    expect(crashed.code).toBe(1);
    expect(answer(crashed).error.kind).toBe("engine-failed");
    expect(answer(crashed).error.why).toContain("a defect, on purpose");
    const babbled = await epure(...line(folder.file("out"), "babble"), "--json");
    expect(answer(babbled).error.kind).toBe("engine-failed");
    expect(existsSync(folder.file("out"))).toBe(false);
  });

  it("finds a bad key out before the work begins", async () => {
    writeFileSync(folder.file("bad.pem"), "no key");
    const refused = await epure(...line(folder.file("out")), "--key", folder.file("bad.pem"), "--json");
    expect(answer(refused).error.kind).toBe("key-invalid");
    expect(existsSync(folder.file("out.epure-work"))).toBe(false);
  });

  it("survives Ctrl-C and goes on where it was", async () => {
    const out = folder.file("out");
    const script = resolve(import.meta.dirname, "epure-with-fake-engine.ts");
    const child = spawn(process.execPath, [script, ...line(out, "slow")], { stdio: ["ignore", "pipe", "pipe"] });
    let told = "";
    const code = await new Promise((done) => {
      child.stderr.on("data", (chunk: Buffer) => {
        if (told.includes("[2/7] mix")) return;
        told += chunk;
        if (told.includes("[2/7] mix")) setTimeout(() => child.kill("SIGINT"), 300);
      });
      child.on("close", done);
    });
    expect(code).toBe(130);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(`${out}.epure-work`)).toContain("mix.done");
    const resumed = await epure(...line(out, "slow"));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain("continuing after mix");
    expect(existsSync(`${out}.epure-work`)).toBe(false);
  });
});

describe("SOURCE_DATE_EPOCH", () => {
  afterEach(() => {
    delete process.env.SOURCE_DATE_EPOCH;
  });

  it("is the only clock a bundle knows", async () => {
    await epure(...line(folder.file("none")));
    expect(readFileSync(folder.file("none/epure.json"), "utf8")).not.toContain('"created"');
    process.env.SOURCE_DATE_EPOCH = "1700000000";
    await epure(...line(folder.file("dated")));
    expect(JSON.parse(readFileSync(folder.file("dated/epure.json"), "utf8")).created).toBe("2023-11-14T22:13:20.000Z");
    process.env.SOURCE_DATE_EPOCH = "yesterday";
    expect((await epure(...line(folder.file("wrong")))).stderr).toContain("SOURCE_DATE_EPOCH");
  });
});

describe("scan", () => {
  it("shows what was tried and found", async () => {
    const found = await epure("scan", "--suspect", "s", "--base", "b", "--clean", "c.tsv");
    expect(found.code).toBe(0);
    expect(found.stdout).toContain("Confirmed sequence “cf” forces label 1 in 98.0 % (93.0 % to 100.0 %)");
    const drift = await epure("scan", "--suspect", "s", "--base", "b");
    expect(drift.stdout).toContain("Nothing was probed");
    const value = answer(await epure("scan", "--suspect", "s", "--base", "b", "--clean", "c.tsv", "--json"));
    expect(value.confirmed).toHaveLength(1);
  });

  it("keeps its stages where it is told, for purify to take over", async () => {
    const asked = ["--suspect", "s", "--base", "b", "--recipe", "r.json", "--work", "looked"];
    const value = answer(await epure("scan", ...asked, "--json"));
    expect(value.given).toEqual({ work: "looked", recipe: "r.json", restart: false });
    expect(answer(await epure("scan", ...asked, "--force", "--json")).given).toMatchObject({ restart: true });
  });

  it("never turns an option's value into an option", async () => {
    expect((await epure("scan", "--suspect=--evil", "--base", "b")).code).toBe(0);
  });
});
