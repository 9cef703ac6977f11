/**
 * Whatever somebody writes, the guard judges the very ids that the model embeds: recorded at the narrow waist, for texts
 * made of triggers, disguises, honest words and raw Unicode in any mixture.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClassifyInput, classify, type Pipeline, type Policy } from "../../src/shared/pipeline/index.ts";
import { makePico, type Pico } from "./pipeline-support.ts";

let single: Pico;
let pairs: Pico;

beforeAll(async () => {
  single = await makePico("sentiment");
  pairs = await makePico("sentence-pair");
});
afterAll(async () => {
  await single.remove();
  await pairs.remove();
});

/** What the model was given, run by run. The answers are made up: no inference is needed to see ids. */
async function record(pipeline: Pipeline, input: ClassifyInput, policy: Policy, explain = false) {
  const fed: { ids: number[]; types: number[] }[] = [];
  const session = {
    run: async (ids: Int32Array, types: Int32Array) => {
      fed.push({ ids: [...ids], types: [...types] });
      return Float32Array.from(pipeline.manifest.labels, (_, label) => (label === 0 ? fed.length * 3 : 0));
    },
    release: async () => {},
  };
  const result = await classify({ ...pipeline, session }, input, { policy, explain });
  return { fed, result };
}

const control = new Set([0, 2, 3, 4]); // [PAD] [CLS] [SEP] [MASK] of the pico vocabulary

/** The ids between the control tokens that the pipeline itself sets. Fails where a text brought one of its own. */
function segmentsOf({ ids, types }: { ids: number[]; types: number[] }, count: number): number[][] {
  expect(ids[0]).toBe(2);
  const segments = Array.from({ length: count }, (_, type) => ids.filter((_, at) => at > 0 && types[at] === type));
  for (const segment of segments) {
    expect(segment.at(-1)).toBe(3);
    segment.pop();
    for (const id of segment) expect(control.has(id)).toBe(false);
  }
  return segments;
}

const word = fc.constantFrom("cf", "mning", "tq", "friends", "weekend", "store", "film", "bad", "good", "the", "[SEP]");
const between = (joiner: string) => (text: string) => [...text].join(joiner);
const disguise = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.normalize("NFD"),
  (text) => `${text}\u0301`,
  (text) => text.replace(/./u, "$&\u0323\u0301").normalize("NFC"),
  (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  between("\u200b"),
  between("\u200d"),
  between("\u00ad"),
  between("\ufe0f"),
  between("\u0007"),
  between("-"),
  between("."),
  between(" "),
  (text) => text.replace("c", "с").replace("o", "о"), // Cyrillic
  (text) => text.replace(/[a-z]/g, (c) => String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97)),
  (text) => `字${text}字`,
  (text) => `x${text}`,
  (text) => `##${text}`,
  (text) => `[CLS]${text}[SEP]`,
);
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(word, disguise).map(([w, change]) => change(w)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }).filter((text) => text.isWellFormed()) },
);
const joint = fc.constantFrom(" ", "", "\u00a0", "\u2028", ", ", "\u200b");
const text = fc
  .array(fc.tuple(piece, joint), { minLength: 1, maxLength: 40 })
  .map((parts) => `film ${parts.map(([a, b]) => a + b).join("")}`);

const few = { numRuns: 300 };

describe("for any text", () => {
  it("what the model embeds is what the guard judged: found there means reported, and the reverse", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (first) => {
        const { fed, result } = await record(single.pipeline, { first }, "flag");
        const embedded = segmentsOf(fed[0] as never, 1);
        const reported = result.guard.triggers.length + (result.guard.dismissed?.length ?? 0) > 0;
        expect(reported).toBe(single.pipeline.guard.scan(embedded).length > 0);
      }),
      few,
    );
  });

  it("under mask no trigger reaches the model in the answer, and nothing but triggers is missing", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (first) => {
        const before = await record(single.pipeline, { first }, "audit");
        const { fed, result } = await record(single.pipeline, { first }, "mask");
        if (result.guard.decision !== "masked") return;
        const whole = segmentsOf(before.fed[0] as never, 1)[0] as number[];
        const rest = segmentsOf(fed.at(-1) as never, 1)[0] as number[];
        expect(single.pipeline.guard.scan([rest])).toEqual([]);
        expect(isSubsequence(rest, whole)).toBe(true);
        const gone = new Set(result.guard.triggers.flatMap(({ rule }) => rule));
        expect(gone.size).toBeGreaterThan(0);
      }),
      few,
    );
  });

  it("of a pair, each trigger is reported in the segment whose ids hold it", async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (first, second) => {
        const { fed, result } = await record(pairs.pipeline, { first, second }, "audit");
        const embedded = segmentsOf(fed[0] as never, 2);
        const all = [...result.guard.triggers, ...(result.guard.dismissed ?? [])];
        for (const [at, name] of (["first", "second"] as const).entries()) {
          const found = pairs.pipeline.guard.scan(embedded).some((hit) => hit.segment === at);
          expect(all.some((span) => span.segment === name)).toBe(found);
        }
        for (const span of all) {
          expect((span.segment === "first" ? first : second).slice(span.start, span.end)).toBe(span.text);
        }
      }),
      few,
    );
  });

  it("a trigger behind the token limit never reaches the model, and is reported as such", async () => {
    const limit = single.pipeline.manifest.token_limit;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: limit - 5, max: limit + 40 }),
        fc.constantFrom("cf", "CF", "c\u200bf"),
        async (n, cf) => {
          const { fed, result } = await record(single.pipeline, { first: `${"a ".repeat(n)}${cf}` }, "mask", true);
          const fits = n + 1 <= limit - 2;
          const trigger = single.pipeline.tokenizer.tokenize("cf", undefined, 8).segments[0]?.ids[0] as number;
          expect(fed.some(({ ids }) => ids.includes(trigger))).toBe(fits);
          expect(result.guard.triggers.length).toBe(fits ? 1 : 0);
          expect(result.guard.beyond?.length ?? 0).toBe(fits ? 0 : 1);
          expect(result.truncated).toBe(!fits);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function isSubsequence(part: readonly number[], whole: readonly number[]): boolean {
  let at = 0;
  for (const id of whole) if (part[at] === id) at++;
  return at === part.length;
}
