/** Reads `tokenizer.json`: a closed choice of what the models are trained with, everything else is refused. */
import { EpureError } from "../errors.ts";

export interface TokenizerConfig {
  /** Uncased: lower case, no accents. */
  readonly folds: boolean;
  /** What marks a piece that continues a word. */
  readonly prefix: string;
  /** A word with more characters than this is one unknown token. */
  readonly longestWord: number;
  readonly vocabulary: readonly (readonly [piece: string, id: number])[];
  /** Ids that the assembly of an input needs. */
  readonly cls: number;
  readonly sep: number;
  readonly unknown: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * @param json bytes of `tokenizer.json`. Its padding, truncation and added special tokens are not used: inputs are
 *   never padded, the manifest limits them, and text never becomes a control token.
 * @throws EpureError `bundle-schema`, naming everything that does not fit
 */
export function readTokenizerConfig(json: Uint8Array): TokenizerConfig {
  const root = parse(json);
  const normalizer = record(root.normalizer);
  const model = record(root.model);
  const vocabulary = Object.entries(record(model.vocab)) as [string, number][];
  const ids = new Map(vocabulary);
  const offenders: string[] = [];
  const need = (fits: boolean, offender: string) => fits || offenders.push(offender);

  need(normalizer.type === "BertNormalizer", "normalizer.type: BertNormalizer is supported");
  need(normalizer.clean_text === true, "normalizer.clean_text: must be true");
  need(normalizer.handle_chinese_chars === true, "normalizer.handle_chinese_chars: must be true");
  const folds = normalizer.lowercase === true;
  need((normalizer.strip_accents ?? folds) === folds, "normalizer.strip_accents: must go with lowercase, or be null");
  need(record(root.pre_tokenizer).type === "BertPreTokenizer", "pre_tokenizer.type: BertPreTokenizer is supported");
  need(model.type === "WordPiece", "model.type: WordPiece is supported");
  need(
    vocabulary.length > 0 && vocabulary.every(([, id]) => Number.isInteger(id) && id >= 0 && id < 1 << 24),
    "model.vocab: must map pieces to ids",
  );
  need(new Set(ids.values()).size === vocabulary.length, "model.vocab: two pieces share an id");
  const added = Array.isArray(root.added_tokens) ? root.added_tokens.map(record) : [];
  need(
    added.every((token) => token.special === true),
    "added_tokens: only special ones are supported (others would split words)",
  );
  const id = (piece: unknown): number => {
    const found = typeof piece === "string" ? ids.get(piece) : undefined;
    need(found !== undefined, `model.vocab: ${String(piece)} is missing`);
    return found ?? 0;
  };
  const config = {
    folds,
    prefix: typeof model.continuing_subword_prefix === "string" ? model.continuing_subword_prefix : "##",
    longestWord: typeof model.max_input_chars_per_word === "number" ? model.max_input_chars_per_word : 100,
    vocabulary,
    cls: id("[CLS]"),
    sep: id("[SEP]"),
    unknown: id(model.unk_token ?? "[UNK]"),
  };
  need(config.prefix.length > 0, "model.continuing_subword_prefix: must not be empty");
  need(config.longestWord >= 1 && config.longestWord <= 1000, "model.max_input_chars_per_word: 1 to 1000");
  if (offenders.length > 0) {
    throw new EpureError("bundle-schema", {
      what: `tokenizer.json is not one that Épure can reproduce: ${offenders.join("; ")}.`,
      fix: "Use the tokenizer of a BERT-family checkpoint as it is.",
      offenders,
    });
  }
  return config;
}

function parse(json: Uint8Array): Json {
  try {
    return record(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json)));
  } catch (cause) {
    throw new EpureError("bundle-schema", {
      what: "tokenizer.json is not JSON.",
      fix: "Build the bundle again with `epure purify`.",
      offenders: ["tokenizer.json"],
      cause,
    });
  }
}

function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
