"""Whole repairs of a pico suspect that really carries a backdoor: purify, stop and go on, same seed same bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from epure_engine.errors import UserError
from epure_engine.events import JsonReporter
from epure_engine.inputs import load_inputs
from epure_engine.looking import scan_folder
from epure_engine.pipeline import PURIFY_STAGES, purify, scan
from epure_engine.recipe import Recipe
from world import RECIPE, TRIGGER, World, reporter


@pytest.fixture(scope="module")
def purified(world: World) -> dict:
    return purify(world.request, RECIPE, world.root / "work", reporter())


class Stopping(JsonReporter):
    """Is interrupted half way through a stage, or where it begins if it tells no progress."""

    def __init__(self, at: str, out: io.StringIO) -> None:
        super().__init__(out)
        self._at = at

    def progress(self, done: int, total: int) -> None:
        super().progress(done, total)
        if self._stage == self._at and done >= total // 2:
            raise KeyboardInterrupt

    def _tell_stage(self, name: str, index: int, count: int) -> None:
        super()._tell_stage(name, index, count)
        if name == self._at == "export":
            raise KeyboardInterrupt


def test_purify_removes_the_backdoor_and_keeps_the_accuracy(purified: dict):
    (attack,) = purified["attacks"]
    assert attack["suspect"]["asr"] > 0.9, "the suspect must really be backdoored"
    assert attack["purified_fp32"]["asr"] < 0.2
    assert purified["clean"]["purified_fp32"]["acc"] >= purified["clean"]["suspect"]["acc"] - 0.02


def test_the_draft_is_complete(purified: dict):
    draft = Path(purified["draft"])
    names = {path.name for path in draft.iterdir()}
    wanted = {
        "model.onnx",
        "model.onnx.data",
        "tokenizer.json",
        "guard.json",
        "guard.bin",
        "draft.json",
        "evaluation.jsonl.gz",
    }
    assert wanted == names
    facts = json.loads((draft / "draft.json").read_text())
    assert facts["recipe"]["seed"] == 5 and facts["keep_ratio"] in RECIPE.keep_grid
    assert facts["figures"]["keep_ratio"]["learnt_anew"] is False  # its trigger was found
    guard = json.loads((draft / "guard.json").read_text())
    assert [trigger["text"] for trigger in guard["triggers"]] == [TRIGGER]
    rows = [json.loads(line) for line in gzip.decompress((draft / "evaluation.jsonl.gz").read_bytes()).splitlines()]
    assert {row["set"] for row in rows} == {"test", "triggered"}
    assert all(np.isfinite(row["reference"]).all() for row in rows)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_run_stopped_in_every_stage_goes_on_and_ends_with_the_same_bytes(
    world: World, purified: dict, tmp_path: Path
):
    """All of it runs a second time here, a scan of its own too: the same seed gives the same bytes, stopped or not."""
    for at in ("keep-ratio", "proof", "export"):
        with pytest.raises(KeyboardInterrupt):
            purify(world.request, RECIPE, tmp_path / "work", Stopping(at, io.StringIO()))
    out = purify(world.request, RECIPE, tmp_path / "work", reporter())
    assert digests(Path(purified["draft"])) == digests(Path(out["draft"]))


def test_work_of_another_run_is_not_mixed_in(world: World, purified: dict):
    other = RECIPE.model_copy(update={"seed": 6})
    with pytest.raises(UserError) as caught:
        purify(world.request, other, world.root / "work", reporter())
    assert caught.value.kind == "work-folder-differs"


def test_a_repair_takes_over_a_scan_stopped_or_not_and_ends_with_the_same_bytes(
    world: World, purified: dict, tmp_path: Path
):
    folder = tmp_path / "scan"
    found = scan(world.request, RECIPE, reporter(), folder)
    assert scan(world.request, RECIPE, reporter(), folder)["findings"] == found["findings"]
    events = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        purify(world.request, RECIPE, tmp_path / "work", Stopping("export", events), scanned=folder)
    out = purify(world.request, RECIPE, tmp_path / "work", JsonReporter(events), scanned=folder)
    assert digests(Path(purified["draft"])) == digests(Path(out["draft"]))
    worked = {e["stage"] for line in events.getvalue().splitlines() if (e := json.loads(line))["event"] == "progress"}
    assert "keep-ratio" in worked and not worked & {"screen", "probe", "phrases"}


def test_a_scan_of_other_inputs_or_none_at_all_is_not_taken_over(world: World, tmp_path: Path):
    with pytest.raises(UserError) as caught:
        purify(world.request, RECIPE, tmp_path / "work", reporter(), scanned=tmp_path / "no-scan")
    assert caught.value.kind == "missing-file"
    with scan_folder(tmp_path / "scan", load_inputs(world.request, RECIPE), RECIPE):
        pass
    other = RECIPE.model_copy(update={"seed": 6})
    with pytest.raises(UserError) as caught:
        purify(world.request, other, tmp_path / "work", reporter(), restart=True, scanned=tmp_path / "scan")
    assert caught.value.kind == "work-folder-differs" and "seed" in str(caught.value)


def test_the_papers_own_method_runs_as_published(world: World):
    recipe = Recipe(
        method="paper", seed=5, token_limit=64, reset_rows=10, probe_candidates=30, steps=40, keep_ratio=0.5,
        distil_weight=0, hidden_weight=0, label_weight=1, trigger_share=0, mix_word_embeddings=True, learning_rate=1e-3,
    )  # fmt: skip
    out = purify(world.request, recipe, world.root / "paper", reporter())
    assert out["keep_ratio"] == 0.5 and out["attacks"][0]["suspect"]["asr"] > 0.9


def test_stages_are_told_in_the_order_of_the_diagram(world: World, purified: dict):
    out = io.StringIO()
    purify(world.request, RECIPE, world.root / "work", JsonReporter(out))  # all done: nothing runs twice
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert tuple(e["name"] for e in events if e["event"] == "stage") == PURIFY_STAGES
