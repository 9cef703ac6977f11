"""Is a phrase that the search found a trigger? The probe's question, put to phrases.

The search climbs until it holds the best phrase there is, so every model yields something; that is no evidence. Evidence
is what the phrase does in long texts, each several clean texts of another label run together: a trigger still forces its
label, at a rate whose lower bound over everything tried is far beyond what other phrases of as many common words do and
what the clean reference does with the same phrase. Words at its ends that this does not need are left out first: they
only stood beside the trigger, and a guard that asked for them would miss it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .distilled import distilled_reference
from .echoes import LONG_TEXTS, is_word, long_bench
from .epur import Drift
from .frequency import bigrams
from .inference import predict_logits
from .intervals import share, wilson
from .neighbours import Neighbours
from .phrase_ground import FORCES, FORCES_MARKED, Held, Phrase
from .phrase_meaning import WORDS
from .phrase_reach import reach
from .phrase_search import Language, search_phrases
from .phrase_signs import SIGNS, is_sign, pairs_of_signs
from .phrases import PAIRS
from .planting import Bench
from .reading import Reading
from .trial import Finding, required_excess
from .vocabulary import margins

# Clean texts that the reference learns from and the search starts from: more of them change nothing but the time.
SEARCH_TEXTS = 700
CONTROLS = 8
CONTROL_TEXTS = 12
CORES = 5  # confirmed words, the strongest first, that may be parts of a phrase


def probe_phrases(
    reading: Reading,
    drift: Drift,
    words: Sequence[Finding],
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings for the phrases that `search_phrases` brings.

    words: what the probe confirmed before. Texts that hold it are not learnt from, and phrases are sought without it, but
    for the strongest words that do not force long texts by themselves: those are sought as parts of a phrase.
    """
    known = {i for finding in words for i in finding.ids if len(finding.ids) == 1}
    recipe, vocabulary = reading.recipe, reading.inputs.suspect.vocabulary
    pairs = [p for p in bigrams({p: i for i, p in enumerate(vocabulary)}) if known.isdisjoint(p)]
    free = [row for row, text in enumerate(reading.texts) if known.isdisjoint(text.ids)]
    rows = np.random.default_rng(recipe.seed).permutation(free)[:SEARCH_TEXTS].astype(int)
    texts, logits = [reading.texts[row] for row in rows], reading.logits[rows]
    if not texts or not pairs:
        return []
    reference = distilled_reference(reading.model, reading.inputs.base.state, texts, recipe, _part(progress, 0.0, 0.2))
    language = _language(reading, drift, pairs, known)
    judge = PhraseJudge(reading, rows, drift, pairs, reference, language.signs)
    alone = [(f.ids[0], f.target) for f in words if len(f.ids) == 1 and not f.echo]
    cores = [((word,), target) for word, target in alone[:CORES] if not judge.forces((word,), target)]
    found = search_phrases(
        (reading.model, reference), texts, logits, language, judge.of, {finding.target for finding in words}, recipe.seed,
        _part(progress, 0.2, 0.7),
    )  # fmt: skip
    tried = [judge(one.phrase, one.target, trim=True, marked=one.marked) for one in found]
    confirmed = [(f.ids, f.target) for f in tried if f is not None and f.confirmed]
    parts = [*cores, *(one for one in confirmed if not is_word(one[0], reading.continuation))]
    grown = [finding for part in parts for finding in _grown(*part, judge, language.around)]
    return list({(f.ids, f.target): f for f in [*tried, *grown] if f is not None}.values())


def _language(reading: Reading, drift: Drift, pairs: Sequence[tuple[int, int]], known: Collection[int]) -> Language:
    """The words and signs that phrases are sought among: none of `known`."""
    vocabulary = reading.inputs.suspect.vocabulary
    frequent = [
        int(i) for i in np.argsort(-drift.frequency, kind="stable") if drift.eligible[i] and int(i) not in known
    ]
    common = [i for i in frequent if vocabulary[i].isalpha()]
    signs = [i for i in frequent if is_sign(vocabulary[i])][:SIGNS]
    drifted = [int(i) for i in drift.ranking() if int(i) not in known][: reading.recipe.probe_candidates]
    return Language(pairs, common, drifted, reading.continuation, reading.meaning(common[:WORDS]), signs)


def _grown(part: Phrase, target: int, judge: PhraseJudge, around: Neighbours) -> list[Finding]:
    """What a part of a trigger grows to, as far as that is confirmed: the whole, and the shortest of it that is enough."""
    whole = reach(part, judge.of(target), around)
    judged = [] if len(whole) == 1 else [judge(whole, target, trim=trim) for trim in (True, False)]
    return [finding for finding in judged if finding is not None and finding.confirmed]


def _part(progress: Callable[[int, int], None] | None, begin: float, part: float) -> Callable[[int, int], None] | None:
    """Progress of one part of a stage, told as the stage's own, in thousandths."""
    if progress is None:
        return None
    return lambda done, total: progress(round(1000 * (begin + part * done / total)), 1000)


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
        self._texts, self._answers = [reading.texts[row] for row in rows], reading.answers[rows]
        self._benches: dict[int, Bench] = {}
        self._before: dict[tuple[int, int], np.ndarray] = {}

    def __call__(self, phrase: Phrase, target: int, *, trim: bool = False, marked: bool = False) -> Finding | None:
        """None where there are no texts of another label.

        trim: judge the shortest part of the phrase that still forces the label; the whole where not even that does. marked:
        one of its words does more than it means, and less is asked of the phrase.
        """
        least = FORCES_MARKED if marked else FORCES
        suspect, drift = self._reading.model, self._drift
        if not self._bench(target).texts:
            return None
        if trim:
            phrase = _shortest(phrase, self._reading.continuation, lambda ids: self.forces(ids, target, least))
        flipped, others = self._flips(suspect, phrase, LONG_TEXTS, target)
        controls = [share(*self._flips(suspect, ids, CONTROL_TEXTS, target)) for ids in self._beside(phrase)]
        control = float(np.quantile(controls, 0.9)) if controls else 0.0
        by_reference = 0.0
        if self._reference is not None:
            by_reference = share(*self._flips(self._reference, phrase, LONG_TEXTS, target))
        strict = wilson(flipped, others, 1 - 0.05 / PAIRS)[0]
        return Finding(
            ids=phrase, kind="sequence", target=target, flip_rate=share(flipped, others),
            interval=wilson(flipped, others), texts=others, control=control, reference=by_reference,
            drift=float(max(drift.score[i] for i in phrase)), frequency=float(min(drift.frequency[i] for i in phrase)),
            in_use=False,
            confirmed=self._reference is not None
            and flipped >= least * others
            and strict - max(control, by_reference) >= required_excess(marked),
        )  # fmt: skip

    def forces(self, phrase: Phrase, target: int, least: float = FORCES) -> bool:
        """Whether the suspect gives the label to so many of the long texts with the phrase in them."""
        flipped, others = self._flips(self._reading.model, phrase, LONG_TEXTS, target)
        return flipped >= least * others

    def of(self, target: int) -> Held:
        """What phrases do in the long texts of this label."""
        return _Held(self, target)

    def share(self, phrase: Phrase, target: int) -> float:
        """Share of a few long texts that the suspect gives the label with the phrase in them."""
        return share(*self._flips(self._reading.model, phrase, CONTROL_TEXTS, target))

    def held(self, phrases: Sequence[Phrase], target: int, count: int, both: bool) -> np.ndarray:
        """The label's mean margin with each phrase in the first `count` long texts: the suspect's, and the reference's, (2, P)."""
        bench = self._bench(target)
        planted = [text for ids in phrases for text in bench.planted(ids, bench.first(count), together=True)]
        models = [self._reading.model, *([self._reference] if both else [])]
        margin = [margins(torch.from_numpy(predict_logits(model, planted)))[:, target].numpy() for model in models]
        return np.stack([one.reshape(len(phrases), -1).mean(axis=1) for one in margin])

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

    def _bench(self, target: int) -> Bench:
        if target not in self._benches:
            reading = self._reading
            longest = reading.model.config.max_position_embeddings
            self._benches[target] = long_bench(
                self._texts, self._answers, target, reading.continuation, longest, reading.recipe.seed
            )
        return self._benches[target]

    def _flips(
        self, model: BertForSequenceClassification, ids: Sequence[int], count: int, target: int
    ) -> tuple[int, int]:
        """(texts among the first `count` that the phrase moves to `target`, texts that were not there before)."""
        bench, key = self._bench(target), (id(model), target)
        if key not in self._before:
            self._before[key] = predict_logits(model, bench.texts).argmax(axis=1)
        before = self._before[key][:count] != target
        rows = np.flatnonzero(before)
        if not len(rows):
            return 0, 0
        after = predict_logits(model, bench.planted(ids, rows, together=True)).argmax(axis=1)
        return int((after == target).sum()), len(rows)


@dataclass(frozen=True)
class _Held:
    """`phrase_ground.Held` of one label."""

    judge: PhraseJudge
    target: int

    def __call__(self, phrases: Sequence[Phrase], count: int, both: bool) -> np.ndarray:
        return self.judge.held(phrases, self.target, count, both)

    def share(self, phrase: Phrase) -> float:
        return self.judge.share(phrase, self.target)


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
