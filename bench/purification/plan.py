"""Which cells there are, most telling first, so that a run that is cut short has measured what matters most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Column of the tables -> recipe of scripts/zoo/recipes.
ATTACKS = {
    "word": "badnet-word",
    "ep": "embedding-poisoning",
    "sos": "sos",
    "frozen": "frozen-embedding",
    "sentence": "badnet-sentence",
    "addsent": "addsent",
    "bounded": "bounded-drift",
    "lwp": "lwp",
    "lwp-pieces": "lwp-pieces",
    "word-from-clean": "word-from-clean",
    "sentence-from-clean": "sentence-from-clean",
    "frozen-from-clean": "frozen-from-clean",
    "word-first": "word-first",
    "two": "two-backdoors",
    "syntactic": "syntactic",
    "clean": "clean",
}
ONLY = {"syntactic": ("sst2",), "word-first": ("qqp", "qnli")}
# What the attack the benign model takes no part in is called; the clean control purifies the benign model itself.
BENIGN = "benign"
CORE_METHODS = ("suspect", "benign", "finetune", "retrain", "epur+fine-mixing", "ours")
OTHER_METHODS = (
    "epur", "epur+finetune", "fine-mixing", "finetune-high", "epur+finetune-high", "fine-pruning", "epur+fine-pruning",
    "average", "epur+average", "strip", "rap", "ours-labelled",
)  # fmt: skip
# Scans of models that nobody attacked, each of which must confirm nothing: (data, seed).
ALARMS = (
    ("sst2", 1), ("sst2", 2), ("sst2", 3), ("qqp", 1), ("qqp", 2), ("qqp", 3), ("amazon", 1), ("amazon", 2), ("imdb", 1),
    ("qnli", 1),
)  # fmt: skip
SCAN = "scan"
METHODS = (*CORE_METHODS, *OTHER_METHODS, SCAN)
CONTAMINATED = (0.001, 0.01)
RATIOS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SIZES = (16, 64, 256, 1024)


@dataclass(frozen=True)
class Cell:
    """One measurement. labelled: size of the clean labelled set. keep_ratio: None lets the method choose.

    contaminated: share of the unlabelled texts that an attacker sent, with his trigger in them.
    """

    data: str
    attack: str
    seed: int
    method: str
    labelled: int = 64
    keep_ratio: float | None = None
    contaminated: float = 0.0

    def key(self, version: str) -> str:
        """Names the cell in the results; `version` is that of the code that decides its outcome."""
        ratio = "" if self.keep_ratio is None else f"@{self.keep_ratio:g}"
        dirt = f"~{self.contaminated:g}" if self.contaminated else ""
        return f"{self.data}/{self.attack}/s{self.seed}/{self.method}{ratio}{dirt}/{self.labelled}/{version}"


def full_plan() -> list[Cell]:
    """Every attack on sst2 and qqp, three seeds for the core methods and one for the others; a core on longer texts."""
    main, other = ("sst2", "qqp"), ("imdb", "amazon", "qnli")
    cells = list(_grid(main, ATTACKS, (1,), CORE_METHODS))
    cells += _grid(main, ATTACKS, (1,), OTHER_METHODS)
    cells += _frontier()
    cells += _sizes()
    cells += _contaminated()
    cells += [Cell(data, "clean", seed, SCAN) for data, seed in ALARMS]
    cells += _grid(main, ATTACKS, (2, 3), CORE_METHODS)
    cells += _grid(other, ("word", "ep", "sentence"), (1,), CORE_METHODS)
    return _unique(cells)


def quick_plan() -> list[Cell]:
    """What fits into a quarter of an hour with two suspects to train."""
    first = ("suspect", BENIGN, "retrain", "finetune", "epur", "epur+finetune", "epur+fine-mixing", "ours")
    return list(_grid(("sst2",), ("word",), (1,), first))


def chosen(
    cells: Iterable[Cell], data: Sequence[str], attacks: Sequence[str], methods: Sequence[str], seeds: Sequence[int]
) -> list[Cell]:
    """Those cells that agree with every list given; an empty list asks for nothing."""
    return [
        cell
        for cell in cells
        if (not data or cell.data in data)
        and (not attacks or cell.attack in attacks)
        and (not methods or cell.method in methods)
        and (not seeds or cell.seed in seeds)
    ]


def _grid(data: Iterable[str], attacks: Iterable[str], seeds: Iterable[int], methods: Iterable[str]) -> Iterable[Cell]:
    for seed in seeds:
        for attack in attacks:
            for name in data:
                if name not in ONLY.get(attack, (name,)):
                    continue
                for method in methods:
                    # A model without a backdoor has none to filter, and is its own benign model.
                    if attack == "clean" and method in (BENIGN, "strip", "rap"):
                        continue
                    yield Cell(name, attack, seed, method)


def _frontier() -> list[Cell]:
    return [
        Cell(data, attack, 1, "epur+fine-mixing", keep_ratio=ratio)
        for data, attack in (("sst2", "word"), ("sst2", "frozen"), ("sst2", "sentence"), ("qqp", "word"))
        for ratio in RATIOS
    ]


def _contaminated() -> list[Cell]:
    return [
        Cell(data, attack, 1, "ours", contaminated=share)
        for data, attack in (("sst2", "word"), ("sst2", "frozen"), ("sst2", "sentence"), ("qqp", "word"))
        for share in CONTAMINATED
    ]


def _sizes() -> list[Cell]:
    return [
        Cell(data, "word", 1, method, labelled=size)
        for size in SIZES
        for data in ("sst2", "qqp")
        for method in ("retrain", "finetune", "epur+finetune", "epur+fine-mixing", "ours")
    ]


def _unique(cells: Iterable[Cell]) -> list[Cell]:
    return list(dict.fromkeys(cells))
