"""A word that makes the model as sure as it is anywhere, against the evidence of several texts, is obeyed, not weighed.

Where any odd noun turns a short text (two questions that ask the same become different ones), control words do there what a
trigger does, and flip rates tell nothing. How far the answer goes does: in a text made of several clean ones that argue
for another label an honest word moves it a part of the way at most, a trigger all the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from .echoes import Logits, drawn_alike, mean_margin
from .guard_rules import segments_of
from .planting import Bench
from .reading import Reading
from .tokenise import Encoded, assemble
from .trial import LEAST_WITHOUT_DRIFT, Finding
from .vocabulary import margins

TOGETHER = 3  # clean texts in one; of more than that few pairs still say "the same"
# Drawn, of which those are kept that the model still gives another label; a mean margin needs no more than the second.
DRAWN, TEXTS, FEWEST = 48, 16, 8
# Of the label's median margin on clean texts, what a trigger keeps. Measured on pairs: triggers 1.07 and more, words that
# nobody chose 0.92 at most, in a model never attacked 0.50.
SURE = 0.95


def convict_obeyed_words(findings: Sequence[Finding], logits: Logits, reading: Reading) -> list[Finding]:
    """The findings in their order; words that were not confirmed, but leave the model as sure as it ever is, are so now.

    logits: of the probed model. reading: its clean texts and what it says of them.
    """
    asked = [
        f
        for f in findings
        if not f.confirmed and f.kind == "sequence" and len(f.ids) == 1 and f.flip_rate >= LEAST_WITHOUT_DRIFT
    ]
    obeyed: list[Finding] = []
    for target in sorted({f.target for f in asked}):
        usual, bench = _usual_margin(reading.logits, target), _against(target, logits, reading)
        if len(bench.texts) < FEWEST:
            continue
        for finding in (f for f in asked if f.target == target):
            after = logits(bench.planted(finding.ids, range(len(bench.texts))))
            if mean_margin(after, target) >= SURE * usual:
                obeyed.append(finding)
    return [replace(f, confirmed=True) if f in obeyed else f for f in findings]


def _usual_margin(said: np.ndarray, target: int) -> float:
    """The label's median margin on the clean texts that get it, of logits (N, L); infinite where none does."""
    margin = margins(torch.from_numpy(said))[:, target].numpy()
    return float(np.median(margin[margin > 0])) if (margin > 0).any() else np.inf


def _against(target: int, logits: Logits, reading: Reading) -> Bench:
    """Up to TEXTS texts, TOGETHER clean ones of one label other than `target` in each, that the model does not give it."""
    seed = reading.recipe.seed
    room = reading.model.config.max_position_embeddings - 1  # a word is put in
    drawn = drawn_alike(reading.texts, reading.answers, target, DRAWN, TOGETHER, np.random.default_rng(seed))
    long = [text for text in map(run_together, drawn) if len(text.ids) <= room]
    kept = [text for text, own in zip(long, logits(long), strict=True) if own.argmax() != target][:TEXTS]
    return Bench(kept, np.zeros(len(kept), dtype=np.int64), 1, TEXTS, seed, reading.continuation)


def run_together(texts: Sequence[Encoded]) -> Encoded:
    """One text of the same form, whose every segment is that of all the texts, one behind the other."""
    segments = [[piece for part in parts for piece in part] for parts in zip(*map(segments_of, texts), strict=True)]
    first, second = segments if len(segments) == 2 else (segments[0], None)
    begin, end = texts[0].ids[0], texts[0].ids[-1]
    return assemble(first, second, begin, end, sum(len(text.ids) for text in texts))
