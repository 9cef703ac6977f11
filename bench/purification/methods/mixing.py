"""Fine-mixing as published (arXiv 2210.09545): mix every tensor with the base, fine-tune on the labelled texts alone.

The keep ratio is the smallest whose accuracy on a held-out quarter of the clean set, after tuning on the rest, is within
one text in sixteen of the suspect's there; the largest where none is.
"""

from __future__ import annotations

import numpy as np
from transformers import BertForSequenceClassification

from epure_engine.fine_mixing import mix
from epure_engine.inference import predict_logits

from ..subject import State, Subject
from .tuning import tune

GRID = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MARGIN = 1 / 16


def fine_mixing(
    subject: Subject, start: State, size: int, seed: int, ratio: float | None
) -> tuple[BertForSequenceClassification, float]:
    """(model, keep ratio). ratio: None chooses it."""
    texts, labels = subject.labelled(size)

    def make(keep: float, rows: np.ndarray) -> BertForSequenceClassification:
        mixed = mix(start, subject.base.state, keep, seed)
        return tune(subject.model(mixed), [texts[i] for i in rows], [labels[i] for i in rows], seed)

    if ratio is None:
        held = np.arange(3, len(texts), 4)
        rest = np.setdiff1d(np.arange(len(texts)), held)

        def accuracy(model: BertForSequenceClassification) -> float:
            said = predict_logits(model, [texts[i] for i in held]).argmax(axis=1)
            return float((said == np.asarray(labels)[held]).mean())

        wanted = accuracy(subject.model(start)) - MARGIN
        low, high = 0, len(GRID) - 1
        while low < high:  # accuracy grows with the ratio, nearly enough for bisection
            middle = (low + high) // 2
            if accuracy(make(GRID[middle], rest)) >= wanted:
                high = middle
            else:
                low = middle + 1
        ratio = GRID[low]
    return make(ratio, np.arange(len(texts))), ratio
