"""The clean sets, cut from the benchmark data the same way every time.

Suspects are trained on the first rows of a training file, everything a defender holds comes from the rows behind them.
Choices are made on `dev`, `test` is only measured.
"""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from pathlib import Path

from epure_engine.data import Example, read_examples
from zoo.planted import write_rows

SEED = 5
LABELLED, UNLABELLED, DEV = 64, 1500, 1200


@dataclass(frozen=True)
class DataSet:
    """task: as `--task`. trained: rows that suspects see. pool: rows behind them that the clean sets are drawn from.

    fewest_fields: shorter rows are left out (sst2.train holds mostly phrases). dev: a file, where there is one. steps: of
    32 texts each; texts four times as long teach in half as many.
    """

    name: str
    task: str
    trained: int
    pool: int
    token_limit: int
    fewest_fields: int = 0
    dev: str | None = None
    steps: int = 900

    @property
    def segments(self) -> int:
        return 2 if self.task == "sentence-pair" else 1


DATA_SETS = {
    data.name: data
    for data in (
        DataSet("sst2", "sentiment", 40_000, 3_000, 64, fewest_fields=9, dev="sst2.dev"),
        DataSet("qqp", "sentence-pair", 13_500, 3_793, 80),
        DataSet("imdb", "sentiment", 18_000, 4_000, 256, steps=450),
        DataSet("amazon", "sentiment", 4_500, 3_500, 128),
        DataSet("qnli", "sentence-pair", 30_000, 4_000, 96),
    )
}


@dataclass(frozen=True)
class CleanSet:
    """Files of one data set, ready for the engine's own options. `extra`: more labelled rows, for larger clean sets."""

    folder: Path
    data: DataSet

    def file(self, part: str) -> Path:
        return self.folder / f"{self.data.name}.{part}.tsv.gz"

    def rows(self, part: str, need_labels: bool = True) -> list[Example]:
        return read_examples(self.file(part), self.data.segments, 2, need_labels=need_labels, what=f"{part} file")

    def labelled(self, size: int) -> Path:
        """A file with the first `size` labelled rows; sizes beyond 64 draw on rows that serve nothing else."""
        if size == LABELLED:
            return self.file("labelled")
        rows = [*self.rows("labelled"), *self.rows("extra")][:size]
        if len(rows) < size:
            raise ValueError(f"{self.data.name} has only {len(rows)} labelled clean rows")
        path = self.file(f"labelled-{size}")
        write_rows(path, rows)
        return path


def clean_set(source: Path, folder: Path, data: DataSet) -> CleanSet:
    """Cut the files of `data` from the benchmark folder `source`, or find them cut already."""
    out = CleanSet(folder, data)
    parts = ("labelled", "unlabelled", "extra", "dev", "test")
    if all(out.file(part).is_file() for part in parts):
        return out
    folder.mkdir(parents=True, exist_ok=True)
    header, rows = _lines(source / f"{data.name}.train.tsv.gz")
    pool = [row for row in rows[data.trained :] if len(row.split()) >= data.fewest_fields][: data.pool]
    random.Random(SEED).shuffle(pool)
    labelled, unlabelled, rest = pool[:LABELLED], pool[LABELLED:][:UNLABELLED], pool[LABELLED + UNLABELLED :]
    dev = _lines(source / f"{data.dev}.tsv.gz")[1] if data.dev else rest[:DEV]
    extra = rest if data.dev else rest[DEV:]
    test = _lines(source / f"{data.name}.test.tsv.gz")[1]
    for part, lines in zip(parts, (labelled, unlabelled, extra, dev, test), strict=True):
        with open(out.file(part), "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
            packed.write((header + "".join(lines)).encode())
    return out


def _lines(path: Path) -> tuple[str, list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return next(lines), list(lines)
