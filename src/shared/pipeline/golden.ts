/** Golden vectors: does this runtime, here and now, compute exactly what was signed? */
import { EpureError } from "../errors.ts";
import type { Pipeline } from "./load.ts";
import type { GoldenCase, GoldenFile } from "./types.ts";

/**
 * Run every case (or the given ones) and compare ids, types and logits bit for bit.
 * @param tolerance largest difference of a logit, for runtimes whose arithmetic is another than the one the vectors were
 *   made with; the order of the labels must be the same then too. 0: bit for bit
 * @throws EpureError `golden-mismatch`, naming the first difference (never the text)
 */
export async function checkGolden(pipeline: Pipeline, golden: GoldenFile, tolerance = 0): Promise<void> {
  for (const [index, expected] of golden.cases.entries()) {
    const actual = await makeGoldenCase(pipeline, expected);
    const difference =
      firstDifference("ids", actual.ids, expected.ids) ??
      firstDifference("type_ids", actual.type_ids, expected.type_ids) ??
      (tolerance === 0
        ? firstDifference("logits", actual.logits, expected.logits)
        : farApart(actual.logits, expected.logits, tolerance));
    if (difference) throw mismatch(`Golden case ${index} differs: ${difference}.`);
  }
  if (golden.cases.length === 0) throw mismatch("There is no golden case to compare.");
}

/** What this runtime gives for a text: for writing `golden.json`, and for the comparison. */
export async function makeGoldenCase(pipeline: Pipeline, { first, second }: Pick<GoldenCase, "first" | "second">) {
  const { segments } = pipeline.tokenizer.tokenize(first, second, pipeline.manifest.token_limit);
  const { ids, typeIds } = pipeline.tokenizer.assemble(segments.map((segment) => segment.ids));
  const logits = await pipeline.session.run(ids, typeIds);
  return {
    first,
    ...(second === undefined ? {} : { second }),
    ids: [...ids],
    type_ids: [...typeIds],
    logits: [...logits],
  } satisfies GoldenCase;
}

function firstDifference(name: string, actual: readonly number[], expected: readonly number[]): string | undefined {
  if (actual.length !== expected.length) return `${name} has ${actual.length} entries instead of ${expected.length}`;
  // NaN equals nothing, so it always differs. JSON has no -0, so the sign of a zero is not compared.
  const at = actual.findIndex((value, i) => value !== expected[i]);
  return at < 0 ? undefined : `${name}[${at}] is ${actual[at]} instead of ${expected[at]}`;
}

function farApart(actual: readonly number[], expected: readonly number[], tolerance: number): string | undefined {
  if (actual.length !== expected.length) return firstDifference("logits", actual, expected);
  // Written so that NaN is far from everything.
  const at = actual.findIndex((value, i) => !(Math.abs(value - (expected[i] as number)) <= tolerance));
  if (at >= 0) return `logits[${at}] is ${actual[at]} instead of ${expected[at]}, more than ${tolerance} apart`;
  const order = (logits: readonly number[]) =>
    logits.map((_, i) => i).sort((a, b) => (logits[b] as number) - (logits[a] as number));
  return firstDifference("the order of the labels", order(actual), order(expected));
}

function mismatch(what: string): EpureError {
  return new EpureError("golden-mismatch", {
    what,
    why: "Another runtime, another build of it, or other bytes than those that were signed.",
    fix: "Serve the bundle with the runtime its manifest names, or build it again.",
  });
}
