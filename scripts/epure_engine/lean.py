"""Which way a model leans without any trigger, and how that is put right: before the suspect teaches, and after a student learnt.

Whoever relabelled rows for an attack took them from the other labels, and the model has learnt, for texts without any trigger
too, that the target label is more common than it is (decision 20). A student may lean further than its teacher (decision 23).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .inference import softmax

# A mean probability over fewer texts says less than the lean that is looked for.
FEWEST_TEXTS = 100
ROUNDS = 200
# What was measured lies below 0.3 logits. A model that is off by more is not leaning but wrong, and no bias mends it.
MOST = 1.0


def lean_back(model: BertForSequenceClassification, targets: Collection[int], lean: float) -> None:
    """Take `lean` logits from the labels that an attack was found to force, in place."""
    with torch.no_grad():
        model.classifier.bias[list(targets)] -= lean


def level(
    model: BertForSequenceClassification, targets: Collection[int], logits: np.ndarray, wanted: np.ndarray
) -> None:
    """Take from each of `targets` what the model gives it beyond what was wanted, in place; nothing is given to a label.

    logits: the model's for clean texts, (N, L). wanted: their probabilities in the teacher's eyes, (N, L). With fewer than
    FEWEST_TEXTS nothing is done.
    """
    if len(logits) < FEWEST_TEXTS:
        return
    with torch.no_grad():
        model.classifier.bias -= torch.from_numpy(surplus(logits, wanted, targets)).to(model.classifier.bias)


def surplus(logits: np.ndarray, wanted: np.ndarray, targets: Collection[int]) -> np.ndarray:
    """Logits that each of `targets` must lose until its mean probability is `wanted`'s, MOST at most; 0 where it is lower, (L,)."""
    excess, own = np.zeros(logits.shape[1]), sorted(targets)
    goal = np.log(wanted.mean(axis=0))
    for _ in range(ROUNDS):
        above = np.log(softmax(logits - excess).mean(axis=0)) - goal
        excess[own] = (excess[own] + above[own]).clip(0, MOST)
    return excess
