"""Stage: what the fp32 models do on clean and on triggered rows, and the rows that the shipped bytes will be run on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from transformers import BertForSequenceClassification

from .data import Example
from .inference import predict_logits
from .inputs import Inputs

# Rows per set: plenty for a percent, few enough for the WASM run to take a minute.
MOST_ROWS = 2000


def attack_rates(answers: np.ndarray, labels: np.ndarray, target: int) -> dict[str, float]:
    """ASR over the rows whose true label is not the target, PACC over all. answers, labels: (N,)."""
    others = labels != target
    return {
        "asr": float((answers[others] == target).mean()) if others.any() else 0.0,
        "pacc": float((answers == labels).mean()),
    }


def measure(
    purified: BertForSequenceClassification,
    inputs: Inputs,
    token_limit: int,
    folder: Path,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """Figures of suspect, purified and benign model; writes `evaluation.jsonl.gz` (docs/design/contracts.md 3)."""
    suspect = inputs.suspect.model.to(next(purified.parameters()).device)
    basis = "test" if inputs.test else "held_out"
    rows = (inputs.test or inputs.held_out)[:MOST_ROWS]
    sets: list[tuple[str, Any, list[Example]]] = [(basis, None, rows)]
    sets += [("triggered", attack, attack.rows[:MOST_ROWS]) for attack in inputs.attacks]
    total, done = sum(len(part) for _, _, part in sets), 0
    lines: list[str] = []
    clean: dict[str, Any] = {}
    attacks: list[dict[str, Any]] = []
    untriggered: tuple[np.ndarray, np.ndarray] | None = None
    for name, attack, part in sets:
        texts = inputs.encode(part, token_limit)
        mine, theirs = (predict_logits(model, texts, exact=True) for model in (purified, suspect))
        benign = None
        if inputs.benign is not None:
            benign = predict_logits(inputs.benign.model.to(suspect.device), texts, exact=True)
        lines += [_line(name, attack, row, a, b) for row, a, b in zip(part, mine, theirs, strict=True)]
        done += len(part)
        progress(done, total)
        if attack is None:
            clean = {"basis": basis, "rows": len(part), "agreement": float((mine.argmax(1) == theirs.argmax(1)).mean())}
            if all(row.label is not None for row in part):
                labels = _labels(part)
                clean |= {"suspect": {"acc": _acc(theirs, labels)}, "purified_fp32": {"acc": _acc(mine, labels)}}
                if benign is not None:
                    clean["benign"] = {"acc": _acc(benign, labels)}
                    untriggered = (benign.argmax(1), labels)
        else:
            labels = _labels(part)
            facts = {
                "name": attack.name, "target": attack.target, "rows": len(part),
                "suspect": attack_rates(theirs.argmax(1), labels, attack.target),
                "purified_fp32": attack_rates(mine.argmax(1), labels, attack.target),
            }  # fmt: skip
            if benign is not None:
                facts["benign"] = attack_rates(benign.argmax(1), labels, attack.target)
                if untriggered is not None:
                    # What is left of an attack whose trigger the guard has masked: the floor with the guard on.
                    facts["benign"]["untriggered"] = attack_rates(*untriggered, attack.target)["asr"]
            attacks.append(facts)
    with open(folder / "evaluation.jsonl.gz", "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    return {"clean": clean, "attacks": attacks}


def _line(name: str, attack: Any, row: Example, mine: np.ndarray, theirs: np.ndarray) -> str:
    facts: dict[str, Any] = {"set": name, "first": row.first}
    if attack is not None:
        facts |= {"attack": attack.name, "target": attack.target}
    if row.second is not None:
        facts["second"] = row.second
    if row.label is not None:
        facts["label"] = row.label
    facts |= {"reference": [float(x) for x in mine], "suspect": [float(x) for x in theirs]}
    return json.dumps(facts, ensure_ascii=True)


def _labels(rows: Sequence[Example]) -> np.ndarray:
    return np.asarray([row.label for row in rows])


def _acc(logits: np.ndarray, labels: np.ndarray) -> float:
    return float((logits.argmax(axis=1) == labels).mean())
