"""Reads labelled and unlabelled texts: TSV, CSV or JSON Lines, gzip or plain, each told apart by content.

Columns (header names and JSON keys, case ignored, other columns ignored):
  single texts  `sentence` or `text`
  pairs         `sentence1` or `first`, and `sentence2` or `second`
  label         `label`: an integer from 0, or one of the model's label names (a name wins over a like number)

TSV has no quoting: a `"` is an ordinary character. CSV is RFC 4180 with commas. Row errors name the file and the line,
several at once, and never quote a text.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .data_lines import Lines, file_digest
from .errors import UserError

__all__ = ["SEGMENTS", "Example", "file_digest", "read_examples"]

# Texts per row, by task.
SEGMENTS: dict[str, Literal[1, 2]] = {"sentiment": 1, "sentence-pair": 2}

# The texts stay in memory, and a row count beyond this is no small clean set.
MAX_ROWS = 1_000_000
MAX_TEXT_CHARACTERS = 131_072
MAX_PROBLEMS_TOLD = 5

TEXT_COLUMNS = ("sentence", "text")
FIRST_COLUMNS = ("sentence1", "first")
SECOND_COLUMNS = ("sentence2", "second")
LABEL_COLUMNS = ("label",)


@dataclass(frozen=True)
class Example:
    """One row. `second` is None for single texts, `label` is None where labels were not asked for."""

    first: str
    second: str | None
    label: int | None


class _RowProblem(Exception):
    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def read_examples(
    path: str | os.PathLike[str],
    segments: Literal[1, 2],
    num_labels: int | None,
    *,
    need_labels: bool = True,
    what: str = "clean file",
    label_names: Sequence[str] | None = None,
    require_classes: int = 2,
) -> list[Example]:
    """Read every row of a data file, in file order.

    segments: 1 for single texts, 2 for pairs. num_labels: labels must be below it (None: any integer from 0).
    need_labels=False ignores a label column altogether, so that an "unlabelled" file cannot leak its labels.
    require_classes: with labels, at least so many different ones must occur (1 allows a file of a single class).
    Raises UserError naming `what`, the file and the line.
    """
    path = Path(path)
    lines = Lines(path, what)
    examples: list[Example] = []
    problems: list[tuple[int, str, str]] = []
    for line_number, row in _rows(lines, path, segments, need_labels, what):
        try:
            if isinstance(row, _RowProblem):
                raise row
            examples.append(_example(row, segments, num_labels, need_labels, label_names))
        except _RowProblem as problem:
            problems.append((line_number, problem.kind, str(problem)))
            if len(problems) >= MAX_PROBLEMS_TOLD:
                break
        if len(examples) > MAX_ROWS:
            raise UserError(
                "file-too-large",
                f"The {what} {path.name} has more than {MAX_ROWS:,} rows.",
                "The engine keeps the texts in memory and is made for small clean sets.",
                "Give a sample of it.",
            )
    if problems:
        more = " (there may be more)" if len(problems) >= MAX_PROBLEMS_TOLD else ""
        told = "; ".join(f"line {number}: {text}" for number, _, text in problems)
        raise UserError(
            problems[0][1],
            f"The {what} {path.name} has rows that cannot be used{more}: {told}.",
            "A row that is skipped or guessed would change the result without a word.",
            "Correct or remove these lines.",
        )
    _check_classes(examples, path, what, need_labels, require_classes)
    return examples


def _check_classes(examples: list[Example], path: Path, what: str, need_labels: bool, require_classes: int) -> None:
    if not examples:
        raise UserError(
            "no-rows",
            f"The {what} {path.name} has no rows.",
            "It holds at most a header.",
            "Give a file with at least one text per class.",
        )
    classes = {example.label for example in examples}
    if need_labels and len(classes) < require_classes:
        raise UserError(
            "one-class",
            f"The {what} {path.name} has {len(classes)} of the at least {require_classes} classes that are needed"
            f" (found: {', '.join(str(label) for label in sorted(c for c in classes if c is not None))}).",
            "A model tuned or judged on one class learns to answer that class.",
            "Add texts of the other classes.",
        )


# --- rows -------------------------------------------------------------------------------------------------------------

Row = dict[str, object]  # "first", "second"?, "label"? -> value as the file has it


def _rows(
    lines: Lines, path: Path, segments: int, need_labels: bool, what: str
) -> Iterator[tuple[int, Row | _RowProblem]]:
    head = lines.first_line()
    if head.lstrip().startswith("{"):
        yield from _json_rows(lines, segments, need_labels)
        return
    if head.lstrip().startswith("["):
        raise UserError(
            "broken-row",
            f"The {what} {path.name} is a JSON array.",
            "Only JSON Lines are read: one object a line.",
            "Convert it, for instance with: jq -c '.[]' in.json > out.jsonl",
        )
    if "\t" in head:
        yield from _table_rows(_tsv_records(lines), path, segments, need_labels, what)
    elif "," in head or path.name.lower().removesuffix(".gz").endswith(".csv"):
        yield from _table_rows(_csv_records(lines), path, segments, need_labels, what)
    else:
        yield from _table_rows(_tsv_records(lines), path, segments, need_labels, what)


def _wanted(segments: int, need_labels: bool) -> dict[str, tuple[str, ...]]:
    wanted = {"first": TEXT_COLUMNS} if segments == 1 else {"first": FIRST_COLUMNS, "second": SECOND_COLUMNS}
    return wanted | ({"label": LABEL_COLUMNS} if need_labels else {})


def _tsv_records(lines: Lines) -> Iterator[tuple[int, list[str] | _RowProblem]]:
    for number, line in lines:
        if line == "":
            continue
        yield number, line.split("\t")


def _csv_records(lines: Lines) -> Iterator[tuple[int, list[str] | _RowProblem]]:
    reader = csv.reader((line + "\n" for _, line in lines), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # After a quoting error the reader's place in the file means nothing any more.
            yield start, _RowProblem("broken-row", f"not CSV ({error})")
            return
        if record:
            yield start, record


def _table_rows(
    records: Iterator[tuple[int, list[str] | _RowProblem]], path: Path, segments: int, need_labels: bool, what: str
) -> Iterator[tuple[int, Row | _RowProblem]]:
    first = next(records, None)
    if first is None:
        return
    number, header = first
    if isinstance(header, _RowProblem):
        yield number, header
        return
    names = [name.strip().lower() for name in header]
    places = {key: _column(names, synonyms, path, what) for key, synonyms in _wanted(segments, need_labels).items()}
    for number, record in records:
        if isinstance(record, _RowProblem):
            yield number, record
        elif len(record) != len(names):
            yield number, _RowProblem("broken-row", f"{len(record)} fields where the header has {len(names)}")
        else:
            yield number, {key: record[place] for key, place in places.items()}


def _column(names: list[str], synonyms: tuple[str, ...], path: Path, what: str) -> int:
    hits = [place for place, name in enumerate(names) if name in synonyms]
    if len(hits) == 1:
        return hits[0]
    wanted = " or ".join(f"'{name}'" for name in synonyms)
    # A file without a header has a text in its first line, so the names found are told only when they look like names.
    told = ", ".join(names) if all(len(name) <= 24 and " " not in name for name in names) else "a line of text"
    raise UserError(
        "missing-column",
        f"The {what} {path.name} has {'no' if not hits else 'more than one'} column {wanted} (its header: {told}).",
        "The header row says which column is which: single texts need sentence, pairs need sentence1 and sentence2,"
        " labelled files need label.",
        "Name each column once in the first line, or give the file that belongs to this task.",
    )


def _json_rows(lines: Lines, segments: int, need_labels: bool) -> Iterator[tuple[int, Row | _RowProblem]]:
    wanted = _wanted(segments, need_labels)
    for number, line in lines:
        if line.strip() == "":
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, _RowProblem("broken-row", "not JSON")
            continue
        if not isinstance(value, dict):
            yield number, _RowProblem("broken-row", "not a JSON object")
            continue
        keys = {key.strip().lower(): item for key, item in value.items()}
        row: Row = {}
        problem: _RowProblem | None = None
        for key, synonyms in wanted.items():
            hits = [name for name in synonyms if name in keys]
            if len(hits) != 1:
                names = " or ".join(f"'{name}'" for name in synonyms)
                problem = _RowProblem("missing-column", f"{'no' if not hits else 'more than one'} key {names}")
                break
            row[key] = keys[hits[0]]
        yield number, problem or row


def _example(
    row: Row, segments: int, num_labels: int | None, need_labels: bool, label_names: Sequence[str] | None
) -> Example:
    first = _text(row["first"])
    second = _text(row["second"]) if segments == 2 else None
    label = _label(row["label"], num_labels, label_names) if need_labels else None
    return Example(first, second, label)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _RowProblem("broken-row", "a text that is not a string")
    if value.strip() == "":
        raise _RowProblem("empty-text", "an empty text")
    if len(value) > MAX_TEXT_CHARACTERS:
        raise _RowProblem("text-too-long", f"a text of {len(value):,} characters (limit {MAX_TEXT_CHARACTERS:,})")
    if "\0" in value:
        raise _RowProblem("nul-character", "a NUL character")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _RowProblem("broken-encoding", "half of a surrogate pair") from None
    return value


def _label(value: object, num_labels: int | None, label_names: Sequence[str] | None) -> int:
    if isinstance(value, str):
        text = value.strip()
        if label_names is not None and text in label_names:
            return list(label_names).index(text)
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
    else:
        # bool is an int to Python, but true is not a label number to anybody.
        number = value if isinstance(value, int) and not isinstance(value, bool) else None
    if number is not None and number >= 0 and (num_labels is None or number < num_labels):
        return number
    if num_labels is not None:
        allowed = f"0 to {num_labels - 1}"
    else:
        allowed = "an integer from 0"
    if label_names is not None:
        allowed += " or " + ", ".join(label_names)
    raise _RowProblem("wrong-label", f"label {_shown(value)} (allowed: {allowed})")


def _shown(value: object) -> str:
    """A label as an error may show it: a text that strayed into the label column stays out of the message."""
    text = value.strip() if isinstance(value, str) else json.dumps(value)
    if text == "":
        return "is empty"
    return f"'{text}'" if len(text) <= 20 and " " not in text else f"is a text of {len(text)} characters"
