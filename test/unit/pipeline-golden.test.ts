import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkGolden, type GoldenCase, loadPipeline, makeGoldenCase } from "../../src/shared/pipeline/index.ts";
import { makePico, type Pico } from "./pipeline-support.ts";

let pico: Pico;
let cases: GoldenCase[];

beforeAll(async () => {
  pico = await makePico("sentence-pair");
  cases = [];
  for (const text of pico.draft.golden_texts) cases.push(await makeGoldenCase(pico.pipeline, text));
  cases = JSON.parse(JSON.stringify(cases)); // as it travels
});
afterAll(() => pico.remove());

describe("golden vectors", () => {
  it("reproduce bit for bit, also in a second session", async () => {
    await checkGolden(pico.pipeline, { cases });
    const again = await makePico("sentence-pair");
    await checkGolden(again.pipeline, { cases });
    await again.remove();
  });

  it.each([
    ["logits[1]", (c: GoldenCase) => ({ ...c, logits: [c.logits[0], nextFloat(c.logits[1] as number)] })],
    ["logits has 2 entries instead of 1", (c: GoldenCase) => ({ ...c, logits: c.logits.slice(1) })],
    ["ids[2]", (c: GoldenCase) => ({ ...c, ids: c.ids.map((id, i) => (i === 2 ? id + 1 : id)) })],
    ["type_ids[1]", (c: GoldenCase) => ({ ...c, type_ids: c.type_ids.map((id, i) => (i === 1 ? 1 - id : id)) })],
  ])("name the first difference: %s", async (named, change) => {
    const changed = cases.map((one, i) => (i === 1 ? (change(one) as GoldenCase) : one));
    const failed = await checkGolden(pico.pipeline, { cases: changed }).catch((error) => error);
    expect(failed).toMatchObject({ kind: "golden-mismatch" });
    expect(failed.message).toContain("Golden case 1");
    expect(failed.message).toContain(named);
  });

  it("never pass for want of a case, or with logits that are no number", async () => {
    await expect(checkGolden(pico.pipeline, { cases: [] })).rejects.toMatchObject({ kind: "golden-mismatch" });
    const session = { run: async () => Float32Array.of(Number.NaN, 0), release: async () => {} };
    const broken = cases.map((one) => ({ ...one, logits: [Number.NaN, 0] }));
    await expect(checkGolden({ ...pico.pipeline, session }, { cases: broken })).rejects.toMatchObject({
      kind: "golden-mismatch",
    });
  });
});

describe("golden vectors of another runtime", () => {
  const moved = (by: number) =>
    cases.map((one) => ({ ...one, logits: one.logits.map((logit, i) => (i === 0 ? logit + by : logit)) }));

  it("may be as far apart as its tolerance says, and no further", async () => {
    await expect(checkGolden(pico.pipeline, { cases: moved(0.001) })).rejects.toMatchObject({
      kind: "golden-mismatch",
    });
    await checkGolden(pico.pipeline, { cases: moved(0.001) }, 0.01);
    await expect(checkGolden(pico.pipeline, { cases: moved(0.02) }, 0.01)).rejects.toThrow("more than 0.01 apart");
  });

  it("must give the labels the same order, and numbers", async () => {
    const swapped = cases.map((one) => ({ ...one, logits: [...one.logits].reverse() }));
    await expect(checkGolden(pico.pipeline, { cases: swapped }, 1000)).rejects.toThrow("the order of the labels");
    const session = { run: async () => Float32Array.of(Number.NaN, 0), release: async () => {} };
    await expect(checkGolden({ ...pico.pipeline, session }, { cases }, 1000)).rejects.toThrow("instead of");
  });
});

describe("parts that do not fit", () => {
  it("are refused when the tokenizer knows more ids than the guard", async () => {
    const guard = { ...JSON.parse(new TextDecoder().decode(pico.file("guard.json"))), vocab_size: 100, triggers: [] };
    const { manifest, session } = pico.pipeline;
    const tokenizerJson = pico.file("tokenizer.json");
    const load = loadPipeline({ manifest, tokenizerJson, guard, driftTable: new Uint8Array(100), session });
    await expect(load).rejects.toMatchObject({ kind: "bundle-schema" });
  });

  it("share one tokenizer when they are of one base", async () => {
    const other = await makePico("sentiment");
    expect(other.pipeline.tokenizer).toBe(pico.pipeline.tokenizer);
    await other.remove();
  });
});

/** The float32 next to a positive or negative one. */
function nextFloat(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = (bits[0] as number) + 1;
  return new Float32Array(bits.buffer)[0] as number;
}
