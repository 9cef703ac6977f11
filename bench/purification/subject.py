"""One suspect on the bench: its model, the clean base, the clean texts, and the rows to measure on. Loaded once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertForSequenceClassification

from epure_engine.checkpoint import Base, Checkpoint, load_base, load_suspect
from epure_engine.compute import pick_device
from epure_engine.data import Example, read_examples
from epure_engine.epur import measure_drift, reset_rows
from epure_engine.figures import MOST_ROWS  # the engine measures so many: all methods on the same rows
from epure_engine.fine_mixing import WORD_EMBEDDINGS
from epure_engine.frequency import add_counts, piece_counts
from epure_engine.tokenise import Encoded, encode

from .datasets import CleanSet
from .suspects import BASE

RESET = 200  # rows that E-PUR resets: the paper's
State = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Triggered:
    """The rows of one backdoor: texts with the trigger in, their true labels (N,), and what the attacker wants."""

    name: str
    target: int
    texts: list[Encoded]
    labels: np.ndarray
    folder: Path


@dataclass(frozen=True)
class Subject:
    """Everything a method may use (suspect, base, clean set) and what it is measured on (test, triggered)."""

    folder: Path
    benign: Path
    clean: CleanSet
    suspect: Checkpoint
    base: Base
    test: list[Encoded]
    test_labels: np.ndarray
    triggered: list[Triggered]
    facts: dict[str, Any]

    @property
    def state(self) -> State:
        return dict(self.suspect.model.state_dict())

    def encode(self, rows: Sequence[Example]) -> list[Encoded]:
        return encode(self.suspect.tokenizer, rows, self.clean.data.token_limit)

    def labelled(self, size: int) -> tuple[list[Encoded], list[int]]:
        """The first `size` labelled clean texts and their labels."""
        rows = read_examples(self.clean.labelled(size), self.clean.data.segments, 2, what="clean file")
        return self.encode(rows), [int(row.label or 0) for row in rows]

    def model(self, state: State) -> BertForSequenceClassification:
        """A model of the suspect's shape with these weights, on the device."""
        model = BertForSequenceClassification(self.suspect.model.config)
        model.load_state_dict(state)
        return model.to(pick_device()).eval()

    def purged(self) -> State:
        """The suspect's weights after E-PUR as published: the 200 rows of the highest score are the base's again."""
        vocabulary = {piece: index for index, piece in enumerate(self.suspect.vocabulary)}
        counts = piece_counts(vocabulary)
        frequency = np.zeros(self.suspect.model.config.vocab_size)
        frequency[: len(counts)] = counts
        clean = [*self.clean.rows("labelled"), *self.clean.rows("unlabelled", need_labels=False)]
        frequency = add_counts(frequency, [text.ids for text in self.encode(clean)])
        mine, theirs = self.state[WORD_EMBEDDINGS], self.base.state[WORD_EMBEDDINGS]
        ranking = measure_drift(mine, theirs, frequency, vocabulary).ranking()
        return {**self.state, WORD_EMBEDDINGS: reset_rows(mine, theirs, ranking[:RESET])}


def load_subject(folder: Path, benign: Path, clean: CleanSet) -> Subject:
    """Read the suspect in `folder`, every backdoor's triggered rows, and the test rows."""
    suspect = load_suspect(folder)
    limit, segments = clean.data.token_limit, clean.data.segments
    triggered = []
    for part in (folder, *sorted(folder.glob("backdoor-*"))):
        if not (part / "triggered.tsv.gz").is_file():
            continue
        facts = json.loads((part / "attack.json").read_text(encoding="utf-8"))
        rows = read_examples(part / "triggered.tsv.gz", segments, 2, require_classes=1)[:MOST_ROWS]
        labels = np.asarray([row.label for row in rows])
        texts = encode(suspect.tokenizer, rows, limit)
        triggered.append(Triggered(facts["attack"], int(facts["target"]), texts, labels, part))
    test = clean.rows("test")[:MOST_ROWS]
    facts = json.loads((folder / "attack.json").read_text(encoding="utf-8"))
    return Subject(
        folder, benign, clean, suspect, load_base(BASE), encode(suspect.tokenizer, test, limit),
        np.asarray([row.label for row in test]), triggered, facts,
    )  # fmt: skip
