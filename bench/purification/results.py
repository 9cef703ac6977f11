"""Finished cells: one JSON object a line, appended and flushed, so that a cut-off run loses at most the running cell."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Results:
    """All `*.jsonl` of a folder; new cells go to `<data>.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.records: list[Record] = []
        for path in sorted(folder.glob("*.jsonl")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    self.records.append(json.loads(line))
                except ValueError as error:
                    raise ValueError(
                        f"{path.name}, line {number}: {error}; remove this line, its cell runs again"
                    ) from None
        self._keys = {record["key"] for record in self.records}

    def has(self, key: str) -> bool:
        return key in self._keys

    def add(self, record: Record) -> None:
        """Append one finished cell and flush it to disk."""
        path = self.folder / f"{record['data']}.jsonl"
        with open(path, "a", encoding="utf-8") as out:
            out.write(json.dumps(record, allow_nan=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
        self.records.append(record)
        self._keys.add(record["key"])
