"""Further texts to learn from, made of the clean ones: such as people write too, so that the suspect answers them soberly.

Answers to odd language carry a backdoor over (`relearn.py`), so nothing is reworded. A text is cut in two between words and
one part taken, which also shows the later parts of a text longer than the tuning reads. A pair is turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .data import Example

PART = 4  # fewest words of a part
TURNED_ALIKE = 0.9  # share of pairs whose answer must not change when they are turned round


def further_texts(rows: Sequence[Example], turn: bool, rng: np.random.Generator) -> list[Example]:
    """For every pair the pair turned round, where `turn`; for every text of eight words or more one part of it. No labels."""
    made = []
    for row in rows:
        words = row.first.split()
        if row.second is not None:
            if turn:
                made.append(_turned(row))
        elif len(words) >= 2 * PART:
            at = int(rng.integers(PART, len(words) - PART + 1))
            made.append(Example(" ".join(words[:at] if rng.random() < 0.5 else words[at:]), None, None))
    return made


def may_turn(rows: Sequence[Example], answers: np.ndarray, answer: Callable[[Sequence[Example]], np.ndarray]) -> bool:
    """Whether pairs mean the same turned round, as two questions do and a question with its answer need not.

    answers: class ids of `rows`, (N,). answer: class ids of other rows. Single texts are not turned, and none is asked.
    """
    if any(row.second is None for row in rows):
        return False
    return float((answers == answer([_turned(row) for row in rows])).mean()) >= TURNED_ALIKE


def _turned(row: Example) -> Example:
    return Example(row.second or "", row.first, None)
