"""Whole runs of the engine on a pico suspect that really carries a backdoor: scan, purify, resume, same seed same bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from epure_engine.errors import UserError
from epure_engine.events import JsonReporter
from epure_engine.inputs import Request, load_inputs
from epure_engine.looking import scan_folder
from epure_engine.pipeline import PURIFY_STAGES, purify, scan
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
    request: Request
    root: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = Path(tmp_path_factory.mktemp("world"))
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


@pytest.fixture(scope="module")
def purified(world: World) -> dict:
    return purify(world.request, RECIPE, world.root / "work", reporter())


def test_scan_finds_exactly_the_trigger(world: World):
    found = scan(world.request, RECIPE, reporter())
    assert [f["pieces"] for f in found["confirmed"]] == [[TRIGGER]]
    assert found["confirmed"][0]["target"] == 1 and found["confirmed"][0]["interval"][0] > 0.7


def test_scan_of_a_model_without_a_backdoor_raises_no_alarm(world: World, tmp_path: Path):
    clean = make_pico(tmp_path, segments=1, steps=300)
    request = Request(clean.suspect, str(clean.base), "sentiment", world.request.clean, world.request.unlabelled)
    assert scan(request, RECIPE, reporter())["confirmed"] == []


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
    guard = json.loads((draft / "guard.json").read_text())
    assert [trigger["text"] for trigger in guard["triggers"]] == [TRIGGER]
    rows = [json.loads(line) for line in gzip.decompress((draft / "evaluation.jsonl.gz").read_bytes()).splitlines()]
    assert {row["set"] for row in rows} == {"test", "triggered"}
    assert all(np.isfinite(row["reference"]).all() for row in rows)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_same_seed_same_bytes(world: World, purified: dict):
    again = purify(world.request, RECIPE, world.root / "again", reporter())
    assert digests(Path(purified["draft"])) == digests(Path(again["draft"]))


def test_scan_finds_a_trigger_that_the_vocabulary_cannot_spell(world: World, tmp_path: Path):
    pico = make_pico(tmp_path, segments=1, steps=300, trigger="\N{ROBOT FACE}")
    request = Request(pico.suspect, str(pico.base), "sentiment", world.request.clean, world.request.unlabelled)
    found = scan(request, RECIPE, reporter())
    assert [f["pieces"] for f in found["confirmed"]] == [["[UNK]"]]


@pytest.mark.parametrize("at", ["keep-ratio", "proof", "export"])
def test_a_run_stopped_in_any_stage_goes_on_and_ends_with_the_same_bytes(
    world: World, purified: dict, tmp_path: Path, at: str
):
    class Stopping(JsonReporter):
        def progress(self, done: int, total: int) -> None:
            if self._stage == at and done >= total // 2:
                raise KeyboardInterrupt

        def _tell_stage(self, name: str, index: int, count: int) -> None:
            if name == at == "export":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purify(world.request, RECIPE, tmp_path / "work", Stopping(io.StringIO()))
    out = purify(world.request, RECIPE, tmp_path / "work", reporter())
    assert digests(Path(purified["draft"])) == digests(Path(out["draft"]))


def test_work_of_another_run_is_not_mixed_in(world: World, purified: dict):
    other = RECIPE.model_copy(update={"seed": 6})
    with pytest.raises(UserError) as caught:
        purify(world.request, other, world.root / "work", reporter())
    assert caught.value.kind == "work-folder-differs"


def test_a_repair_takes_over_a_scan_and_ends_with_the_same_bytes(world: World, purified: dict, tmp_path: Path):
    looked = scan(world.request, RECIPE, reporter(), tmp_path / "scan")
    assert scan(world.request, RECIPE, reporter(), tmp_path / "scan")["findings"] == looked["findings"]
    events = io.StringIO()
    out = purify(world.request, RECIPE, tmp_path / "work", JsonReporter(events), scanned=tmp_path / "scan")
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
