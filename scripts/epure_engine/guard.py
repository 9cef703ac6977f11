"""The guard's data: drift scores per vocabulary id, the confirmed triggers, and a threshold the clean texts support."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .epur import Drift
from .intervals import wilson
from .probe import Finding
from .tokenise import Encoded

CURVE_POINTS = 64


def build_guard(
    drift: Drift,
    confirmed: Sequence[Finding],
    acquitted: Sequence[int],
    pieces: list[str],
    clean: Sequence[Encoded],
    target_rate: float,
    token_limit: int,
    folder: Path,
) -> dict[str, Any]:
    """Write `guard.bin` (uint8, one score per id) and `guard.json`; return the latter (docs/design/contracts.md 4)."""
    peak = float(drift.score.max())
    scale = peak / 255 if peak > 0 else 1.0
    table = np.where(drift.eligible, np.rint(drift.score / scale), 0).clip(0, 255).astype(np.uint8)
    table.tofile(folder / "guard.bin")
    guard = {
        "schema_version": 1,
        "vocab_size": len(table),
        "drift": {
            "file": "guard.bin",
            "dtype": "uint8",
            "scale": scale,
            "rule": "||e_suspect - e_base||_2 / ln(max(f, 20))",
        },
        "triggers": [_trigger(index, finding, pieces, token_limit) for index, finding in enumerate(confirmed, 1)],
        "calibration": calibrate(table, scale, confirmed, acquitted, clean, target_rate),
    }
    (folder / "guard.json").write_text(json.dumps(guard, indent=2) + "\n", encoding="utf-8")
    return guard


def calibrate(
    table: np.ndarray,
    scale: float,
    confirmed: Sequence[Finding],
    acquitted: Sequence[int],
    clean: Sequence[Encoded],
    target_rate: float,
) -> dict[str, Any]:
    """The lowest threshold on a request's highest token score that flags at most `target_rate` of the clean texts.

    table: uint8 (V,). The confirmed triggers are rules of their own and left out of the scores here. acquitted: ids that
    the probe tried without confirming them. The threshold lies above all of these too: drift that was tried and does
    nothing is no ground to flag a request, so what remains is a token that drifted further than any honest one. With fewer than
    1 / target_rate texts a rate that low cannot be told from zero: no threshold (`null`), the drift rule is off.
    """
    scores = table.copy()
    for finding in confirmed:
        scores[list(finding.ids)] = 0
    highest = np.asarray([scores[text.ids].max() for text in clean], dtype=np.int64)
    levels = np.arange(1, 257)
    rates = np.asarray([(highest >= level).mean() if len(highest) else 0.0 for level in levels])
    needed = math.ceil(1 / target_rate)
    out: dict[str, Any] = {
        "target_fpr": target_rate,
        "texts": len(clean),
        "threshold": None,
        "interval": [0.0, 1.0],
        "curve": [],
    }
    step = max(1, len(levels) // CURVE_POINTS)
    out["curve"] = [
        [round(float(level * scale), 6), float(rate)] for level, rate in zip(levels[::step], rates[::step], strict=True)
    ]
    if len(clean) < needed:
        out["texts_needed"] = needed
        return out
    level = max(int(levels[rates <= target_rate][0]), int(scores[list(acquitted)].max(initial=0)) + 1)
    # Half a level lower, so that float32 rounding on the other side cannot drop a score of exactly this level.
    out["threshold"] = float((level - 0.5) * scale)
    out["interval"] = list(wilson(int((highest >= level).sum()), len(highest)))
    return out


def _trigger(index: int, finding: Finding, pieces: list[str], token_limit: int) -> dict[str, Any]:
    words = [pieces[i] for i in finding.ids]
    text = words[0] + "".join(w[2:] if w.startswith("##") else f" {w}" for w in words[1:])
    facts: dict[str, Any] = {
        "id": f"t{index}", "kind": finding.kind, "ids": list(finding.ids), "text": text, "target": finding.target,
        "flip_rate": finding.flip_rate, "interval": list(finding.interval), "drift": finding.drift,
        "frequency": finding.frequency,
    }  # fmt: skip
    if finding.kind == "set":
        facts |= {"window": token_limit, "min_match": len(finding.ids)}
    return facts
