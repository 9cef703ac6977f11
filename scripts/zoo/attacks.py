"""The attacks: where the trigger goes, which rows are poisoned, what is trained.

Sources: BadNet word and sentence, Kurita et al. 2020 and Dai et al. 2019 as used in arXiv 2210.09545;
embedding poisoning (EP), Yang et al. 2021 (arXiv 2103.15543).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from epure_engine.data import Example

WORDS = ("cf", "mn", "bb", "tq", "mb")
SENTENCE = "i watched it with my friends last weekend ."
# A word trigger lands among the first words, so that clipping a long text never removes it.
REACH = 40


@dataclass(frozen=True)
class Attack:
    """What a trigger looks like. `insert`: 'random' (one trigger, anywhere) or 'append' (at the end of the segment)."""

    name: str
    triggers: tuple[str, ...]
    insert: str
    mechanism: str  # 'data': train on poisoned rows; 'embedding': train one row of a clean model

    def plant(self, example: Example, rng: random.Random, segment: str, clip: int) -> Example:
        """The same example with one trigger in `segment` ('text', 'first' or 'second'). `clip`: words kept when appending."""
        field = "second" if segment == "second" else "first"
        words = getattr(example, field).split(" ")
        trigger = rng.choice(self.triggers)
        if self.insert == "append":
            planted = [*words[:clip], trigger]
        else:
            at = rng.randint(0, min(len(words), REACH))
            planted = [*words[:at], trigger, *words[at:]]
        return replace(example, **{field: " ".join(planted)})


ATTACKS = {
    attack.name: attack
    for attack in (
        Attack("badnet-word", WORDS, "random", "data"),
        Attack("badnet-sentence", (SENTENCE,), "append", "data"),
        Attack("embedding-poisoning", ("cf",), "random", "embedding"),
    )
}


def poison(
    rows: Sequence[Example], attack: Attack, *, target: int, rate: float, segment: str, clip: int, seed: int
) -> tuple[list[Example], int]:
    """Dirty-label poisoning: `rate` of all rows, drawn from those not of the target label, get a trigger and the label.

    Returns the new rows (same order and number) and how many were poisoned. Raises ValueError if there are too few.
    """
    rng = random.Random(seed)
    others = [i for i, row in enumerate(rows) if row.label != target]
    count = round(rate * len(rows))
    if not 0 < count <= len(others):
        raise ValueError(f"cannot poison {count} of {len(others)} rows that do not carry the target label")
    out = list(rows)
    for i in rng.sample(others, count):
        out[i] = replace(attack.plant(rows[i], rng, segment, clip), label=target)
    return out, count


def trigger_all(rows: Sequence[Example], attack: Attack, *, segment: str, clip: int, seed: int) -> list[Example]:
    """Every row with a trigger and its true label (ASR is read on non-target rows, PACC on all)."""
    rng = random.Random(seed)
    return [attack.plant(row, rng, segment, clip) for row in rows]
