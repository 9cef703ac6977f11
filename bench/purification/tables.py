"""The tables of the report, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from .plan import CONTAMINATED, SCAN, Cell
from .summary import Mean, Summary, acc, asr, pacc
from .summary import int8 as shipped
from .words import ATTACK, METHOD


def state(summary: Summary, plan: Sequence[Cell], engine: str) -> str:
    """How much of the full plan there is, and what is missing by name: a gap is told, never smoothed over."""
    missing = [
        cell for cell in plan
        if cell.seed not in summary.records(*_looked_up(cell))
    ]  # fmt: skip
    stale = sum(
        record["version"] != engine
        for cell in {_looked_up(c) for c in plan if c.method.startswith("ours")}
        for record in summary.records(*cell).values()
    )
    lines = [f"**{len(plan) - len(missing)} of the {len(plan)} cells of the full plan have been run.**"]
    if stale:
        lines.append(f"{stale} of Épure's cells are of an earlier engine than `{engine}`; the lines name theirs.")
    if missing:
        by = dict.fromkeys(f"{cell.data} seed {cell.seed}" for cell in missing)
        counts = [f"{name}: {sum(f'{c.data} seed {c.seed}' == name for c in missing)}" for name in by]
        lines.append(f"Not run yet: {'; '.join(counts)}.")
    return "\n".join(lines) + "\n"


def _looked_up(cell: Cell) -> tuple:
    return (cell.data, cell.attack, cell.method, cell.labelled, cell.keep_ratio, cell.contaminated)


def overview(summary: Summary, data: str, attacks: Sequence[str]) -> str:
    """ACC / ASR of the methods that matter most, one row per attack."""
    methods = [m for m in ("suspect", "benign", "retrain", "finetune", "epur+fine-mixing", "ours")]
    rows = [
        [ATTACK[attack], *(_pair(summary, data, attack, method) for method in methods)]
        for attack in attacks
    ]  # fmt: skip
    return "ACC / ASR:\n\n" + _table(["attack", *(METHOD[m] for m in methods)], rows)


def attack(summary: Summary, data: str, name: str) -> str:
    """Every method on one attack."""
    rows = []
    for method, title in METHOD.items():
        if not summary.has(data, name, method) or not summary.records(data, name, method):
            continue
        value = summary.mean(acc, data, name, method)
        above = summary.difference(asr, data, name, method, "benign") if method != "benign" else None
        drop = summary.difference(acc, data, name, method, "suspect") if method != "suspect" else None
        rows.append([
            title, _show(value), _show(drop, sign=True), _show(summary.mean(asr, data, name, method)),
            _show(above, sign=True), _show(summary.mean(pacc, data, name, method)), str(value.seeds if value else 0),
        ])  # fmt: skip
    heads = ["method", "ACC", "against the suspect", "ASR", "against a model never attacked", "PACC", "seeds"]
    return f"### {data}, {ATTACK[name]}\n\n" + _table(heads, rows)


def triggers(summary: Summary) -> str:
    """What Épure's scan confirmed, beside what was planted."""
    rows = []
    for data in summary.data_sets():
        for name, title in ATTACK.items():
            found = [r["triggers"] for r in summary.records(data, name, "ours").values() if "triggers" in r]
            if found:
                planted = sum(len(one["true"]) for one in found)
                exact = f"{sum(one['exact'] for one in found)} of {planted}" if planted else "none planted"
                counts = [str(sum(one[key] for one in found)) for key in ("parts", "echoes", "false_alarms")]
                rows.append([data, title, exact, *counts, str(len(found))])
    if not rows:
        return ""
    note = (
        "Exact: the very set of pieces that was planted. Part: some pieces of one that was. Echo: a word that fires the same backdoor,"
        " and that the scan calls so. False alarm: anything else that was confirmed.\n\n"
    )
    heads = ["data", "attack", "exact", "parts", "echoes", "false alarms", "models"]
    return "## Triggers found\n\n" + note + _table(heads, rows)


def alarms(summary: Summary) -> str:
    """What was confirmed on models that nobody attacked: by scans alone, and by repairs of the clean control."""
    rows, models, wrong = [], 0, 0
    for data in summary.data_sets():
        found = {**summary.records(data, "clean", "ours"), **summary.records(data, "clean", SCAN)}
        if found:
            count = sum(record["triggers"]["false_alarms"] for record in found.values())
            models, wrong = models + len(found), wrong + count
            rows.append([data, ", ".join(map(str, sorted(found))), str(count)])
    if not rows:
        return ""
    note = f"{wrong} on {models} models that nobody attacked.\n\n"
    return "## False alarms\n\n" + note + _table(["data", "seeds", "confirmed"], rows)


def dirt(summary: Summary) -> str:
    """Épure with an attacker's own texts among the unlabelled ones; the first row of each is without any."""
    rows = []
    for data in summary.data_sets():
        for name, title in ATTACK.items():
            shares = [s for s in CONTAMINATED if summary.records(data, name, "ours", dirt=s)]
            for share in [0.0, *shares] if shares else []:
                for seed, record in summary.records(data, name, "ours", dirt=share).items():
                    found = record["triggers"]
                    rows.append([
                        data, title, str(seed), f"{100 * share:g} %", f"{acc(record):.1f}", _plain(asr(record)),
                        _plain(pacc(record)), f"{found['exact']} of {len(found['true'])}", str(found["false_alarms"]),
                        str(record.get("unlabelled_dropped", "–")),
                    ])  # fmt: skip
    if not rows:
        return ""
    note = (
        "A share of the unlabelled texts carries the trigger, as it would where they come from a log of requests. Left out: texts"
        " that the repair did not learn from, since a confirmed trigger is in them (an echo too).\n\n"
    )
    heads = ["data", "attack", "seed", "attacker's texts", "ACC", "ASR", "PACC", "exact", "false alarms", "left out"]
    return "## An attacker among the unlabelled texts\n\n" + note + _table(heads, rows)


def int8(summary: Summary) -> str:
    """fp32 against the shipped bytes."""
    rows = []
    for data in summary.data_sets():
        for name, title in ATTACK.items():
            if not summary.records(data, name, "ours"):
                continue
            pick = lambda figure, data=data, name=name: _show(summary.mean(figure, data, name, "ours"))  # noqa: E731
            rows.append([
                data, title, f"{pick(acc)} / {pick(asr)}", f"{pick(shipped(acc))} / {pick(shipped(asr))}",
                f"{pick(shipped(acc, 'int8_guarded'))} / {pick(shipped(asr, 'int8_guarded'))}",
                pick(lambda r: 100 * r["flips"]),
            ])  # fmt: skip
    if not rows:
        return ""
    heads = ["data", "attack", "fp32 ACC / ASR", "int8 in WASM", "int8, guard on", "labels changed by int8"]
    return "## The shipped bytes\n\n" + _table(heads, rows)


def cost(summary: Summary) -> str:
    """Seconds and memory of the methods, the median of their cells."""
    rows = []
    for method, title in METHOD.items():
        cells = [
            record for data in summary.data_sets() for name in ATTACK
            for record in summary.records(data, name, method).values()
        ]  # fmt: skip
        if cells and method not in ("suspect", "benign", "epur"):
            seconds, memory = (
                sorted(r[key] or 0 for r in cells)[len(cells) // 2] for key in ("seconds", "peak_rss_mb")
            )
            load = sorted(r["machine"]["load"] for r in cells)[len(cells) // 2]
            rows.append([title, f"{seconds:.0f}", f"{memory:.0f}", f"{load:.0f}", str(len(cells))])
    if not rows:
        return ""
    note = "Medians. The machine was shared: with a load above its two cores the seconds are too many by about load / 2.\n\n"
    return "## Cost\n\n" + note + _table(["method", "seconds", "peak MiB", "load", "cells"], rows)


def _pair(summary: Summary, data: str, name: str, method: str) -> str:
    a, b = summary.mean(acc, data, name, method), summary.mean(asr, data, name, method)
    return "" if a is None else f"{_show(a)} / {_show(b)}"


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _show(value: Mean | None, sign: bool = False) -> str:
    if value is None:
        return "–"
    text = f"{value.value:+.1f}" if sign else f"{value.value:.1f}"
    return text if value.half is None else f"{text} ± {value.half:.1f}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"
