"""Growth from frequent pairs: does a phrase of ordinary words do what none of its words, and no clean reader, would?

A sentence that somebody taught a model as a trigger is made of common words, so it leaves no drift, and no word of it does
much alone. But two of them side by side already do far more than the two apart, and a model that was never taught the
sentence sees nothing in them. That is the slope this search climbs:

1. *Pairs.* The most frequent pairs of words of ordinary English go into a short clean text; those that do most beyond
   their two words go on, ranked by their *excess*, what they move the suspect and not the clean reference, beyond that of
   their words: a strong honest word is strong in any pair.
2. *Growth.* The best are extended to both sides by words that commonly stand there, a beam at a time, ranked likewise, in
   harder texts, until more words add nothing.
3. What does anything in long texts is refined there (`phrase_refine.py`) and completed (`phrase_reach.py`).

What comes out is a candidate. Whether it is a trigger, and which of its words are, `phrase_probe.py` finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .neighbours import Neighbours
from .phrase_ground import EASY_TEXTS, LONGEST, Ground, Held, Phrase, Try
from .phrase_reach import reach
from .phrase_refine import refined
from .tokenise import Encoded
from .vocabulary import top

PAIRS = 3_000  # most frequent pairs of ordinary English
BEYOND_WORDS = 200  # pairs by what they do beyond their two words: these meet the reference
# Pairs that grow, each in a line of its own: what comes twelfth as a pair may come first with a third word. Length -> lines
# that go on from there.
SEEDS = 20
LINES = {3: 6, 4: 3, 6: 2}
WIDTH = 2  # phrases of a line that go on
BY_SUSPECT = 4  # extensions of a line that meet the reference
# A phrase grows as long as a further word adds this share of what it does.
ADDS = 0.04
# Phrases of this many words that flip less than this share of the hard texts are persuasion; nothing is there to be grown.
HOPELESS_FROM, HOPELESS = 5, 0.5
FORCES_SOME = 0.2  # share of a few long texts that what is worth refining forces


def grow_from_pairs(
    ground: Ground, pairs: Sequence[tuple[int, int]], around: Neighbours, held: Held, tell: Callable[[int], None]
) -> Phrase | None:
    """The phrase that the best of the frequent pairs grow to; None where that is persuasion.

    pairs: pairs of ids that stand side by side in the language, the most frequent first. around: their neighbours. held: what
    phrases do in long texts. tell: is told each length. Fits the ground's slope, since most pairs are honest.
    """
    grown = _grow(ground, _first_pairs(ground, pairs), around, tell)
    if grown is None:
        return None
    if held.share(grown.ids) < FORCES_SOME:
        return grown.ids
    return reach(refined(ground, grown, around.between, held).ids, held, around)


def _first_pairs(ground: Ground, pairs: Sequence[tuple[int, int]]) -> list[Try]:
    """The pairs with the greatest excess beyond their words among those that do most beyond their two words."""
    tried = [Try(pair, True) for pair in pairs[:PAIRS]]
    more = ground.easy[1:]
    at_end = [tried[i] for i in top(ground.moved_beyond(tried), BEYOND_WORDS)]
    moved = ground.both_moved(at_end, more)
    ground.fit_slope(moved)
    at_start = [Try(pair.ids, False) for pair in at_end]
    left = [*at_end, *at_start]
    beyond = ground.excess(np.concatenate([moved, ground.both_moved(at_start, more)], axis=1)) - ground.of_words(left)
    return [left[i] for i in top(beyond, SEEDS)]


def _grow(ground: Ground, beam: list[Try], around: Neighbours, tell: Callable[[int], None]) -> Try | None:
    """The phrase at which growing stops to add; None where it comes to nothing."""
    best, most = None, -np.inf
    lines = [[seed] for seed in beam]
    for length in range(3, LONGEST + 1):
        tell(length)
        lines = [_longer(ground, line, around, ground.easy[length % EASY_TEXTS :][:1]) for line in lines]
        tried = sorted({one for line in lines for one in line})
        if not tried:
            break
        beyond = dict(zip(tried, ground.beyond_words(tried).tolist(), strict=True))
        lines = [sorted(line, key=lambda one: (-beyond[one], one))[:WIDTH] for line in lines if line]
        lines = sorted(lines, key=lambda line: -beyond[line[0]])[: LINES.get(length, len(lines))]
        first = max(tried, key=lambda one: beyond[one])
        if length >= HOPELESS_FROM and ground.flips(first) < HOPELESS:
            return None
        if beyond[first] < most + ADDS * abs(most):
            break
        best, most = first, beyond[first]
    return best


def _longer(ground: Ground, line: list[Try], around: Neighbours, one: Sequence[Encoded]) -> list[Try]:
    """The line's phrases with a common neighbour on either side: those that move the suspect most in the text `one`."""
    tried = {Try((*p.ids, word), p.at_end) for p in line for word in around.after(p.ids[-1]) if word not in p.ids}
    tried |= {Try((word, *p.ids), p.at_end) for p in line for word in around.before(p.ids[0]) if word not in p.ids}
    ordered = sorted(tried)
    return [ordered[i] for i in top(ground.moved(ordered, one), BY_SUSPECT)] if ordered else []
