"""The diagram: each function calls its stages in order and does nothing else worth a name.

    load ─▶ epur ─▶ screen ─▶ probe ─▶ phrases ─▶ keep-ratio ─▶ tune ─▶ proof ─▶ measure ─▶ export ─▶ guard ─▶ draft folder
    └──────────────── scan ────────────────┘

Every stage saves its result in the work folder; a run that was interrupted continues after its last finished stage.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import __version__, draft
from .compute import seed_everything
from .events import Reporter, peak_rss_mb
from .figures import measure
from .guard import build_guard, worth_guarding
from .inputs import Request, load_inputs
from .looking import kept_findings, look, require_scan, scan_folder
from .proof import most_damaging, prove
from .reading import Reading
from .recipe import Recipe
from .relearn import require_relearning
from .repair import Trial, Workshop, choose_keep_ratio
from .scanning import candidate_facts, finding_facts, histogram, purged_embedding
from .workdir import WorkDir

SCAN_STAGES = ("load", "epur", "screen", "probe", "phrases")
PURIFY_STAGES = (*SCAN_STAGES, "keep-ratio", "tune", "proof", "measure", "export", "guard")
CALIBRATION_TEXTS = 128


def scan(
    request: Request, recipe: Recipe, reporter: Reporter, work: Path | None = None, restart: bool = False
) -> dict[str, Any]:
    """Look, change nothing: E-PUR's ranking and, where there are clean texts, the causal probe.

    work: a folder that keeps the stages; `purify` takes them over from there.
    """
    stage = _numbered(reporter, SCAN_STAGES)
    seed_everything(recipe.seed)
    stage("load")
    inputs = load_inputs(request, recipe)
    reading = Reading(inputs.suspect.model, inputs, recipe)
    with scan_folder(work, inputs, recipe, restart) as kept:
        seen = look(reading, kept, stage, reporter)
    pieces = inputs.suspect.vocabulary
    return {
        "digests": inputs.digests,
        "pair": inputs.pair.as_dict(),
        "probed": bool(seen.findings),
        "confirmed": [finding_facts(f, pieces) for f in seen.confirmed],
        "findings": [finding_facts(f, pieces) for f in seen.findings],
        "candidates": candidate_facts(seen.drift, seen.ranking, pieces, 50),
        "drift_histogram": histogram(seen.drift),
        "seconds": reporter.timer.seconds,
        "peak_rss_mb": peak_rss_mb(),
    }


def purify(
    request: Request,
    recipe: Recipe,
    work: Path,
    reporter: Reporter,
    restart: bool = False,
    scanned: Path | None = None,
) -> dict[str, Any]:
    """Repair the suspect and write the draft folder `<work>/draft`. Returns its path and the main figures.

    scanned: the work folder of a scan of the same suspect, whose stages are not run again.
    """
    # A scan exports nothing, and these take seconds to import.
    from .export_onnx import export_classifier, require_supported
    from .quantise import quantise

    if scanned is not None:
        require_scan(scanned)
    stage = _numbered(reporter, PURIFY_STAGES)
    seed_everything(recipe.seed)
    stage("load")
    inputs = load_inputs(request, recipe)
    require_supported(inputs.suspect.model)
    require_relearning(recipe, len(inputs.unlabelled))
    key = {"engine": __version__, "task": request.task, "recipe": recipe.model_dump(), "digests": inputs.digests}
    with WorkDir(work, key, on_change="clear" if restart else "refuse") as kept:
        reading = Reading(inputs.suspect.model, inputs, recipe)
        with scan_folder(scanned or work / "scan", inputs, recipe, restart and scanned is None) as looked:
            seen = look(reading, looked, stage, reporter)
        drift, ranking = seen.drift, seen.ranking
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
        remaining = kept_findings(
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
            drift, guarded, seen.candidates, pieces, clean, recipe.guard_false_positives, recipe.token_limit, folder
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
            "keep_ratio": {
                "rule": rule,
                "grid": [t.facts() for t in trials],
                "chosen": ratio,
                "final": final.facts(),
                "learnt_anew": workshop.relearns,
            },
            "unlabelled_dropped": workshop.dropped,
            "guard_threshold": guard["calibration"]["threshold"],
        }
        draft.write(folder, request, recipe, inputs, ratio, figures)
    return {"draft": str(folder), "keep_ratio": ratio, "confirmed": [finding_facts(f, pieces) for f in seen.confirmed],
            "clean": figures["clean"], "attacks": figures["attacks"], "seconds": reporter.timer.seconds,
            "peak_rss_mb": peak_rss_mb()}  # fmt: skip


def _numbered(reporter: Reporter, names: tuple[str, ...]):
    return lambda name: reporter.stage(name, names.index(name) + 1, len(names))


def _scouts(kept: WorkDir):
    """How `choose_keep_ratio` recalls and keeps its trials."""

    def recall(ratio: float) -> Trial | None:
        saved = kept.stage(f"scout-{ratio:.3f}")
        return None if saved is None else Trial(**{**saved.value, "interval": tuple(saved.value["interval"])})

    return recall, lambda trial: kept.save(f"scout-{trial.keep_ratio:.3f}", trial.facts())
