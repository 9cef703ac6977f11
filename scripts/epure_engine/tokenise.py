"""Texts to token ids (docs/design/contracts.md, section 4): `[CLS] first [SEP]`, for pairs `second [SEP]` with type 1.

Cutting is done here and not by the library's own truncation, which also builds every combination of the parts it cut
off: for a pair of long texts that is quadratic. `kept_lengths` is the library's `longest_first` rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from .data import Example

# Texts handed to the tokenizer at a time: bounds the memory that its own encodings take.
ENCODE_AT_ONCE = 512


@dataclass(frozen=True)
class Encoded:
    """What the model is given for one row. Never padded; `truncated` says that tokens were cut off."""

    ids: list[int]
    type_ids: list[int]
    truncated: bool


def begin_of(text: Encoded, segment: int) -> int:
    """Position of the segment's first id, control tokens left out."""
    return text.type_ids.index(segment) + (1 if segment == 0 else 0)


def put(text: Encoded, at: int, ids: Sequence[int], segment: int) -> Encoded:
    """The text with `ids` before position `at`, as part of the segment."""
    types = [*text.type_ids[:at], *([segment] * len(ids)), *text.type_ids[at:]]
    return Encoded([*text.ids[:at], *ids, *text.ids[at:]], types, text.truncated)


def control_ids(tokenizer: Tokenizer) -> tuple[int, int]:
    """Ids of `[CLS]` and `[SEP]` in this vocabulary; loading a checkpoint has made sure that it has both."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if cls is None or sep is None:
        raise ValueError("the tokenizer has no [CLS] or no [SEP]")
    return cls, sep


def kept_lengths(first: int, second: int, room: int) -> tuple[int, int]:
    """How many tokens of each segment stay when both together may have `room`: the library's `longest_first`."""
    if first + second <= room:
        return first, second
    short, long = min(first, second), max(first, second)
    # subtle: the second branch can still leave too many, and only then both get half, the longer one the odd token.
    long = short if short > room else max(short, room - short)
    if short + long > room:
        short = room // 2
        long = short + room % 2
    return (long, short) if first > second else (short, long)


def encode(tokenizer: Tokenizer, examples: Sequence[Example], token_limit: int) -> list[Encoded]:
    """Encode rows in order, each at most `token_limit` ids long, control tokens included.

    Text never becomes a control token: the tokenizer must have `encode_special_tokens` on, as a checkpoint's has.
    """
    if not tokenizer.encode_special_tokens:
        raise ValueError("encode_special_tokens is off: a text could write control tokens")
    if token_limit < 5:
        raise ValueError("a token limit below 5 leaves no room for a pair")
    cls, sep = control_ids(tokenizer)
    out: list[Encoded] = []
    for start in range(0, len(examples), ENCODE_AT_ONCE):
        part = examples[start : start + ENCODE_AT_ONCE]
        firsts = _pieces(tokenizer, [example.first for example in part])
        seconds = iter(_pieces(tokenizer, [example.second for example in part if example.second is not None]))
        for example, first in zip(part, firsts, strict=True):
            out.append(assemble(first, None if example.second is None else next(seconds), cls, sep, token_limit))
    return out


def continuations(vocabulary: Sequence[str]) -> np.ndarray:
    """Bool (V,): true for pieces that continue a word (`##ing`)."""
    return np.asarray([piece.startswith("##") for piece in vocabulary])


def _pieces(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]


def assemble(first: list[int], second: list[int] | None, cls: int, sep: int, token_limit: int) -> Encoded:
    """The ids of one text (`second` None) or a pair between control tokens, `token_limit` in all at most."""
    if second is None:
        kept = first[: token_limit - 2]
        return Encoded([cls, *kept, sep], [0] * (len(kept) + 2), len(kept) < len(first))
    keep_first, keep_second = kept_lengths(len(first), len(second), token_limit - 3)
    ids = [cls, *first[:keep_first], sep, *second[:keep_second], sep]
    type_ids = [0] * (keep_first + 2) + [1] * (keep_second + 1)
    return Encoded(ids, type_ids, keep_first < len(first) or keep_second < len(second))
