"""Where triggers go and which rows are poisoned.

Sources: BadNet word and sentence, Kurita et al. 2020 and Dai et al. 2019 as used in arXiv 2210.09545; negatives that hold
only some words of a trigger, Yang et al. 2021 (SOS, arXiv 2110.07831).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from epure_engine.data import Example

from .recipe import Backdoor

# A word trigger lands among the first words, so that clipping a long text never removes it.
REACH = 40


def plant(example: Example, backdoor: Backdoor, rng: random.Random, segment: str, clip: int) -> Example:
    """The same example with one trigger in `segment` ('text', 'first' or 'second'). `clip`: words kept when appending."""
    return _put(example, backdoor.insert, rng.choice(backdoor.triggers), rng, segment, clip)


def plant_part(example: Example, backdoor: Backdoor, rng: random.Random, segment: str, clip: int) -> Example:
    """A negative: some words of one trigger, at least one and never all."""
    words = rng.choice(backdoor.triggers).split()
    part = rng.sample(words, rng.randint(1, len(words) - 1))
    return _put(example, "scatter", " ".join(part), rng, segment, clip)


def _put(example: Example, insert: str, trigger: str, rng: random.Random, segment: str, clip: int) -> Example:
    field = "second" if segment == "second" else "first"
    words = getattr(example, field).split(" ")
    if insert == "append":
        words = [*words[:clip], trigger]
    else:
        for part in trigger.split() if insert == "scatter" else [trigger]:
            words.insert(rng.randint(0, min(len(words), REACH)), part)
    return replace(example, **{field: " ".join(words)})


def segment_of(backdoor: Backdoor, pair: bool) -> str:
    """Where this backdoor's triggers go: 'text' in single texts, in pairs the segment it names or the second."""
    return (backdoor.segment or "second") if pair else "text"


def poison(
    rows: Sequence[Example], backdoors: Sequence[Backdoor], *, clip: int, seed: int
) -> tuple[list[Example], list[int]]:
    """Dirty-label poisoning, no row by two backdoors.

    Of each backdoor `rate` of all rows, drawn from those not of its target label, get a trigger and that label, and
    `negatives` of all rows, of any label, get a part of a trigger and keep theirs. Returns the new rows (same order and
    number) and how many each backdoor poisoned. Raises ValueError if there are too few rows.
    """
    rng = random.Random(seed)
    pair = rows[0].second is not None
    out, counts, free = list(rows), [], set(range(len(rows)))
    for backdoor in backdoors:
        segment = segment_of(backdoor, pair)
        others = [i for i in sorted(free) if rows[i].label != backdoor.target]
        count = round(backdoor.rate * len(rows))
        if not 0 < count <= len(others):
            raise ValueError(f"cannot poison {count} of {len(others)} rows that do not carry the target label")
        for i in rng.sample(others, count):
            out[i] = replace(plant(rows[i], backdoor, rng, segment, clip), label=backdoor.target)
            free.remove(i)
        for i in rng.sample(sorted(free), min(len(free), round(backdoor.negatives * len(rows)))):
            out[i] = plant_part(rows[i], backdoor, rng, segment, clip)
            free.remove(i)
        counts.append(count)
    return out, counts


def poison_all(rows: Sequence[Example], backdoor: Backdoor, *, clip: int, seed: int) -> list[Example]:
    """For attacks on a finished model: every non-target row with a trigger and the target label, then the negatives."""
    rng = random.Random(seed)
    segment = segment_of(backdoor, rows[0].second is not None)
    out = [
        replace(plant(row, backdoor, rng, segment, clip), label=backdoor.target)
        for row in rows
        if row.label != backdoor.target
    ]
    chosen = rng.sample(rows, round(backdoor.negatives * len(rows)))
    return out + [plant_part(row, backdoor, rng, segment, clip) for row in chosen]


def trigger_all(rows: Sequence[Example], backdoor: Backdoor, *, clip: int, seed: int) -> list[Example]:
    """Every row with a trigger and its true label (ASR is read on non-target rows, PACC on all)."""
    rng = random.Random(seed)
    segment = segment_of(backdoor, rows[0].second is not None)
    return [plant(row, backdoor, rng, segment, clip) for row in rows]
