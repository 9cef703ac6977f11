/**
 * Data files of the operator: TSV (no quoting), CSV (RFC 4180) or JSON Lines, gzip or plain, told apart by content.
 * The same columns and the same refusals as the offline engine's reader; messages never quote a text.
 */
import { gunzipSync } from "node:zlib";
import type { EpureError } from "../../shared/errors.ts";
import { readOperatorFile } from "../files.ts";
import { invalid, RowProblem } from "./problems.ts";
import { readRecords } from "./records.ts";

const maxBytes = 256 * 1024 * 1024;
const maxTextLength = 131_072;
const maxProblemsTold = 5;

/** One row. Labels are indices into the model's labels. */
export interface Row {
  readonly first: string;
  readonly second?: string;
  readonly label: number;
}

export interface Columns {
  readonly segments: 1 | 2;
  readonly labels: readonly string[];
}

/**
 * @param what what the file is for, for messages: "data file"
 * @throws EpureError `data-invalid` naming the first problems with their lines, `file-missing`
 */
export function readRows(path: string, columns: Columns, what: string): Promise<Row[]> {
  return read(path, columns.segments, what, true, (line, values) => {
    const text = toText(line, values, columns.segments);
    return text instanceof RowProblem ? text : toRow(line, text, values.label, columns.labels);
  });
}

/** Texts alone: a column of labels may be missing, and is not read. @throws EpureError as `readRows` */
export function readTexts(path: string, segments: 1 | 2, what: string): Promise<Text[]> {
  return read(path, segments, what, false, (line, values) => toText(line, values, segments));
}

type Text = Omit<Row, "label">;
type Values = Readonly<Record<string, unknown>>;

async function read<Made>(
  path: string,
  segments: 1 | 2,
  what: string,
  labelled: boolean,
  make: (line: number, values: Values) => Made | RowProblem,
): Promise<Made[]> {
  const bytes = unpack(await readOperatorFile(path, what), path, what);
  const rows: Made[] = [];
  const problems: RowProblem[] = [];
  for (const record of readRecords(decodeLines(bytes, path, what), segments, path, what, labelled)) {
    const row = record instanceof RowProblem ? record : make(record.line, record.values);
    if (row instanceof RowProblem) problems.push(row);
    else rows.push(row);
    if (problems.length >= maxProblemsTold) break;
  }
  if (problems.length > 0) {
    const more = problems.length >= maxProblemsTold ? " (there may be more)" : "";
    throw invalid(
      `The ${what} ${path} has rows that cannot be used${more}: ` +
        `${problems.map((problem) => `line ${problem.line}: ${problem.message}`).join("; ")}.`,
      "A row that is skipped or guessed would change the result without a word.",
      "Correct or remove these lines.",
    );
  }
  if (rows.length === 0) {
    throw invalid(`The ${what} ${path} has no rows.`, "It holds at most a header.", "Give a file with labelled texts.");
  }
  return rows;
}

function toText(line: number, values: Values, segments: 1 | 2): Text | RowProblem {
  const texts: string[] = [];
  for (const key of segments === 2 ? ["first", "second"] : ["first"]) {
    const text = values[key];
    if (typeof text !== "string") return new RowProblem(line, "a text that is not a string");
    if (text.trim() === "") return new RowProblem(line, "an empty text");
    if (text.length > maxTextLength) return new RowProblem(line, `a text of ${text.length} characters`);
    if (!text.isWellFormed()) return new RowProblem(line, "half of a surrogate pair");
    texts.push(text);
  }
  const [first = "", second] = texts;
  return second === undefined ? { first } : { first, second };
}

function toRow(line: number, text: Text, given: unknown, labels: readonly string[]): Row | RowProblem {
  const label = toLabel(given, labels);
  if (label !== null) return { ...text, label };
  return new RowProblem(line, `a label that is none of 0 to ${labels.length - 1} or ${labels.join(", ")}`);
}

/** A label's name wins over a like number. */
function toLabel(value: unknown, labels: readonly string[]): number | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  const named = labels.indexOf(text);
  if (named !== -1) return named;
  return /^\d{1,6}$/.test(text) && Number(text) < labels.length ? Number(text) : null;
}

function unpack(bytes: Buffer, path: string, what: string): Uint8Array {
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!gzip && bytes.length > maxBytes) throw tooLarge(path, what);
  if (!gzip) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, what);
    throw invalid(`The ${what} ${path} is a damaged gzip file.`, "Rows would be missing.", "Fetch or pack it again.");
  }
}

/** Lines of strict UTF-8, split at \n alone: other separators may stand inside a text. */
function decodeLines(bytes: Uint8Array, path: string, what: string): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    const line = firstBrokenLine(bytes);
    throw invalid(
      `The ${what} ${path} is not UTF-8: line ${line}.`,
      "A text that is guessed is not the text that was labelled.",
      "Convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
    );
  }
  const lines = text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const nul = lines.findIndex((line) => line.includes("\0"));
  if (nul !== -1) {
    throw invalid(
      `The ${what} ${path} has a NUL character in line ${nul + 1}.`,
      "Text files have none: it may be UTF-16 or damaged.",
      "Convert it to UTF-8, or remove the character.",
    );
  }
  return lines;
}

function firstBrokenLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (newline === -1) return line;
    start = newline + 1;
  }
}

function tooLarge(path: string, what: string): EpureError {
  return invalid(
    `The ${what} ${path} is larger than ${maxBytes / 1024 / 1024} MiB unpacked.`,
    "Its texts are kept in memory.",
    "Give a sample of it.",
  );
}
