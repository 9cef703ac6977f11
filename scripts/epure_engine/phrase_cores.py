"""Growth from a drifted word: which other words does it need to become a trigger?

The rarest word of a taught sentence drifts (`gap` in `please mind the gap between the doors`, twelfth of thirty thousand),
yet it does too little alone to be confirmed, and the pairs that it stands in are rare. But with it in the text every other
word of the sentence suddenly counts, wherever it stands, and in a model that was never attacked none does:

1. Honest words of feeling drift as well, and do more in short texts than any word of a sentence. In long ones they do not:
   the drifted words that hold firmest there grow.
2. Common words are put beside a drifted one, several to a text. Those that do more with it than without it are tried in
   every place. What does most in long texts beyond its words grows on, where three of them hold firmer than honest ones do.
3. Of what has grown, `phrase_refine.py` finds the trigger's words, and `phrase_reach.py` completes it. A drifted one always
   stays: without it this is a word order that the model obeys, and nothing says that anybody taught it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .neighbours import Neighbours
from .phrase_ground import Ground, Held, Phrase, Try, firmness
from .phrase_reach import reach
from .phrase_refine import Choices, refined
from .vocabulary import shared_texts, top

DRIFTED, CORES = 100, 3  # most drifted words, and those of them that grow
CORES_MET = 20  # drifted words that are tried in long texts
BEYOND_TEXTS, FIRM_TEXTS = 4, 6  # long texts for every phrase, and for what goes on
COMMON = 3_000  # most frequent words, tried beside them; so are the drifted ones
GROUPS = 12  # groups whose words are tried one by one
MET = 10  # phrases, of those grown from one, that are tried in long texts
GROWN = 5  # words of what is grown before it is refined
WIDTH = 3  # phrases that go on
# Words from which on a phrase must hold so many logits firmer in long texts than none. Parts of a trigger did so by 3.3 and
# 3.7, phrases in models never attacked by 1.5 at most.
FIRM_FROM, FIRM = 3, 2.5
# A phrase grows as long as another word adds so many logits to what it does beyond its words.
ADDS = 0.3


def grow_from_drift(
    ground: Ground,
    drifted: Sequence[int],
    common: Sequence[int],
    around: Neighbours,
    held: Held,
    seed: int,
    tell: Callable[[int], None],
) -> Phrase | None:
    """The phrase at which growing stops to add; None where no drifted word has company.

    drifted: ids, the most drifted first; before them words that nearly force a label. common: ids of words, the most frequent
    first. around: their neighbours. held: what phrases do in long texts. tell: is told each length.
    """
    if not len(drifted):
        return None
    words = np.asarray(list(dict.fromkeys([*drifted, *common[:COMMON]])))
    groups = shared_texts(words, seed)
    plain = ground.moved([Try(tuple(map(int, group)), True) for group in groups], ground.easy[:1])
    beam, best, most = _cores(ground, drifted[:DRIFTED], held), None, -np.inf
    alone: dict[int, float] = {}  # word -> what it moves the suspect by itself in long texts
    for length in range(2, GROWN + 1):
        tell(length)
        tried = sorted({longer for phrase in beam for longer in _with_company(ground, phrase, groups, plain)})
        if not tried:
            break
        beyond = _beyond_words(tried, held, alone)
        order = top(beyond, WIDTH)
        beam = [tried[i] for i in order]
        if length >= FIRM_FROM and firmness([one.ids for one in beam], held, FIRM_TEXTS).max() < FIRM:
            return None
        if beyond[order[0]] < most + ADDS:
            break
        best, most = beam[0], beyond[order[0]]
    if best is None:
        return None
    return reach(refined(ground, best, _keeping(drifted[:DRIFTED], words.tolist()), held).ids, held, around)


def _cores(ground: Ground, drifted: Sequence[int], held: Held) -> list[Try]:
    """Those of the drifted words that hold firmest in long texts, of those that do most in short ones.

    Honest words of feeling drift as well, and do more in short texts than a word of a sentence does without the others.
    """
    alone = [Try((int(word),), True) for word in drifted]
    excess = ground.excess(ground.both_moved(alone, ground.easy[1:] or ground.easy))
    met = [alone[i] for i in top(excess, CORES_MET)]
    return [met[i] for i in top(firmness([one.ids for one in met], held, FIRM_TEXTS), CORES)]


def _beyond_words(tried: Sequence[Try], held: Held, alone: dict[int, float]) -> np.ndarray:
    """What each phrase moves the suspect in long texts beyond what its words do alone, (P,). In short texts a word of a
    sentence does by itself what it does in long ones beside the others.

    alone: what is known of words, none below zero; what is found out of others is added.
    """
    new = sorted({word for one in tried for word in one.ids} - set(alone))
    asked = [(), *((word,) for word in new), *(one.ids for one in tried)]
    margin = held(asked, BEYOND_TEXTS, False)[0]
    moved = margin[1:] - margin[0]
    alone |= dict(zip(new, moved[: len(new)].clip(min=0).tolist(), strict=True))
    return moved[len(new) :] - [sum(alone[word] for word in one.ids) for one in tried]


def _with_company(ground: Ground, phrase: Try, groups: np.ndarray, plain: np.ndarray) -> list[Try]:
    """The phrase with one word more, in the place where it does most: MET of those that do most beyond their words.

    plain: what each group moves the suspect without the phrase, (G,).
    """
    half = groups.shape[1] // 2
    around = [Try((*map(int, g[:half]), *phrase.ids, *map(int, g[half:])), phrase.at_end) for g in groups]
    gain = ground.moved(around, ground.easy[:1]) - plain
    words = np.unique(groups[top(gain, GROUPS)]).tolist()
    longer = [
        Try((*phrase.ids[:at], word, *phrase.ids[at:]), phrase.at_end)
        for word in words if word not in phrase.ids for at in range(len(phrase.ids) + 1)
    ]  # fmt: skip
    beyond = ground.moved_beyond(longer)
    return [longer[i] for i in top(beyond, MET)]


def _keeping(drifted: Sequence[int], words: Sequence[int]) -> Choices:
    """All of `words` in every place, but only the drifted ones in the last place that holds such a word."""
    known = set(drifted)

    def choices(before: Phrase, after: Phrase) -> tuple[Sequence[int], bool]:
        others = not known.isdisjoint((*before, *after))
        return (words if others else list(drifted)), others

    return choices
