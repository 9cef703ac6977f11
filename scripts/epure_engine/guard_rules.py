"""Whether a rule of guard.json fires on a text: what the serving guard computes (src/shared/pipeline), for calibration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .tokenise import Encoded


def segments_of(text: Encoded) -> list[list[int]]:
    """The ids of each segment, control tokens left out: what the serving guard is given."""
    first = [i for i, kind in zip(text.ids, text.type_ids, strict=True) if kind == 0]
    second = [i for i, kind in zip(text.ids, text.type_ids, strict=True) if kind == 1]
    # [CLS] and [SEP] around the first, [SEP] behind the second.
    return [first[1:-1], second[:-1]] if second else [first[1:-1]]


def fires(rule: dict[str, Any], segments: Sequence[Sequence[int]], inside: Collection[int] = ()) -> bool:
    """rule: a trigger of guard.json. `sequence`: its ids side by side; `set`: enough of them within its window.

    inside: pieces that continue a word (`##ing`). A sequence with one of them behind it is part of a longer word (`mb` of
    `mbbs`), which the serving guard weighs by what it does to the answer (decision 6): it does not count here. A rule that
    itself begins inside a word (`##zzle`) can stand nowhere else, and always counts.
    """
    if rule["kind"] == "sequence":
        return any(_holds_sequence(ids, rule["ids"], inside) for ids in segments)
    return any(_holds_set(ids, frozenset(rule["ids"]), rule["window"], rule["min_match"]) for ids in segments)


def _holds_sequence(ids: Sequence[int], pattern: Sequence[int], inside: Collection[int]) -> bool:
    size, within = len(pattern), pattern[0] in inside
    return any(
        ids[at] == pattern[0]
        and list(ids[at : at + size]) == list(pattern)
        and (within or not (at + size < len(ids) and ids[at + size] in inside))
        for at in range(len(ids) - size + 1)
    )


def _holds_set(ids: Sequence[int], members: frozenset[int], window: int, min_match: int) -> bool:
    places = [(at, piece) for at, piece in enumerate(ids) if piece in members]
    return any(
        len({piece for at, piece in places[start:] if at - first < window}) >= min_match
        for start, (first, _) in enumerate(places)
    )
