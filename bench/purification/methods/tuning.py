"""Plain fine-tuning on the labelled clean texts: the second step of every baseline, with the same steps for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from transformers import BertForSequenceClassification

from epure_engine.tokenise import Encoded
from zoo.training import Schedule, train

STEPS, BATCH = 120, 24
LEARNING_RATE, HIGH_RATE = 1e-4, 5e-4


def tune(
    model: BertForSequenceClassification,
    texts: Sequence[Encoded],
    labels: Sequence[int],
    seed: int,
    learning_rate: float = LEARNING_RATE,
    after_step: Callable[[], None] | None = None,
) -> BertForSequenceClassification:
    """Train `model` in place on all its weights and return it."""
    schedule = Schedule(steps=STEPS, batch_size=BATCH, learning_rate=learning_rate, seed=seed)
    with torch.random.fork_rng(devices=[]):
        train(model, texts, labels, schedule, after_step=after_step)
    return model
