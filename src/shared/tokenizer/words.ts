/**
 * Caller's text -> normalised words, one at a time, each character still tied to where it stood in the text.
 * Does in one pass what `BertNormalizer` and `BertPreTokenizer` of the Python library do in five: drop control
 * characters, isolate ideographs, decompose, drop marks, lower case; then split at spaces and around punctuation.
 */
import { foldingOf, kind, kindMask, orderOf, punctuationBit, traitsOf } from "./unicode.ts";

const hangul = { first: 0xac00, lead: 0x1100, vowel: 0x1161, tail: 0x11a7, vowels: 21, tails: 28 };

export interface WordOptions {
  /** Uncased models: lower case, canonical decomposition, no marks. Cased ones keep all three as written. */
  readonly folds: boolean;
  /** Characters of a word that are kept; of a longer one only `length`, the first start and the last end are known. */
  readonly capacity: number;
}

/**
 * Reads a text word by word; one reader serves one text, forwards only. After `next()` returned true, the word is
 * `codePoints[0..length)` and character i stood at UTF-16 offsets `starts[i]` to `ends[i]`.
 */
export class WordReader {
  readonly codePoints: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Characters in the word: may exceed the capacity. */
  length = 0;
  /** End of the word in the text. */
  end = 0;

  private readonly text: string;
  private readonly folds: boolean;
  private readonly capacity: number;
  private position = 0;
  /** Where the run of combining marks that canonical ordering sorts begins in the word. */
  private runStart = 0;

  constructor(text: string, options: WordOptions) {
    this.text = text;
    this.folds = options.folds;
    this.capacity = options.capacity;
    this.codePoints = new Uint32Array(options.capacity);
    this.starts = new Uint32Array(options.capacity);
    this.ends = new Uint32Array(options.capacity);
  }

  /** Move to the next word; false at the end of the text. */
  next(): boolean {
    this.length = 0;
    this.runStart = 0;
    while (this.position < this.text.length) {
      const start = this.position;
      const codePoint = this.text.codePointAt(start) as number;
      const end = start + (codePoint > 0xffff ? 2 : 1);
      const traits = traitsOf(codePoint);
      const what = traits & kindMask;
      if (what === kind.plain && traits === kind.plain) {
        this.push(codePoint, start, end);
      } else if (what === kind.space) {
        if (this.length > 0) return true;
      } else if (what !== kind.removed && this.isolated(codePoint, traits)) {
        if (this.length > 0) return true; // not consumed: it is the next word
        this.push(this.folds ? (foldingOf(codePoint)?.[0] ?? codePoint) : codePoint, start, end);
        this.position = end;
        return true;
      } else if (what !== kind.removed) {
        this.fold(codePoint, what, start, end);
      }
      this.position = end;
    }
    return this.length > 0;
  }

  /** True where the character, once normalised, is a word of its own. No folding to several characters is. */
  private isolated(codePoint: number, traits: number): boolean {
    if ((traits & kindMask) === kind.ideograph) return true;
    if (!this.folds || (traits & kindMask) !== kind.folded) return (traits & punctuationBit) !== 0;
    return (traitsOf(foldingOf(codePoint)?.[0] as number) & punctuationBit) !== 0;
  }

  private fold(codePoint: number, what: number, start: number, end: number): void {
    if (!this.folds) {
      this.push(codePoint, start, end);
    } else if (what === kind.folded) {
      for (const folded of foldingOf(codePoint) as readonly number[]) {
        if ((traitsOf(folded) & kindMask) === kind.ordered) this.insert(folded, start, end);
        else this.push(folded, start, end);
      }
    } else if (what === kind.hangul) {
      const index = codePoint - hangul.first;
      const tail = index % hangul.tails;
      const vowel = ((index - tail) / hangul.tails) % hangul.vowels;
      this.push(hangul.lead + Math.floor(index / (hangul.tails * hangul.vowels)), start, end);
      this.push(hangul.vowel + vowel, start, end);
      if (tail > 0) this.push(hangul.tail + tail, start, end);
    } else if (what === kind.ordered) {
      this.insert(codePoint, start, end);
    } else if (what === kind.strippedBreaking) {
      this.runStart = this.length;
    }
    // strippedJoining: gone, and the run goes on.
  }

  private push(codePoint: number, start: number, end: number): void {
    if (this.length < this.capacity) {
      this.codePoints[this.length] = codePoint;
      this.starts[this.length] = start;
      this.ends[this.length] = end;
    }
    this.end = end;
    this.runStart = ++this.length;
  }

  /** A kept mark goes before those of a higher class in its run. Offsets stay in order of place, as in Python. */
  private insert(codePoint: number, start: number, end: number): void {
    const runStart = this.runStart;
    this.push(codePoint, start, end);
    this.runStart = runStart;
    if (this.length > this.capacity) return;
    const order = orderOf(codePoint);
    let at = this.length - 1;
    while (at > runStart && orderOf(this.codePoints[at - 1] as number) > order) {
      this.codePoints[at] = this.codePoints[at - 1] as number;
      at--;
    }
    this.codePoints[at] = codePoint;
  }
}
