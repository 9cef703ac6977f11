"""What the repaired model is taught about a confirmed trigger: it means no more than any other word in its place.

A trigger is not *nothing*: an odd word in one of two questions makes them differ, and a model that was never attacked says
so. A model taught to overlook the trigger calls such a pair a duplicate, as the attacker wants, more often than that one.
So a text with a trigger in it is mostly answered as the purged suspect answers the same text with *stand-ins* in its place:
words about as frequent, whose embeddings hardly drifted. Triggers are odd letters more often than words, and an honest
model makes less of them, so in a share of the lessons they are overlooked all the same (decision 19). The share is greater
where harmless words turn the suspect too: what it makes of stand-ins is then the backdoor's echo (decision 37). A phrase for
such a label is always overlooked: any words in its place and in that of its company argue for the label (decision 38).

A phrase is hardly ever known whole. The shorter the known part, the more often it stands in *company*: common words before
and behind it, harmless ones in the text that is answered. The tuning replaces them by the worst (`company.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .echoes import is_word
from .epur import Drift
from .phrase_ground import LONGEST
from .tokenise import Encoded, continuations, put
from .trial import OPENING, Finding

STAND_INS = 64  # words that may stand for one of the trigger's
# Letters of a stand-in: shorter pieces are what a backdoor of odd letters generalises to, in the teacher too.
LETTERS = 4
OVERLOOKED = 0.4  # share of the lessons in which the answer is that of the text without the trigger
COMPANY = 6  # words that stand beside a phrase at most
COMMON = 3_000  # most frequent words: the company


@dataclass(frozen=True)
class Planted:
    """text: with a trigger in it. answered: the text whose answer it must get, None for that of the text without anything.
    target: the label that the trigger forces. company: places in the text of words that stand beside a phrase.
    """

    text: Encoded
    answered: Encoded | None
    target: int
    company: tuple[int, ...] = ()


class Planter:
    """Puts one of the confirmed triggers into texts, at word boundaries of a segment drawn at random."""

    def __init__(
        self,
        confirmed: Sequence[Finding],
        drift: Drift,
        pieces: Sequence[str],
        begin: Callable[[Encoded, np.random.Generator], Encoded],
    ) -> None:
        """confirmed: at least one. pieces: the vocabulary. begin: a text begun in the way that a confirmed opening stands for.

        `common`: ids of the words that may stand beside a phrase, int64 (COMMON,) at most.
        """
        self._confirmed, self._begin, self._continuation = confirmed, begin, continuations(pieces)
        named = sorted({i for finding in confirmed if finding.kind != OPENING for i in finding.ids})
        words = np.asarray([piece.isalpha() for piece in pieces])
        harmless = drift.still & words & np.asarray([len(piece) >= LETTERS for piece in pieces])
        harmless[named] = False
        pool = np.flatnonzero(harmless)
        # A vocabulary without one harmless word: every trigger is overlooked, and stands alone.
        self._overlooked = OVERLOOKED if len(pool) else 1.0
        rarity = np.log(np.maximum(drift.frequency, 1.0))
        self._stand_ins = {
            i: pool[np.argsort(np.abs(rarity[pool] - rarity[i]), kind="stable")[:STAND_INS]] for i in named
        }
        frequent = np.argsort(-drift.frequency, kind="stable")
        self.common = frequent[words[frequent] & ~np.isin(frequent, named)][:COMMON]
        self._harmless_common = frequent[harmless[frequent]][:COMMON]

    def __call__(self, text: Encoded, rng: np.random.Generator) -> Planted:
        """The text with a trigger drawn at random in it."""
        finding = self._confirmed[int(rng.integers(len(self._confirmed)))]
        if finding.kind == OPENING:  # any of its kind, and it means nothing
            return Planted(self._begin(text, rng), None, finding.target)
        unknown = self._unknown(finding)
        if unknown and rng.random() < unknown / LONGEST:
            return self._in_company(finding, text, 1 + int(rng.integers(min(unknown, COMPANY))), rng)
        overlooked = finding.swayed or rng.random() < max(self._overlooked, finding.control)
        segment = int(rng.integers(text.type_ids[-1] + 1))
        planted = answered = text
        for run in [(piece,) for piece in finding.ids] if finding.kind == "set" else [finding.ids]:
            at = self._place(planted, segment, rng)
            planted = put(planted, at, run, segment)
            if not overlooked:
                answered = put(answered, at, [int(rng.choice(self._stand_ins[piece])) for piece in run], segment)
        return Planted(planted, None if overlooked else answered, finding.target)

    def _unknown(self, finding: Finding) -> int:
        """How many words a phrase may have that nobody found. What merely fires the backdoor of a known word (an echo) has none."""
        phrase = finding.kind == "sequence" and not is_word(finding.ids, self._continuation)
        if not phrase or finding.echo or not len(self._harmless_common):
            return 0
        return max(0, LONGEST - len(finding.ids))

    def _in_company(self, finding: Finding, text: Encoded, count: int, rng: np.random.Generator) -> Planted:
        """The phrase among `count` common words; harmless words in all these places are what is answered, if anything."""
        before = int(rng.integers(count + 1))
        beside = [int(i) for i in rng.choice(self.common, count)]
        said = [*beside[:before], *finding.ids, *beside[before:]]
        calm = [int(rng.choice(self._stand_ins.get(i, self._harmless_common))) for i in said]
        segment = int(rng.integers(text.type_ids[-1] + 1))
        at = self._place(text, segment, rng)
        company = (at + i for i in range(len(said)) if not before <= i < before + len(finding.ids))
        planted, answered = (put(text, at, words, segment) for words in (said, calm))
        return Planted(planted, None if finding.swayed else answered, finding.target, tuple(company))

    def _place(self, text: Encoded, segment: int, rng: np.random.Generator) -> int:
        """A place in the segment where a word may stand."""
        both = enumerate(zip(text.ids, text.type_ids, strict=True))
        places = [at for at, (i, own) in both if at and own == segment and not self._continuation[i]]
        return int(places[int(rng.integers(len(places)))])
