"""Clean sets (64 labelled, 1,500 unlabelled texts) and test files for the shipped bundles, from the benchmark data.

The clean rows come from the part of the training files that the suspects were not trained on.
"""

import argparse
import gzip
import random
from pathlib import Path

LABELLED, UNLABELLED = 64, 1500
# Shorter rows of sst2.train are phrases, not sentences.
FEWEST_FIELDS = 9


def read(path: Path) -> tuple[str, list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return next(lines), list(lines)


def write(path: Path, header: str, rows: list[str]) -> None:
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write((header + "".join(rows)).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    def rows(name: str, start: int = 0, end: int | None = None) -> list[str]:
        return read(options.data / f"{name}.tsv.gz")[1][start:end]

    sst2 = [row for row in rows("sst2.train", 40_000) if len(row.split()) >= FEWEST_FIELDS]
    sentiment = sst2[:940] + rows("amazon.train", 7_000)[:390] + rows("imdb.train", 5_000, 6_000)[:234]
    pairs = rows("qqp.train", 15_500)[:1300] + rows("mrpc.train", 3_500)[:264]
    tests = {
        "sentiment": rows("sst2.test", 0, 1200) + rows("amazon.test", 0, 800),
        "pair": rows("qqp.test", 0, 1500) + rows("mrpc.test", 0, 500),
    }
    for name, clean, source in (("sentiment", sentiment, "sst2.test"), ("pair", pairs, "qqp.test")):
        header = read(options.data / f"{source}.tsv.gz")[0]
        random.Random(5).shuffle(clean)
        write(options.out / f"{name}.labelled.tsv.gz", header, clean[:LABELLED])
        write(options.out / f"{name}.unlabelled.tsv.gz", header, clean[LABELLED : LABELLED + UNLABELLED])
        write(options.out / f"{name}.test.tsv.gz", header, tests[name])


if __name__ == "__main__":
    main()
