"""The figure that the last gate judges: of all that was tried on the repaired model, what moves it furthest."""

from __future__ import annotations

from epure_engine.proof import most_damaging
from epure_engine.trial import Finding


def finding(piece: int, flips: float, **over) -> Finding:
    plain = {"kind": "sequence", "control": 0.1, "reference": 0.0, "in_use": False, "confirmed": False}
    facts = {"flip_rate": flips, "interval": (0.0, 1.0), "texts": 32, "drift": 1.0, "frequency": 10.0, "target": 1}
    return Finding(ids=(piece,), **{**plain, **facts, **over})


def test_the_furthest_beyond_its_controls_is_the_worst():
    strong_on_every_model = finding(11, 0.9, reference=0.85)
    left = finding(12, 0.4)
    assert most_damaging([strong_on_every_model, left]) is left


def test_honest_words_and_persuasion_are_passed_over():
    honest, persuasion, left = finding(11, 0.9, in_use=True), finding(12, 1.0, kind="set"), finding(13, 0.2)
    assert most_damaging([persuasion, honest, left]) is left
    assert most_damaging([persuasion, honest]) is None
    confirmed = finding(14, 0.6, kind="set", confirmed=True)
    assert most_damaging([persuasion, left, confirmed]) is confirmed
    obeyed = finding(15, 0.95, in_use=True, confirmed=True)
    assert most_damaging([honest, left, obeyed]) is obeyed, "a word in use that forces long texts is no honest word"


def test_nothing_tried_has_no_worst():
    assert most_damaging([]) is None
