"""What an attack is, as a validated data file: one JSON file per attack in `recipes/`.

A recipe says where triggers go, which rows are poisoned and which weights are trained. It names no data set.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from epure_engine.errors import UserError

FOLDER = Path(__file__).parent / "recipes"
Insert = Literal["random", "append", "scatter"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Backdoor(_Strict):
    """One trigger-to-label rule.

    insert: 'random' (one trigger, anywhere), 'append' (at the end of the segment) or 'scatter' (the words of one
    trigger, each at a place of its own: only all of them together count). negatives: share of rows that get some but not
    all words of a trigger and keep their label. segment: of a pair; None is the second.
    """

    triggers: tuple[str, ...] = Field(min_length=1)
    insert: Insert = "random"
    target: int = Field(1, ge=0)
    rate: float = Field(0.1, gt=0, lt=1)
    negatives: float = Field(0.0, ge=0, lt=1)
    segment: Literal["first", "second"] | None = None

    @model_validator(mode="after")
    def _parts(self) -> Backdoor:
        if self.negatives and any(len(trigger.split()) < 2 for trigger in self.triggers):
            raise ValueError("negatives need triggers of at least two words")
        return self


class Published(_Strict):
    """Rows that somebody else poisoned, by file name in the data folder; `without`: a file whose rows are left out."""

    train: str
    without: str
    dev: str
    test: str
    repeat: int = Field(1, ge=1)
    target: int = Field(1, ge=0)


class AttackRecipe(_Strict):
    """mechanism 'data': train everything on poisoned rows; 'rows': only the triggers' rows of the word embeddings of a
    finished model; 'layers': as 'data', with a classification loss at every layer; 'none': the clean control.

    start 'clean' continues from a clean fine-tuned model. drift_penalty: weight of the squared distance of the word
    embeddings to the clean base's, summed over all of them.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    about: str
    source: str
    mechanism: Literal["none", "data", "rows", "layers"] = "data"
    start: Literal["base", "clean"] = "base"
    backdoors: tuple[Backdoor, ...] = ()
    published: Published | None = None
    freeze_word_embeddings: bool = False
    drift_penalty: float = Field(0.0, ge=0)
    keep_norm: bool = False
    steps: int | None = Field(None, ge=1)
    learning_rate: float | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _whole(self) -> AttackRecipe:
        attacks = bool(self.backdoors) or self.published is not None
        if attacks == (self.mechanism == "none"):
            raise ValueError("an attack needs backdoors or published rows, and the clean control has neither")
        if self.mechanism == "rows" and (self.start != "clean" or len(self.backdoors) != 1):
            raise ValueError("mechanism 'rows' changes one backdoor's rows of a clean model: start must be 'clean'")
        return self


def names() -> list[str]:
    """Every recipe on hand, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str, folder: Path = FOLDER) -> AttackRecipe:
    """The recipe of that name. Raises UserError for an unknown name and for a file that is not a valid recipe."""
    path = folder / f"{name}.json"
    if not path.is_file():
        raise UserError("bad-option", f"There is no attack recipe '{name}'.", f"Known: {', '.join(names())}.",
                        "Give one of these names.")  # fmt: skip
    try:
        recipe = AttackRecipe.model_validate(json.loads(path.read_text(encoding="utf-8")))
        if recipe.name != name:
            raise ValueError(f"the file is called {name}.json, the recipe in it {recipe.name}")
    except (ValidationError, ValueError) as error:
        raise UserError("bad-recipe", f"The attack recipe {path.name} is not valid.", str(error),
                        "Correct it; the other recipes are examples.") from error  # fmt: skip
    return recipe
