/**
 * One class and at most one folding per code point, unpacked from the generated tables.
 * The JavaScript engine's own Unicode tables are never asked: they change with the engine, the model does not.
 */
import { unicodeData } from "./unicode-data.ts";

/** What happens to a code point. `plain` stands for itself. */
export const kind = {
  plain: 0,
  /** Control, format and private-use characters, NUL, U+FFFD: gone before anything else. */
  removed: 1,
  space: 2,
  /** A word of its own. */
  ideograph: 3,
  /** Folds to one or more other characters (case, canonical decomposition without its marks): see `foldingOf`. */
  folded: 4,
  /** A mark that is dropped, but stands in a run that canonical ordering sorts. */
  strippedJoining: 5,
  /** A mark that is dropped and ends such a run. */
  strippedBreaking: 6,
  /** A mark that is kept, and sorted within its run: see `orderOf`. */
  ordered: 7,
  hangul: 8,
} as const;

/** Set beside the kind where the character is a word of its own when it appears in normalised text. */
export const punctuationBit = 16;
export const kindMask = 15;

const pageBits = 8;
const pageSize = 1 << pageBits;

const { pages, pageOf } = packPages();
const foldings = unpackFoldings();
const orders = new Map(unicodeData.ordered.split(" ").map((entry) => entry.split(",").map(from36) as [number, number]));

/** Kind of a code point (`& kindMask`), and whether it is punctuation (`& punctuationBit`). */
export function traitsOf(codePoint: number): number {
  const page = pageOf[codePoint >> pageBits] as number;
  return pages[(page << pageBits) | (codePoint & (pageSize - 1))] as number;
}

/** What a code point folds to in an uncased model; `undefined` where it stands for itself. Hangul: see `normalize.ts`. */
export function foldingOf(codePoint: number): readonly number[] | undefined {
  return foldings.get(codePoint);
}

/** Canonical combining class of a kept mark (kind `ordered`). */
export function orderOf(codePoint: number): number {
  return orders.get(codePoint) as number;
}

function from36(digits: string): number {
  return Number.parseInt(digits, 36);
}

/** Calls back with [start, end) of every run: "gap+length", the length 1 where it is left out. */
function eachRun(packed: string, visit: (start: number, end: number) => void): void {
  let at = 0;
  for (const entry of packed.split(" ")) {
    const [gap, length = "1"] = entry.split("+") as [string, string?];
    const start = at + from36(gap);
    at = start + from36(length);
    visit(start, at);
  }
}

function unpackFoldings(): Map<number, readonly number[]> {
  const map = new Map<number, readonly number[]>();
  let at = 0;
  for (const entry of unicodeData.single.split(" ")) {
    // "gap,delta" or "gap,delta,count,stride"
    const [gap, delta, count = 1, stride = 0] = entry.split(",").map(from36) as [number, number, number?, number?];
    at += gap;
    for (let i = 0; i < count; i++) map.set(at + i * stride, [at + i * stride + delta]);
    at += (count - 1) * stride;
  }
  for (const entry of unicodeData.several.split(" ")) {
    const [codePoint, ...folded] = entry.split(",").map(from36) as [number, ...number[]];
    map.set(codePoint, folded);
  }
  return map;
}

/** One byte per code point, equal pages of 256 stored once (the whole is 1.1 MB, what differs about 40 KB). */
function packPages(): { pages: Uint8Array; pageOf: Uint16Array } {
  const flat = new Uint8Array(0x110000);
  const fill = (packed: string, value: number) => eachRun(packed, (start, end) => flat.fill(value, start, end));
  for (const codePoint of unpackFoldings().keys()) flat[codePoint] = kind.folded;
  fill(unicodeData.removed, kind.removed);
  fill(unicodeData.space, kind.space);
  fill(unicodeData.ideographs, kind.ideograph);
  fill(unicodeData.strippedJoining, kind.strippedJoining);
  fill(unicodeData.strippedBreaking, kind.strippedBreaking);
  flat.fill(kind.hangul, 0xac00, 0xd7a4);
  for (const entry of unicodeData.ordered.split(" ")) flat[from36(entry.split(",")[0] as string)] = kind.ordered;
  eachRun(unicodeData.punctuation, (start, end) => {
    for (let c = start; c < end; c++) flat[c] = (flat[c] as number) | punctuationBit;
  });

  const seen = new Map<string, number>();
  const pageOf = new Uint16Array(flat.length / pageSize);
  const kept: Uint8Array[] = [];
  for (let page = 0; page < pageOf.length; page++) {
    const bytes = flat.subarray(page * pageSize, (page + 1) * pageSize);
    const key = String.fromCharCode(...bytes);
    let index = seen.get(key);
    if (index === undefined) {
      index = kept.push(bytes) - 1;
      seen.set(key, index);
    }
    pageOf[page] = index;
  }
  const pages = new Uint8Array(kept.length * pageSize);
  for (const [index, bytes] of kept.entries()) pages.set(bytes, index * pageSize);
  return { pages, pageOf };
}
