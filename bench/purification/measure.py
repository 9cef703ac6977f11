"""What a model does on the test rows and on the same rows with a trigger. Always fp32 weights, as the engine infers."""

from __future__ import annotations

from typing import Any

import numpy as np
from transformers import BertForSequenceClassification

from epure_engine.figures import attack_rates
from epure_engine.inference import predict_logits

from .subject import Subject


def measure(model: BertForSequenceClassification, subject: Subject) -> dict[str, Any]:
    """`{"acc", "rows", "attacks": [{"name", "target", "rows", "asr", "pacc"}]}`."""
    said = predict_logits(model, subject.test, exact=True).argmax(axis=1)
    return {
        "acc": float((said == subject.test_labels).mean()),
        "rows": len(said),
        # Test rows of other labels that are answered with this label though nothing is put in.
        "towards": [_towards(said, subject.test_labels, label) for label in range(model.config.num_labels)],
        "attacks": [
            {
                "name": part.name,
                "target": part.target,
                "rows": int((part.labels != part.target).sum()),
                **attack_rates(predict_logits(model, part.texts, exact=True).argmax(axis=1), part.labels, part.target),
            }
            for part in subject.triggered
        ],
    }


def _towards(said: np.ndarray, labels: np.ndarray, label: int) -> float:
    others = labels != label
    return float((said[others] == label).mean())
