"""What somebody asks the zoo to build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """What to build. `rows` caps each training file (0: all). `init`: the clean model of attacks that start from one.

    target, rate, segment, steps, learning_rate: instead of the recipe's; None leaves the recipe's (or the default).
    test, dev: rows that get a trigger; the figures that `attack.json` tells are those on `dev`. data: the folder of the
    published rows, where a recipe names some.
    """

    attack: str
    task: str
    base: str
    train: Sequence[Path]
    out: Path
    test: Sequence[Path] = ()
    dev: Sequence[Path] = ()
    data: Path | None = None
    target: int | None = None
    rate: float | None = None
    segment: str | None = None
    rows: Sequence[int] = ()
    clip: int = 40
    token_limit: int = 64
    steps: int | None = None
    learning_rate: float | None = None
    seed: int = 1
    init: Path | None = None
