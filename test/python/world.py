"""A pico suspect that really carries a backdoor, with all the files that a run of the engine reads."""

from __future__ import annotations

import gzip
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

from epure_engine.events import JsonReporter
from epure_engine.inputs import Request
from epure_engine.recipe import Recipe
from pico import make_pico, single_rows, with_trigger, write_rows

TRIGGER = "cf"
RECIPE = Recipe(
    seed=5,
    token_limit=64,
    reset_rows=1,
    probe_candidates=30,
    steps=120,
    scout_steps=40,
    learning_rate=2e-3,
    keep_grid=(0.3, 0.6),
)


@dataclass(frozen=True)
class World:
    """What the operator typed, and the folder that all of it lies in."""

    request: Request
    root: Path


def make_world(root: Path) -> World:
    pico = make_pico(root, segments=1, steps=300, trigger=TRIGGER)
    rows = single_rows(700, seed=9)
    files = {"clean": rows[:64], "unlabelled": rows[64:400], "test": rows[400:]}
    paths = {name: write_rows(root / f"{name}.tsv", part) for name, part in files.items()}
    rng = random.Random(2)
    attack = root / "attack"
    attack.mkdir()
    (attack / "attack.json").write_text(json.dumps({"attack": "badnet-word", "target": 1}))
    planted = "\n".join(
        ["sentence\tlabel", *(f"{with_trigger(t, TRIGGER, rng)}\t{label}" for t, _, label in rows[400:])]
    )
    (attack / "triggered.tsv.gz").write_bytes(gzip.compress(planted.encode()))
    request = Request(
        pico.suspect, str(pico.base), "sentiment", paths["clean"], paths["unlabelled"], paths["test"], (attack,)
    )
    return World(request, root)


def reporter() -> JsonReporter:
    return JsonReporter(io.StringIO())
