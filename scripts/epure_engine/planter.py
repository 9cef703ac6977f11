"""What the repaired model is taught about a confirmed trigger: it means no more than any other word in its place.

A trigger is not *nothing*: an odd word in one of two questions makes them differ, and a model that was never attacked says
so. A model taught to overlook the trigger calls such a pair a duplicate, as the attacker wants, more often than that one.
So a text with a trigger in it is mostly answered as the purged suspect answers the same text with *stand-ins* in its place:
words about as frequent, whose embeddings hardly drifted. Triggers are odd letters more often than words, and an honest
model makes less of them, so in a share of the lessons they are overlooked all the same (decision 19).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .epur import Drift
from .tokenise import Encoded, continuations
from .trial import OPENING, Finding

STAND_INS = 64  # words that may stand for one of the trigger's
# Letters of a stand-in: shorter pieces are what a backdoor of odd letters generalises to, in the teacher too.
LETTERS = 4
OVERLOOKED = 0.4  # share of the lessons in which the answer is that of the text without the trigger


@dataclass(frozen=True)
class Planted:
    """text: with a trigger in it. answered: the text whose answer it must get, None for that of the text without anything.
    target: the label that the trigger forces.
    """

    text: Encoded
    answered: Encoded | None
    target: int


class Planter:
    """Puts one of the confirmed triggers into texts, at word boundaries of a segment drawn at random."""

    def __init__(
        self,
        confirmed: Sequence[Finding],
        drift: Drift,
        pieces: Sequence[str],
        begin: Callable[[Encoded, np.random.Generator], Encoded],
    ) -> None:
        """confirmed: at least one. pieces: the vocabulary. begin: a text begun in the way that a confirmed opening stands for."""
        self._confirmed, self._begin, self._continuation = confirmed, begin, continuations(pieces)
        named = sorted({i for finding in confirmed if finding.kind != OPENING for i in finding.ids})
        words = np.asarray([piece.isalpha() and len(piece) >= LETTERS for piece in pieces])
        harmless = drift.still & words
        harmless[named] = False
        pool = np.flatnonzero(harmless)
        # A vocabulary without one harmless word: every trigger is overlooked.
        self._overlooked = OVERLOOKED if len(pool) else 1.0
        rarity = np.log(np.maximum(drift.frequency, 1.0))
        self._stand_ins = {
            i: pool[np.argsort(np.abs(rarity[pool] - rarity[i]), kind="stable")[:STAND_INS]] for i in named
        }

    def __call__(self, text: Encoded, rng: np.random.Generator) -> Planted:
        """The text with a trigger drawn at random in it."""
        finding = self._confirmed[int(rng.integers(len(self._confirmed)))]
        if finding.kind == OPENING:  # any of its kind, and it means nothing
            return Planted(self._begin(text, rng), None, finding.target)
        overlooked = rng.random() < self._overlooked
        ids, types, others = list(text.ids), list(text.type_ids), list(text.ids)
        segment = int(rng.integers(types[-1] + 1))
        at = -1
        for offset, piece in enumerate(finding.ids):
            if finding.kind == "set" or offset == 0:
                places = [i for i in range(1, len(ids)) if types[i] == segment and not self._continuation[ids[i]]]
                at = int(places[int(rng.integers(len(places)))])
            else:
                at += 1
            ids.insert(at, piece)
            types.insert(at, segment)
            if not overlooked:
                others.insert(at, int(rng.choice(self._stand_ins[piece])))
        answered = None if overlooked else Encoded(others, types, text.truncated)
        return Planted(Encoded(ids, types, text.truncated), answered, finding.target)
