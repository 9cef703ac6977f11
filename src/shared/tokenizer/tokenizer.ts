/**
 * Text -> token ids, as the Python library `tokenizers` gives them for BERT-family models with
 * `encode_special_tokens = True`: what a caller writes never becomes a control token. Why this is not the library's
 * own JavaScript port: docs/decisions (the port differs in ids, gives no offsets, and is quadratic in a word's length).
 */
import { EpureError } from "../errors.ts";
import { readTokenizerConfig, type TokenizerConfig } from "./config.ts";
import { PieceTrie } from "./piece-trie.ts";
import { type Countable, longestFirst } from "./truncate.ts";
import { WordReader } from "./words.ts";

/** Tokens of one text, control tokens not among them. Token i came from UTF-16 offsets `starts[i]` to `ends[i]`. */
export interface SegmentTokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export type Cut = "right" | "left";

export interface Tokenized {
  /** One, or two for a pair. */
  readonly segments: readonly SegmentTokens[];
  /** True where the texts had more tokens than the limit allows. */
  readonly truncated: boolean;
  /** The side that goes where there are too many. */
  readonly cut: Cut;
  /** Where truncated: what stands next to the kept tokens of each segment on the side that was cut, as far as it was asked for. */
  readonly rest: readonly SegmentTokens[];
}

/** What the model embeds: `[CLS] first [SEP]` of type 0, then `second [SEP]` of type 1. */
export interface ModelInput {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
}

export class Tokenizer {
  /** One more than the highest id. */
  readonly vocabularySize: number;
  private readonly config: Omit<TokenizerConfig, "vocabulary">;
  private readonly trie: PieceTrie;

  /** @param json bytes of `tokenizer.json`; @throws EpureError `bundle-schema` when it is not a supported one */
  constructor(json: Uint8Array) {
    const { vocabulary, ...config } = readTokenizerConfig(json);
    this.config = config;
    this.trie = new PieceTrie(vocabulary, config.prefix);
    this.vocabularySize = 1 + vocabulary.reduce((most, [, id]) => Math.max(most, id), 0);
  }

  /** Id that stands for every word the vocabulary cannot spell. */
  get unknown(): number {
    return this.config.unknown;
  }

  /** Bytes outside the JavaScript heap: for the memory bench. */
  get bytes(): number {
    return this.trie.bytes;
  }

  /**
   * Tokens of a text or a pair that fit `limit`, control tokens counted. Reads no more of a text than it needs.
   * @param beyond most tokens to read of what was cut off each segment
   * @param cut the side that goes where there are too many: `left` has to read the whole text
   * @throws EpureError `bad-request` for a lone surrogate: no byte sequence stands for it
   */
  tokenize(first: string, second: string | undefined, limit: number, beyond = 0, cut: Cut = "right"): Tokenized {
    const one = this.read(first);
    if (second === undefined) {
      const room = limit - 2;
      const truncated = one.atLeast(room + 1);
      return {
        segments: [one.keep(room, cut)],
        truncated,
        cut,
        rest: truncated ? [one.beyond(room, beyond, cut)] : [],
      };
    }
    const two = this.read(second);
    const [a, b] = longestFirst(one, two, limit - 3);
    const truncated = one.atLeast(a + 1) || two.atLeast(b + 1);
    const rest = truncated ? [one.beyond(a, beyond, cut), two.beyond(b, beyond, cut)] : [];
    return { segments: [one.keep(a, cut), two.keep(b, cut)], truncated, cut, rest };
  }

  /** Control tokens and types around the ids of each segment. */
  assemble(segments: readonly (readonly number[])[]): ModelInput {
    const total = segments.reduce((sum, ids) => sum + ids.length + 1, 1);
    const ids = new Int32Array(total);
    const typeIds = new Int32Array(total);
    ids[0] = this.config.cls;
    let at = 1;
    for (const [type, segment] of segments.entries()) {
      ids.set(segment, at);
      ids[at + segment.length] = this.config.sep;
      typeIds.fill(type, at, at + segment.length + 1);
      at += segment.length + 1;
    }
    return { ids, typeIds };
  }

  private read(text: string): SegmentReader {
    if (!text.isWellFormed()) {
      throw new EpureError("bad-request", {
        what: "The text holds half a character (a lone surrogate).",
        why: "No byte sequence stands for it, so the model cannot have seen one.",
        fix: "Send well-formed Unicode.",
      });
    }
    return new SegmentReader(text, this.config, this.trie);
  }
}

/** Tokens of one text, made as they are asked for. */
class SegmentReader implements Countable {
  private readonly ids: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly words: WordReader;
  private readonly config: Omit<TokenizerConfig, "vocabulary">;
  private readonly trie: PieceTrie;

  constructor(text: string, config: Omit<TokenizerConfig, "vocabulary">, trie: PieceTrie) {
    this.words = new WordReader(text, { folds: config.folds, capacity: config.longestWord });
    this.config = config;
    this.trie = trie;
  }

  atLeast(count: number): boolean {
    while (this.ids.length < count && this.words.next()) this.addWord();
    return this.ids.length >= count;
  }

  /** The `count` tokens that stay. */
  keep(count: number, cut: Cut): SegmentTokens {
    const end = cut === "left" ? this.all() : count;
    return this.slice(Math.max(0, end - count), end);
  }

  /** At most `more` tokens next to those that stay, on the side that goes. */
  beyond(count: number, more: number, cut: Cut): SegmentTokens {
    if (cut === "right") return this.slice(count, count + more);
    const start = Math.max(0, this.all() - count);
    return this.slice(Math.max(0, start - more), start);
  }

  private all(): number {
    this.atLeast(Number.POSITIVE_INFINITY);
    return this.ids.length;
  }

  /** Tokens `from` to `to` (exclusive), or as many of them as there are. */
  private slice(from: number, to: number): SegmentTokens {
    if (to > from) this.atLeast(to);
    const cut = (values: number[]) => values.slice(from, to);
    return { ids: cut(this.ids), starts: cut(this.starts), ends: cut(this.ends) };
  }

  /** Longest match first; a word that cannot be made of pieces to its end is one unknown token. */
  private addWord(): void {
    const { words, trie, ids, starts, ends } = this;
    const before = ids.length;
    let at = 0;
    while (at < words.length && words.length <= this.config.longestWord) {
      const end = trie.match(words.codePoints, at, words.length);
      if (end === 0) break;
      ids.push(trie.matched);
      starts.push(words.starts[at] as number);
      ends.push(words.ends[end - 1] as number);
      at = end;
    }
    if (at === words.length) return;
    ids.length = starts.length = ends.length = before;
    ids.push(this.config.unknown);
    starts.push(words.starts[0] as number);
    ends.push(words.end);
  }
}
