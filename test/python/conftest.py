"""Fixtures of the engine's tests. One thread: the pico models are too small to share out, and results stay the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from pico import Pico, make_pico
from world import World, make_world

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def pico_single(tmp_path_factory: pytest.TempPathFactory) -> Pico:
    """A suspect for single texts and its base, with a small drift. Shared: never write into its folders."""
    return make_pico(Path(tmp_path_factory.mktemp("pico-single")), segments=1)


@pytest.fixture(scope="session")
def pico_pair(tmp_path_factory: pytest.TempPathFactory) -> Pico:
    """The same for pairs of texts."""
    return make_pico(Path(tmp_path_factory.mktemp("pico-pair")), segments=2)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A suspect with a backdoor, clean texts, test rows and triggered ones. Shared."""
    return make_world(Path(tmp_path_factory.mktemp("world")))
