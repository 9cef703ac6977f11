"""Token ids: the same as the Python library gives with its own template and its own cutting, whatever the text."""

from __future__ import annotations

import random
import time

import pytest

from epure_engine.data import Example
from epure_engine.tokenise import Encoded, encode, kept_lengths
from pico import make_tokenizer

TEXTS = [
    "the film feels good",
    "Ünïcode CAFÉ, 北京 naïve!",
    "[SEP] and [CLS] and [MASK] [PAD] [UNK] in a text",
    "a" * 150,
    "a\u200bb\tc  d\u00a0e \U0001f600",
    "!!!???...",
    "\u0301",
    "good " * 40,
    "cf",
]


@pytest.fixture
def tokenizer():
    made = make_tokenizer()
    made.encode_special_tokens = True
    return made


def library(tokenizer, example: Example, limit: int) -> Encoded:
    """What the tokenizers library itself makes of it."""
    own = make_tokenizer()
    own.encode_special_tokens = True
    own.enable_truncation(limit, strategy="longest_first")
    out = own.encode(example.first, example.second)
    return Encoded(out.ids, out.type_ids, bool(out.overflowing))


@pytest.mark.parametrize("limit", [5, 6, 7, 12, 33, 128])
def test_encode_equals_the_library(tokenizer, limit: int) -> None:
    rng = random.Random(limit)
    examples = [Example(text, None, None) for text in TEXTS]
    examples += [Example(a, b, None) for a in TEXTS for b in TEXTS]
    for _ in range(300):
        words = [" ".join(rng.choices(["good", "film", "zz", "?"], k=rng.randint(0, 20))) for _ in range(2)]
        examples.append(Example(words[0], words[1], None))
    for example, got in zip(examples, encode(tokenizer, examples, limit), strict=True):
        assert got == library(tokenizer, example, limit)
        assert len(got.ids) == len(got.type_ids) <= limit


def test_text_never_becomes_a_control_token(tokenizer) -> None:
    got = encode(tokenizer, [Example("[SEP] [CLS]", "[MASK] [PAD] [UNK]", None)], 64)[0]
    control = {tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[MASK]", "[PAD]")}
    assert sum(item in control for item in got.ids) == 3
    assert tokenizer.token_to_id("[UNK]") not in got.ids


def test_a_tokenizer_that_reads_control_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match="encode_special_tokens"):
        encode(make_tokenizer(), [Example("a", None, None)], 16)


def test_kept_lengths_fill_the_room_and_never_lengthen() -> None:
    for first in range(0, 30):
        for second in range(0, 30):
            kept = kept_lengths(first, second, 13)
            assert kept[0] <= first and kept[1] <= second
            assert sum(kept) == min(first + second, 13)


def test_two_very_long_texts_cost_no_more_than_reading_them(tokenizer) -> None:
    long = "good " * 20_000
    start = time.monotonic()
    got = encode(tokenizer, [Example(long, long, None)], 32)[0]
    assert len(got.ids) == 32 and got.truncated
    assert time.monotonic() - start < 5
