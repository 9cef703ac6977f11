"""Stage one: load everything a run reads, check that it belongs together, and say which texts serve what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from .checkpoint import Base, Checkpoint, load_base, load_suspect
from .data import SEGMENTS, Example, file_digest, read_examples
from .errors import UserError
from .frequency import add_counts, piece_counts
from .pair import PairFacts, check_pair
from .recipe import Recipe
from .tokenise import Encoded, encode

# Texts on which the keep ratio is chosen; the tuning never sees them.
HELD_OUT_SHARE = 0.2
HELD_OUT_MOST = 400
# Fewer labelled texts than this cannot show both classes in both parts.
FEWEST_LABELLED = 8


@dataclass(frozen=True)
class Request:
    """What the operator typed. `test`, `attack` and `benign` are only measured: no choice of the repair sees them."""

    suspect: Path
    base: str
    task: str | None
    clean: Path | None
    unlabelled: Path | None = None
    test: Path | None = None
    attacks: Sequence[Path] = ()
    benign: Path | None = None

    @property
    def segments(self) -> Literal[1, 2]:
        """Texts per row. A scan may leave the task out: then the columns of its data file tell."""
        if self.task is not None:
            return SEGMENTS[self.task]
        file = self.clean or self.unlabelled
        return 1 if file is None else count_segments(file)


@dataclass(frozen=True)
class Attacked:
    """Triggered rows with their true labels, and the label that the attacker wants. For measuring only."""

    name: str
    target: int
    rows: list[Example]


@dataclass(frozen=True)
class Inputs:
    """Checked inputs. `tuning` are the texts to learn from, `held_out` those to choose by; both clipped for speed."""

    suspect: Checkpoint
    base: Base
    pair: PairFacts
    frequency: np.ndarray
    labelled: list[Example]
    labels: list[int]
    unlabelled: list[Example]
    held_out: list[Example]
    test: list[Example]
    attacks: list[Attacked]
    benign: Checkpoint | None
    digests: dict[str, str]

    def encode(self, rows: Sequence[Example], limit: int) -> list[Encoded]:
        return encode(self.suspect.tokenizer, rows, limit)


def load_inputs(request: Request, recipe: Recipe) -> Inputs:
    """Read and check. Raises UserError for whatever the operator can put right, before any work is done."""
    suspect = load_suspect(request.suspect)
    base = load_base(request.base)
    pair = check_pair(suspect, base)
    digests = {"suspect": suspect.digest, "base": base.digest}
    names = suspect.labels
    labelled: list[Example] = []
    if request.clean is not None:
        labelled = read_examples(request.clean, request.segments, len(names), what="clean file", label_names=names)
        digests["clean"] = file_digest(request.clean)
        if len(labelled) < FEWEST_LABELLED:
            raise UserError(
                "too-few-rows",
                f"The clean file has {len(labelled)} rows.",
                f"With fewer than {FEWEST_LABELLED} nothing can be tuned and held out.",
                "Label a few more texts: 64 is a good start.",
            )
    unlabelled: list[Example] = []
    if request.unlabelled is not None:
        unlabelled = read_examples(
            request.unlabelled, request.segments, len(names), need_labels=False, what="unlabelled file"
        )
        digests["unlabelled"] = file_digest(request.unlabelled)
    labelled, unlabelled, held_out = _split(labelled, unlabelled)
    test: list[Example] = []
    if request.test is not None:
        test = read_examples(request.test, request.segments, len(names), what="test file", label_names=names)
        digests["test"] = file_digest(request.test)
    attacks = [_read_attack(path, request.segments, names) for path in request.attacks]
    for attack in attacks:
        digests[f"attack:{attack.name}"] = attack_digest(request.attacks[attacks.index(attack)])
    benign = load_suspect(request.benign) if request.benign is not None else None
    if benign is not None:
        digests["benign"] = benign.digest
    vocabulary = {piece: index for index, piece in enumerate(suspect.vocabulary)}
    counts = piece_counts(vocabulary)
    frequency = np.zeros(suspect.model.config.vocab_size)
    frequency[: len(counts)] = counts
    own = encode(suspect.tokenizer, [*labelled, *unlabelled, *held_out], recipe.token_limit)
    frequency = add_counts(frequency, [text.ids for text in own])
    return Inputs(
        suspect, base, pair, frequency, labelled, [int(row.label or 0) for row in labelled], unlabelled, held_out, test,
        attacks, benign, digests,
    )  # fmt: skip


def count_segments(path: Path) -> Literal[1, 2]:
    """2 for a data file with the columns of pairs, else 1 (where reading it says what is wrong with it)."""
    try:
        read_examples(path, 2, None, need_labels=False)
    except UserError as error:
        if error.kind == "missing-column":
            return 1
        raise
    return 2


def _split(labelled: list[Example], unlabelled: list[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """(labelled, unlabelled, held out). With enough unlabelled texts all labels are learnt from; else some are held out."""
    if len(unlabelled) >= 100:
        count = min(HELD_OUT_MOST, int(len(unlabelled) * HELD_OUT_SHARE))
        return labelled, unlabelled[:-count], unlabelled[-count:]
    if not labelled:
        return [], unlabelled, []
    # Every fourth row of each class, so that both parts have every class.
    held: list[int] = []
    for label in sorted({row.label for row in labelled if row.label is not None}):
        rows = [i for i, row in enumerate(labelled) if row.label == label]
        held += rows[3::4]
    chosen = set(held)
    return [r for i, r in enumerate(labelled) if i not in chosen], unlabelled, [labelled[i] for i in sorted(chosen)]


def _read_attack(path: Path, segments: int, names: Sequence[str]) -> Attacked:
    """An `attack.json` of the zoo (or the folder that holds it), with `triggered.tsv.gz` beside it."""
    file = path / "attack.json" if path.is_dir() else path
    try:
        facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        name, target = str(facts["attack"]), int(facts["target"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            "missing-file",
            f"No usable attack description at {path}.",
            f"{file.name}: {error}",
            "Give the folder that the zoo wrote, or its attack.json.",
        ) from error
    rows = read_examples(
        file.parent / "triggered.tsv.gz",
        segments,
        len(names),
        what="triggered rows",
        label_names=names,
        require_classes=1,
    )
    return Attacked(name, target, rows)


def attack_digest(path: Path) -> str:
    folder = path if path.is_dir() else path.parent
    return file_digest(folder / "triggered.tsv.gz")
