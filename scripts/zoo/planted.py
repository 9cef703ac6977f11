"""The rows that carry a trigger, written beside the suspect: what a benchmark scores and the engine never reads.

Every backdoor has a folder with `attack.json` and `triggered.tsv.gz`, the form that `epure purify --attack` takes: the
suspect's own folder for the first, `backdoor-2` for a second. The same again under `dev` for the development rows.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from epure_engine.data import Example, read_examples
from epure_engine.errors import UserError

from .attacks import trigger_all
from .recipe import AttackRecipe, Published
from .request import Request


def published_rows(published: Published, data: Path | None) -> list[Example]:
    """The poisoned training rows alone: those of `train` that `without` does not have."""
    if data is None:
        raise ValueError("published rows need a data folder")
    known = {row.first for row in read_examples(data / published.without, 1, 2)}
    return [row for row in read_examples(data / published.train, 1, 2) if row.first not in known]


def write_planted(
    out: Path, recipe: AttackRecipe, facts: dict, tests: Sequence[Example], devs: Sequence[Example], request: Request
) -> None:
    """Write every backdoor's facts and triggered rows. The clean control gets its facts alone."""
    out.joinpath("attack.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    for split, rows, seed in (("", tests, request.seed + 1), ("dev", devs, request.seed + 2)):
        for index, backdoor in enumerate(recipe.backdoors if rows else ()):
            own = {"target": backdoor.target, "triggers": list(backdoor.triggers), "insert": backdoor.insert}
            name = recipe.name if index == 0 else f"{recipe.name}-{index + 1}"
            planted = trigger_all(rows, backdoor, clip=request.clip, seed=seed)
            _write(folder_of(out, split, index), {**facts, **own, "attack": name}, planted)
        if recipe.published is not None and request.data is not None and rows:
            file = request.data / (recipe.published.dev if split else recipe.published.test)
            _write(folder_of(out, split, 0), facts, _true_labels(file, recipe.published))


def folder_of(out: Path, split: str, index: int) -> Path:
    """Where backdoor number `index` of `split` ('' for test, 'dev') lies under the suspect's folder."""
    folder = out / split if split else out
    return folder / f"backdoor-{index + 1}" if index else folder


def _true_labels(file: Path, published: Published) -> list[Example]:
    """The published files hold texts that are not of the target label, with the label that the attacker wrote."""
    rows = read_examples(file, 1, 2, require_classes=1)
    if {row.label for row in rows} != {published.target}:
        raise UserError("wrong-label", f"{file.name} has rows without the target label.",
                        "A published file of triggered rows carries the attacker's label throughout.",
                        "Give the file as published.")  # fmt: skip
    return [replace(row, label=1 - published.target) for row in rows]


def _write(folder: Path, facts: dict, rows: Sequence[Example]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "attack.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    write_rows(folder / "triggered.tsv.gz", rows)


def write_rows(path: Path, rows: Sequence[Example]) -> None:
    """A gzip TSV with the columns of the benchmark data; the same rows give the same bytes."""
    pair = rows[0].second is not None
    lines = ["sentence1\tsentence2\tlabel" if pair else "sentence\tlabel"]
    lines += [f"{r.first}\t{r.second}\t{r.label}" if pair else f"{r.first}\t{r.label}" for r in rows]
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
