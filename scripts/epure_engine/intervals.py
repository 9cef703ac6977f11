"""Intervals for rates. Every rate that Épure prints carries one."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np


def share(part: int, whole: int) -> float:
    """part / whole; of nothing 0."""
    return part / whole if whole else 0.0


def wilson(successes: float, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson score interval of a proportion (E. B. Wilson, JASA 1927). No trials: (0, 1), that is, nothing known."""
    if trials == 0:
        return (0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rate = successes / trials
    denominator = 1 + z * z / trials
    centre = (rate + z * z / (2 * trials)) / denominator
    half = z * math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials)) / denominator
    return (max(0.0, centre - half), min(1.0, centre + half))


def mean_interval(values: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    """Normal-approximation interval of a mean; values: (N,). One value or none: everything is possible."""
    if len(values) < 2:
        return (-math.inf, math.inf)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    half = z * float(values.std(ddof=1)) / math.sqrt(len(values))
    mean = float(values.mean())
    return (mean - half, mean + half)
