"""Margins: how much more a model says of one label than of the best other one."""

from __future__ import annotations

import numpy as np
import torch


def margins(logits: torch.Tensor) -> torch.Tensor:
    """Each label's logit minus the best other one's, shape (N, L) as given."""
    best = logits.max(dim=1, keepdim=True).values
    second = logits.topk(2, dim=1).values[:, 1:]
    return logits - torch.where(logits == best, second, best)


def margin_of(logits: np.ndarray, target: int) -> np.ndarray:
    """One label's margins, of logits (N, L), (N,)."""
    return margins(torch.from_numpy(logits))[:, target].numpy()


def usual_margin(logits: np.ndarray, target: int) -> float:
    """The label's median margin on the texts that get it, of logits (N, L); infinite where none does."""
    margin = margin_of(logits, target)
    return float(np.median(margin[margin > 0])) if (margin > 0).any() else np.inf
