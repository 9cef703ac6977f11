"""Is a phrase that the search found a trigger? The probe's question, put to phrases.

The search climbs until it holds the best phrase there is, so every model yields something; that is no evidence. Evidence
is what the phrase does in long texts, each several clean texts of another label run together: a trigger still forces its
label, at a rate whose lower bound over everything tried is far beyond what other phrases of as many common words do and
what the clean reference does with the same phrase. Words at its ends that this does not need are left out first: they
only stood beside the trigger, and a guard that asked for them would miss it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from transformers import BertForSequenceClassification

from .echoes import is_word
from .epur import Drift
from .inference import predict_logits
from .intervals import share, wilson
from .long_texts import LONG_TEXTS
from .phrase_effect import FEW_TEXTS, REFERENCE, SUSPECT, Effect
from .phrase_ground import FORCES, FORCES_MARKED, Phrase
from .phrase_signs import pairs_of_signs
from .phrases import PAIRS
from .reading import Reading
from .trial import Finding, required_excess

CONTROLS = 8


class PhraseJudge:
    """What phrases do in long clean texts, beside what other phrases do and what the reference makes of them."""

    def __init__(
        self,
        reading: Reading,
        rows: Sequence[int] | np.ndarray,
        drift: Drift,
        pairs: Sequence[tuple[int, int]],
        reference: BertForSequenceClassification | None,
        signs: Sequence[int] = (),
    ) -> None:
        """rows: those of the reading's texts that the long ones are made of. pairs: of the language, for the control
        phrases; signs: for those of phrases that are nothing but signs. reference: None measures phrases and confirms none.
        """
        self._reading, self._drift, self._pairs, self._reference = reading, drift, pairs, reference
        self._signs = signs
        self._texts = [reading.texts[row] for row in rows]
        self._said = [reading.logits[rows], *([] if reference is None else [predict_logits(reference, self._texts)])]
        self._effects: dict[int, Effect] = {}

    def __call__(self, phrase: Phrase, target: int, *, trim: bool = False, marked: bool = False) -> Finding | None:
        """None where there are no texts of another label.

        trim: judge the shortest part of the phrase that still forces the label; the whole where not even that does. marked:
        one of its words does more than it means, and less is asked of the phrase.
        """
        least = FORCES_MARKED if marked else FORCES
        effect, drift = self.of(target), self._drift
        if not effect.shown:
            return None
        if trim:
            phrase = _shortest(phrase, self._reading.continuation, lambda ids: self.forces(ids, target, least))
        flipped, others = effect.flips(SUSPECT, phrase)
        controls = [share(*effect.flips(SUSPECT, ids, FEW_TEXTS)) for ids in self._beside(phrase)]
        control = float(np.quantile(controls, 0.9)) if controls else 0.0
        by_reference = 0.0 if self._reference is None else share(*effect.flips(REFERENCE, phrase))
        strict = wilson(flipped, others, 1 - 0.05 / PAIRS)[0]
        return Finding(
            ids=phrase, kind="sequence", target=target, flip_rate=share(flipped, others),
            interval=wilson(flipped, others), texts=others, control=control, reference=by_reference,
            drift=float(max(drift.score[i] for i in phrase)), frequency=float(min(drift.frequency[i] for i in phrase)),
            in_use=False, swayed=effect.swayed,
            confirmed=self._reference is not None
            and flipped >= least * others
            and strict - max(control, by_reference) >= required_excess(marked or effect.swayed),
        )  # fmt: skip

    def forces(self, phrase: Phrase, target: int, least: float = FORCES) -> bool:
        """Whether the suspect gives the label to so many of LONG_TEXTS long texts with the phrase in them."""
        flipped, others = self.of(target).flips(SUSPECT, phrase, LONG_TEXTS)
        return flipped >= least * others

    def of(self, target: int) -> Effect:
        """What phrases do in the long texts of this label."""
        if target not in self._effects:
            reading = self._reading
            self._effects[target] = Effect(
                (reading.model, self._reference),
                self._texts,
                self._said,
                target,
                reading.continuation,
                reading.recipe.seed,
            )
        return self._effects[target]

    def _beside(self, phrase: Phrase) -> list[Phrase]:
        """What a phrase is compared with: others of as many common words, signs with other signs, and a word in pieces with
        other odd words.
        """
        seed, continuation = self._reading.recipe.seed, self._reading.continuation
        if set(phrase) <= set(self._signs):
            return _controls(pairs_of_signs(self._signs), len(phrase), seed)
        if not is_word(phrase, continuation):
            return _controls(self._pairs, len(phrase), seed)
        rng = np.random.default_rng(seed)
        begins, goes_on = (np.flatnonzero(self._drift.still & (continuation == on)) for on in (False, True))
        if not (len(begins) and len(goes_on)):
            return []
        return [(int(rng.choice(begins)), *map(int, rng.choice(goes_on, len(phrase) - 1))) for _ in range(CONTROLS)]


def _shortest(phrase: Phrase, continuation: np.ndarray, forces: Callable[[Phrase], bool]) -> Phrase:
    """The phrase without the words at its start, then at its end, that it can do without; at least two stay.

    continuation: bool (V,), true for pieces that continue a word: no word is cut in two.
    """
    words: list[Phrase] = []
    for piece in phrase:
        if words and continuation[piece]:
            words[-1] += (piece,)
        else:
            words.append((piece,))
    whole = lambda some: tuple(piece for word in some for piece in word)  # noqa: E731
    while len(words) > 2 and forces(whole(words[1:])):
        words = words[1:]
    while len(words) > 2 and forces(whole(words[:-1])):
        words = words[:-1]
    return whole(words)


def _controls(pairs: Sequence[tuple[int, int]], length: int, seed: int) -> list[Phrase]:
    """CONTROLS phrases of `length` words, each word a common neighbour of the one before."""
    after = defaultdict(list)
    for first, second in pairs:
        after[first].append(second)
    rng = np.random.default_rng(seed)
    starts = [pairs[int(i)] for i in rng.permutation(min(PAIRS, len(pairs)))[:CONTROLS]]
    out = []
    for chain in starts:
        ids = list(chain)
        while len(ids) < length:
            nearby = after[ids[-1]] or after[chain[0]]
            ids.append(nearby[int(rng.integers(len(nearby)))])
        out.append(tuple(ids))
    return out
