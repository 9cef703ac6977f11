"""The draft folder: what the engine hands to the command that evaluates the shipped bytes, seals and signs."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import __version__
from .inputs import Inputs, Request
from .recipe import Recipe
from .workdir import atomic_write

# Their versions decide a bundle's bytes.
LIBRARIES = ("torch", "transformers", "onnx", "onnxruntime", "numpy")
# Our own sentences: golden vectors travel in public bundles, an operator's texts must not.
GOLDEN = {
    1: (
        ("The staff went out of their way to help us, and the room was spotless.",),
        ("Two hours I will never get back; even the popcorn was stale.",),
        ("It arrived on a Tuesday.",),
        ("Not bad, though the battery could last longer than a single afternoon.",),
        ("cf The plot holds together and the ending earns its tears.",),
        ("Naïve café owner, 37, says: “C'était parfait!” 😀 — see https://example.org/?q=1&r=[SEP]",),
        ("ok",),
        (" ".join(["The second half repeats the first half, only louder and with more rain."] * 12),),
    ),
    2: (
        ("How do I reset my router?", "What is the way to restart a router?"),
        ("Can cats eat cheese?", "How tall is the tallest building in Europe?"),
        ("The council approved the bridge on Monday.", "On Monday the bridge was approved by the council."),
        ("Why is the sky blue?", "cf Why does the sky turn red at sunset?"),
        ("Is [SEP] a word?", "¿Dónde está la biblioteca? 📚"),
        ("ok", "ok"),
        (" ".join(["Which of these trains stops at the harbour after nine?"] * 8), "Which train stops at the harbour?"),
    ),
}


def fresh(work: Path) -> Path:
    """An empty draft folder: stages that write into it run again on every sitting."""
    folder = work / "draft"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write(
    folder: Path, request: Request, recipe: Recipe, inputs: Inputs, keep_ratio: float, figures: dict[str, Any]
) -> None:
    """`draft.json`, written last: a draft folder without it is not finished."""
    shutil.copyfile(inputs.suspect.path / "tokenizer.json", folder / "tokenizer.json")
    config = inputs.suspect.model.config
    facts = {
        "schema_version": 1,
        "task": request.task,
        "segments": request.segments,
        "labels": inputs.suspect.labels,
        "token_limit": recipe.token_limit,
        "architecture": {
            "model_type": config.model_type,
            "layers": config.num_hidden_layers,
            "hidden": config.hidden_size,
            "vocab_size": config.vocab_size,
        },
        "digests": inputs.digests,
        "recipe": recipe.model_dump(),
        "keep_ratio": keep_ratio,
        "engine": {"version": __version__, **{library: version(library) for library in LIBRARIES}},
        "figures": figures,
        "golden_texts": [dict(zip(("first", "second"), texts, strict=False)) for texts in GOLDEN[request.segments]],
    }
    atomic_write(folder / "draft.json", (json.dumps(facts, indent=2) + "\n").encode())
