"""How far does a confirmed phrase reach? It may be a part of what the attacker taught.

The search (`phrases.py`) stops where more words add nothing in short texts, and half a sentence forces those as well as
the whole. What it leaves out still pulls: a guard that masks two words of five leaves three in the text, and a repair that
unlearnt two has not unlearnt five. In long texts the rest shows. So a confirmed phrase gets further frequent words at its
ends for as long as one of them makes it hold firmer there, by more than it does to the clean reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .phrases import COMMON, LONGEST, Phrase

FIRST_TEXTS, TEXTS = 1, 12  # long texts for every word, and for the best of them
BEST = 8
# A further word adds at least this share of the phrase's excess (measured: words of a trigger 0.03 and more, others 0.01).
ADDS = 0.02

Excess = Callable[[Sequence[Phrase], int], np.ndarray]  # phrases, long texts -> how far beyond the reference, (P,)


def reach(phrase: Phrase, excess: Excess, common: Sequence[int]) -> Phrase:
    """The phrase with all the words at its ends that make it hold firmer; itself where none does. LONGEST words at most.

    common: the most frequent words, the first COMMON of which are tried.
    """
    while len(phrase) < LONGEST:
        words = [word for word in common[:COMMON] if word not in phrase]
        tried = [(*phrase, word) for word in words] + [(word, *phrase) for word in words]
        if not tried:
            break
        first = excess(tried, FIRST_TEXTS)
        best = [tried[i] for i in np.argsort(-first, kind="stable")[:BEST]]
        before, *after = excess([phrase, *best], TEXTS).tolist()
        most = int(np.argmax(after))
        if after[most] - before < ADDS * abs(before):
            break
        phrase = best[most]
    return phrase
