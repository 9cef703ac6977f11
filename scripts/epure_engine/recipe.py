"""A run is a validated data file: every number that changes the outcome, with its default and its bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .errors import UserError


class Recipe(BaseModel):
    """How to purify. The exact values travel in the bundle.

    method 'epure' is ours; 'paper' is E-PUR and Fine-mixing as published: mix everything, then fine-tune on the labelled
    texts alone, with no distillation and no use of what the probe found.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: Literal["epure", "paper"] = "epure"
    seed: int = Field(1, ge=0, le=2**31 - 1)
    token_limit: int = Field(256, ge=8, le=512)
    # E-PUR
    reset_rows: int = Field(200, ge=0, le=100_000)
    # causal probe
    probe_candidates: int = Field(200, ge=1, le=5_000)
    probe_tokens: int = Field(32, ge=8, le=512)
    # every word of the vocabulary is tried, so that a trigger without drift is a candidate too
    screen_vocabulary: bool = True
    # phrases of common words are searched too: a sentence leaves no drift, and no word of it does much alone
    search_phrases: bool = True
    # Fine-mixing
    keep_ratio: float | Literal["auto"] = "auto"
    keep_grid: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8)
    accuracy_margin: float = Field(0.01, ge=0.0, le=0.5)
    mix_word_embeddings: bool = False
    # fine-tuning
    tuning_tokens: int = Field(40, ge=8, le=512)
    steps: int = Field(80, ge=0, le=100_000)
    scout_steps: int = Field(24, ge=0, le=100_000)
    # where no trigger was confirmed; 0: mix and tune there too
    relearn_steps: int = Field(300, ge=0, le=100_000)
    # learn anew also where triggers were confirmed: a further backdoor may lie beside them
    relearn_always: bool = False
    batch_size: int = Field(24, ge=1, le=1024)
    learning_rate: float = Field(1e-4, gt=0, le=1e-2)
    label_weight: float = Field(0.1, ge=0)
    distil_weight: float = Field(1.0, ge=0)
    hidden_weight: float = Field(1.0, ge=0)
    trigger_share: float = Field(0.5, ge=0, le=1)
    # logits that a text with a confirmed trigger in it loses on the label that the trigger forces
    trigger_doubt: float = Field(0.3, ge=0, le=5)
    # logits by which the suspect leans towards a label that an attack was found to force, on clean texts too
    target_lean: float = Field(0.2, ge=0, le=5)
    # guard
    guard_false_positives: float = Field(0.001, gt=0, lt=0.5)

    @field_validator("keep_ratio")
    @classmethod
    def _ratio(cls, value: float | str) -> float | str:
        if not isinstance(value, str) and not 0.0 <= value <= 1.0:
            raise ValueError("keep_ratio is 'auto' or a number from 0 to 1")
        return value

    @field_validator("keep_grid")
    @classmethod
    def _grid(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or any(not 0.0 <= ratio <= 1.0 for ratio in value) or list(value) != sorted(set(value)):
            raise ValueError("keep_grid is a rising list of numbers from 0 to 1")
        return value


def paper_settings() -> dict[str, object]:
    """What `method: paper` fixes: the published method has none of our levers."""
    return {
        "distil_weight": 0.0,
        "hidden_weight": 0.0,
        "label_weight": 1.0,
        "trigger_share": 0.0,
        "target_lean": 0.0,
        "trigger_doubt": 0.0,
        "mix_word_embeddings": True,
        "relearn_steps": 0,
    }


def load_recipe(path: Path | None, overrides: dict[str, object]) -> Recipe:
    """The recipe file (JSON; None: all defaults) with the command line's options over it.

    Raises UserError naming every field that is wrong, all at once.
    """
    values: dict[str, object] = {}
    if path is not None:
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise UserError(
                "bad-recipe",
                f"The recipe {path.name} cannot be read.",
                str(error),
                "Give a JSON object; see models/recipes.",
            ) from error
        if not isinstance(values, dict):
            raise UserError("bad-recipe", f"The recipe {path.name} is not a JSON object.", "It holds something else.",
                            "Write {\"seed\": 1}, say; see models/recipes.")  # fmt: skip
    values |= {name: value for name, value in overrides.items() if value is not None}
    if values.get("method") == "paper":
        values = {**paper_settings(), **values}
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors())
        raise UserError(
            "bad-recipe", "The recipe is not valid.", problems, "Correct these fields; models/recipes has examples."
        ) from error
