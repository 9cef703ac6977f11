"""`python -m epure_engine scan|purify|statement`: the offline engine's own door, for people and for the `epure` command."""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path
from typing import Any

from .data import SEGMENTS
from .errors import EXIT_DEFECT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USER_ERROR, UserError
from .events import JsonReporter, PeopleReporter, Reporter
from .statement import write_statement_of


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    reporter: Reporter = JsonReporter() if options.events else PeopleReporter()
    try:
        reporter.result(_run(options, reporter))
    except UserError as error:
        reporter.error(error)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception:
        traceback.print_exc()
        return EXIT_DEFECT
    return EXIT_OK


def _run(options: argparse.Namespace, reporter: Reporter) -> dict[str, Any]:
    if options.command == "statement":
        return {"statement": write_statement_of(options.facts)}
    # torch takes seconds to import, and a statement needs none of it.
    from .inputs import Request
    from .pipeline import purify, scan
    from .recipe import load_recipe

    ratio = None if options.keep_ratio in (None, "auto") else _number(options.keep_ratio)
    recipe = load_recipe(options.recipe, {"seed": options.seed, "keep_ratio": ratio})
    request = Request(
        suspect=options.suspect, base=options.base, task=options.task, clean=options.clean, unlabelled=options.unlabelled,
        test=getattr(options, "test", None), attacks=getattr(options, "attack", []), benign=getattr(options, "benign", None),
    )  # fmt: skip
    if options.command == "scan":
        return scan(request, recipe, reporter, options.work, options.restart)
    return purify(request, recipe, options.work, reporter, restart=options.restart, scanned=options.scan)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(
            "bad-option", "--keep-ratio is neither 'auto' nor a number.", "It is the share of weights kept from the suspect.",
            "Write --keep-ratio auto, or a number from 0 to 1."
        ) from None  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="epure_engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("scan", "purify"):
        command = commands.add_parser(name)
        command.add_argument(
            "--suspect", required=True, type=Path, help="Hugging Face folder of the suspect classifier"
        )
        command.add_argument("--base", required=True, help="folder of its clean base, or pip:<package>")
        command.add_argument("--clean", required=name == "purify", type=Path, help="a few clean labelled texts")
        command.add_argument("--unlabelled", type=Path, help="clean texts without labels: more of them, better repair")
        command.add_argument("--task", required=name == "purify", choices=list(SEGMENTS))
        command.add_argument("--recipe", type=Path)
        command.add_argument("--seed", type=int)
        command.add_argument("--keep-ratio", default=None, help="'auto' or a number from 0 to 1")
        command.add_argument("--events", action="store_true", help="JSON lines on standard output")
        command.add_argument(
            "--work", required=name == "purify", type=Path, help="folder for the stages (and the draft of a repair)"
        )
        command.add_argument("--restart", action="store_true", help="drop stages made from other inputs")
        if name == "purify":
            command.add_argument("--scan", type=Path, help="work folder of a scan, whose stages are taken over")
            command.add_argument("--test", type=Path, help="labelled rows, measured only")
            command.add_argument("--attack", type=Path, action="append", default=[], help="zoo folder, measured only")
            command.add_argument("--benign", type=Path, help="benign checkpoint of the same recipe, measured only")
    command = commands.add_parser("statement", help="write how a bundle was built; for the `epure` command")
    command.add_argument("--facts", required=True, type=Path, help="JSON file; see statement.py")
    command.add_argument("--events", action="store_true", help="JSON lines on standard output")
    return parser


if __name__ == "__main__":
    sys.exit(main())
