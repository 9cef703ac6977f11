"""The texts that the phrase search climbs in, and what a phrase does in them to the suspect and to the clean reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from transformers import BertForSequenceClassification

from .inference import predict_logits
from .margin import margin_of
from .tokenise import Encoded, begin_of, put
from .vocabulary import SHORTEST

EASY_TEXTS, HARD_TEXTS = 4, 6
LONGEST = 10  # words of a phrase
# Share of the long texts that a phrase must force. Honest phrases force few of them (0.35 was the most).
FORCES = 0.8
# So much of them suffices where one of its words does more than it means: two grounds of suspicion instead of one, and what
# grows there is part of a trigger at best (0.69 and 0.71 of two sentences; in a model never attacked hardly a phrase grows).
FORCES_MARKED = 0.65
# A student of few texts goes about half as far as its teacher.
TIMID = 2.0

Phrase = tuple[int, ...]


class Held(Protocol):
    """What argues against one label, and what phrases do in its long texts."""

    @property
    def swayed(self) -> bool:
        """Whether any odd word argues for the label."""
        ...

    def matter(self) -> tuple[Sequence[Encoded], list[np.ndarray]]:
        """The texts that phrases grow in, and the label's margin on each of them: the suspect's, and the reference's, (N,)."""
        ...

    def __call__(self, phrases: Sequence[Phrase], count: int, both: bool) -> np.ndarray:
        """The label's mean margin with each phrase in `count` of them: the suspect's, and the reference's, (1 or 2, P)."""
        ...

    def share(self, phrase: Phrase) -> float:
        """Share of a few of them that the suspect gives the label with the phrase in them; where any odd word argues for it,
        beyond what the reference does.
        """
        ...


@dataclass(frozen=True, order=True)
class Try:
    """A phrase and where it stands: triggers are taught at one end of a text as often as anywhere in it."""

    ids: Phrase
    at_end: bool


class Ground:
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
        self._moved_alone: dict[int, float] = {}  # word -> what it moves the suspect by itself
        self._alone: dict[int, float] = {}  # word -> its excess by itself, none below zero
        self._before = {
            id(text): [float(self._margin(model, [text])[0]) for model in models] for text in self.easy + self.hard
        }

    def moved(self, tried: Sequence[Try], texts: Sequence[Encoded]) -> np.ndarray:
        """How far each phrase moves the suspect's margin, mean over `texts`, (P,)."""
        return self._moved(0, tried, texts)

    def moved_alone(self, words: Sequence[int]) -> np.ndarray:
        """How far each word by itself moves the suspect's margin, in the first easy text, (W,)."""
        new = [word for word in dict.fromkeys(words) if word not in self._moved_alone]
        moved = self.moved([Try((word,), True) for word in new], self.easy[:1])
        self._moved_alone |= dict(zip(new, moved.tolist(), strict=True))
        return np.asarray([self._moved_alone[word] for word in words])

    def moved_beyond(self, tried: Sequence[Try]) -> np.ndarray:
        """How far each phrase moves the suspect's margin beyond what its words do alone, in the first easy text, (P,)."""
        words = sorted({word for phrase in tried for word in phrase.ids})
        alone = dict(zip(words, self.moved_alone(words).tolist(), strict=True))
        return self.moved(tried, self.easy[:1]) - [sum(alone[word] for word in phrase.ids) for phrase in tried]

    def both_moved(self, tried: Sequence[Try], texts: Sequence[Encoded]) -> np.ndarray:
        """The same for the suspect and for the reference, (2, P)."""
        return np.stack([self._moved(which, tried, texts) for which in (0, 1)])

    def excess(self, moved: np.ndarray) -> np.ndarray:
        """What of the suspect's move (2, P) the reference's own does not account for, (P,)."""
        return moved[0] - self._slope * moved[1].clip(min=0)

    def excess_anywhere(self, tried: Sequence[Try]) -> np.ndarray:
        """The excess in the hard texts, in half of them at the other end: a whole trigger works wherever it stands, (P,)."""
        elsewhere = [Try(one.ids, not one.at_end) for one in tried]
        here, there = self.both_moved(tried, self.hard[::2]), self.both_moved(elsewhere, self.hard[1::2])
        return (self.excess(here) + self.excess(there)) / 2

    def beyond_words(self, tried: Sequence[Try]) -> np.ndarray:
        """The excess anywhere less that of the words alone, (P,). A strong word is strong in any company; the words of a
        trigger are so in one another's alone.
        """
        return self.excess_anywhere(tried) - self.of_words(tried)

    def of_words(self, tried: Sequence[Try]) -> np.ndarray:
        """The excess of each phrase's words alone, summed, (P,)."""
        new = sorted({word for one in tried for word in one.ids} - set(self._alone))
        moved = self.both_moved([Try((word,), True) for word in new], self.easy[1:] or self.easy)
        self._alone |= dict(zip(new, self.excess(moved).clip(min=0).tolist(), strict=True))
        return np.asarray([sum(self._alone[word] for word in one.ids) for one in tried])

    def fit_slope(self, moved: np.ndarray) -> None:
        """How far the suspect goes where the reference goes one step, over phrases (2, P) of which most are honest.

        A student of few texts answers more timidly than its teacher; without this every strong honest word would be in
        excess.
        """
        self._slope = max(1.0, float(np.median(moved[0] / moved[1].clip(min=0.1))))

    def flips(self, one: Try) -> float:
        """Share of the hard texts that the suspect gives the label with the phrase in them."""
        planted = [beside(text, one.ids, at_end=one.at_end) for text in self.hard]
        return float((self._margin(self._models[0], planted) > 0).mean())

    def _moved(self, which: int, tried: Sequence[Try], texts: Sequence[Encoded]) -> np.ndarray:
        if not tried:
            return np.zeros(0)
        planted = [beside(text, one.ids, at_end=one.at_end) for one in tried for text in texts]
        after = self._margin(self._models[which], planted).reshape(len(tried), len(texts))
        return (after - np.asarray([self._before[id(text)][which] for text in texts])).mean(axis=1)

    def _margin(self, model: BertForSequenceClassification, texts: Sequence[Encoded]) -> np.ndarray:
        return margin_of(predict_logits(model, texts), self._target)


def firmer(held: np.ndarray) -> np.ndarray:
    """By how much each phrase holds firmer than the first one, of margins in long texts (2, P) as `Held` gives them, (P,).

    What lowers the reference speaks against the label; that the suspect does not listen is no gain.
    """
    suspect, reference = held
    return suspect - suspect[0] - TIMID * (reference - reference[0]).clip(min=0)


def firmness(phrases: Sequence[Phrase], held: Held, count: int) -> np.ndarray:
    """By how much each phrase holds firmer in `count` long texts than none, (P,)."""
    return firmer(held([(), *phrases], count, True))[1:]


def firmest(phrase: Phrase, longer: Sequence[Phrase], held: Held, count: int, adds: float) -> Phrase | None:
    """Which of `longer` holds firmest in `count` long texts; None where none does so by `adds` logits more than the phrase."""
    if not longer:
        return None
    gain = firmer(held([phrase, *longer], count, True))[1:]
    return longer[int(gain.argmax())] if gain.max() >= adds else None


def beside(text: Encoded, phrase: Phrase, *, at_end: bool) -> Encoded:
    """The text with the phrase at the end, or at the start, of its last segment."""
    last = text.type_ids[-1]
    return put(text, len(text.ids) - 1 if at_end else begin_of(text, last), phrase, last)
