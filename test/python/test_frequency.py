"""The piece-frequency table: what ships, how it is looked up, how it is built."""

import gzip
import hashlib
import json

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from epure_engine import frequency


def test_shipped_table_is_the_one_its_provenance_describes():
    provenance = json.loads(frequency.TABLE.with_name("piece_counts.json").read_text())
    content = frequency.TABLE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == provenance["table"]["sha256"]
    assert len(content) < 300_000
    rows = gzip.decompress(content).decode().splitlines()[1:]
    assert len(rows) == provenance["pieces"]
    assert sum(int(row.split("\t")[1]) for row in rows) == provenance["pieces_counted"]
    assert provenance["pieces_counted"] == sum(source["pieces_counted"] for source in provenance["sources"])


def test_counts_are_looked_up_by_piece_whatever_its_id():
    counts = frequency.piece_counts({"[CLS]": 0, "cf": 1, "##ing": 2, "the": 5, "Straße": 6})
    assert counts.shape == (7,)
    assert counts.dtype == np.float64
    assert counts[5] > counts[2] > counts[1] > 0, "a common word, a continuation piece, a rare piece"
    assert list(counts[[0, 3, 4, 6]]) == [0, 0, 0, 0], "control tokens, holes and unknown pieces"


def test_coverage_tells_a_foreign_vocabulary():
    own = {"the": 0, "##ing": 1, "movie": 2, "film": 3}
    foreign = {"Ġthe": 0, "Ġmovie": 1, "Film": 2, "film": 3}
    assert frequency.coverage(frequency.piece_counts(own)) == 1.0
    assert frequency.coverage(frequency.piece_counts(foreign)) == 0.25


def test_own_texts_are_added_without_touching_the_input():
    counts = np.array([1.0, 2.0, 3.0])
    assert list(frequency.add_counts(counts, [[0, 0, 2], [2], []])) == [3.0, 2.0, 5.0]
    assert list(counts) == [1.0, 2.0, 3.0]


@pytest.fixture
def corpus(tmp_path):
    """A corpus of a few words under the real file names, and a WordPiece tokenizer for it."""
    vocab = {"[UNK]": 0, "[SEP]": 1, "play": 2, "##ing": 3, "good": 4, "[": 5, "]": 6, "sep": 7}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(["[SEP]", "[UNK]"])
    tokenizer.enable_truncation(2)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    _write(tmp_path / frequency.WORD_LIST, "word\tcount\nplaying\t10\nzzz\t5\n")
    for name in frequency.TRAIN_FILES:
        _write(tmp_path / name, "sentence1\tsentence2\tlabel\n")
    _write(tmp_path / "sst2.train.tsv.gz", 'sentence\tlabel\n"Good playing [SEP] good\t1\n')
    _write(tmp_path / "qqp.train.tsv.gz", "sentence1\tsentence2\tlabel\ngood\tgood play\t1\n")
    return tmp_path


def _write(path, text):
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def test_build_counts_pieces_by_weight_in_whole_texts(corpus):
    out = corpus / "out" / "counts.tsv.gz"
    provenance = frequency.build(corpus, corpus / "tokenizer.json", out)
    rows = dict(row.split("\t") for row in gzip.decompress(out.read_bytes()).decode().splitlines()[1:])
    # 10 of the word list + 1 of the sentence, not cut at the tokenizer's own limit; the quotation mark and zzz are
    # unknown and so left out; "[SEP]" in a text is three ordinary pieces.
    assert rows == {"play": "12", "##ing": "11", "good": "4", "[": "1", "]": "1", "sep": "1"}
    assert provenance == json.loads((corpus / "out" / "counts.json").read_text())
    assert [source["file"] for source in provenance["sources"]] == [frequency.WORD_LIST, *frequency.TRAIN_FILES]


def test_build_is_deterministic(corpus):
    first, second = corpus / "a" / "counts.tsv.gz", corpus / "b" / "counts.tsv.gz"
    frequency.build(corpus, corpus / "tokenizer.json", first)
    frequency.build(corpus, corpus / "tokenizer.json", second)
    assert first.read_bytes() == second.read_bytes()
    assert first.with_name("counts.json").read_bytes() == second.with_name("counts.json").read_bytes()
