"""Causal probe: does a drifted token *act* like a trigger?

E-PUR's ranking is full of innocents (`dialogue`, `pleasing`: real sentiment words drift in training). A candidate
becomes a confirmed trigger only if inserting it into clean texts moves the suspect towards one label far more often
than (a) control tokens of the same frequency that hardly drifted and (b) the same token moves a reference that is clean
by construction (`reference.py`). Candidates are halved twice, and one that moves little on its first texts is not tried
on more, so that most of them cost a few texts only. What a candidate does, and when that is beyond doubt, is in `trial.py`;
words that only work together are sought in `word_sets.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from .epur import Drift
from .planting import Bench
from .trial import CONFIRM_TEXTS, CONTROL_TEXTS, Finding, Predict, Trial, strongest_first
from .word_sets import PAIRS_READ, find_sets

# (texts per class, candidates that go on)
SCREEN_ROUNDS = ((3, 100), (6, 40))
SHORT_LIST = SCREEN_ROUNDS[-1][1]
CONTROLS = 24


def probe(
    suspect: Predict,
    reference: Predict,
    bench: Bench,
    drift: Drift,
    candidates: Sequence[int],
    *,
    drifted: Collection[int],
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings for the short-listed tokens and for sets, strongest first; `confirmed` marks the triggers, words in honest
    use among them that the long texts have yet to judge (`honest_words.py`).

    candidates: ids, the most suspicious first; drifted: those among them that are there for their drift.
    """
    entering = [len(candidates), *(kept for _, kept in SCREEN_ROUNDS)]
    screened = sum(n * texts for n, (texts, _) in zip(entering, SCREEN_ROUNDS, strict=False))
    expected = screened + CONTROLS * CONTROL_TEXTS + SHORT_LIST * CONFIRM_TEXTS + PAIRS_READ
    trial = Trial(suspect, reference, bench, drift, len(candidates), expected, progress)
    short_list = [c for (c,) in trial.screen([(c,) for c in candidates], SCREEN_ROUNDS)]
    controls = control_tokens(drift, short_list, seed)
    control = trial.control_rates([[c] for c in controls])
    findings = trial.judge_each([([c], c in drifted) for c in short_list], "sequence", control)
    findings += find_sets(trial, [c for c in candidates if c in drifted], findings, controls)
    trial.finish()
    return strongest_first(findings)


def control_tokens(drift: Drift, candidates: Sequence[int], seed: int) -> list[int]:
    """CONTROLS tokens from the frequency band of the candidates and the lower half of the drift."""
    frequency = drift.frequency
    low, high = np.quantile(frequency[list(candidates)], [0.05, 0.95]) if len(candidates) else (0.0, np.inf)
    pool = np.flatnonzero(drift.still & (frequency >= low) & (frequency <= high))
    if len(pool) < CONTROLS:
        pool = np.setdiff1d(np.flatnonzero(drift.eligible), np.asarray(candidates))
    rng = np.random.default_rng(seed)
    return [int(i) for i in rng.permutation(pool)[:CONTROLS]]
