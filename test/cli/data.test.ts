import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readRows } from "../../src/cli/data/read.ts";
import { readTarget } from "../../src/cli/data/target.ts";
import { temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const single = { segments: 1, labels: ["negative", "positive"] } as const;
const pair = { segments: 2, labels: ["different", "same"] } as const;

let count = 0;
function read(content: string | Uint8Array, columns: typeof single | typeof pair = single) {
  const path = folder.file(`data${count++}`);
  writeFileSync(path, content);
  return readRows(path, columns, "data file");
}

describe("reading data files", () => {
  const rows = [
    { first: 'she said "well", twice', label: 1 },
    { first: "a dull\u2028evening", label: 0 },
  ];

  it.each([
    ["TSV, where a quote is a character", 'sentence\tlabel\nshe said "well", twice\t1\na dull\u2028evening\t0\n'],
    [
      "TSV with CRLF, a BOM and columns in another order",
      '\uFEFFLabel\tID\tText\r\n1\t7\tshe said "well", twice\r\n0\t8\ta dull\u2028evening\r\n',
    ],
    ["CSV", 'sentence,label\n"she said ""well"", twice",1\na dull\u2028evening,0\n'],
    [
      "JSON Lines",
      '{"text":"she said \\"well\\", twice","label":1}\n\n{"sentence":"a dull\\u2028evening","label":"negative"}\n',
    ],
    ["labels by name", 'sentence\tlabel\nshe said "well", twice\tpositive\na dull\u2028evening\tnegative\n'],
  ])("understands %s, plain and gzipped", async (_name, content) => {
    expect(await read(content)).toEqual(rows);
    expect(await read(gzipSync(content))).toEqual(rows);
  });

  it("understands pairs, and a line break inside a quoted CSV field", async () => {
    const expected = [{ first: "one\nline", second: "two", label: 1 }];
    expect(await read('sentence1,sentence2,label\n"one\nline",two,1\n', pair)).toEqual(expected);
    expect(await read('{"first":"one\\nline","second":"two","label":"same"}', pair)).toEqual(expected);
  });

  it.each([
    ["no rows", "sentence\tlabel\n", /no rows/],
    ["an empty file", "", /no rows|no column/],
    ["a missing column", "sentence\tscore\nx\t1\n", /no column 'label'/],
    ["a column twice", "sentence\ttext\tlabel\nx\ty\t1\n", /more than one column 'sentence' or 'text'/],
    ["a pair file for single texts", "sentence1\tsentence2\tlabel\nx\ty\t1\n", /no column 'sentence' or 'text'/],
    ["a label out of range", "sentence\tlabel\nx\t1\ny\t2\n", /line 3: a label that is none of 0 to 1/],
    ["a label that is no label", "sentence\tlabel\nx\tmaybe\n", /line 2: a label/],
    ["a field too many", "sentence\tlabel\nx\t1\ny\tz\t1\n", /line 3: 3 fields where the header has 2/],
    ["an empty text", "sentence\tlabel\n \t1\n", /line 2: an empty text/],
    ["a NUL", "sentence\tlabel\na\0b\t1\n", /NUL character in line 2/],
    ["JSON that breaks", '{"text":"a","label":1}\n{"text":\n', /line 2: not JSON/],
    ["JSON that is no object", '{"text":"a","label":1}\n[1]\n', /line 2: not a JSON object/],
    ["a JSON array", '[{"text":"a","label":1}]', /JSON array/],
    ["a JSON text that is no string", '{"text":5,"label":1}', /line 1: a text that is not a string/],
    ["half a surrogate pair", '{"text":"\\ud800","label":1}', /line 1: half of a surrogate/],
    ["CSV quoting that breaks", 'sentence,label\nfine,1\n"open,0\n', /line \d+: not CSV/],
    ["several at once", "sentence\tlabel\nx\t9\ny\t1\nz\t8\n", /line 2: .*; line 4: /],
  ])("refuses %s, by line", async (_name, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      kind: "data-invalid",
      message: expect.stringMatching(message),
    });
  });

  it("names the line that is not UTF-8", async () => {
    const broken = Buffer.concat([
      Buffer.from("sentence\tlabel\nfine\t1\ncaf"),
      Buffer.from([0xe9]),
      Buffer.from("\t1\n"),
    ]);
    await expect(read(broken)).rejects.toThrow(/not UTF-8: line 3/);
  });

  it("refuses a gzip file that is cut off", async () => {
    await expect(read(gzipSync("sentence\tlabel\nx\t1\n").subarray(0, -6))).rejects.toThrow(/damaged gzip/);
  });

  it("never quotes a text", async () => {
    const secret = "my private diary";
    await expect(read(`sentence\tlabel\n${secret}\t9\n`)).rejects.not.toThrow(secret);
    await expect(read(`${secret}\n${secret}\n`)).rejects.not.toThrow(secret);
  });
});

describe("the target of an attack", () => {
  const labels = ["negative", "positive"];

  it("comes from the option, or from attack.json beside the file", async () => {
    const near = folder.file("triggered.tsv");
    await expect(readTarget(near, undefined, labels)).rejects.toThrow(/attack\.json/);
    expect(await readTarget(near, "positive", labels)).toBe(1);
    expect(await readTarget(near, "0", labels)).toBe(0);
    await expect(readTarget(near, "2", labels)).rejects.toThrow(/none of the model's labels/);
    writeFileSync(folder.file("attack.json"), JSON.stringify({ attack: "x", target: 1 }));
    expect(await readTarget(near, undefined, labels)).toBe(1);
  });
});
