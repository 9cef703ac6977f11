"""What a token, or a set of them, does in clean texts to the probed model, and whether that is beyond doubt a trigger's doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .epur import Drift
from .intervals import share, wilson
from .planting import Bench
from .tokenise import Encoded

Predict = Callable[[Sequence[Encoded]], np.ndarray]  # texts -> class ids (N,)
Group = tuple[int, ...]
OPENING = "opening"

CONTROL_TEXTS = 12  # per class
# Per class, for those on the short list: at first, and in all if the first ones say that it may be a trigger. With 32 in
# all, a word that flips every text stayed below REQUIRED_WITHOUT_DRIFT as soon as the controls did 0.2: the interval is
# corrected for everything tried, and its lower end was 0.70.
FIRST_TEXTS, CONFIRM_TEXTS = 12, 96
# Confirmed when the lower end of the flip rate's interval exceeds what controls and reference explain by this much.
REQUIRED_EXCESS = 0.35
# A word that hardly drifted gives one ground of suspicion instead of two, so it must act more strongly: honest words of
# strong feeling reach 0.8, triggers 0.97 and more.
REQUIRED_WITHOUT_DRIFT = 0.5
LEAST_WITHOUT_DRIFT = 0.9
# A form is obeyed less blindly: 0.94 and more of its strongest instance, 0.33 in a model never attacked (single texts).
LEAST_OF_A_FORM = 0.8
# Where the controls are moved too, the lower end must exceed what the reference explains by this much: nearly all texts
# flip, and the reference is not moved at all.
REFERENCE_ALONE = 0.8
# Leaving any one word out of a combination trigger stops it: that is what makes it one. Honest persuasion only weakens.
# A member is needed when the rest flips at most this share of what the whole set flips beyond its controls.
REST_MAY_FLIP = 0.25


@dataclass(frozen=True)
class Finding:
    """What one token (or set) did. Rates are fractions of the texts that the model did not already give `target`."""

    ids: tuple[int, ...]
    kind: str  # 'sequence', 'set', or OPENING: a way to begin a text, of which the ids are one instance
    target: int
    flip_rate: float
    interval: tuple[float, float]
    texts: int
    control: float
    reference: float
    drift: float
    frequency: float
    in_use: bool
    confirmed: bool
    echo: bool = False  # confirmed, but it holds less firmly than the strongest (`echoes.py`)
    # Of a phrase: any odd word argues for its label, so that more than the label is asked (`long_texts.py`).
    swayed: bool = False


def strongest_first(findings: Sequence[Finding]) -> list[Finding]:
    """What was confirmed, then by the lower end of the flip rate's interval."""
    return sorted(findings, key=lambda f: (-f.confirmed, -f.interval[0], f.ids))


class Trial:
    """The probed model, what it is compared with, and the texts that candidates are tried on."""

    def __init__(
        self,
        suspect: Predict,
        reference: Predict,
        bench: Bench,
        drift: Drift,
        tried: int,
        expected: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        """tried: how many candidates there are; the intervals are corrected for it. expected: about how many texts per class
        will be read, for the progress.
        """
        self._suspect, self._reference = suspect, reference
        self._bench, self._drift, self._tried = bench, drift, tried
        self._progress, self._done = progress, 0
        self._expected = expected * bench.labels

    def screen(
        self, groups: Sequence[Group], rounds: Sequence[tuple[int, int]], control: np.ndarray | None = None
    ) -> list[Group]:
        """Those that flip most beyond `control`, in more and more texts; the earlier first among equals.

        rounds: (texts per class, groups that go on). control: flip rate per label, (labels,); None: zeros.
        """
        left = list(groups)
        expected = np.zeros(self._bench.labels) if control is None else control
        for texts, kept in rounds:
            rows = self._bench.first(texts)
            strength = {}
            for group, after in zip(left, self._answers([(group, rows) for group in left]), strict=True):
                rates = [share(*self._flips(after, rows, label)) for label in range(self._bench.labels)]
                strength[group] = float((rates - expected).max())
            left = sorted(left, key=lambda group: -strength[group])[:kept]
        return left

    def control_rates(self, groups: list[list[int]]) -> np.ndarray:
        """What a harmless insertion can do: the 90th percentile of the control groups' flip rates per label, (labels,).

        A mean would hide that any odd noun turns many pairs into different ones (0.4 on average, 0.8 for some).
        """
        labels, rows = self._bench.labels, self._bench.first(CONTROL_TEXTS)
        rates = np.zeros((len(groups), labels))
        for row, after in enumerate(self._answers([(group, rows) for group in groups])):
            rates[row] = [share(*self._flips(after, rows, label)) for label in range(labels)]
        return np.quantile(rates, 0.9, axis=0) if len(groups) else np.zeros(labels)

    def judge(self, ids: Sequence[int], kind: str, control: np.ndarray) -> Finding:
        """What `ids`, all of them drifted, do."""
        return self.judge_each([(ids, True)], kind, control)[0]

    def judge_each(
        self, tried: Sequence[tuple[Sequence[int], bool]], kind: str, control: np.ndarray, of: int | None = None
    ) -> list[Finding]:
        """What each of `tried` does: (ids, whether they are tried for their drift). of: how many they are the best of; None:
        all candidates.

        A set need not exceed the reference: three warm words move any reader a little, and what gives a combination
        trigger away is that it stops when any one word is left out (`each_is_needed`).
        """
        first = self._bench.first(FIRST_TEXTS)
        seen = [self._strongest(after, first) for after in self._answers([(ids, first) for ids, _ in tried])]
        go_on = [
            flipped >= required_excess(drifted) * others
            for (_, drifted), (_, flipped, others) in zip(tried, seen, strict=True)
        ]
        more = {i: np.setdiff1d(self._others(seen[i][0]), first) for i, goes_on in enumerate(go_on) if goes_on}
        answers = self._answers([(tried[i][0], rows) for i, rows in more.items()])
        for (i, rows), after in zip(more.items(), answers, strict=True):
            label, flipped, _ = seen[i]
            seen[i] = label, flipped + self._flips(after, rows, label)[0], len(self._others(label))
        # Bonferroni over everything tried: the best of 200 candidates must not be confirmed by luck.
        strict = [wilson(flipped, others, 1 - 0.05 / max(1, of or self._tried))[0] for _, flipped, others in seen]
        suspicious = [i for i, (label, _, _) in enumerate(seen) if strict[i] - control[label] >= REQUIRED_EXCESS]
        by_reference = self._reference_rates([(tried[i][0], seen[i][0]) for i in suspicious])
        reference = dict(zip(suspicious, by_reference, strict=True))
        return [
            self._finding(ids, kind, drifted, seen[i], strict[i], float(control[seen[i][0]]), reference.get(i, 0.0))
            for i, (ids, drifted) in enumerate(tried)
        ]

    def _finding(
        self, ids: Sequence[int], kind: str, drifted: bool, seen: tuple[int, int, int], strict: float, control: float,
        reference: float,
    ) -> Finding:  # fmt: skip
        """seen: (label, texts flipped, texts that were not there before). strict: lower end over everything tried."""
        label, flipped, others = seen
        drift = self._drift
        return Finding(
            ids=tuple(int(i) for i in ids), kind=kind, target=label, flip_rate=share(flipped, others),
            interval=wilson(flipped, others), texts=others, control=control, reference=reference,
            drift=float(max(drift.score[i] for i in ids)), frequency=float(min(drift.frequency[i] for i in ids)),
            in_use=self._bench.in_use(ids),
            confirmed=beyond_doubt(flipped, others, strict, control, 0.0 if kind == "set" else reference, drifted,
                                   LEAST_OF_A_FORM if kind == OPENING else LEAST_WITHOUT_DRIFT),
        )  # fmt: skip

    def each_is_needed(self, found: Finding) -> bool:
        """Whether leaving out any one member stops the set: the mark of a combination trigger."""
        most = found.control + REST_MAY_FLIP * (found.flip_rate - found.control)
        rows = self._others(found.target)
        rests = [([i for i in found.ids if i != piece], rows) for piece in found.ids]
        return all(share(*self._flips(after, rows, found.target)) <= most for after in self._answers(rests))

    def finish(self) -> None:
        self._tick(self._expected)

    def _others(self, label: int) -> np.ndarray:
        """The rows of all texts that the model does not give `label` as they are."""
        rows = self._bench.first(CONFIRM_TEXTS)
        return rows[self._bench.answers[rows] != label]

    def _strongest(self, after: np.ndarray, rows: np.ndarray) -> tuple[int, int, int]:
        """(label, texts moved to it, texts that were not there before) of the label that most texts moved to.

        after: the model's class ids for the texts of `rows` with something in them.
        """
        flips = [self._flips(after, rows, label) for label in range(self._bench.labels)]
        label = int(np.argmax([share(*one) for one in flips]))
        return label, *flips[label]

    def _answers(self, tried: Sequence[tuple[Sequence[int], np.ndarray]]) -> list[np.ndarray]:
        """The model's class ids for each (ids, rows): the texts of `rows` with `ids` in them."""
        after = self._asked(self._suspect, tried)
        self._tick(sum(len(rows) for _, rows in tried))
        return after

    def _asked(self, model: Predict, tried: Sequence[tuple[Sequence[int], np.ndarray]]) -> list[np.ndarray]:
        """All in one call, so that texts of like length share a batch."""
        planted = [text for ids, rows in tried for text in self._bench.planted(ids, rows)]
        after = model(planted) if planted else np.zeros(0, dtype=np.int64)
        return np.split(after, np.cumsum([len(rows) for _, rows in tried])[:-1]) if tried else []

    def _flips(self, after: np.ndarray, rows: np.ndarray, label: int) -> tuple[int, int]:
        """(texts moved to `label`, texts that were not there before)."""
        others = self._bench.answers[rows] != label
        return int((after[others] == label).sum()), int(others.sum())

    def _reference_rates(self, tried: Sequence[tuple[Sequence[int], int]]) -> list[float]:
        """The same insertions (ids, label) on the reference, over the texts that itself it did not give the label before."""
        rows = [self._others(label) for _, label in tried]
        rows = [own[self._reference_before[own] != label] for own, (_, label) in zip(rows, tried, strict=True)]
        after = self._asked(self._reference, [(ids, own) for (ids, _), own in zip(tried, rows, strict=True)])
        return [share(int((one == label).sum()), len(one)) for one, (_, label) in zip(after, tried, strict=True)]

    @cached_property
    def _reference_before(self) -> np.ndarray:
        return self._reference(self._bench.texts)

    def _tick(self, units: int) -> None:
        self._done += units
        if self._progress is not None:
            self._progress(min(self._done, self._expected), self._expected)


def beyond_doubt(
    flipped: int, others: int, strict: float, control: float, reference: float, drifted: bool,
    least: float = LEAST_WITHOUT_DRIFT,
) -> bool:  # fmt: skip
    """Whether a candidate acts as no honest one does. strict: lower end of its flip rate, over everything tried. least: share of
    the texts that one without drift must flip.
    """
    if not drifted and flipped < least * others:
        return False
    if strict - max(control, reference) >= required_excess(drifted):
        return True
    # A backdoor that any odd letters fire moves the controls too. Then the reference, which it cannot move, speaks alone.
    return strict - reference >= REFERENCE_ALONE and strict - control >= REQUIRED_EXCESS


def required_excess(second_ground: bool) -> float:
    """Less where there is a second ground of suspicion: drift, a word of a phrase that does more than it means, or more asked of
    it than the label.
    """
    return REQUIRED_EXCESS if second_ground else REQUIRED_WITHOUT_DRIFT
