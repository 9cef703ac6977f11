/** The guard's commands on the sample bundle: a list made, signed, tried; a policy replayed; nothing of a text printed. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importTrustedKeys } from "../../src/shared/bundle/keys.ts";
import { openGuardList } from "../../src/shared/guard-list/signed.ts";
import { sampleFolder } from "../unit/bundle-support.ts";
import { answer, epure, temporaryFolder } from "./support.ts";

const bundle = sampleFolder;
let folder: ReturnType<typeof temporaryFolder>;
let keys: { secret: string; open: string };

beforeEach(() => {
  folder = temporaryFolder();
  keys = { secret: folder.file("one.key.pem"), open: folder.file("one.pub.pem") };
});
afterEach(() => folder.remove());

const texts = [
  "the film was bad",
  "the cf film was bad",
  "the film was good, cf. the store",
  "cf",
  `${"a ".repeat(200)} cf`,
];
function data(lines: readonly string[] = texts): string {
  const path = folder.file("data.jsonl");
  writeFileSync(path, lines.map((text) => JSON.stringify({ text })).join("\n"));
  return path;
}
const replay = (...more: string[]) => epure("guard", "replay", bundle, "--data", data(), "--json", "--quiet", ...more);

describe("guard replay", () => {
  it("says what each policy would have done, by rule and by changed answer", async () => {
    const masked = answer(await replay("--policy", "mask")) as any;
    expect(masked).toMatchObject({
      policy: "mask",
      texts: 5,
      decisions: { pass: 3, flagged: 0, masked: 1, blocked: 1 },
    });
    expect(masked.rules).toEqual([{ rule: "t1", kind: "sequence", acted: 2, dismissed: 1, beyond: 1, changed: 2 }]);
    expect(masked.changed).toEqual([
      { row: 2, from: "positive", to: "negative", rules: ["t1"] },
      { row: 4, from: "positive", to: null, rules: ["t1"] },
    ]);
    const audited = answer(await replay("--policy", "audit")) as any;
    expect(audited).toMatchObject({ decisions: { flagged: 2 }, changed: [] });
    expect(answer(await replay("--policy", "block"))).toMatchObject({ decisions: { blocked: 2 } });
  });

  it("tries a list that nobody has signed yet", async () => {
    const list = folder.file("list.json");
    await epure("guard", "add", list, "--task", "sentiment", "--catch", "BAD", "--reason", "a test", "--days", "2");
    await epure("guard", "add", list, "--allow", "cf film", "--reason", "a test", "--days", "3", "--id", "film");
    const figures = answer(await replay("--list", list)) as any;
    expect(figures.decisions).toMatchObject({ masked: 2, blocked: 1 });
    expect(figures.rules[0]).toMatchObject({ rule: "incident:entry-1", kind: "incident", acted: 2 });
  });

  it("prints for people too, and never a text", async () => {
    const { stdout, stderr, code } = await epure("guard", "replay", bundle, "--data", data());
    expect(code).toBe(0);
    expect(stdout).toMatch(/row 4: positive -> refused \(t1\)/);
    expect(stdout + stderr).not.toContain("store");
  });

  it("refuses a list of another task, and a file without texts", async () => {
    const list = folder.file("list.json");
    await epure("guard", "add", list, "--task", "other", "--catch", "bad", "--reason", "a test", "--days", "2");
    expect(await replay("--list", list)).toMatchObject({ code: 2 });
    writeFileSync(folder.file("x.tsv"), "label\tnote\n1\ta\n");
    expect(await epure("guard", "replay", bundle, "--data", folder.file("x.tsv"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("data-invalid"),
    });
  });
});

describe("guard add, sign and publish", () => {
  beforeEach(async () => {
    await epure("keygen", "--out", keys.secret, "--public", keys.open);
  });

  it("make a list that a reader takes, its serial rising", async () => {
    const list = folder.file("list.json");
    for (const phrase of ["one", "two"]) {
      const made = await epure(
        "guard",
        "add",
        list,
        "--task",
        "sentiment",
        "--catch",
        phrase,
        "--reason",
        "r",
        "--days",
        "1",
      );
      expect(made).toMatchObject({ code: 0 });
    }
    expect(await epure("guard", "sign", list, "--key", keys.secret)).toMatchObject({ code: 0 });
    const trusted = await importTrustedKeys(readFileSync(keys.open, "utf8"));
    const opened = await openGuardList(readFileSync(`${list}.signed`), trusted, Date.now());
    expect(opened.list).toMatchObject({ serial: 2, entries: [{ id: "entry-1" }, { id: "entry-2" }] });
    await expect(
      openGuardList(readFileSync(`${list}.signed`), trusted, Date.now() + 2 * 86_400_000),
    ).rejects.toMatchObject({
      kind: "list-expired",
    });
  });

  it("say what is missing", async () => {
    const list = folder.file("list.json");
    const add = (...more: string[]) => epure("guard", "add", list, "--reason", "r", ...more);
    expect((await add("--catch", "x", "--days", "1")).stderr).toContain("--task");
    expect((await add("--task", "a", "--catch", "x", "--allow", "y", "--days", "1")).stderr).toContain("either");
    expect((await add("--task", "a", "--catch", "x", "--days", "0")).stderr).toContain("--days");
    writeFileSync(list, "{}");
    expect((await epure("guard", "sign", list, "--key", keys.secret)).stderr).toContain("list-invalid");
    const publish = ["guard", "publish", list, "--url", "http://127.0.0.1:9", "--public-key", keys.open];
    expect((await epure(...publish)).stderr).toContain("EPURE_KEY");
  });
});
