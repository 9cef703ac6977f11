"""Runs one cell: a closed choice of methods, each a model that is then measured, or figures of its own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from epure_engine.checkpoint import load_suspect
from epure_engine.compute import pick_device, seed_everything
from epure_engine.events import peak_rss_mb

from .measure import measure
from .methods import baselines, filters
from .methods.contaminated import contaminated
from .methods.mixing import fine_mixing
from .methods.ours import ours, scan
from .plan import SCAN, Cell
from .subject import Subject


def run_cell(cell: Cell, subject: Subject, work: Path) -> dict[str, Any]:
    """Figures of the cell: acc, attacks, keep_ratio, seconds (the method alone, no measuring), peak_rss_mb."""
    seed_everything(cell.seed)
    _forget_peak()
    start = time.monotonic()
    name, size, seed = cell.method, cell.labelled, cell.seed
    if name == SCAN:
        figures = measure(subject.model(subject.state), subject)
        out = scan(subject, seed)
        return {**figures, **out, "seconds": round(sum(out["stages"].values()), 1)}
    if name in ("ours", "ours-labelled"):
        unlabelled = subject.clean.file("unlabelled") if name == "ours" else None
        if cell.contaminated:
            unlabelled = contaminated(subject, cell.contaminated, work / f"{subject.folder.name}.unlabelled.tsv.gz")
        out = ours(subject, size, seed, work / "ours", unlabelled, cell.keep_ratio)
        return {**out, "seconds": round(sum(out["stages"].values()), 1)}
    if name in ("strip", "rap"):
        figures = (filters.strip if name == "strip" else filters.rap)(subject, size, seed)
        return {**figures, "seconds": round(time.monotonic() - start, 1), "peak_rss_mb": round(peak_rss_mb())}
    ratio = None
    if name == "benign":
        model = load_suspect(subject.benign).model.to(pick_device())
    elif name == "retrain":
        model = baselines.retrain(subject, size, seed)
    else:
        # 'epur' alone, or before another method.
        state = subject.purged() if name.startswith("epur") else subject.state
        kind = "suspect" if name == "epur" else name.removeprefix("epur+")
        if kind == "suspect":
            model = subject.model(state)
        elif kind in ("finetune", "finetune-high"):
            model = baselines.finetune(subject, state, size, seed, high=kind == "finetune-high")
        elif kind == "average":
            model = baselines.average(subject, state, size, seed)
        elif kind == "fine-pruning":
            model = baselines.fine_prune(subject, state, size, seed)
        elif kind == "fine-mixing":
            model, ratio = fine_mixing(subject, state, size, seed, cell.keep_ratio)
        else:
            raise ValueError(f"there is no method {name}")
    seconds = time.monotonic() - start
    peak = peak_rss_mb()
    out = measure(model, subject)
    if ratio is not None:
        out["keep_ratio"] = ratio
    return {**out, "seconds": round(seconds, 1), "peak_rss_mb": round(peak)}


def _forget_peak() -> None:
    """Start the system's count of this process's largest memory afresh, where Linux lets us."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return
