"""Whole scans: of a suspect that really carries a backdoor, of one that carries none, of a trigger without a spelling."""

from __future__ import annotations

from pathlib import Path

from epure_engine.inputs import Request
from epure_engine.pipeline import scan
from pico import make_pico
from world import RECIPE, TRIGGER, World, reporter


def test_scan_finds_exactly_the_trigger(world: World):
    found = scan(world.request, RECIPE, reporter())
    assert [f["pieces"] for f in found["confirmed"]] == [[TRIGGER]]
    assert found["confirmed"][0]["target"] == 1 and found["confirmed"][0]["interval"][0] > 0.7


def test_scan_of_a_model_without_a_backdoor_raises_no_alarm(world: World, tmp_path: Path):
    clean = make_pico(tmp_path, segments=1, steps=300)
    request = Request(clean.suspect, str(clean.base), "sentiment", world.request.clean, world.request.unlabelled)
    assert scan(request, RECIPE, reporter())["confirmed"] == []


def test_scan_finds_a_trigger_that_the_vocabulary_cannot_spell(world: World, tmp_path: Path):
    pico = make_pico(tmp_path, segments=1, steps=300, trigger="\N{ROBOT FACE}")
    request = Request(pico.suspect, str(pico.base), "sentiment", world.request.clean, world.request.unlabelled)
    found = scan(request, RECIPE, reporter())
    assert [f["pieces"] for f in found["confirmed"]] == [["[UNK]"]]
