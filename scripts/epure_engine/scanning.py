"""Stages two to five, shared by `scan` and `purify`: E-PUR's ranking, the screen, the causal probe, phrases and beginnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
import torch

from .echoes import LongTexts, joined_for_echoes, mark_echoes
from .epur import Drift, measure_drift, reset_rows
from .fine_mixing import WORD_EMBEDDINGS
from .honest_words import acquit_honest_words
from .inference import predict_logits
from .inputs import Inputs
from .long_texts import JOINED, Logits, against
from .opening_probe import probe_openings
from .phrase_probe import probe_phrases
from .planting import Bench
from .probe import probe
from .reading import Reading
from .recipe import Recipe
from .sureness import convict_obeyed_words
from .trial import CONFIRM_TEXTS, Finding, strongest_first
from .vocabulary import screen_vocabulary

UNKNOWN = "[UNK]"  # what a text that the vocabulary cannot spell becomes


@dataclass(frozen=True)
class Scan:
    """What E-PUR and the probe saw on the suspect. `candidates` are what the probe tried: none, and so no findings, where
    there were no clean texts to probe with.
    """

    drift: Drift
    ranking: np.ndarray
    candidates: list[int]
    findings: list[Finding]

    @property
    def confirmed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.confirmed]


def rank(inputs: Inputs) -> tuple[Drift, np.ndarray]:
    """E-PUR's scores and the eligible ids, most suspicious first."""
    vocabulary = {piece: index for index, piece in enumerate(inputs.suspect.vocabulary)}
    embedding = inputs.suspect.model.bert.embeddings.word_embeddings.weight.detach()
    drift = measure_drift(embedding, inputs.base.state[WORD_EMBEDDINGS], inputs.frequency, vocabulary)
    return drift, drift.ranking()


def find_candidates(
    reading: Reading, drift: Drift, ranking: np.ndarray, progress: Callable[[int, int], None] | None = None
) -> list[int]:
    """What the probe tries: the most drifted ids, then the pieces that move the suspect most, drifted or not.

    Pieces that continue a word are screened too: of a made-up word that is a trigger, one of them carries it. Last `[UNK]`,
    which stands for whatever the vocabulary cannot spell: a trigger may be an emoji.
    """
    drifted = [int(i) for i in ranking[: reading.recipe.probe_candidates]]
    if not reading.recipe.screen_vocabulary:
        return drifted
    unknown = reading.inputs.suspect.tokenizer.token_to_id(UNKNOWN)
    pieces = np.flatnonzero(drift.eligible)
    moving = screen_vocabulary(
        reading.model, reading.texts, reading.logits, pieces, reading.continuation, reading.recipe.seed, progress
    )
    return list(dict.fromkeys([*drifted, *moving, unknown]))


def probe_model(
    reading: Reading, drift: Drift, candidates: list[int], progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """Causal probe of any model of this family (the suspect, or the repaired one) over `candidates`."""
    model, seed = reading.model, reading.recipe.seed
    bench = Bench(reading.texts, reading.answers, reading.labels, CONFIRM_TEXTS, seed, reading.continuation)
    answer = lambda planted: predict_logits(model, planted).argmax(axis=1)  # noqa: E731
    drifted = {int(i) for i in drift.ranking()[: reading.recipe.probe_candidates]}
    findings = probe(
        answer, reading.reference.predict, bench, drift, candidates, drifted=drifted, seed=seed, progress=progress
    )
    logits = lambda texts: predict_logits(model, texts)  # noqa: E731
    findings = acquit_honest_words(findings, logits, _long_texts(reading, logits, JOINED))
    findings = convict_obeyed_words(findings, logits, reading)
    return _with_echoes(findings, reading)


def _with_echoes(findings: list[Finding], reading: Reading) -> list[Finding]:
    """The findings, those marked that only fire another's backdoor."""
    logits = lambda texts: predict_logits(reading.model, texts)  # noqa: E731
    long = _long_texts(reading, logits, joined_for_echoes(reading.texts))
    return mark_echoes(findings, logits, long, reading.continuation)


def _long_texts(reading: Reading, logits: Logits, joined: int) -> LongTexts:
    """The long texts of a label, each of `joined` of the reading's where these argue against it."""
    longest, seed = reading.model.config.max_position_embeddings, reading.recipe.seed
    texts, answers, goes_on = reading.texts, reading.answers, reading.continuation
    return cache(lambda label: against(texts, answers, label, logits, goes_on, longest, seed, joined).long)


def with_phrases(
    words: list[Finding], reading: Reading, drift: Drift, progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """The probe's findings and those for phrases and for ways to begin a text, what was confirmed first."""
    if not reading.recipe.search_phrases:
        return words
    phrases = probe_phrases(reading, drift, words, progress)
    findings = [*words, *phrases]
    if any(f.confirmed for f in phrases):
        findings = _with_echoes(findings, reading)
    findings += probe_openings(reading, drift, [finding for finding in findings if finding.confirmed])
    return strongest_first(findings)


def finding_facts(finding: Finding, pieces: list[str]) -> dict[str, Any]:
    """A finding for reports: its fields and the pieces as people read them."""
    return {**asdict(finding), "ids": list(finding.ids), "interval": list(finding.interval),
            "pieces": [pieces[i] for i in finding.ids]}  # fmt: skip


def finding_from(facts: dict[str, Any]) -> Finding:
    """The inverse of `finding_facts`."""
    fields = {name: value for name, value in facts.items() if name != "pieces"}
    return Finding(**{**fields, "ids": tuple(fields["ids"]), "interval": tuple(fields["interval"])})


def histogram(drift: Drift) -> dict[str, list[float]]:
    """The scores of all eligible ids in 60 equal bins."""
    counts, edges = np.histogram(drift.score[drift.eligible], bins=60)
    return {"edges": [round(float(e), 6) for e in edges], "counts": [int(c) for c in counts]}


def candidate_facts(drift: Drift, ranking: np.ndarray, pieces: list[str], count: int) -> list[dict[str, Any]]:
    """The first `count` of the ranking, for reports."""
    return [
        {"id": int(i), "piece": pieces[i], "score": float(drift.score[i]), "drift": float(drift.distance[i]),
         "frequency": float(drift.frequency[i])}
        for i in ranking[:count]
    ]  # fmt: skip


def purged_embedding(inputs: Inputs, ranking: np.ndarray, recipe: Recipe) -> torch.Tensor:
    """The suspect's word embeddings with E-PUR's rows reset."""
    embedding = inputs.suspect.model.bert.embeddings.word_embeddings.weight.detach()
    return reset_rows(embedding, inputs.base.state[WORD_EMBEDDINGS], ranking[: recipe.reset_rows])
