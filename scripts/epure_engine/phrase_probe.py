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

from .distilled import distilled_reference
from .echoes import LONG_TEXTS, long_bench
from .epur import Drift
from .frequency import bigrams
from .inference import predict_logits
from .inputs import Inputs
from .intervals import wilson
from .phrases import PAIRS, Phrase, search_phrases
from .probe import LEAST_WITHOUT_DRIFT, REQUIRED_WITHOUT_DRIFT, Bench, Finding
from .recipe import Recipe
from .tokenise import Encoded, continuations

CONTROLS = 8
CONTROL_TEXTS = 12


def probe_phrases(
    suspect: BertForSequenceClassification,
    inputs: Inputs,
    drift: Drift,
    words: Sequence[Finding],
    recipe: Recipe,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings for the phrases that `search_phrases` brings, at most one a label.

    words: what the probe confirmed before. Texts that hold it are not learnt from, and phrases are sought without it.
    """
    texts = inputs.encode([*inputs.labelled, *inputs.unlabelled], recipe.probe_tokens)
    known = {i for finding in words for i in finding.ids if len(finding.ids) == 1}
    texts = [text for text in texts if known.isdisjoint(text.ids)]
    pairs = [p for p in bigrams({p: i for i, p in enumerate(inputs.suspect.vocabulary)}) if known.isdisjoint(p)]
    if not texts or not pairs:
        return []
    reference = distilled_reference(suspect, inputs.base.state, texts, recipe, _part(progress, 0.0, 0.3))
    found = search_phrases(suspect, reference, texts, pairs, recipe.seed, _part(progress, 0.3, 0.7))
    judged = [
        judge_phrase(suspect, reference, phrase, target, texts, pairs, drift, inputs, recipe, trim=True)
        for phrase, target in found
    ]
    return [finding for finding in judged if finding is not None]


def _part(progress: Callable[[int, int], None] | None, begin: float, share: float) -> Callable[[int, int], None] | None:
    """Progress of one part of a stage, told as the stage's own, in thousandths."""
    if progress is None:
        return None
    return lambda done, total: progress(round(1000 * (begin + share * done / total)), 1000)


def judge_phrase(
    suspect: BertForSequenceClassification,
    reference: BertForSequenceClassification | None,
    phrase: Phrase,
    target: int,
    texts: Sequence[Encoded],
    pairs: Sequence[tuple[int, int]],
    drift: Drift,
    inputs: Inputs,
    recipe: Recipe,
    *,
    trim: bool = False,
) -> Finding | None:
    """What `phrase` does to `suspect` in long clean texts; None where there are none of another label.

    trim: judge the shortest part of it that still forces the label; the whole where not even that does.

    reference: None measures the phrase and confirms nothing. pairs: of the language, for the control phrases.
    """
    answers = predict_logits(suspect, texts).argmax(axis=1)
    continuation = continuations(inputs.suspect.vocabulary)
    longest = suspect.config.max_position_embeddings
    bench = long_bench(texts, answers, target, continuation, longest, recipe.seed)
    if not bench.texts:
        return None
    flips = lambda model, ids, count: _rate(model, bench, ids, count, target)  # noqa: E731
    if trim:
        phrase = _shortest(phrase, lambda ids: _forces(flips(suspect, ids, LONG_TEXTS)))
    flipped, others = flips(suspect, phrase, LONG_TEXTS)
    controls = [flips(suspect, ids, CONTROL_TEXTS) for ids in _controls(pairs, len(phrase), recipe.seed)]
    control = float(np.quantile([k / n if n else 0.0 for k, n in controls], 0.9)) if controls else 0.0
    by_reference = 0.0
    if reference is not None:
        k, n = flips(reference, phrase, LONG_TEXTS)
        by_reference = k / n if n else 0.0
    strict = wilson(flipped, others, 1 - 0.05 / PAIRS)[0]
    return Finding(
        ids=phrase, kind="sequence", target=target, flip_rate=flipped / others if others else 0.0,
        interval=wilson(flipped, others), texts=others, control=control, reference=by_reference,
        drift=float(max(drift.score[i] for i in phrase)), frequency=float(min(drift.frequency[i] for i in phrase)),
        in_use=False,
        confirmed=reference is not None
        and _forces((flipped, others))
        and strict - max(control, by_reference) >= REQUIRED_WITHOUT_DRIFT,
    )  # fmt: skip


def _forces(rate: tuple[int, int]) -> bool:
    flipped, others = rate
    return flipped >= LEAST_WITHOUT_DRIFT * others


def _shortest(phrase: Phrase, forces: Callable[[Phrase], bool]) -> Phrase:
    """The phrase without the words at its start, then at its end, that it can do without; at least two stay."""
    while len(phrase) > 2 and forces(phrase[1:]):
        phrase = phrase[1:]
    while len(phrase) > 2 and forces(phrase[:-1]):
        phrase = phrase[:-1]
    return phrase


def _rate(
    model: BertForSequenceClassification, bench: Bench, ids: Sequence[int], count: int, target: int
) -> tuple[int, int]:
    """(texts that the phrase moves to `target`, texts that were not there before)."""
    before = predict_logits(model, bench.texts[:count]).argmax(axis=1) != target
    after = predict_logits(model, bench.planted(ids, count, together=True)).argmax(axis=1) == target
    return int((after & before).sum()), int(before.sum())


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
