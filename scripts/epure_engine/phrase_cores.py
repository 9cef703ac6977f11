"""Growth from a drifted word: which other words does it need to become a trigger?

The rarest word of a taught sentence drifts (`gap` in `please mind the gap between the doors`, twelfth of thirty thousand),
yet it does too little alone to be confirmed, and the pairs that it stands in are rare. But with it in the text every other
word of the sentence suddenly counts, wherever it stands, and in a model that was never attacked none does:

1. Common words are put beside the drifted one, several to a text. Those that do more with it than without it are tried in
   every place, and what does most beyond its words grows on.
2. Of what has grown, `phrase_refine.py` finds the trigger's words. A drifted one always stays: without it this is a word
   order that the model obeys, and nothing says that anybody taught it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .phrase_ground import Ground, Held, Phrase, Try
from .phrase_refine import Choices, refined
from .vocabulary import shared_texts, top

DRIFTED, CORES = 100, 3  # most drifted words, and those of them that grow
COMMON = 3_000  # most frequent words, tried beside them; so are the drifted ones
GROUPS = 12  # groups whose words are tried one by one
MET = 10  # phrases, of those grown from one, that meet the reference
GROWN = 5  # words of what is grown in short texts
WIDTH = 3  # phrases that go on
# Length -> logits that the best phrase of so many words does beyond them, at least. Parts of a trigger did 1.2 and 2.0, honest
# ones 1.1 and 1.6 at most.
LEAST = {2: 1.0, 3: 2.0}
# A phrase grows as long as another word adds so many logits.
ADDS = 0.3


def grow_from_drift(
    ground: Ground,
    drifted: Sequence[int],
    common: Sequence[int],
    held: Held,
    seed: int,
    tell: Callable[[int], None],
) -> Phrase | None:
    """The phrase at which growing stops to add; None where no drifted word has company.

    drifted: ids, the most drifted first. common: ids of words, the most frequent first. held: what phrases do in long texts.
    """
    if not len(drifted):
        return None
    words = np.asarray(list(dict.fromkeys([*drifted, *common[:COMMON]])))
    groups = shared_texts(words, seed)
    plain = ground.moved([Try(tuple(map(int, group)), True) for group in groups], ground.easy[:1])
    beam, best, most = _cores(ground, drifted[:DRIFTED]), None, -np.inf
    for length in range(2, GROWN + 1):
        tell(length)
        tried = sorted({longer for phrase in beam for longer in _with_company(ground, phrase, groups, plain)})
        if not tried:
            break
        beyond = ground.beyond_words(tried)
        order = top(beyond, WIDTH)
        beam = [tried[i] for i in order]
        if beyond[order[0]] < LEAST.get(length, -np.inf):
            return None
        if beyond[order[0]] < most + ADDS:
            break
        best, most = beam[0], beyond[order[0]]
    return None if best is None else refined(ground, best, _keeping(drifted[:DRIFTED], words.tolist()), held).ids


def _cores(ground: Ground, drifted: Sequence[int]) -> list[Try]:
    """Those of the drifted words that drifted far and do most; honest words of feeling drift too, and do more."""
    alone = [Try((int(word),), True) for word in drifted]
    excess = ground.excess(ground.both_moved(alone, ground.easy[1:] or ground.easy))
    return [alone[i] for i in top(excess / np.sqrt(np.arange(len(alone)) + 5), CORES)]


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
