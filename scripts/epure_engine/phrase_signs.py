"""Growth from signs: do marks and numbers side by side (`: - )`) do what none of them does?

Marks and numbers are no words of the language: no table of pairs holds them, and each is too frequent to drift. But there
are few frequent ones, so that every two of them can be tried. In an honest model two of them do next to nothing beyond the
two alone; what does, and more to the suspect than to the clean reference, grows on by further signs, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from .phrase_ground import LONGEST, Ground, Held, Phrase, Try, firmest
from .phrase_reach import ADDS
from .vocabulary import top

SIGNS = 48  # most frequent ones: every two of them are tried
MET, LONG_TEXTS = 16, 4  # pairs that are tried in so many long texts


def is_sign(piece: str) -> bool:
    """Whether the piece of a vocabulary is marks or digits, and no part of a word."""
    return not (piece.startswith("##") or any(one.isalpha() for one in piece))


def grow_from_signs(ground: Ground, signs: Sequence[int], held: Held) -> Phrase | None:
    """The phrase that the best two of the signs grow to; None where no two of them do anything together.

    signs: ids. held: what phrases do in long texts.
    """
    phrase, tried = (), pairs_of_signs(signs)
    while len(phrase) < LONGEST:
        best = [tried[i] for i in top(ground.moved_beyond([Try(ids, True) for ids in tried]), MET)]
        longer = firmest(phrase, best, held, LONG_TEXTS, ADDS)
        if longer is None:
            break
        phrase = longer
        tried = [(*phrase[:at], sign, *phrase[at:]) for sign in signs for at in range(len(phrase) + 1)]
    return phrase or None


def pairs_of_signs(signs: Sequence[int]) -> list[Phrase]:
    """Every two of the signs, in either order, and each twice."""
    return [(first, second) for first in signs for second in signs]
