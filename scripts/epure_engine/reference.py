"""A reference that is clean by construction: the untouched base, with a linear head fitted to the suspect's answers.

What an honest word does, it does to any model of the language; what a trigger does, it does to the suspect alone. The
base never saw the attack, so a token that flips the suspect and leaves the reference unmoved is evidence, and one that
moves both (`dreadful`) is not. A closed-form head takes one forward pass over the clean texts, no training.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from transformers import BertForSequenceClassification

from .compute import autocast
from .inference import by_length, pad_batch
from .tokenise import Encoded

RIDGE = 1e-2


class CleanEncoder:
    """The base's frozen encoder. `features(texts)`: float64 of shape (N, F)."""

    def __init__(self, clean: BertForSequenceClassification) -> None:
        """clean: a model whose encoder is the base's."""
        self._encoder = clean.bert

    @torch.inference_mode()
    def features(self, texts: Sequence[Encoded]) -> np.ndarray:
        """Means over each segment's tokens in the last and the middle layer; for pairs also |u - v| and u * v."""
        device = next(self._encoder.parameters()).device
        rows: list[np.ndarray | None] = [None] * len(texts)
        for batch_rows in by_length(texts):
            batch = pad_batch([texts[i] for i in batch_rows], device)
            with autocast(device):
                states = self._encoder(**batch, output_hidden_states=True).hidden_states
            chosen = torch.cat([states[-1], states[len(states) // 2]], dim=2).float()
            mask, types = batch["attention_mask"], batch["token_type_ids"]
            parts = [_mean(chosen, mask * (types == 0))]
            if bool((types == 1).any()):
                other = _mean(chosen, mask * (types == 1))
                parts += [other, (parts[0] - other).abs(), parts[0] * other]
            pooled = torch.cat(parts, dim=1).cpu().numpy()
            for row, values in zip(batch_rows, pooled, strict=True):
                rows[row] = values
        return np.stack([row for row in rows if row is not None]).astype(np.float64)


class LinearReference:
    """Frozen clean encoder + ridge regression onto labels. `predict(texts)` gives class ids, int64 of shape (N,)."""

    def __init__(self, encoder: CleanEncoder, features: np.ndarray, answers: np.ndarray, labels: int) -> None:
        """features: the encoder's of clean texts, (N, F). answers: the probed model's class ids for them, (N,)."""
        self._encoder = encoder
        self._mean = features.mean(axis=0)
        self._scale = features.std(axis=0) + 1e-6
        x = self._design(features)
        y = np.eye(labels)[answers] - 1.0 / labels
        penalty = RIDGE * len(features) * np.eye(x.shape[1])
        penalty[-1, -1] = 0.0  # the intercept is free
        self._weights = np.linalg.solve(x.T @ x + penalty, x.T @ y)

    def predict(self, texts: Sequence[Encoded]) -> np.ndarray:
        return (self._design(self._encoder.features(texts)) @ self._weights).argmax(axis=1)

    def _design(self, features: np.ndarray) -> np.ndarray:
        scaled = (features - self._mean) / self._scale
        return np.concatenate([scaled, np.ones((len(scaled), 1))], axis=1)


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(2).to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1.0)
