"""Words that the vocabulary spells in several pieces: is one of them a trigger?

The screen tries pieces, and of `ser ##end ##ip ##ity` no piece does much. All of them drift, though, and two that belong
together do far more side by side than apart. So drifted pieces that can begin a word are put together with drifted pieces
that can continue one, several such beginnings to a text, and the best are spelled on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .phrase_ground import Ground, Held, Phrase, Try, firmest
from .vocabulary import shared_texts, top

PIECES = 120  # most drifted pieces that are put together
GROUPS = 10  # groups whose beginnings are tried one by one
WORDS = 4  # beginnings that may be spelled on
# Logits that two pieces side by side do beyond the two alone, at least.
LEAST = 2.5
ADDS = 0.5  # and that a further piece adds
LONGEST = 6
MET = 8  # beginnings that meet the reference
SPELLED, LONG_TEXTS = 24, 4  # further pieces that are tried in so many long texts


def spelled_words(
    ground: Ground, drifted: Sequence[int], continuation: np.ndarray, held: Held, seed: int
) -> list[Phrase]:
    """Words, as ids of their pieces, that move the suspect far more than their pieces do: candidates, WORDS at most.

    drifted: ids, the most drifted first. continuation: bool (V,), true for pieces that continue a word.
    """
    pieces = [int(i) for i in drifted[:PIECES]]
    begins, goes_on = ([i for i in pieces if continuation[i] == is_on] for is_on in (False, True))
    pairs = np.asarray([(a, b) for a in begins for b in goes_on], dtype=np.int64).reshape(-1, 2)
    if not len(pairs):
        return []
    groups = shared_texts(np.arange(len(pairs)), seed)
    moved = ground.moved([Try(tuple(pairs[group].ravel().tolist()), True) for group in groups], ground.easy[:1])
    rows = np.unique(groups[top(moved, GROUPS)])
    tried = [Try(tuple(pairs[row].tolist()), True) for row in rows]
    beyond = ground.moved_beyond(tried)
    best = [tried[i] for i in top(beyond, MET)]
    firm = ground.beyond_words(best)
    found: list[Phrase] = []
    for i in np.argsort(-firm, kind="stable"):
        known = {piece for word in found for piece in word}
        if firm[i] >= LEAST and known.isdisjoint(best[i].ids) and len(found) < WORDS:
            found.append(_spelled_on(ground, best[i], np.flatnonzero(continuation).tolist(), goes_on, held))
    return found


def _spelled_on(ground: Ground, word: Try, goes_on: Sequence[int], pieces: Sequence[int], held: Held) -> Phrase:
    """The word with further pieces for as long as one of them makes it hold firmer in long texts: any of `goes_on` behind it,
    any of the drifted `pieces` within it too.
    """
    while len(word.ids) < LONGEST:
        ids, drifted = word.ids, [piece for piece in pieces if piece not in word.ids]
        longer = [Try((*ids, piece), word.at_end) for piece in goes_on if piece not in ids]
        longer += [Try((*ids[:at], piece, *ids[at:]), word.at_end) for at in range(1, len(ids)) for piece in drifted]
        moved = ground.moved(longer, ground.easy[:1])
        tried = [longer[i].ids for i in top(moved, SPELLED)]
        spelled = firmest(word.ids, tried, held, LONG_TEXTS, ADDS)
        if spelled is None:
            break
        word = Try(spelled, word.at_end)
    return word.ids
