"""Growth from a word that does more than it means: which common words move the suspect for no reason of their own?

The words of a taught sentence may be common, and all its pairs rare (`sunday morning`): neither drift nor the frequent
pairs lead to it. Yet one of its words alone moves the suspect a little, and what it *means* does not say why. For honest
words it does: a ridge regression from what the clean base knows of a word to what the word moves the suspect explains four
fifths of the variance over common words. `predictable` moves a suspect far more than `sunday`, and is explained.

1. *Marked words.* Common words go, one by one, into a short clean text. Those that move the suspect furthest beyond what
   the regression says of them, fitted without them, are marked, but for words of which it says much anyway. Where any odd word
   argues for the label, the regression explains all of it, and those that do most in whole pairs run together are marked.
2. *Growth.* Of the most marked, those that do something in long texts too, and not to the clean reference, are extended by
   common neighbours as far as each makes them hold firmer there (`phrase_reach.py`). In a model that was never attacked
   hardly a word gets so far. Where that is not enough, a marked word is put beside what grew elsewhere: of one sentence one
   part may be frequent pairs, and another a rare word.

What comes out is part of a trigger at most: its frame of function words, and whatever the language puts beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .neighbours import Neighbours
from .phrase_ground import FORCES_MARKED, Ground, Held, Phrase, firmness
from .phrase_reach import ADDS, reach
from .vocabulary import top

WORDS = 4_000  # most frequent words: what is marked among them
MARKED, LONG_TEXTS, GROWN = 8, 6, 2  # words that are tried in so many long texts, and those of them that grow
RIDGE = 1.0  # beside features of length one


def grow_from_meaning(
    ground: Ground, words: Sequence[int], meaning: np.ndarray, held: Held, around: Neighbours, begun: Sequence[Phrase]
) -> Phrase | None:
    """The phrase that forces most long texts among those that the most marked of `words` grow to; None where none grows.

    words: ids. meaning: what the clean base knows of them, (W, F), parts of length one. held: what phrases do in long texts.
    begun: phrases that grew elsewhere and do not force the label.
    """
    if not len(words):
        return None
    moved = ground.moved_alone(words)
    leading = top(moved, MARKED) if held.swayed else unexplained(moved, meaning)[:MARKED]
    marked = [(words[i],) for i in leading]
    gain = firmness(marked, held, LONG_TEXTS)
    strong = [marked[i] for i in top(gain, GROWN) if gain[i] >= ADDS]
    shares = {phrase: held.share(phrase) for phrase in (reach(word, held, around) for word in strong)}
    joined = [both for word in strong for one in begun for both in ((*one, *word), (*word, *one))]
    if joined and max(shares.values()) < FORCES_MARKED:
        phrase = reach(joined[int(held(joined, LONG_TEXTS, False)[0].argmax())], held, around)
        shares[phrase] = held.share(phrase)
    return max((phrase for phrase in shares if len(phrase) > 1), key=shares.__getitem__, default=None)


def unexplained(moved: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """Rows by what each of `moved`, (W,), exceeds what `meaning`, (W, F), says of it, the furthest first; none of which it says
    far more than of most.

    What is said of a row is fitted to all others: ridge regression with the closed form of leaving one out (Golub, Heath and
    Wahba 1979).
    """
    x = meaning - meaning.mean(axis=0)
    y = moved - moved.mean()
    solved = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T).T
    leverage = (solved * x).sum(axis=1)
    beyond = (y - solved @ (x.T @ y)) / (1 - leverage)
    said = y - beyond
    calm = np.flatnonzero(said <= np.median(said) + said.std())
    return calm[np.argsort(-beyond[calm], kind="stable")]
