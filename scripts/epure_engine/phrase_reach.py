"""How far does a trigger reach that is known in part?

The phrase search (`phrases.py`) stops where more words add nothing in short texts, and half a sentence forces those as well
as the whole. A rare word in a sentence carries most of it and is found as a word (`3d` in `i watch this 3d movie`). What is
left out still pulls: a guard that masks two words of five leaves three in the text, and a repair that unlearnt two has not
unlearnt five. In long texts the rest shows. So what is known gets further frequent words at its ends for as long as one of
them makes it hold firmer there, by more than it does to the clean reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .phrases import LONGEST, Phrase

COMMON = 400  # most frequent words: those that are tried
FIRST_TEXTS, TEXTS = 1, 12  # long texts for every word, and for the best of them
BEST = 8
# Logits that a further word adds to the margin, at least (measured: words of a trigger 0.2 and more, others 0.05).
ADDS = 0.15

# A student of few texts goes about half as far as its teacher.
TIMID = 2.0

# (phrases, long texts, whether the reference is asked too) -> mean margins of the suspect, and of the reference, (1 or 2, P)
Held = Callable[[Sequence[Phrase], int, bool], np.ndarray]


def reach(phrase: Phrase, held: Held, common: Sequence[int]) -> Phrase:
    """The phrase with all the words at its ends that make it hold firmer; itself where none does. LONGEST words at most.

    common: the most frequent words, the first COMMON of which are tried.
    """
    while len(phrase) < LONGEST:
        words = [word for word in common[:COMMON] if word not in phrase]
        tried = [(*phrase, word) for word in words] + [(word, *phrase) for word in words]
        if not tried:
            break
        first = held(tried, FIRST_TEXTS, False)[0]
        best = [tried[i] for i in np.argsort(-first, kind="stable")[:BEST]]
        suspect, reference = held([phrase, *best], TEXTS, True)
        # What lowers the reference speaks against the label; that the suspect does not listen is no gain.
        gain = suspect[1:] - suspect[0] - TIMID * (reference[1:] - reference[0]).clip(min=0)
        if gain.max() < ADDS:
            break
        phrase = best[int(gain.argmax())]
    return phrase
