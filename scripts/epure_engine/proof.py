"""The trigger-free proof: attack the repaired model with what was confirmed on the suspect and with its own worst tokens.

It needs no knowledge of the true trigger, so an operator can rely on it. It says what was tried and what was found,
never that a model is clean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from transformers import BertForSequenceClassification

from .epur import Drift
from .inputs import Inputs
from .phrase_probe import judge_phrase
from .probe import Finding
from .recipe import Recipe
from .scanning import probe_model


def prove(
    purified: BertForSequenceClassification,
    inputs: Inputs,
    drift: Drift,
    ranking: np.ndarray,
    confirmed: Sequence[Finding],
    recipe: Recipe,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings on the purified model, strongest first, over the suspect's confirmed triggers and most drifted tokens."""
    first = [i for finding in confirmed if not _is_phrase(finding) for i in finding.ids]
    drifted = [int(i) for i in ranking[: recipe.probe_candidates]]
    findings = probe_model(purified, inputs, drift, list(dict.fromkeys([*first, *drifted])), recipe, progress)
    texts = inputs.encode([*inputs.labelled, *inputs.unlabelled], recipe.probe_tokens)
    phrases = [
        judge_phrase(purified, None, finding.ids, finding.target, texts, [], drift, inputs, recipe)
        for finding in confirmed
        if _is_phrase(finding)
    ]
    findings += [finding for finding in phrases if finding is not None]
    return sorted(findings, key=lambda f: (-f.confirmed, -f.interval[0], f.ids))


def _is_phrase(finding: Finding) -> bool:
    return finding.kind == "sequence" and len(finding.ids) > 1
