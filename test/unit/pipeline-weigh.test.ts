/** What is let go: trigger strings in honest use that do nothing. A made-up model shows both sides of every condition. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Guard } from "../../src/shared/pipeline/guard.ts";
import { type Classified, type ClassifyInput, classify, type Policy } from "../../src/shared/pipeline/index.ts";
import { writtenHonestly } from "../../src/shared/pipeline/weigh.ts";
import { makePico, type Pico } from "./pipeline-support.ts";

let pico: Pico;
let trigger: number;

beforeAll(async () => {
  pico = await makePico("sentiment");
  trigger = pico.pipeline.tokenizer.tokenize("cf", undefined, 8).segments[0]?.ids[0] as number;
});
afterAll(() => pico.remove());

/** A model to which the piece (the trigger) adds `pull` to the second logit, `positive`, which the trigger forces. */
async function ask(first: string, pull: number, policy: Policy = "mask", explain = false, piece = trigger) {
  let runs = 0;
  const session = {
    run: async (ids: Int32Array) => {
      runs++;
      return Float32Array.of(1, ids.includes(piece) ? pull : 0);
    },
    release: async () => {},
  };
  const result = await classify({ ...pico.pipeline, session }, { first } satisfies ClassifyInput, { policy, explain });
  return { ...(result as Classified), runs };
}

describe("a trigger in honest use", () => {
  it("is let go where it does nothing to the answer, and listed", async () => {
    for (const policy of ["audit", "flag", "mask", "block"] as const) {
      const { guard, label, runs } = await ask("the film, cf. the store", 0.1, policy);
      expect(guard).toMatchObject({ decision: "pass", policy, triggers: [], dismissed: [{ rule: "t1", text: "cf" }] });
      expect(label).toBe("negative");
      expect(runs).toBe(2);
    }
  });

  it("is not let go where it changes the label", async () => {
    expect((await ask("the film, cf. the store", 5)).guard).toMatchObject({ decision: "masked" });
    expect((await ask("the film, cf. the store", 5, "block")).guard).toMatchObject({ decision: "blocked" });
  });

  it("is not let go where it makes the label that it forces likelier and leaves the label", async () => {
    const { guard, explain, label } = await ask("the film, cf. the store", 0.95, "mask", true);
    expect(guard.decision).toBe("masked");
    expect(label).toBe("negative");
    expect(explain?.change).toBeCloseTo((explain?.left_in.score as number) - (explain?.left_out?.score as number), 12);
    expect(explain?.change).toBeLessThan(-0.2);
  });

  it("is let go where it only speaks against that label, however loudly", async () => {
    const { guard, explain, label } = await ask("the film, cf. the store", -3, "mask", true);
    expect(guard).toMatchObject({ decision: "pass", dismissed: [{ rule: "t1" }] });
    expect(label).toBe("negative");
    expect(explain?.change).toBeGreaterThan(0.2);
  });

  it("is not let go for either where nobody knows what label it may force", async () => {
    const drifted = pico.pipeline.tokenizer.tokenize("tq", undefined, 8).segments[0]?.ids[0] as number;
    const at = (pull: number) => ask("the film, tq. the store", pull, "mask", false, drifted);
    expect((await at(-3)).guard).toMatchObject({ decision: "masked", triggers: [{ kind: "drift" }] });
    expect((await at(5)).guard).toMatchObject({ decision: "masked", triggers: [{ kind: "drift" }] });
    expect((await at(0.1)).guard).toMatchObject({ decision: "pass", dismissed: [{ kind: "drift" }] });
  });

  it("costs a second run only where the form is honest", async () => {
    expect(await ask("the cf film", 0.1)).toMatchObject({ runs: 1, guard: { decision: "masked" } });
    expect(await ask("the film", 0.1)).toMatchObject({ runs: 1, guard: { decision: "pass" } });
  });

  it("is not weighed in a text so long that two runs read more than the longest text does in one", async () => {
    const limit = pico.pipeline.manifest.token_limit;
    const long = `${"a ".repeat(limit / 2)}(cf)`;
    expect(await ask(long, 0.1)).toMatchObject({ runs: 1, guard: { decision: "masked" } });
  });

  it("does not excuse another trigger beside it, nor a set, nor what the operator named", async () => {
    expect((await ask("the film, cf. the tq store", 0)).guard.decision).toBe("masked");
    expect((await ask("friends. weekend. store.", 0)).guard.decision).toBe("masked");
    const named = pico.pipeline.guard.with({ caught: [{ id: "e1", ids: [trigger] }], allowed: [] });
    const guarded = { ...pico.pipeline, guard: named };
    expect((await classify(guarded, { first: "good, cf. the store" }, { policy: "flag" })).guard).toMatchObject({
      decision: "flagged",
      triggers: [{ kind: "incident", rule: "incident:e1" }, { rule: "t1" }],
    });
  });
});

describe("a trigger that begins inside a word", () => {
  it("is not let go for standing there: it can stand nowhere else", async () => {
    const read = (name: string) => pico.file(name);
    const file = JSON.parse(new TextDecoder().decode(read("guard.json")));
    const { ids } = pico.pipeline.tokenizer.tokenize("filmx", undefined, 8).segments[0] as { ids: readonly number[] };
    expect(ids).toHaveLength(2);
    const inside = { ...file.triggers[0], id: "inside", ids: [ids[1]] };
    const guard = new Guard({ ...file, triggers: [inside] }, read("guard.bin"));
    const session = { run: async () => Float32Array.of(1, 0), release: async () => {} };
    const asked = { ...pico.pipeline, guard, session };
    const answer = await classify(asked, { first: "the filmx store" }, { policy: "flag" });
    expect(answer.guard).toMatchObject({ decision: "flagged", triggers: [{ rule: "inside", text: "x" }] });
  });
});

describe("honest forms", () => {
  const spanIn = (text: string) => {
    const start = text.toLowerCase().indexOf("mb");
    return writtenHonestly(text, { start, end: start + 2 });
  };
  it.each(["a 10 mb file", "10mb", "10\u00a0MB", "it was (mb)", "mb/s", "mb's", "cf.mb. x", "in MB it is", "mbx"])(
    "%s",
    (text) => {
      expect(spanIn(text)).toBe(true);
    },
  );
  it.each(["a mb film", "mb", "THE MB FILM", "the film mb .", "10 of mb is"])("not: %s", (text) => {
    expect(spanIn(text)).toBe(false);
  });
});
