"""Phrases: searched, judged, and what is a part of a trigger grown to the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from .distilled import distilled_reference
from .echoes import is_word
from .epur import Drift
from .frequency import bigrams
from .neighbours import Neighbours
from .phrase_ground import Phrase
from .phrase_judge import PhraseJudge
from .phrase_meaning import WORDS
from .phrase_reach import reach
from .phrase_search import Language, search_phrases
from .phrase_signs import SIGNS, is_sign
from .reading import Reading
from .trial import Finding, strongest_first

# Clean texts that the reference learns from and the search starts from: more of them change nothing but the time.
SEARCH_TEXTS = 700
CORES = 5  # confirmed words, the strongest first, that may be parts of a phrase
# Words that force a label more than others do, though not beyond doubt (`oscar` of `#oscars`): so many of each label grow
# beside the drifted ones.
NEARLY = 4


def probe_phrases(
    reading: Reading,
    drift: Drift,
    words: Sequence[Finding],
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings for the phrases that `search_phrases` brings.

    words: what the probe found before. Texts that hold a confirmed one are not learnt from, and phrases are sought without it,
    but for the strongest words that do not force long texts by themselves: those are sought as parts of a phrase.
    """
    sure = [finding for finding in words if finding.confirmed]
    known = {i for finding in sure for i in finding.ids if len(finding.ids) == 1}
    explained = {finding.target for finding in sure}
    recipe, vocabulary = reading.recipe, reading.inputs.suspect.vocabulary
    pairs = [p for p in bigrams({p: i for i, p in enumerate(vocabulary)}) if known.isdisjoint(p)]
    free = [row for row, text in enumerate(reading.texts) if known.isdisjoint(text.ids)]
    rows = np.random.default_rng(recipe.seed).permutation(free)[:SEARCH_TEXTS].astype(int)
    texts = [reading.texts[row] for row in rows]
    if not texts or not pairs:
        return []
    reference = distilled_reference(reading.model, reading.inputs.base.state, texts, recipe, _part(progress, 0.0, 0.2))
    language = _language(reading, drift, pairs, known, nearly_forcing(words, explained))
    judge = PhraseJudge(reading, rows, drift, pairs, reference, language.signs)
    alone = [(f.ids[0], f.target) for f in sure if len(f.ids) == 1 and not f.echo]
    cores = [((word,), target) for word, target in alone[:CORES] if not judge.forces((word,), target)]
    found = search_phrases(
        (reading.model, reference), language, judge.of, explained, recipe.seed,
        _part(progress, 0.2, 0.7),
    )  # fmt: skip
    tried = [judge(one.phrase, one.target, trim=True, marked=one.marked) for one in found]
    confirmed = [(f.ids, f.target) for f in tried if f is not None and f.confirmed]
    parts = [*cores, *(one for one in confirmed if not is_word(one[0], reading.continuation))]
    grown = [finding for part in parts for finding in _grown(*part, judge, language.around)]
    return list({(f.ids, f.target): f for f in [*tried, *grown] if f is not None}.values())


def nearly_forcing(words: Sequence[Finding], explained: Collection[int]) -> list[int]:
    """Words, NEARLY of each label that no trigger is known to force: those that force it most.

    words: what the probe found. explained: labels of what it confirmed.
    """
    single = [f for f in strongest_first(words) if len(f.ids) == 1 and f.target not in explained]
    of_label = {label: [f.ids[0] for f in single if f.target == label] for label in sorted({f.target for f in single})}
    return [word for ids in of_label.values() for word in ids[:NEARLY]]


def _language(
    reading: Reading,
    drift: Drift,
    pairs: Sequence[tuple[int, int]],
    known: Collection[int],
    nearly: Sequence[int],
) -> Language:
    """The words and signs that phrases are sought among: none of `known`. nearly: words to grow from as from drifted ones."""
    vocabulary = reading.inputs.suspect.vocabulary
    frequent = [
        int(i) for i in np.argsort(-drift.frequency, kind="stable") if drift.eligible[i] and int(i) not in known
    ]
    common = [i for i in frequent if vocabulary[i].isalpha()]
    signs = [i for i in frequent if is_sign(vocabulary[i])][:SIGNS]
    drifted = [int(i) for i in drift.ranking() if int(i) not in known][: reading.recipe.probe_candidates]
    suspected = list(dict.fromkeys([*nearly, *drifted]))
    return Language(pairs, common, suspected, reading.continuation, reading.meaning(common[:WORDS]), signs)


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
