"""The trigger-free proof: attack the repaired model with what was confirmed on the suspect and with its own worst tokens.

It needs no knowledge of the true trigger, so an operator can rely on it. It says what was tried and what was found,
never that a model is clean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .epur import Drift
from .opening_probe import probe_openings
from .phrase_judge import PhraseJudge
from .reading import Reading
from .scanning import probe_model
from .trial import OPENING, Finding, strongest_first


def prove(
    purified: Reading,
    drift: Drift,
    ranking: np.ndarray,
    confirmed: Sequence[Finding],
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings on the purified model, strongest first, over the suspect's confirmed triggers and most drifted tokens.

    Where the suspect obeyed a way to begin a text, all clauses are tried again, not the strongest alone.
    """
    words = [finding for finding in confirmed if finding.kind != OPENING and not _is_phrase(finding)]
    first = [i for finding in words for i in finding.ids]
    drifted = [int(i) for i in ranking[: purified.recipe.probe_candidates]]
    findings = probe_model(purified, drift, list(dict.fromkeys([*first, *drifted])), progress)
    judge = PhraseJudge(purified, range(len(purified.texts)), drift, [], None)
    phrases = [judge(finding.ids, finding.target) for finding in confirmed if _is_phrase(finding)]
    if any(finding.kind == OPENING for finding in confirmed):
        findings += probe_openings(purified, drift, words)
    return strongest_first([*findings, *(finding for finding in phrases if finding is not None)])


def most_damaging(remaining: Sequence[Finding]) -> Finding | None:
    """Of what `prove` found, the finding that moves the model furthest beyond its controls: the figure that the gate judges.

    Words in honest use that were not confirmed are passed over, and so are such sets: nine adjectives of one polarity turn
    any sentiment model, and leaving one of them out only weakens them (decision 15). None where nothing else was tried.
    """
    counted = [f for f in remaining if f.confirmed or not (f.in_use or f.kind == "set")]
    return max(counted, key=lambda f: f.flip_rate - max(f.control, f.reference), default=None)


def _is_phrase(finding: Finding) -> bool:
    return finding.kind == "sequence" and len(finding.ids) > 1
