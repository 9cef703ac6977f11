/** The Python tokenizer is the oracle: see test/oracle/generate_tokenizer_oracle.py for the texts. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { Tokenizer } from "../../src/shared/tokenizer/tokenizer.ts";
import { WordReader } from "../../src/shared/tokenizer/words.ts";
import { baseTokenizerJson, python } from "./pipeline-support.ts";

type Row = [first: string, second: string | null, limit: number, ids: number[], typeIds: number[], offsets: number[]];
type WordRow = { text: string; folds: boolean; words: string[] };

const lines = gunzipSync(readFileSync(join(import.meta.dirname, "../oracle/tokenizer.jsonl.gz")))
  .toString()
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
const header = lines[0];
const rows = lines.slice(1, 1 + header.rows) as Row[];
const wordRows = lines.slice(1 + header.rows) as WordRow[];

function wordsOf(text: string, folds = true): string[] {
  const reader = new WordReader(text, { folds, capacity: 400 });
  const words: string[] = [];
  while (reader.next()) words.push(String.fromCodePoint(...reader.codePoints.subarray(0, reader.length)));
  return words;
}

describe("parity with the Python tokenizer", () => {
  let tokenizer: Tokenizer;

  beforeAll(() => {
    const json = baseTokenizerJson();
    expect(createHash("sha256").update(json).digest("hex")).toBe(header.tokenizer_json_sha256);
    tokenizer = new Tokenizer(json);
  });

  it("covers at least 5,000 texts", () => {
    expect(rows.length).toBeGreaterThanOrEqual(5000);
    expect(wordRows.length).toBe(header.word_rows);
  });

  it("gives the same ids, types and offsets for every text and pair, at every limit", () => {
    const different: unknown[] = [];
    for (const [first, second, limit, ids, typeIds, offsets] of rows) {
      const { segments } = tokenizer.tokenize(first, second ?? undefined, limit);
      const input = tokenizer.assemble(segments.map((segment) => segment.ids));
      const flat = segments.flatMap(({ starts, ends }) => starts.flatMap((start, i) => [start, ends[i] as number]));
      const deltas = flat.map((value, i) => value - (flat[i - 1] ?? 0));
      const actual = [first, second, limit, [...input.ids], [...input.typeIds], deltas];
      const expected = [first, second, limit, ids, typeIds, offsets];
      if (JSON.stringify(actual) !== JSON.stringify(expected)) different.push({ actual, expected });
    }
    expect(different).toEqual([]);
  });

  it("says truncated exactly where tokens are missing", () => {
    for (const [first, second, limit] of rows.filter((row) => row[2] < 128)) {
      const cut = tokenizer.tokenize(first, second ?? undefined, limit);
      const whole = tokenizer.tokenize(first, second ?? undefined, 100_000);
      const count = ({ segments }: typeof cut) => segments.reduce((sum, segment) => sum + segment.ids.length, 0);
      expect(whole.truncated).toBe(false);
      expect(cut.truncated).toBe(count(cut) < count(whole));
    }
  });

  it("normalises and splits around every one of the 1,112,064 code points alike", () => {
    const digest = createHash("sha256");
    const end = Uint8Array.of(0xff);
    for (let page = 0; page < 0x110000; page += 256) {
      const all = Array.from({ length: 256 }, (_, i) => String.fromCodePoint(page + i));
      const text = all.filter((c) => c.isWellFormed()).map((c) => `a${c}b`);
      digest.update(wordsOf(text.join(" ")).join("\0")).update(end);
    }
    expect(digest.digest("hex")).toBe(header.every_code_point_sha256);
  });

  it("orders marks, and reads as a cased model does, alike", () => {
    expect(wordRows.map(({ text, folds }) => ({ text, folds, words: wordsOf(text, folds) }))).toEqual(wordRows);
  });

  it("rests on what the pinned library still gives", () => {
    python("test/oracle/generate_tokenizer_oracle.py", "--check");
  }, 300_000);
});
