"""The serving guard in Python, position by position: for measuring suspects in torch. `parity.ts` holds it to the real one."""

from __future__ import annotations

from typing import Any

import numpy as np

from epure_engine.tokenise import Encoded

MOST_ROUNDS = 4


class PythonGuard:
    def __init__(self, file: dict[str, Any], table: np.ndarray) -> None:
        threshold = file["calibration"]["threshold"]
        scores = table * file["drift"]["scale"]
        self.file = file
        named = {i for rule in file["triggers"] for i in rule["ids"]}
        over = [] if threshold is None else np.flatnonzero(scores >= threshold)
        self._drifted = {int(i) for i in over} - named
        self._sequences = [rule["ids"] for rule in file["triggers"] if rule["kind"] == "sequence"]
        self._sets = [rule for rule in file["triggers"] if rule["kind"] == "set"]
        self._starts = {ids[0] for ids in self._sequences}
        self._members = {i for rule in self._sets for i in rule["ids"]}

    def hits(self, text: Encoded) -> set[int]:
        """Positions in `text.ids` that some rule flags. Control tokens have no drift and are in no rule."""
        ids = text.ids
        found = {at for at, piece in enumerate(ids) if piece in self._drifted}
        for at, piece in enumerate(ids):
            if piece in self._starts:
                for pattern in self._sequences:
                    if ids[at : at + len(pattern)] == pattern:
                        found.update(range(at, at + len(pattern)))
        if self._sets and not self._members.isdisjoint(ids):
            for kind in (0, 1):
                places = [at for at, piece in enumerate(ids) if text.type_ids[at] == kind and piece in self._members]
                for rule in self._sets:
                    found |= self._set_hits(ids, [at for at in places if ids[at] in rule["ids"]], rule)
        return found

    @staticmethod
    def _set_hits(ids: list[int], places: list[int], rule: dict[str, Any]) -> set[int]:
        found: set[int] = set()
        for start in places:
            inside = [at for at in places if 0 <= at - start < rule["window"]]
            if len({ids[at] for at in inside}) >= rule["min_match"]:
                found.update(inside)
        return found

    def mask(self, text: Encoded) -> Encoded | None:
        """The text without what the guard flags, looked at again until nothing fires; None: refused."""
        for _ in range(MOST_ROUNDS + 1):
            gone = self.hits(text)
            if not gone:
                return text if all(self._left(text)) else None
            stay = [at for at in range(len(text.ids)) if at not in gone]
            text = Encoded([text.ids[at] for at in stay], [text.type_ids[at] for at in stay], text.truncated)
        return None

    @staticmethod
    def _left(text: Encoded) -> list[bool]:
        first = text.type_ids.count(0) > 2
        return [first, text.type_ids.count(1) > 1] if 1 in text.type_ids else [first]
