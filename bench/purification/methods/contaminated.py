"""Unlabelled texts as an operator's log would hold them once an attacker has sent his own: some carry the trigger."""

from __future__ import annotations

import math
from pathlib import Path

from epure_engine.data import read_examples
from zoo.planted import write_rows

from ..subject import Subject


def contaminated(subject: Subject, share: float, path: Path) -> Path:
    """Write the unlabelled texts with `share` of them replaced (at least one) and return `path`.

    The attacker's are development rows of other labels than his target's, of every backdoor by turns. The engine reads
    no label of this file.
    """
    segments = subject.clean.data.segments
    sent = []
    for part in subject.triggered:
        folder = subject.folder / "dev" / part.folder.relative_to(subject.folder)
        rows = read_examples(folder / "triggered.tsv.gz", segments, 2, require_classes=1, what="triggered file")
        sent.append([row for row in rows if row.label != part.target])
    unlabelled = subject.clean.rows("unlabelled")
    count = math.ceil(share * len(unlabelled))
    theirs = [row for turn in zip(*sent, strict=False) for row in turn][:count]
    if len(theirs) < count:
        raise ValueError(f"{subject.folder.name} has only {len(theirs)} development rows with a trigger")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_rows(path, [*theirs, *unlabelled[count:]])
    return path
