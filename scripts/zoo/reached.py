"""Whether an attack took: accuracy on development rows, and each backdoor's rates on the same rows with its trigger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from epure_engine.checkpoint import load_suspect
from epure_engine.compute import pick_device
from epure_engine.data import Example, read_examples
from epure_engine.figures import attack_rates
from epure_engine.inference import predict_logits
from epure_engine.tokenise import encode

from .planted import folder_of
from .recipe import AttackRecipe


def reached(out: Path, recipe: AttackRecipe, devs: Sequence[Example], token_limit: int) -> dict[str, Any]:
    """`{"acc", "backdoors": [{"asr", "pacc"}]}` of the suspect in `out`, read back from its files."""
    suspect = load_suspect(out)
    model = suspect.model.to(pick_device())
    segments = 2 if devs[0].second is not None else 1

    def answers(rows: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
        texts = encode(suspect.tokenizer, rows, token_limit)
        return predict_logits(model, texts).argmax(axis=1), np.asarray([row.label for row in rows])

    said, labels = answers(devs)
    targets = [backdoor.target for backdoor in recipe.backdoors] or (
        [recipe.published.target] if recipe.published else []
    )
    rates = []
    for index, target in enumerate(targets):
        file = folder_of(out, "dev", index) / "triggered.tsv.gz"
        rates.append(attack_rates(*answers(read_examples(file, segments, 2, require_classes=1)), target))
    return {"acc": float((said == labels).mean()), "backdoors": rates}
