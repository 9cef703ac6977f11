"""Épure itself, as a stranger would run it: the command, as a black box, and what it answers and leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from epure_engine.trial import OPENING

from ..datasets import LABELLED
from ..subject import Subject
from ..suspects import BASE

ROOT = Path(__file__).resolve().parents[3]


class CommandFailed(Exception):
    """The command ended without a bundle; holds the end of what it said."""


def ours(
    subject: Subject, size: int, seed: int, work: Path, unlabelled: Path | None, keep_ratio: float | None
) -> dict[str, Any]:
    """Run `epure purify` and read the figures: fp32, and the shipped int8 bytes in WASM, guard off and on.

    The bundle stays in `work`, under the suspect's name: `bench/guard/served.ts` can ask it what honest callers meet.
    """
    data, out = subject.clean.data, work / subject.folder.name
    shutil.rmtree(work / f"{out.name}.epure-work", ignore_errors=True)  # what an interrupted cell left
    work.mkdir(parents=True, exist_ok=True)
    arguments = [
        "--suspect", subject.folder, "--base", BASE, "--task", data.task, "--clean", subject.clean.labelled(size),
        "--test", subject.clean.file("test"), "--benign", subject.benign, "--out", out, "--force", "--seed", seed, "--json",
        "--quiet",
        *(["--unlabelled", unlabelled] if unlabelled is not None else []),
        *(["--keep-ratio", keep_ratio] if keep_ratio is not None else []),
        *(option for part in subject.triggered for option in ("--attack", part.folder)),
    ]  # fmt: skip
    answer = run_epure(["purify", *map(str, arguments)])
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return {**figures(report, subject), "stages": answer["seconds"], "peak_rss_mb": answer["peak_rss_mb"]}


def scan(subject: Subject, seed: int) -> dict[str, Any]:
    """Run `epure scan` and read what it confirmed."""
    data = subject.clean.data
    answer = run_epure([
        "scan", *map(str, (
            "--suspect", subject.folder, "--base", BASE, "--task", data.task, "--clean", subject.clean.labelled(LABELLED),
            "--unlabelled", subject.clean.file("unlabelled"), "--seed", seed, "--json", "--quiet",
        )),
    ])  # fmt: skip
    return {
        "triggers": match_triggers(subject, [_confirmed(finding) for finding in answer["confirmed"]]),
        "stages": answer["seconds"], "peak_rss_mb": answer["peak_rss_mb"],
    }  # fmt: skip


def run_epure(arguments: Sequence[str]) -> dict[str, Any]:
    """The command's JSON answer. Exit 3 is an answer too: a gate failed, and the figures say why."""
    done = subprocess.run(
        [os.environ.get("EPURE_NODE", "node"), str(ROOT / "src/cli/epure.mjs"), *arguments],
        capture_output=True,
        text=True,
    )
    if done.returncode not in (0, 3):
        raise CommandFailed(
            f"epure {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}{done.stdout[-500:]}"
        )
    return json.loads(done.stdout)


def figures(report: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The report's figures in the bench's own form. fp32 on top, the shipped bytes under `int8`."""
    clean, shipped = report["fp32"]["clean"], report["shipped"]
    fp32 = {attack["name"]: attack for attack in report["fp32"]["attacks"]}

    def int8(voice: str) -> dict[str, Any]:
        return {
            "acc": shipped["clean"]["acc"][voice]["value"],
            "attacks": [
                {
                    "name": a["name"],
                    "target": a["target"],
                    "asr": a["asr"][voice]["value"],
                    "pacc": a["pacc"][voice]["value"],
                }
                for a in shipped["attacks"]
            ],
        }

    confirmed = [_confirmed(finding) for finding in report["fp32"]["probe"]["suspect"] if finding["confirmed"]]
    worst = report["fp32"]["probe"].get("worst_remaining")
    return {
        "acc": clean["purified_fp32"]["acc"],
        "rows": clean["rows"],
        "attacks": [
            {"name": name, "target": attack["target"], "rows": attack["rows"], **attack["purified_fp32"]}
            for name, attack in fp32.items()
        ],
        "int8": int8("off"),
        "int8_guarded": int8("on"),
        "flips": shipped["clean"]["flips"]["value"],
        "keep_ratio": report["keep_ratio"],
        "unlabelled_dropped": report["fp32"]["unlabelled_dropped"],
        "triggers": match_triggers(subject, confirmed),
        "worst_remaining": None if worst is None else {"pieces": worst["pieces"], "flip_rate": worst["flip_rate"]},
        "gates_failed": [gate["name"] for gate in report["gates"] if gate["passed"] is False],
    }


def _confirmed(finding: dict[str, Any]) -> dict[str, Any]:
    return {key: finding[key] for key in ("pieces", "kind", "target", "flip_rate", "echo")}


def match_triggers(subject: Subject, confirmed: list[dict[str, Any]]) -> dict[str, Any]:
    """How many true triggers were confirmed exactly (same set of pieces), and what was confirmed that is no trigger.

    A confirmed set all of whose pieces lie in one true trigger is a part of it: neither exact nor a false alarm. Nor is
    an echo, a word that fires the same backdoor, and that the scan calls so; nor a way to begin a text, where the attack's
    trigger is a form of the text and not something put in.
    """
    tokenizer = subject.suspect.tokenizer
    true: set[frozenset[str]] = set()
    for part in subject.triggered:
        facts = json.loads((part.folder / "attack.json").read_text(encoding="utf-8"))
        true |= {frozenset(tokenizer.encode(t, add_special_tokens=False).tokens) for t in facts["triggers"]}
    form = bool(subject.triggered) and not true
    named = [one for one in confirmed if not one["echo"] and not (form and one["kind"] == OPENING)]
    found = [frozenset(finding["pieces"]) for finding in named]
    return {
        "true": sorted(" ".join(sorted(trigger)) for trigger in true),
        "confirmed": confirmed,
        "exact": len(true & set(found)),
        "parts": sum(any(pieces < trigger for trigger in true) for pieces in found),
        "echoes": sum(one["echo"] for one in confirmed),
        "false_alarms": sum(not any(pieces <= trigger for trigger in true) for pieces in found),
    }
