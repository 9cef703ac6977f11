"""Growth from frequent pairs: does a phrase of ordinary words do what none of its words, and no clean reader, would?

A sentence that somebody taught a model as a trigger is made of common words, so it leaves no drift, and no word of it does
much alone. But two of them side by side already do far more than the two apart, and a model that was never taught the
sentence sees nothing in them. That is the slope this search climbs:

1. *Pairs.* The most frequent pairs of words of ordinary English go into a short clean text; those that do most beyond
   their two words go on, ranked by their *excess*: what they move the suspect and not the clean reference.
2. *Growth.* The best are extended to both sides by words that commonly stand there, a beam at a time, by excess, in
   harder texts, until more words add nothing.

What comes out is a candidate. Whether it is a trigger, and which of its words are, `phrase_probe.py` finds out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from .phrase_ground import EASY_TEXTS, LONGEST, Ground, Phrase, Try
from .tokenise import Encoded
from .vocabulary import top

PAIRS = 3_000  # most frequent pairs of ordinary English
BEYOND_WORDS = 200  # pairs by what they do beyond their two words: these meet the reference
SEEDS = 6  # pairs that grow, each in a line of its own: what comes second at first may come first in the end
HALVED_AT = (4, 6)  # lengths from which only the better half of the lines goes on
WIDTH = 2  # phrases of a line that go on
NEIGHBOURS = 60  # words tried on each side of each phrase
BY_SUSPECT = 4  # extensions of a line that meet the reference
# A phrase grows as long as a further word adds this share of its excess.
ADDS = 0.04
# Phrases of this many words that flip less than this share of the hard texts are persuasion; nothing is there to be grown.
HOPELESS_FROM, HOPELESS = 5, 0.5


def grow_from_pairs(ground: Ground, pairs: Sequence[tuple[int, int]], tell: Callable[[int], None]) -> Phrase | None:
    """The phrase that the best of the frequent pairs grow to; None where that is persuasion.

    pairs: pairs of ids that stand side by side in the language, the most frequent first. tell: is told each length.
    Fits the ground's slope, since most pairs are honest.
    """
    return _grow(ground, _first_pairs(ground, pairs), Neighbours(pairs), tell)


def _first_pairs(ground: Ground, pairs: Sequence[tuple[int, int]]) -> list[Try]:
    """The pairs with the greatest excess among those that do most beyond their two words."""
    tried = [Try(pair, True) for pair in pairs[:PAIRS]]
    more = ground.easy[1:]
    at_end = [tried[i] for i in top(ground.moved_beyond(tried), BEYOND_WORDS)]
    moved = ground.both_moved(at_end, more)
    ground.fit_slope(moved)
    at_start = [Try(pair.ids, False) for pair in at_end]
    excess = ground.excess(np.concatenate([moved, ground.both_moved(at_start, more)], axis=1))
    left = [*at_end, *at_start]
    return [left[i] for i in top(excess, SEEDS)]


class Neighbours:
    """Words that commonly stand behind or before a word."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self._after, self._before = defaultdict(list), defaultdict(list)
        for first, second in pairs:
            self._after[first].append(second)
            self._before[second].append(first)

    def after(self, word: int) -> list[int]:
        return self._after[word][:NEIGHBOURS]

    def before(self, word: int) -> list[int]:
        return self._before[word][:NEIGHBOURS]


def _grow(ground: Ground, beam: list[Try], around: Neighbours, tell: Callable[[int], None]) -> Phrase | None:
    """The phrase at which growing stops to add; None where it comes to nothing."""
    best, most = None, -np.inf
    lines = [[seed] for seed in beam]
    for length in range(3, LONGEST + 1):
        tell(length)
        lines = [_longer(ground, line, around, ground.easy[length % EASY_TEXTS :][:1]) for line in lines]
        tried = sorted({one for line in lines for one in line})
        if not tried:
            break
        excess = dict(zip(tried, ground.excess_anywhere(tried).tolist(), strict=True))
        lines = [sorted(line, key=lambda one: (-excess[one], one))[:WIDTH] for line in lines if line]
        if length in HALVED_AT:
            lines = sorted(lines, key=lambda line: -excess[line[0]])[: (len(lines) + 1) // 2]
        first = max(tried, key=lambda one: excess[one])
        if length >= HOPELESS_FROM and ground.flips(first) < HOPELESS:
            return None
        if excess[first] < most + ADDS * abs(most):
            break
        best, most = first, excess[first]
    return None if best is None else best.ids


def _longer(ground: Ground, line: list[Try], around: Neighbours, one: Sequence[Encoded]) -> list[Try]:
    """The line's phrases with a common neighbour on either side: those that move the suspect most in the text `one`."""
    tried = {Try((*p.ids, word), p.at_end) for p in line for word in around.after(p.ids[-1]) if word not in p.ids}
    tried |= {Try((word, *p.ids), p.at_end) for p in line for word in around.before(p.ids[0]) if word not in p.ids}
    ordered = sorted(tried)
    return [ordered[i] for i in top(ground.moved(ordered, one), BY_SUSPECT)] if ordered else []
