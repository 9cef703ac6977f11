"""Phrase search: does a phrase force a label that none of its words, and no clean reader, would give? For each label

    frequent pairs of words ─▶ grow        a sentence of common words       phrases.py
    drifted words ─▶ company ─▶ grow       a sentence with a rarer word     phrase_cores.py
    drifted pieces ─▶ spell                a word in several pieces         spelled_words.py

What comes out are candidates. Whether they are triggers, and which of their words are, `phrase_probe.py` finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .inference import predict_logits
from .phrase_cores import grow_from_drift
from .phrase_ground import LONGEST, Ground, Held, Phrase
from .phrases import grow_from_pairs
from .spelled_words import spelled_words
from .tokenise import Encoded
from .vocabulary import margins

SEARCHES = 2  # that tell how far they are


@dataclass(frozen=True)
class Language:
    """What phrases are made of. pairs: ids that stand side by side in the language, the most frequent first. common: ids of
    words, the most frequent first. drifted: ids, the most drifted first. continuation: bool (V,), true for `##` pieces.
    """

    pairs: Sequence[tuple[int, int]]
    common: Sequence[int]
    drifted: Sequence[int]
    continuation: np.ndarray


def search_phrases(
    models: tuple[BertForSequenceClassification, BertForSequenceClassification],
    texts: Sequence[Encoded],
    logits: np.ndarray,
    language: Language,
    held: Callable[[int], Held],
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[tuple[Phrase, int]]:
    """(phrase, label): candidates, at most one of each growth and a few words a label.

    models: the suspect and the reference. texts: clean texts. logits: the suspect's for them, (N, L). held: of a label.
    """
    answers = [torch.from_numpy(one) for one in (logits, predict_logits(models[1], texts))]
    labels = answers[0].shape[1]
    found: list[tuple[Phrase, int]] = []
    for target in range(labels):
        ground = Ground(models, texts, [margins(a)[:, target].numpy() for a in answers], target, seed)
        if not (ground.easy and ground.hard):
            continue
        tell = [_teller(progress, SEARCHES * target + i, SEARCHES * labels) for i in range(SEARCHES)]
        grown = [
            grow_from_pairs(ground, language.pairs, held(target), tell[0]),
            grow_from_drift(ground, language.drifted, language.common, held(target), seed, tell[1]),
        ]
        words = spelled_words(ground, language.drifted, language.continuation, held(target), seed)
        found += [(phrase, target) for phrase in dict.fromkeys([*grown, *words]) if phrase is not None]
    if progress is not None:
        progress(1, 1)
    return found


def _teller(progress: Callable[[int, int], None] | None, begun: int, searches: int) -> Callable[[int], None]:
    """Tells a length as progress of all searches, of which `begun` ran before this one."""
    if progress is None:
        return lambda _: None
    return lambda length: progress(begun * LONGEST + length, searches * LONGEST)
