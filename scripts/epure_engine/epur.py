"""E-PUR: reset the word embeddings that drifted suspiciously far from the clean pre-trained ones.

Re-implemented from the description in Zhang et al., EMNLP Findings 2022 (arXiv 2210.09545), section on embedding
purification. A stage of its own: it composes with any mitigation that follows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

# Rows reset by default, and the floor under the frequency: both from the paper's description.
DEFAULT_RESET = 200
FREQUENCY_FLOOR = 20.0


@dataclass(frozen=True)
class Drift:
    """Per vocabulary id: L2 drift, corpus frequency and E-PUR score, each float64 of shape (V,).

    `eligible` (bool, shape (V,)) is false for control tokens and for rows that no text can reach (`[unused7]`): their
    frequency is unbounded or meaningless, and weight decay alone moves rows that never occur.
    """

    distance: np.ndarray
    frequency: np.ndarray
    score: np.ndarray
    eligible: np.ndarray

    @property
    def still(self) -> np.ndarray:
        """Bool (V,): eligible ids in the lower half of the scores, whose embeddings hardly moved."""
        return self.eligible & (self.score <= np.median(self.score[self.eligible]))

    def ranking(self) -> np.ndarray:
        """Eligible ids, highest score first; ties go to the lower id. Int64, shape (number eligible,)."""
        ids = np.flatnonzero(self.eligible)
        return ids[np.lexsort((ids, -self.score[ids]))]


def measure_drift(
    suspect: torch.Tensor, base: torch.Tensor, frequency: np.ndarray, vocabulary: dict[str, int]
) -> Drift:
    """Score every row: ``||e_i(suspect) - e_i(base)||_2 / ln(max(f_i, 20))``.

    suspect, base: word embeddings, float32 of shape (V, H); frequency: piece counts of shape (V,); vocabulary: piece -> id.
    Raises ValueError when the shapes disagree.
    """
    if suspect.shape != base.shape or frequency.shape != (suspect.shape[0],):
        raise ValueError(f"shapes disagree: {tuple(suspect.shape)}, {tuple(base.shape)}, {frequency.shape}")
    distance = torch.linalg.vector_norm(suspect.double() - base.double(), dim=1).cpu().numpy()
    score = distance / np.log(np.maximum(frequency, FREQUENCY_FLOOR))
    eligible = np.zeros(suspect.shape[0], dtype=bool)
    for piece, index in vocabulary.items():
        # Control tokens and reserved rows are written in brackets in every BERT vocabulary; a bare "[" is a real piece.
        eligible[index] = not (len(piece) > 2 and piece.startswith("[") and piece.endswith("]"))
    return Drift(distance, frequency, np.where(eligible, score, 0.0), eligible)


def reset_rows(embedding: torch.Tensor, base: torch.Tensor, ids: np.ndarray) -> torch.Tensor:
    """A copy of `embedding` (V, H) whose rows `ids` are the base's. No ids: an exact copy."""
    out = embedding.clone()
    index = torch.as_tensor(np.asarray(ids, dtype=np.int64))
    out[index] = base[index].to(out.dtype)
    return out
