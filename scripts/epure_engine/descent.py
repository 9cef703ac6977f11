"""What every tuning shares: which weights are trained, what a teacher's answer and a label cost, and how a step is taken."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn import functional
from transformers import BertForSequenceClassification

UNKNOWN = -100  # the label of a text that has none


class Descent:
    """AdamW on all weights of `student` but its word embeddings, gradients clipped at norm 1. `finish` when done.

    Word embeddings stay as they are: a tuning run this short cannot improve them, and E-PUR has just cleaned them.
    """

    def __init__(
        self, student: BertForSequenceClassification, learning_rate: float, share: Callable[[int], float]
    ) -> None:
        """share: step -> part of the rate, 0 to 1."""
        self._embeddings = student.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self._parameters = [p for p in student.parameters() if p is not self._embeddings]
        self._optimiser = torch.optim.AdamW(self._parameters, lr=learning_rate, weight_decay=0.0, fused=True)
        self._scheduler = torch.optim.lr_scheduler.LambdaLR(self._optimiser, share)

    def step(self, loss: torch.Tensor) -> None:
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimiser.step()
        self._scheduler.step()
        self._optimiser.zero_grad(set_to_none=True)

    def finish(self) -> None:
        self._embeddings.requires_grad_(True)


def answer_loss(
    logits: torch.Tensor,
    wanted: torch.Tensor,
    known: torch.Tensor,
    distil_weight: float,
    label_weight: float,
    temperature: float = 1.0,
) -> torch.Tensor:
    """Divergence from the teacher's answer, and cross-entropy where the label is known.

    logits, wanted: the student's and the teacher's, (B, L). known: class ids or UNKNOWN, (B,). temperature: both are
    divided by it before they are compared, so that how sure the teacher is counts too (Hinton et al., arXiv 1503.02531).
    """
    target = functional.softmax(wanted / temperature, dim=1)
    mine = functional.log_softmax(logits / temperature, dim=1)
    loss = distil_weight * temperature**2 * functional.kl_div(mine, target, reduction="batchmean")
    if bool((known >= 0).any()):
        loss = loss + label_weight * functional.cross_entropy(logits, known)
    return loss
