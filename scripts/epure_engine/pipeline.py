"""The diagram: each function calls its stages in order and does nothing else worth a name.

    load ─▶ epur ─▶ screen ─▶ probe ─▶ phrases ─▶ keep-ratio ─▶ tune ─▶ proof ─▶ measure ─▶ export ─▶ guard ─▶ draft folder
    └──────────────── scan ────────────────┘

Every stage saves its result in the work folder; a run that was interrupted continues after its last finished stage.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import __version__, draft
from .compute import seed_everything
from .events import Reporter, peak_rss_mb
from .export_onnx import export_classifier, require_supported
from .figures import measure
from .guard import build_guard, worth_guarding
from .inputs import Inputs, Request, load_inputs
from .probe import Finding
from .proof import most_damaging, prove
from .quantise import quantise
from .reading import Reading
from .recipe import Recipe
from .repair import Trial, Workshop, choose_keep_ratio
from .scanning import (
    Scan,
    candidate_facts,
    find_candidates,
    finding_facts,
    finding_from,
    histogram,
    probe_model,
    purged_embedding,
    rank,
    with_phrases,
)
from .workdir import WorkDir

SCAN_STAGES = ("load", "epur", "screen", "probe", "phrases")
PURIFY_STAGES = (*SCAN_STAGES, "keep-ratio", "tune", "proof", "measure", "export", "guard")
CALIBRATION_TEXTS = 128


def scan(request: Request, recipe: Recipe, reporter: Reporter) -> dict[str, Any]:
    """Look, change nothing: E-PUR's ranking and, where there are clean texts, the causal probe."""
    stage = _numbered(reporter, SCAN_STAGES)
    seed_everything(recipe.seed)
    stage("load")
    inputs = load_inputs(request, recipe)
    stage("epur")
    drift, ranking = rank(inputs)
    findings: list[Finding] = []
    stage("screen")
    if inputs.labelled or inputs.unlabelled:
        reading = Reading(inputs.suspect.model, inputs, recipe)
        candidates = find_candidates(reading, drift, ranking, reporter.progress)
        stage("probe")
        findings = probe_model(reading, drift, candidates, reporter.progress)
        stage("phrases")
        findings = with_phrases(findings, reading, drift, reporter.progress)
    else:
        reporter.note("No clean texts were given: tokens are ranked by drift, none can be confirmed as a trigger.")
    seen = Scan(drift, ranking, findings)
    pieces = inputs.suspect.vocabulary
    return {
        "digests": inputs.digests,
        "pair": inputs.pair.as_dict(),
        "probed": bool(findings),
        "confirmed": [finding_facts(f, pieces) for f in seen.confirmed],
        "findings": [finding_facts(f, pieces) for f in findings],
        "candidates": candidate_facts(drift, ranking, pieces, 50),
        "drift_histogram": histogram(drift),
        "seconds": reporter.timer.seconds,
        "peak_rss_mb": peak_rss_mb(),
    }


def purify(request: Request, recipe: Recipe, work: Path, reporter: Reporter, restart: bool = False) -> dict[str, Any]:
    """Repair the suspect and write the draft folder `<work>/draft`. Returns its path and the main figures."""
    stage = _numbered(reporter, PURIFY_STAGES)
    seed_everything(recipe.seed)
    stage("load")
    inputs = load_inputs(request, recipe)
    require_supported(inputs.suspect.model)
    key = {"engine": __version__, "task": request.task, "recipe": recipe.model_dump(), "digests": inputs.digests}
    with WorkDir(work, key, on_change="clear" if restart else "refuse") as kept:
        stage("epur")
        drift, ranking = rank(inputs)
        stage("screen")
        reading = Reading(inputs.suspect.model, inputs, recipe)
        candidates = _candidates(kept, lambda: find_candidates(reading, drift, ranking, reporter.progress))
        stage("probe")
        words = _findings(kept, "probe", lambda: probe_model(reading, drift, candidates, reporter.progress), inputs)
        stage("phrases")
        findings = _findings(kept, "phrases", lambda: with_phrases(words, reading, drift, reporter.progress), inputs)
        seen = Scan(drift, ranking, findings)
        stage("keep-ratio")
        used = seen.confirmed if recipe.method == "epure" else []
        workshop = Workshop(inputs, purged_embedding(inputs, ranking, recipe), drift, used, recipe)
        ratio, trials, rule = choose_keep_ratio(workshop, used, *_scouts(kept), reporter.progress)
        stage("tune")
        saved = kept.stage("tune")
        if saved is None:
            purified = workshop.make(ratio, recipe.steps, reporter.progress)
            kept.save("tune", {}, purified.state_dict())
        else:
            purified = workshop.restore(saved.tensors)
        final = workshop.judge(purified, ratio)
        stage("proof")
        remaining = _findings(
            kept,
            "proof",
            lambda: prove(reading.by(purified), drift, ranking, seen.confirmed, reporter.progress),
            inputs,
        )
        worst = most_damaging(remaining)
        folder = draft.fresh(work)
        stage("measure")
        figures = measure(purified, inputs, recipe.token_limit, folder, reporter.progress)
        stage("export")
        clean = inputs.encode([*inputs.labelled, *inputs.unlabelled, *inputs.held_out], recipe.token_limit)
        calibration = [(text.ids, text.type_ids) for text in clean[:CALIBRATION_TEXTS]]
        quantise(export_classifier(purified, work / "export"), folder, calibration)
        stage("guard")
        pieces = inputs.suspect.vocabulary
        guarded = worth_guarding(seen.confirmed, remaining)
        guard = build_guard(
            drift, guarded, candidates, pieces, clean, recipe.guard_false_positives, recipe.token_limit, folder
        )
        figures |= {
            "pair": inputs.pair.as_dict(),
            "epur": {"reset": recipe.reset_rows, "candidates": candidate_facts(drift, ranking, pieces, 50)},
            "drift_histogram": histogram(drift),
            "probe": {
                "suspect": [finding_facts(f, pieces) for f in seen.findings],
                "purified": [finding_facts(f, pieces) for f in remaining],
                "worst_remaining": None if worst is None else finding_facts(worst, pieces),
            },
            "keep_ratio": {"rule": rule, "grid": [t.facts() for t in trials], "chosen": ratio, "final": final.facts()},
            "unlabelled_dropped": workshop.dropped,
            "guard_threshold": guard["calibration"]["threshold"],
        }
        draft.write(folder, request, recipe, inputs, ratio, figures)
    return {"draft": str(folder), "keep_ratio": ratio, "confirmed": [finding_facts(f, pieces) for f in seen.confirmed],
            "clean": figures["clean"], "attacks": figures["attacks"], "seconds": reporter.timer.seconds,
            "peak_rss_mb": peak_rss_mb()}  # fmt: skip


def _numbered(reporter: Reporter, names: tuple[str, ...]):
    return lambda name: reporter.stage(name, names.index(name) + 1, len(names))


def _candidates(kept: WorkDir, find: Callable[[], list[int]]) -> list[int]:
    """Candidates that an earlier sitting saved, or fresh ones, saved."""
    saved = kept.stage("screen")
    if saved is not None:
        return [int(i) for i in saved.value["candidates"]]
    candidates = find()
    kept.save("screen", {"candidates": candidates})
    return candidates


def _findings(kept: WorkDir, name: str, find, inputs: Inputs) -> list[Finding]:
    """Findings that an earlier sitting saved, or fresh ones, saved."""
    saved = kept.stage(name)
    if saved is not None:
        return [finding_from(facts) for facts in json.loads(json.dumps(saved.value["findings"]))]
    findings = find()
    kept.save(name, {"findings": [finding_facts(f, inputs.suspect.vocabulary) for f in findings]})
    return findings


def _scouts(kept: WorkDir):
    """How `choose_keep_ratio` recalls and keeps its trials."""

    def recall(ratio: float) -> Trial | None:
        saved = kept.stage(f"scout-{ratio:.3f}")
        return None if saved is None else Trial(**{**saved.value, "interval": tuple(saved.value["interval"])})

    return recall, lambda trial: kept.save(f"scout-{trial.keep_ratio:.3f}", trial.facts())
