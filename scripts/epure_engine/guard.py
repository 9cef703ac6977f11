"""The guard's data: drift scores per vocabulary id, the confirmed triggers as rules, and a threshold the clean texts support.

Everything is calibrated on whole requests, all rules together: a caller does not care which rule cried wolf.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .epur import Drift
from .guard_rules import fires, segments_of
from .intervals import wilson
from .tokenise import Encoded, continuations
from .trial import OPENING, REQUIRED_EXCESS, Finding

LEVELS = np.arange(1, 257)
# 95 %, two-sided: of `wilson`, whose upper end for no false positive in n texts is z^2 / (n + z^2).
Z_SQUARED = 1.959964**2


def worth_guarding(confirmed: Sequence[Finding], remaining: Sequence[Finding]) -> list[Finding]:
    """The confirmed triggers; of echoes, and of phrases for a label that any odd word argues for, those that the repaired model
    still obeys (decisions 18 and 38): a masked word argues for that label too.

    No way to begin a text: honest texts begin like that, and no rule over tokens tells an attack from them (decision 29).

    confirmed: findings on the suspect. remaining: findings on the repaired model, which was attacked with all of them.
    """
    obeyed = {f.ids for f in remaining if f.flip_rate - max(f.control, f.reference) >= REQUIRED_EXCESS}
    return [f for f in confirmed if f.kind != OPENING and (f.ids in obeyed or not (f.echo or f.swayed))]


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
    found = [_trigger(index, finding, pieces, token_limit) for index, finding in enumerate(confirmed, 1)]
    inside = frozenset(np.flatnonzero(continuations(pieces)).tolist())
    rules, set_aside = fit_rules(found, clean, target_rate, inside)
    calibration = calibrate(table, scale, rules, acquitted, clean, target_rate, inside)
    guard = {
        "schema_version": 1,
        "vocab_size": len(table),
        "drift": {
            "file": "guard.bin",
            "dtype": "uint8",
            "scale": scale,
            "rule": "||e_suspect - e_base||_2 / ln(max(f, 20))",
        },
        "triggers": rules,
        "calibration": calibration | ({"set_aside": set_aside} if set_aside else {}),
    }
    (folder / "guard.json").write_text(json.dumps(guard, indent=2) + "\n", encoding="utf-8")
    return guard


def fit_rules(
    triggers: Sequence[dict[str, Any]], clean: Sequence[Encoded], target_rate: float, inside: Collection[int] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(rules, rules set aside): each rule by itself within the stated rate on the clean texts.

    The words of a set stand apart in honest texts and close together in an attack, so the window of a set that fires too
    often is halved until it does not. `inside`: as for `fires`. What still fires too often (a word in honest use) is set
    aside and said so: a guard that flags honest callers at a rate nobody agreed to gets switched off.
    """
    texts = [segments_of(text) for text in clean]
    most = math.floor(target_rate * len(texts))
    rules, set_aside = [], []
    for trigger in triggers:
        fitted = dict(trigger)
        count = _count(fitted, texts, inside)
        while count > most and fitted["kind"] == "set" and fitted["window"] // 2 >= fitted["min_match"]:
            fitted["window"] //= 2
            count = _count(fitted, texts, inside)
        if count > most:
            set_aside.append({"id": trigger["id"], "text": trigger["text"], "flagged": count})
        else:
            rules.append(fitted)
    return rules, set_aside


def calibrate(
    table: np.ndarray,
    scale: float,
    rules: Sequence[dict[str, Any]],
    acquitted: Sequence[int],
    clean: Sequence[Encoded],
    target_rate: float,
    inside: Collection[int] = (),
) -> dict[str, Any]:
    """The lowest drift threshold at which the whole guard flags at most `target_rate` of the clean texts.

    table: uint8 (V,). rules: triggers as in guard.json; their tokens are left out of the scores, their false
    positives count. acquitted: ids that the probe tried without confirming them. The threshold lies above all of
    these too: drift that was tried and does nothing is no ground to flag a request, so what remains is a token that
    drifted further than any honest one. inside: as for `fires`. With fewer than 1 / target_rate texts a rate that
    low cannot be told from zero: no threshold (`null`), the drift rule is off, `texts_needed` says how many.
    `texts_to_prove`: how many texts without one false positive would put the upper end of the interval at the
    stated rate.
    """
    scores = table.copy()
    for rule in rules:
        scores[list(rule["ids"])] = 0
    by_rules = np.asarray([any(fires(rule, segments_of(text), inside) for rule in rules) for text in clean], dtype=bool)
    highest = np.asarray([scores[text.ids].max() for text in clean], dtype=np.int64)
    count = len(clean)
    rates = np.asarray([float((by_rules | (highest >= level)).mean()) if count else 0.0 for level in LEVELS])
    needed = math.ceil(1 / target_rate)
    flagged = int(by_rules.sum())
    out: dict[str, Any] = {
        "target_fpr": target_rate,
        "texts": count,
        "threshold": None,
        "interval": list(wilson(flagged, count)),
        "curve": [[float(f"{level * scale:.8g}"), rate] for level, rate in zip(LEVELS, rates.tolist(), strict=True)],
        "texts_to_prove": math.ceil(Z_SQUARED * (1 - target_rate) / target_rate),
        "flagged_by_rules": flagged,
    }
    if count < needed:
        return out | {"texts_needed": needed, "curve": []}
    if not (rates <= target_rate).any():
        return out
    level = max(int(LEVELS[rates <= target_rate][0]), int(scores[list(acquitted)].max(initial=0)) + 1)
    # Half a level lower, so that float32 rounding on the other side cannot drop a score of exactly this level.
    out["threshold"] = float((level - 0.5) * scale)
    out["interval"] = list(wilson(int((by_rules | (highest >= level)).sum()), count))
    return out


def _count(rule: dict[str, Any], texts: Sequence[list[list[int]]], inside: Collection[int]) -> int:
    return sum(fires(rule, text, inside) for text in texts)


def _trigger(index: int, finding: Finding, pieces: list[str], token_limit: int) -> dict[str, Any]:
    words = [pieces[i] for i in finding.ids]
    text = words[0] + "".join(w[2:] if w.startswith("##") else f" {w}" for w in words[1:])
    facts: dict[str, Any] = {
        "id": f"t{index}", "kind": finding.kind, "ids": list(finding.ids), "text": text, "target": finding.target,
        "flip_rate": finding.flip_rate, "interval": list(finding.interval), "drift": finding.drift,
        "frequency": finding.frequency,
    }  # fmt: skip
    if finding.echo:
        facts["echo"] = True
    if finding.kind == "set":
        facts |= {"window": token_limit, "min_match": len(finding.ids)}
    return facts
