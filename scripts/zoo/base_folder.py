"""Where a base model's files lie: a folder, or one of the packages that the engine knows."""

from __future__ import annotations

from pathlib import Path

from epure_engine.checkpoint import pip_folder


def base_folder(spec: str) -> Path:
    """`pip:<name>` or a path, as for `--base` everywhere."""
    return pip_folder(spec[4:]) if spec.startswith("pip:") else Path(spec)
