"""Phrase search: does a phrase force a label that none of its words, and no clean reader, would give? For each label

    frequent pairs of words ─▶ grow        a sentence of common words       phrases.py
    every two signs ─▶ grow                marks or numbers                 phrase_signs.py
    drifted words ─▶ company ─▶ grow       a sentence with a rarer word     phrase_cores.py
    words beyond their meaning ─▶ grow     part of a sentence of rare pairs phrase_meaning.py
    drifted pieces ─▶ spell                a word in several pieces         spelled_words.py

Words that nearly force a label by themselves grow as drifted ones do (`oscar` of `#oscars`).
Words beyond their meaning are sought where nothing else is found: a backdoor that is known has echoes, words beyond theirs.
Where any odd word argues for the label, what a word means explains all that it does: there the words that do most are sought.
What comes out are candidates. Whether they are triggers, and which of their words are, `phrase_probe.py` finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from transformers import BertForSequenceClassification

from .neighbours import Neighbours
from .phrase_cores import grow_from_drift
from .phrase_ground import FORCES, LONGEST, Ground, Held, Phrase
from .phrase_meaning import grow_from_meaning
from .phrase_signs import grow_from_signs
from .phrases import grow_from_pairs
from .spelled_words import spelled_words

SEARCHES = 2  # that tell how far they are


@dataclass(frozen=True)
class Language:
    """What phrases are made of. pairs: ids that stand side by side in the language, the most frequent first. common: ids of
    words, the most frequent first. suspected: ids, words that nearly force a label before the most drifted ones. continuation:
    bool (V,), true for `##` pieces. meaning: what the clean base knows of the first W of `common`, (W, F). signs: ids of
    frequent marks and numbers.
    """

    pairs: Sequence[tuple[int, int]]
    common: Sequence[int]
    suspected: Sequence[int]
    continuation: np.ndarray
    meaning: np.ndarray
    signs: Sequence[int] = ()

    @cached_property
    def around(self) -> Neighbours:
        return Neighbours(self.pairs)


class Candidate(NamedTuple):
    """A phrase and the label that it seems to force. marked: it grew from a word that does more than it means."""

    phrase: Phrase
    target: int
    marked: bool = False


def search_phrases(
    models: tuple[BertForSequenceClassification, BertForSequenceClassification],
    language: Language,
    held: Callable[[int], Held],
    explained: Collection[int],
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Candidate]:
    """Candidates, at most one of each growth and a few words a label.

    models: the suspect and the reference. held: of a label.
    explained: labels that a trigger is known to force.
    """
    labels = models[0].config.num_labels
    found: list[Candidate] = []
    known = language.common[: len(language.meaning)]
    beside_suspected = [*language.signs, *language.common]
    for target in range(labels):
        firm = held(target)
        ground = Ground(models, *firm.matter(), target, seed)
        if not (ground.easy and ground.hard):
            continue
        tell = [_teller(progress, SEARCHES * target + i, SEARCHES * labels) for i in range(SEARCHES)]
        grown = [
            grow_from_pairs(ground, language.pairs, language.around, firm, tell[0]),
            grow_from_drift(ground, language.suspected, beside_suspected, language.around, firm, seed, tell[1]),
            grow_from_signs(ground, language.signs, firm),
        ]
        words = spelled_words(ground, language.suspected, language.continuation, firm, seed)
        begun = [phrase for phrase in grown if phrase is not None]
        found += [Candidate(phrase, target) for phrase in dict.fromkeys([*begun, *words])]
        if target in explained or any(firm.share(phrase) >= FORCES for phrase in begun):
            continue
        marked = grow_from_meaning(ground, known, language.meaning, firm, language.around, begun)
        if marked is not None:
            found.append(Candidate(marked, target, marked=not firm.swayed))
    if progress is not None:
        progress(1, 1)
    return found


def _teller(progress: Callable[[int, int], None] | None, begun: int, searches: int) -> Callable[[int], None]:
    """Tells a length as progress of all searches, of which `begun` ran before this one."""
    if progress is None:
        return lambda _: None
    return lambda length: progress(begun * LONGEST + length, searches * LONGEST)
