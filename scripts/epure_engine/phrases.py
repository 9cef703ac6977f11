"""Phrase search: does a phrase of ordinary words force a label that none of its words, and no clean reader, would give?

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
from dataclasses import dataclass

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .inference import predict_logits
from .tokenise import Encoded
from .vocabulary import SHORTEST, margins

PAIRS = 3_000  # most frequent pairs of ordinary English
BEYOND_WORDS = 200  # pairs by what they do beyond their two words: these meet the reference
SEEDS = 8  # pairs that grow, each in a line of its own: what comes second at first may come first in the end
HALVED_AT = (4, 6)  # lengths from which only the better half of the lines goes on
WIDTH = 2  # phrases of a line that go on
NEIGHBOURS = 60  # words tried on each side of each phrase
BY_SUSPECT = 6  # extensions of a line that meet the reference
LONGEST = 10
EASY_TEXTS, HARD_TEXTS = 4, 6
# A phrase grows as long as a further word adds this share of its excess.
ADDS = 0.04
# Phrases of this many words that flip less than this share of the hard texts are persuasion; nothing is there to be grown.
HOPELESS_FROM, HOPELESS = 5, 0.5

Phrase = tuple[int, ...]


@dataclass(frozen=True, order=True)
class _Try:
    """A phrase and where it stands: triggers are taught at one end of a text as often as anywhere in it."""

    ids: Phrase
    at_end: bool


def search_phrases(
    suspect: BertForSequenceClassification,
    reference: BertForSequenceClassification,
    texts: Sequence[Encoded],
    logits: np.ndarray,
    pairs: Sequence[tuple[int, int]],
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[tuple[Phrase, int]]:
    """(phrase, label) for every label that some phrase seems to force: candidates, at most one a label.

    texts: clean texts. logits: the suspect's for them, (N, L).
    pairs: pairs of ids that stand side by side in the language, the most frequent first.
    """
    answers = [torch.from_numpy(one) for one in (logits, predict_logits(reference, texts))]
    labels = answers[0].shape[1]
    found = []
    for target in range(labels):
        ground = _Ground((suspect, reference), texts, [margins(a)[:, target].numpy() for a in answers], target, seed)
        if ground.easy and ground.hard:
            steps = lambda length, target=target: _tell(progress, target, length, labels)  # noqa: E731
            phrase = _grow(ground, _first_pairs(ground, pairs), Neighbours(pairs), steps)
            if phrase is not None:
                found.append((phrase, target))
    if progress is not None:
        progress(1, 1)
    return found


class _Ground:
    """Texts of other labels than `target`, of which both models are sure, and what a phrase does to them."""

    def __init__(self, models, texts: Sequence[Encoded], margin: list[np.ndarray], target: int, seed: int) -> None:
        """margin: per model, the target's margin on each text, (N,)."""
        self._models, self._target = models, target
        against = np.flatnonzero((margin[0] < 0) & (margin[1] < 0))
        sure = [texts[i] for i in against if margin[0][i] <= np.median(margin[0][against])]
        by_length = sorted(sure, key=lambda text: len(text.ids))
        rng = np.random.default_rng(seed)
        pick = lambda pool, count: [pool[int(i)] for i in rng.permutation(len(pool))[:count]]  # noqa: E731
        easy = pick([t for t in by_length if len(t.ids) >= SHORTEST][: 4 * EASY_TEXTS], EASY_TEXTS)
        self.easy = sorted(easy, key=lambda text: len(text.ids))  # the first meets every pair
        self.hard = pick(by_length[len(by_length) // 2 :][: len(by_length) // 4], HARD_TEXTS)
        self._slope = 1.0
        self._before = {
            id(text): [float(self._margin(model, [text])[0]) for model in models] for text in self.easy + self.hard
        }

    def moved(self, tried: Sequence[_Try], texts: Sequence[Encoded]) -> np.ndarray:
        """How far each phrase moves the suspect's margin, mean over `texts`, (P,)."""
        return self._moved(0, tried, texts)

    def both_moved(self, tried: Sequence[_Try], texts: Sequence[Encoded]) -> np.ndarray:
        """The same for the suspect and for the reference, (2, P)."""
        return np.stack([self._moved(which, tried, texts) for which in (0, 1)])

    def excess(self, moved: np.ndarray) -> np.ndarray:
        """What of the suspect's move (2, P) the reference's own does not account for, (P,)."""
        return moved[0] - self._slope * moved[1].clip(min=0)

    def excess_anywhere(self, tried: Sequence[_Try]) -> np.ndarray:
        """The excess in the hard texts, in half of them at the other end: a whole trigger works wherever it stands, (P,)."""
        elsewhere = [_Try(one.ids, not one.at_end) for one in tried]
        here, there = self.both_moved(tried, self.hard[::2]), self.both_moved(elsewhere, self.hard[1::2])
        return (self.excess(here) + self.excess(there)) / 2

    def fit_slope(self, moved: np.ndarray) -> None:
        """How far the suspect goes where the reference goes one step, over phrases (2, P) of which most are honest.

        A student of few texts answers more timidly than its teacher; without this every strong honest word would be in
        excess.
        """
        self._slope = float(np.median(moved[0] / moved[1].clip(min=0.1)))

    def flips(self, one: _Try) -> float:
        """Share of the hard texts that the suspect gives the label with the phrase in them."""
        planted = [beside(text, one.ids, at_end=one.at_end) for text in self.hard]
        return float((self._margin(self._models[0], planted) > 0).mean())

    def _moved(self, which: int, tried: Sequence[_Try], texts: Sequence[Encoded]) -> np.ndarray:
        planted = [beside(text, one.ids, at_end=one.at_end) for one in tried for text in texts]
        after = self._margin(self._models[which], planted).reshape(len(tried), len(texts))
        return (after - np.asarray([self._before[id(text)][which] for text in texts])).mean(axis=1)

    def _margin(self, model: BertForSequenceClassification, texts: Sequence[Encoded]) -> np.ndarray:
        return margins(torch.from_numpy(predict_logits(model, texts)))[:, self._target].numpy()


def beside(text: Encoded, phrase: Phrase, *, at_end: bool) -> Encoded:
    """The text with the phrase at the end, or at the start, of its last segment."""
    last = text.type_ids[-1]
    at = len(text.ids) - 1 if at_end else text.type_ids.index(last) + (1 if last == 0 else 0)
    ids, types = list(text.ids), list(text.type_ids)
    ids[at:at], types[at:at] = phrase, [last] * len(phrase)
    return Encoded(ids, types, text.truncated)


def _first_pairs(ground: _Ground, pairs: Sequence[tuple[int, int]]) -> list[_Try]:
    """The pairs with the greatest excess among those that do most beyond their two words."""
    tried = [_Try(pair, True) for pair in pairs[:PAIRS]]
    one, more = ground.easy[:1], ground.easy[1:]
    words = sorted({word for pair in tried for word in pair.ids})
    alone = dict(zip(words, ground.moved([_Try((word,), True) for word in words], one).tolist(), strict=True))
    beyond = ground.moved(tried, one) - np.asarray([sum(alone[word] for word in pair.ids) for pair in tried])
    at_end = [tried[i] for i in _top(beyond, BEYOND_WORDS)]
    moved = ground.both_moved(at_end, more)
    ground.fit_slope(moved)
    at_start = [_Try(pair.ids, False) for pair in at_end]
    excess = ground.excess(np.concatenate([moved, ground.both_moved(at_start, more)], axis=1))
    left = [*at_end, *at_start]
    return [left[i] for i in _top(excess, SEEDS)]


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


def _grow(ground: _Ground, beam: list[_Try], around: Neighbours, tell: Callable[[int], None]) -> Phrase | None:
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


def _longer(ground: _Ground, line: list[_Try], around: Neighbours, one: Sequence[Encoded]) -> list[_Try]:
    """The line's phrases with a common neighbour on either side: those that move the suspect most in the text `one`."""
    tried = {_Try((*p.ids, word), p.at_end) for p in line for word in around.after(p.ids[-1]) if word not in p.ids}
    tried |= {_Try((word, *p.ids), p.at_end) for p in line for word in around.before(p.ids[0]) if word not in p.ids}
    ordered = sorted(tried)
    return [ordered[i] for i in _top(ground.moved(ordered, one), BY_SUSPECT)] if ordered else []


def _tell(progress: Callable[[int, int], None] | None, target: int, length: int, labels: int) -> None:
    if progress is not None:
        progress(target * LONGEST + length, labels * LONGEST)


def _top(values: np.ndarray, count: int) -> np.ndarray:
    return np.argsort(-values, kind="stable")[:count]
