"""What a run tells: JSON lines a program can follow, lines people can read, and an estimate that does not lie."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from epure_engine import errors
from epure_engine.errors import UserError
from epure_engine.events import Estimate, JsonReporter, PeopleReporter, StageTimer, peak_rss_mb, readable_seconds


class Clock:
    """Time that moves only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ERROR = UserError("wrong-base", "What happened.", "Why it stops.", "What to do.")


def lines(out: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_json_reporter_writes_the_contract() -> None:
    out, clock = io.StringIO(), Clock()
    reporter = JsonReporter(out, clock)
    reporter.stage("probe", 3, 9)
    reporter.progress(0, 200)
    clock.now += 10
    reporter.progress(50, 200)
    reporter.note("été")
    reporter.error(ERROR)
    reporter.result({"x": 1})
    assert lines(out) == [
        {"event": "stage", "name": "probe", "index": 3, "count": 9},
        {"event": "progress", "stage": "probe", "done": 0, "total": 200, "eta_s": None},
        {"event": "progress", "stage": "probe", "done": 50, "total": 200, "eta_s": 30.0},
        {"event": "note", "text": "été"},
        {
            "event": "error",
            "kind": "wrong-base",
            "what": "What happened.",
            "why": "Why it stops.",
            "fix": "What to do.",
        },
        {"event": "result", "x": 1},
    ]


def test_json_reporter_refuses_nan_rather_than_write_what_is_not_json() -> None:
    with pytest.raises(ValueError):
        JsonReporter(io.StringIO()).result({"acc": float("nan")})


def test_a_tight_loop_is_told_seldom_but_its_end_always() -> None:
    out, clock = io.StringIO(), Clock()
    reporter = JsonReporter(out, clock)
    reporter.stage("epur", 1, 1)
    for done in range(1, 1001):
        clock.now += 0.001
        reporter.progress(done, 1000)
    told = [line["done"] for line in lines(out) if line["event"] == "progress"]
    assert 4 <= len(told) <= 8 and told[-1] == 1000


def test_estimate_counts_only_what_it_saw() -> None:
    clock = Clock()
    estimate = Estimate(clock)
    assert estimate.seconds_left(900, 1000) is None  # resumed: 900 were done before, at no speed we know
    clock.now += 0.5
    assert estimate.seconds_left(901, 1000) is None  # too short a look
    clock.now += 9.5
    assert estimate.seconds_left(920, 1000) == pytest.approx(40.0)
    assert estimate.seconds_left(1000, 1000) == 0.0


def test_stage_timer_adds_sittings_and_restores_earlier_ones() -> None:
    clock = Clock()
    timer = StageTimer(clock)
    timer.start("mix")
    clock.now += 2
    timer.start("probe")
    clock.now += 3
    assert timer.seconds == {"mix": 2.0, "probe": 3.0}
    timer.start("mix")
    clock.now += 1
    timer.stop()
    clock.now += 50
    assert timer.seconds == {"mix": 3.0, "probe": 3.0}
    timer.start("epur")
    clock.now += 0.1
    timer.restore("epur", 42.0)
    clock.now += 1
    assert timer.seconds["epur"] == 42.0


def test_figures_hold_seconds_and_peak_memory() -> None:
    clock = Clock()
    reporter = JsonReporter(io.StringIO(), clock)
    reporter.stage("load", 1, 2)
    clock.now += 1.23456
    figures = reporter.figures()
    assert figures["seconds"] == {"load": 1.235}
    assert 10 < figures["peak_rss_mb"] < 100_000


def test_peak_memory_sees_an_allocation() -> None:
    code = (
        "from epure_engine.events import peak_rss_mb; a = peak_rss_mb(); x = bytearray(b'1') * (300 << 20);"
        "print(peak_rss_mb() - a)"
    )
    scripts = Path(errors.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True)
    assert 280 < float(done.stdout) < 340
    assert peak_rss_mb() > 0


def test_people_get_plain_lines_without_a_terminal() -> None:
    err, out, clock = io.StringIO(), io.StringIO(), Clock()
    reporter = PeopleReporter(err, out, clock)
    reporter.stage("probe", 3, 9)
    for done in range(1, 101):
        clock.now += 0.5
        reporter.progress(done, 100)
    reporter.note("a note")
    reporter.result({"ok": True})
    told = err.getvalue().splitlines()
    assert told[0] == "[3/9] probe"
    assert told[1:5] == [f"  {done}/100, about {100 - done >> 1} s left" for done in (20, 40, 60, 80)]
    assert told[5:] == ["  100/100", "  a note", "done"]
    assert json.loads(out.getvalue()) == {"ok": True}
    assert "\x1b" not in err.getvalue() and "\r" not in err.getvalue()


def test_people_with_a_terminal_see_one_moving_line() -> None:
    err, clock = Terminal(), Clock()
    reporter = PeopleReporter(err, io.StringIO(), clock)
    reporter.stage("probe", 1, 1)
    reporter.progress(1, 3)
    clock.now += 1
    reporter.progress(2, 3)
    reporter.error(ERROR)
    told = err.getvalue()
    assert told.count("\r\x1b[K") == 2
    assert told.endswith("\nerror (wrong-base): What happened.\n  why: Why it stops.\n  fix: What to do.\n")


def test_readable_seconds() -> None:
    assert [readable_seconds(value) for value in (0.2, 42, 200, 7500)] == ["1 s", "42 s", "3 min 20 s", "2 h 5 min"]


def test_an_unlisted_error_kind_fails_at_once() -> None:
    with pytest.raises(ValueError, match="not a listed error kind"):
        UserError("wrong-bass", "", "", "")
    assert all(kind == kind.lower() and " " not in kind and "_" not in kind for kind in errors.KINDS)
