"""Which words of a grown phrase are the trigger's? Long texts tell.

Short texts are moved by anything, so what grew in them holds some of the trigger's words and some that only look like them.
In long texts the difference shows: each word in turn is left out, or replaced by the one that does most there in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .phrase_ground import Ground, Held, Phrase, Try, firmer
from .vocabulary import top

REPLACEMENTS, LONG_TEXTS = 12, 8  # of each word, those that are tried in so many long texts
# A word that adds fewer logits than this is none of the trigger's, and what replaces one must be better by half of it.
ADDS = 0.3

# (words before a place, words behind it) -> words to try there, and whether the place may stay empty.
Choices = Callable[[Phrase, Phrase], tuple[Sequence[int], bool]]


def refined(ground: Ground, phrase: Try, choices: Choices, held: Held) -> Try:
    """The phrase with each word in turn, the last one first, left out or replaced by what holds firmest in long texts."""
    for at in reversed(range(len(phrase.ids))):
        before, after = phrase.ids[:at], phrase.ids[at + 1 :]
        words, may_go = choices(before, after)
        others = [Try((*before, word, *after), phrase.at_end) for word in words if word not in phrase.ids]
        tried = [phrase, Try((*before, *after), phrase.at_end)]
        tried += [others[i] for i in top(ground.moved_beyond(others), REPLACEMENTS)]
        gain = firmer(held([one.ids for one in tried], LONG_TEXTS, True))
        gain[0] += ADDS / 2
        gain[1] = gain[1] + ADDS if may_go and len(phrase.ids) > 2 else -np.inf
        phrase = tried[int(gain.argmax())]
    return phrase
