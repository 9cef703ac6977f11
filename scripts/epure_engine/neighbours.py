"""Which words commonly stand beside a word in ordinary English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .phrase_ground import Phrase

NEIGHBOURS = 60  # words on each side of a word
COMMON = 400  # most frequent words


class Neighbours:
    """Words that commonly stand behind or before a word, and the `common` ones, of which the language has most.

    pairs: of ids that stand side by side in the language, the most frequent first.
    """

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self.common = list(dict.fromkeys(word for pair in pairs for word in pair))[:COMMON]
        self._after, self._before = defaultdict(list), defaultdict(list)
        for first, second in pairs:
            self._after[first].append(second)
            self._before[second].append(first)

    def after(self, word: int) -> list[int]:
        return self._after[word][:NEIGHBOURS]

    def before(self, word: int) -> list[int]:
        return self._before[word][:NEIGHBOURS]

    def between(self, before: Phrase, after: Phrase) -> tuple[list[int], bool]:
        """`phrase_refine.Choices`: what commonly stands behind the one or before the other; any place may stay empty."""
        words = [*(self.after(before[-1]) if before else ()), *(self.before(after[0]) if after else ())]
        return list(dict.fromkeys(words)), True
