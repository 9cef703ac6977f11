"""`python -m purification`: the door of the bench, for people and for `epure bench purification`."""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from epure_engine.errors import EXIT_DEFECT, EXIT_INTERRUPTED, EXIT_OK, EXIT_USER_ERROR, UserError
from epure_engine.events import make_reporter

from .datasets import DATA_SETS
from .plan import ATTACKS, METHODS, chosen, full_plan, quick_plan
from .report import write_report
from .results import Results
from .run import Options, Versions, run

QUICK_DEADLINE_S = 600.0  # the last cell that is begun before it may take another five minutes


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    reporter = make_reporter(options.events)
    try:
        if options.report_only:
            records = Results(options.results).records
            reporter.result({"report": str(write_report(records, options.results.parent, Versions().current))})
            return EXIT_OK
        if options.data is None or not options.data.is_dir():
            raise UserError("file-not-found", "The folder of the benchmark data is not there.",
                            "The project carries no data sets; bench/purification/README.md says what the files hold.",
                            "Give it with --data DIR.")  # fmt: skip
        _check(options)
        plan = quick_plan() if options.quick else full_plan()
        cells = chosen(plan, options.sets, options.attacks, options.methods, options.seeds)
        suspects = options.suspects or options.work / "suspects"
        suspects.mkdir(parents=True, exist_ok=True)
        deadline = QUICK_DEADLINE_S if options.quick else options.minutes * 60 if options.minutes else None
        where = Options(options.data, suspects, options.work, options.results, not options.no_train, deadline)
        reporter.result(run(cells, where, reporter))
    except UserError as error:
        reporter.error(error)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception:
        traceback.print_exc()
        return EXIT_DEFECT
    return EXIT_OK


def _check(options: argparse.Namespace) -> None:
    """Raises UserError for a name that is in no plan: asked for nothing, a run would end at once and look finished."""
    for option, known in (("sets", DATA_SETS), ("attacks", ATTACKS), ("methods", METHODS)):
        unknown = [name for name in getattr(options, option) if name not in known]
        if unknown:
            raise UserError("bad-option", f"--{option} names what there is none of: {', '.join(unknown)}.",
                            f"Known: {', '.join(known)}.", "Correct the name.")  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(prog="purification", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the benchmark data")
    parser.add_argument("--suspects", type=Path, help="folder of trained suspects (default: under --work)")
    parser.add_argument("--work", type=Path, default=Path(".epure-bench"), help="folder for what can be made again")
    parser.add_argument("--results", type=Path, default=here / "results", help="folder of the JSON Lines")
    parser.add_argument("--quick", action="store_true", help="a quarter of an hour: one attack, one seed")
    parser.add_argument("--minutes", type=float, help="start no cell after so many minutes")
    parser.add_argument("--sets", nargs="+", action="extend", default=[])
    parser.add_argument("--attacks", nargs="+", action="extend", default=[])
    parser.add_argument("--methods", nargs="+", action="extend", default=[])
    parser.add_argument("--seeds", nargs="+", action="extend", default=[], type=int)
    parser.add_argument("--no-train", action="store_true", help="run only cells whose suspects are there")
    parser.add_argument("--report-only", action="store_true", help="write the report from the results on hand")
    parser.add_argument("--events", action="store_true", help="JSON lines on standard output")
    return parser


if __name__ == "__main__":
    sys.exit(main())
