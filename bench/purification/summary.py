"""From result lines to figures: the latest line of a cell, joined with suspect and benign model, averaged over seeds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
# Student's t, two-sided 95 %, by degrees of freedom: with three seeds a normal interval would be far too narrow.
T95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571}


@dataclass(frozen=True)
class Mean:
    """Mean over seeds, the half width of its 95 % interval (None with one seed), and how many seeds."""

    value: float
    half: float | None
    seeds: int


def mean(values: Sequence[float]) -> Mean | None:
    """None of no values."""
    if not values:
        return None
    n, centre = len(values), sum(values) / len(values)
    if n == 1:
        return Mean(centre, None, 1)
    deviation = math.sqrt(sum((value - centre) ** 2 for value in values) / (n - 1))
    return Mean(centre, T95.get(n - 1, 1.96) * deviation / math.sqrt(n), n)


class Summary:
    """Looks cells up by (data, attack, method, labelled, fixed ratio, contaminated share). Of lines that repeat a cell the last
    one counts.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._cells: dict[tuple, dict[int, Record]] = defaultdict(dict)
        for record in records:
            key = (
                record["data"], record["attack"], record["method"], record["labelled"], record["fixed_ratio"],
                record.get("contaminated", 0.0),  # lines from before there was such a cell have none
            )  # fmt: skip
            self._cells[key][record["seed"]] = record

    def data_sets(self) -> list[str]:
        return list(dict.fromkeys(key[0] for key in self._cells))

    def has(self, data: str, attack: str, method: str | None = None) -> bool:
        return any(k[0] == data and k[1] == attack and method in (None, k[2]) for k in self._cells)

    def records(
        self, data: str, attack: str, method: str, labelled: int = 64, ratio: float | None = None, dirt: float = 0.0
    ) -> dict[int, Record]:
        """Seed -> line."""
        return self._cells.get((data, attack, method, labelled, ratio, dirt), {})

    def mean(
        self, figure: Callable[[Record], float | None], data: str, attack: str, method: str, labelled: int = 64,
        ratio: float | None = None,
    ) -> Mean | None:  # fmt: skip
        """Mean of a figure over the seeds that have it."""
        values = [figure(record) for record in self.records(data, attack, method, labelled, ratio).values()]
        return mean([value for value in values if value is not None])

    def difference(
        self,
        figure: Callable[[Record], float | None],
        data: str,
        attack: str,
        method: str,
        peer: str,
        labelled: int = 64,
    ) -> Mean | None:
        """Mean over seeds of this method's figure minus the peer's on the same suspect."""
        peers = self.records(data, attack, peer)
        pairs = [
            (figure(record), figure(peers[seed]))
            for seed, record in self.records(data, attack, method, labelled).items()
            if seed in peers
        ]
        return mean([a - b for a, b in pairs if a is not None and b is not None])


def acc(record: Record) -> float:
    return 100 * record["acc"]


def asr(record: Record) -> float | None:
    """The worst backdoor's; None where nothing was attacked."""
    return max((100 * attack["asr"] for attack in record["attacks"]), default=None)


def pacc(record: Record) -> float | None:
    return min((100 * attack["pacc"] for attack in record["attacks"]), default=None)


def int8(figure: Callable[[Record], float | None], part: str = "int8") -> Callable[[Record], float | None]:
    """The same figure of the shipped bytes; None for methods that ship none."""
    return lambda record: figure(record[part]) if part in record else None
