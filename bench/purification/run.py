"""The diagram of a run: plan ─▶ skip what is finished ─▶ (suspect ─▶ cell ─▶ one line of results)* ─▶ report."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from epure_engine import __version__ as engine_version
from epure_engine.errors import UserError
from epure_engine.events import Reporter

from .cell import run_cell
from .datasets import DATA_SETS, clean_set
from .methods.ours import ROOT, CommandFailed
from .plan import SCAN, Cell
from .report import write_report
from .results import Results
from .subject import Subject, load_subject
from .suspects import Store

# Raise when a baseline or a measurement changes what it does: their cells then run again.
BENCH_VERSION = "b1"


@dataclass(frozen=True)
class Options:
    """source: the benchmark data. suspects, work: folders that are kept. deadline_s: start no cell after so many seconds."""

    source: Path
    suspects: Path
    work: Path
    results: Path
    train: bool = True
    deadline_s: float | None = None


def run(cells: Sequence[Cell], options: Options, reporter: Reporter) -> dict[str, Any]:
    """Run every cell that is not finished yet, then write the report. Returns counts and what failed."""
    results = Results(options.results)
    versions = Versions()
    todo = [cell for cell in cells if not results.has(cell.key(versions.of(cell)))]
    reporter.stage("cells", 1, 2)
    reporter.note(f"{len(cells) - len(todo)} of {len(cells)} cells are finished already")
    started, subject, at = time.monotonic(), None, None
    failed: list[dict[str, str]] = []
    skipped = 0
    for done, cell in enumerate(todo):
        reporter.progress(done, len(todo))
        if options.deadline_s is not None and time.monotonic() - started > options.deadline_s:
            skipped = len(todo) - done
            reporter.note(f"time is up: {skipped} cells were not started")
            break
        try:
            if subject is None or at != (cell.data, cell.attack, cell.seed):
                subject, at = _subject(cell, options, reporter), (cell.data, cell.attack, cell.seed)
            record = record_of(cell, versions, run_cell(cell, subject, options.work))
        except (UserError, CommandFailed, FileNotFoundError) as error:
            # One method that breaks on one suspect is a finding, not the end of the night's run.
            text = error.what if isinstance(error, UserError) else str(error)
            failed.append({"key": cell.key(versions.of(cell)), "error": text})
            reporter.note(f"{cell.key('')} failed: {text}")
            continue
        results.add(record)
        reporter.note(f"{record['key']}: ACC {100 * record['acc']:.1f}" + _rates(record))
    reporter.progress(len(todo), len(todo))
    reporter.stage("report", 2, 2)
    report = write_report(results.records, options.results.parent, versions.current)
    ran = len(todo) - skipped - len(failed)
    return {"cells": len(cells), "ran": ran, "failed": failed, "not_started": skipped, "report": str(report)}


class Versions:
    """What code decides a cell: the engine for `ours`, the bench for everything else."""

    def __init__(self) -> None:
        def git(*arguments: str) -> str:
            done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
            return done.stdout.strip() if done.returncode == 0 else ""

        tree = git("rev-parse", "--short=10", "HEAD:scripts/epure_engine") or "no-git"
        dirty = "-changed" if git("status", "--porcelain", "--", "scripts/epure_engine") else ""
        self.revision = git("rev-parse", "--short=10", "HEAD")
        self.current = f"{engine_version}+{tree}{dirty}"

    def of(self, cell: Cell) -> str:
        return self.current if cell.method.startswith("ours") or cell.method == SCAN else BENCH_VERSION


def record_of(cell: Cell, versions: Versions, figures: dict[str, Any]) -> dict[str, Any]:
    """One line of the results."""
    return {
        "schema_version": 1, "key": cell.key(versions.of(cell)), "data": cell.data, "attack": cell.attack, "seed": cell.seed,
        "method": cell.method, "labelled": cell.labelled, "fixed_ratio": cell.keep_ratio,
        "contaminated": cell.contaminated, "version": versions.of(cell),
        "revision": versions.revision, **figures,
        "machine": {"cores": os.cpu_count(), "torch": torch.__version__, "cpu": platform.machine(),
                    "load": round(os.getloadavg()[0], 1)},
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }  # fmt: skip


def _subject(cell: Cell, options: Options, reporter: Reporter) -> Subject:
    clean = clean_set(options.source, options.work / "clean", DATA_SETS[cell.data])
    store = Store(options.suspects, options.source, reporter.note, options.train)
    return load_subject(store.suspect(clean, cell.attack, cell.seed), store.benign(clean, cell.seed), clean)


def _rates(record: dict[str, Any]) -> str:
    return "".join(f", ASR {100 * attack['asr']:.1f}" for attack in record["attacks"])
