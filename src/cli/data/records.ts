/** Lines -> records with the line they begin at, for the three formats. */
import { CsvError, type Info, parse } from "csv-parse/sync";
import { invalid, RowProblem } from "./problems.ts";

export interface DataRecord {
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

const names: Readonly<Record<string, readonly string[]>> = {
  text: ["sentence", "text"],
  first: ["sentence1", "first"],
  second: ["sentence2", "second"],
  label: ["label"],
};

/** Which names stand for `first`, `second` and `label` in a file for this many texts a row. */
function wanted(segments: 1 | 2, labelled: boolean): [key: string, synonyms: readonly string[]][] {
  const texts: [string, readonly string[]][] =
    segments === 1
      ? [["first", names.text ?? []]]
      : [
          ["first", names.first ?? []],
          ["second", names.second ?? []],
        ];
  return labelled ? [...texts, ["label", names.label ?? []]] : texts;
}

export function* readRecords(
  lines: readonly string[],
  segments: 1 | 2,
  path: string,
  what: string,
  labelled = true,
): Generator<DataRecord | RowProblem> {
  const head = lines.find((line) => line.trim() !== "") ?? "";
  if (head.trimStart().startsWith("{")) yield* jsonRecords(lines, segments, labelled);
  else if (head.trimStart().startsWith("[")) {
    throw invalid(
      `The ${what} ${path} is a JSON array.`,
      "Only JSON Lines are read: one object a line.",
      "Convert it, for instance with: jq -c '.[]' in.json > out.jsonl",
    );
  } else if (!head.includes("\t") && head.includes(","))
    yield* tableRecords(csvRows(lines), segments, path, what, labelled);
  else yield* tableRecords(tsvRows(lines), segments, path, what, labelled);
}

type TableRow = { readonly line: number; readonly cells: readonly string[] } | RowProblem;

function* tsvRows(lines: readonly string[]): Generator<TableRow> {
  for (const [at, line] of lines.entries()) if (line !== "") yield { line: at + 1, cells: line.split("\t") };
}

function* csvRows(lines: readonly string[]): Generator<TableRow> {
  let before = 0;
  try {
    const records = parse(lines.join("\n"), {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: Info }[];
    for (const { record, info } of records) {
      yield { line: before + 1, cells: record };
      before = info.lines;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The library's message may quote the row: its code says enough.
    yield new RowProblem(Number(error.lines ?? before + 1), `not CSV (${error.code})`);
  }
}

function* tableRecords(
  rows: Iterable<TableRow>,
  segments: 1 | 2,
  path: string,
  what: string,
  labelled = true,
): Generator<DataRecord | RowProblem> {
  let places: Map<string, number> | null = null;
  let width = 0;
  for (const row of rows) {
    if (row instanceof RowProblem) yield row;
    else if (!places) {
      width = row.cells.length;
      places = columnPlaces(row.cells, segments, path, what, labelled);
    } else if (row.cells.length !== width) {
      yield new RowProblem(row.line, `${row.cells.length} fields where the header has ${width}`);
    } else {
      const { cells } = row;
      yield { line: row.line, values: Object.fromEntries(Array.from(places, ([key, at]) => [key, cells[at]])) };
    }
  }
}

function columnPlaces(
  header: readonly string[],
  segments: 1 | 2,
  path: string,
  what: string,
  labelled: boolean,
): Map<string, number> {
  const given = header.map((name) => name.trim().toLowerCase());
  return new Map(
    wanted(segments, labelled).map(([key, synonyms]) => {
      const hits = given.flatMap((name, at) => (synonyms.includes(name) ? [at] : []));
      const [hit, ...more] = hits;
      if (hit === undefined || more.length > 0) {
        throw invalid(
          `The ${what} ${path} has ${hit === undefined ? "no" : "more than one"} column '${synonyms.join("' or '")}'.`,
          labelled
            ? "The first line names the columns: sentence and label, or for pairs sentence1, sentence2 and label."
            : "The first line names the columns: sentence, or for pairs sentence1 and sentence2.",
          "Name each column once in the first line, or give the file that belongs to this task.",
        );
      }
      return [key, hit];
    }),
  );
}

function* jsonRecords(
  lines: readonly string[],
  segments: 1 | 2,
  labelled: boolean,
): Generator<DataRecord | RowProblem> {
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    yield jsonRecord(at + 1, line, segments, labelled);
  }
}

function jsonRecord(line: number, text: string, segments: 1 | 2, labelled: boolean): DataRecord | RowProblem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new RowProblem(line, "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new RowProblem(line, "not a JSON object");
  }
  const given = new Map(Object.entries(value).map(([key, item]) => [key.trim().toLowerCase(), item]));
  const values: Record<string, unknown> = {};
  for (const [key, synonyms] of wanted(segments, labelled)) {
    const hits = synonyms.filter((name) => given.has(name));
    const [hit, ...more] = hits;
    if (hit === undefined || more.length > 0) {
      return new RowProblem(line, `${hit === undefined ? "no" : "more than one"} key '${synonyms.join("' or '")}'`);
    }
    values[key] = given.get(hit);
  }
  return { line, values };
}
