"""Stands in for the offline engine in tests of the command: the same words on the wire, a pico model in a second.

What it does is chosen by the name of the suspect folder: `refuse`, `crash`, `babble`, `slow`, anything else works.
"""

import argparse
import importlib.util
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

PICO = Path(__file__).resolve().parents[3] / "pico" / "make_pico_bundle.py"


def say(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["scan", "purify", "statement"])
    for name in (
        "suspect",
        "base",
        "clean",
        "task",
        "work",
        "scan",
        "unlabelled",
        "recipe",
        "test",
        "benign",
        "facts",
    ):
        parser.add_argument(f"--{name}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-ratio", default="auto")
    parser.add_argument("--attack", action="append", default=[])
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--events", action="store_true", required=True)
    args = parser.parse_args()
    if args.command == "statement":
        say("result", statement=real_statement(Path(args.facts)))
        return 0
    behaviour = Path(args.suspect).name
    if args.scan is not None:
        say("note", text=f"taking over {args.scan}")
    say("stage", name="load", index=1, count=2)
    if behaviour == "refuse":
        say(
            "error",
            kind="pickle-refused",
            what="The checkpoint is a pickle.",
            why="Pickles run code.",
            fix="Convert it.",
        )
        return 2
    if behaviour == "crash":
        raise RuntimeError("a defect, on purpose")
    if behaviour == "babble":
        print("this is no event", flush=True)
        return 0
    if args.command == "scan":
        trigger = {
            "kind": "sequence",
            "pieces": ["cf"],
            "target": 1,
            "flip_rate": 0.98,
            "interval": [0.93, 1.0],
        }
        candidate = {"id": 7, "piece": "cf", "score": 4.1, "drift": 9.0, "frequency": 3}
        found = [trigger] if args.clean else []
        say(
            "result",
            candidates=[candidate],
            confirmed=found,
            findings=found,
            probed=bool(args.clean),
            given={"work": args.work, "recipe": args.recipe, "restart": args.restart},
        )
        return 0
    say("stage", name="mix", index=2, count=2)
    work = Path(args.work)
    marker = work / "mix.done"
    if behaviour == "slow" and not marker.exists():
        try:
            for step in range(600):
                say("progress", stage="mix", done=step, total=600, eta_s=60 - step / 10)
                time.sleep(0.1)
        except KeyboardInterrupt:
            marker.write_text("kept\n", encoding="utf-8")
            return 130
    if marker.exists():
        say("note", text="continuing after mix")
    make = [
        sys.executable,
        str(PICO),
        str(work / "draft"),
        "--task",
        args.task,
        "--seed",
        str(args.seed),
    ]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    if behaviour == "worse":
        spoil(work / "draft" / "draft.json")
    say("result", draft=str(work / "draft"), seconds={"mix": 0.1}, peak_rss_mb=50.0)
    return 0


def real_statement(facts: Path) -> dict[str, object]:
    """As the true engine writes it: this one has nothing to make faster."""
    module = (
        Path(__file__).resolve().parents[4] / "scripts" / "epure_engine/statement.py"
    )
    spec = importlib.util.spec_from_file_location("statement", module)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.write_statement_of(facts)


def spoil(path: Path) -> None:
    """A probe that found a token which still flips everything."""
    draft = json.loads(path.read_text(encoding="utf-8"))
    draft["figures"]["probe"]["worst_remaining"] = {
        "pieces": ["cf"],
        "kind": "token",
        "target": 1,
        "flip_rate": 1.0,
    }
    path.write_text(json.dumps(draft), encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
