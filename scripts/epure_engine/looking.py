"""The looking half of every run, `scan` and `purify` alike, and the folder that keeps it between the two.

    epur ─▶ screen ─▶ probe ─▶ phrases

Looking takes longer than repairing, and an operator looks first. So its stages are bound to what they depend on alone
(suspect, base, clean texts, the recipe's fields for them), and a repair can take them over.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from . import __version__
from .errors import UserError
from .events import Reporter
from .inputs import Inputs
from .reading import Reading
from .recipe import Recipe
from .scanning import Scan, find_candidates, finding_facts, finding_from, probe_model, rank, with_phrases
from .trial import Finding
from .workdir import INPUTS, WorkDir

# Of the recipe, what looking depends on (the search for phrases distils a reference, in batches, at a rate).
FIELDS = (
    "seed", "token_limit", "probe_candidates", "probe_tokens", "screen_vocabulary", "search_phrases", "batch_size",
    "learning_rate",
)  # fmt: skip
DIGESTS = ("suspect", "base", "clean", "unlabelled")


def scan_folder(
    folder: Path | None, inputs: Inputs, recipe: Recipe, restart: bool = False
) -> AbstractContextManager[WorkDir | None]:
    """The locked folder of a scan's stages; None where nothing is to be kept.

    restart: drop stages made from other inputs. Raises UserError `work-folder-differs` for them otherwise.
    """
    if folder is None:
        return nullcontext()
    fields = recipe.model_dump()
    key = {
        "engine": __version__,
        "stages": "scan",
        "recipe": {name: fields[name] for name in FIELDS},
        "digests": {name: inputs.digests[name] for name in DIGESTS if name in inputs.digests},
    }
    return WorkDir(folder, key, on_change="clear" if restart else "refuse")


def require_scan(folder: Path) -> None:
    """Raises UserError where no scan kept its stages in `folder`: a slip in its name must not scan all over again."""
    if not (folder / INPUTS).is_file():
        raise UserError(
            "missing-file",
            f"There is no scan in {folder}.",
            "A scan keeps its stages where its --work says, and only then.",
            "Give that folder, or leave out --scan: then the repair looks for itself.",
        )


def look(reading: Reading, kept: WorkDir | None, stage: Callable[[str], None], reporter: Reporter) -> Scan:
    """The stages in order; those that `kept` holds are not run again."""
    inputs = reading.inputs
    stage("epur")
    drift, ranking = rank(inputs)
    stage("screen")
    if not (inputs.labelled or inputs.unlabelled):
        reporter.note("No clean texts were given: tokens are ranked by drift, none can be confirmed as a trigger.")
        return Scan(drift, ranking, [], [])
    candidates = _kept_list(
        kept, "screen", "candidates", lambda: find_candidates(reading, drift, ranking, reporter.progress)
    )
    stage("probe")
    words = kept_findings(kept, "probe", lambda: probe_model(reading, drift, candidates, reporter.progress), inputs)
    stage("phrases")
    findings = kept_findings(kept, "phrases", lambda: with_phrases(words, reading, drift, reporter.progress), inputs)
    return Scan(drift, ranking, candidates, findings)


def kept_findings(kept: WorkDir | None, name: str, find: Callable[[], list[Finding]], inputs: Inputs) -> list[Finding]:
    """Findings that an earlier sitting saved, or fresh ones, saved."""
    facts = lambda: [finding_facts(f, inputs.suspect.vocabulary) for f in find()]  # noqa: E731
    return [finding_from(one) for one in _kept_list(kept, name, "findings", facts)]


def _kept_list(kept: WorkDir | None, name: str, field: str, find: Callable[[], list[Any]]) -> list[Any]:
    """The list that stage `name` saved under `field`, or a fresh one, saved. Its items are plain JSON."""
    saved = None if kept is None else kept.stage(name)
    if saved is not None:
        return saved.value[field]
    found = find()
    if kept is not None:
        kept.save(name, {field: found})
    return found
