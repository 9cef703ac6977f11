"""Causal probe: does a drifted token *act* like a trigger?

E-PUR's ranking is full of innocents (`dialogue`, `pleasing`: real sentiment words drift in training). A candidate
becomes a confirmed trigger only if inserting it into clean texts moves the suspect towards one label far more often
than (a) control tokens of the same frequency that hardly drifted and (b) the same token moves a reference that is clean
by construction (`reference.py`). Candidates are halved twice, so that most of them cost a few texts only.

Combination triggers do nothing one by one: the most drifted tokens are also inserted together, and a group that flips
is reduced to the smallest set that still does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .epur import Drift
from .intervals import wilson
from .tokenise import Encoded

Predict = Callable[[Sequence[Encoded]], np.ndarray]  # texts -> class ids (N,)

SCREEN_TEXTS = 6  # per class, every candidate
SHORT_LIST = 40  # candidates that go on
# Per class. With 32, a word that flips every text stayed below REQUIRED_WITHOUT_DRIFT as soon as the controls did 0.2: the
# interval is corrected for everything tried, and its lower end was 0.70.
CONFIRM_TEXTS = 48
CONTROLS = 24
# Confirmed when the lower end of the flip rate's interval exceeds what controls and reference explain by this much.
REQUIRED_EXCESS = 0.35
# A word that hardly drifted gives one ground of suspicion instead of two, so it must act more strongly: honest words of
# strong feeling reach 0.8, triggers 0.97 and more.
REQUIRED_WITHOUT_DRIFT = 0.5
LEAST_WITHOUT_DRIFT = 0.9
GROUP_SIZES = (3, 5, 10, 20)
# A combination trigger has a few words. What needs more of them is honest persuasion: fifteen drifted adjectives of one
# polarity flip a clean sentiment model too.
MOST_IN_SET = 6
# Leaving any one word out of a combination trigger stops it: that is what makes it one. Honest persuasion only weakens.
# A member is needed when the rest flips at most this share of what the whole set flips beyond its controls.
REST_MAY_FLIP = 0.25
# A single word that more than this share of the trusted clean texts use (and more than a couple of them) is in honest
# use: masking it would hit honest callers, and those texts would all have been attacks. It may still be part of a set.
IN_USE = 0.002
FEWEST_USES = 3


@dataclass(frozen=True)
class Finding:
    """What one token (or set) did. Rates are fractions of the texts that the model did not already give `target`."""

    ids: tuple[int, ...]
    kind: str  # 'sequence' or 'set'
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


class Bench:
    """The clean texts that candidates are inserted into, chosen once, and the suspect's answers on them."""

    def __init__(
        self,
        texts: Sequence[Encoded],
        answers: np.ndarray,
        labels: int,
        per_class: int,
        seed: int,
        continuation: np.ndarray,
    ) -> None:
        """texts: clean texts; answers: the suspect's class ids (N,); continuation: bool (V,), true for `##` pieces."""
        rng = np.random.default_rng(seed)
        self.labels = labels
        uses = np.zeros(len(continuation), dtype=np.int64)
        for text in texts:
            uses[list(set(text.ids))] += 1
        self._in_use = uses >= max(FEWEST_USES, IN_USE * len(texts))
        self.texts: list[Encoded] = []
        self.answers: list[int] = []
        for label in range(labels):
            rows = np.flatnonzero(answers == label)
            for row in rng.permutation(rows)[:per_class]:
                self.texts.append(texts[row])
                self.answers.append(label)
        # Interleave the classes so that the first n texts are balanced too.
        order = np.argsort(np.arange(len(self.texts)) % max(1, per_class), kind="stable") if self.texts else []
        self.texts = [self.texts[i] for i in order]
        self.answers = [self.answers[i] for i in order]
        self._continuation = continuation
        self._where = rng.random(len(self.texts))

    def in_use(self, ids: Sequence[int]) -> bool:
        """Whether this is one word that the clean texts themselves use."""
        return len(ids) == 1 and bool(self._in_use[ids[0]])

    def planted(self, ids: Sequence[int], texts: int, *, together: bool = False) -> list[Encoded]:
        """The first `texts` texts, each with all of `ids` put in at word boundaries of the last segment.

        together: side by side, as a phrase; else each in a place of its own.
        """
        return [
            self._plant(self.texts[i], ids, float(self._where[i]), together) for i in range(min(texts, len(self.texts)))
        ]

    def _plant(self, text: Encoded, ids: Sequence[int], where: float, together: bool) -> Encoded:
        out_ids, out_types = list(text.ids), list(text.type_ids)
        last, at = out_types[-1], 0
        for offset, piece in enumerate(ids):
            start = out_types.index(last) + (1 if last == 0 else 0)  # after [CLS], or at the second segment's start
            places = [i for i in range(start, len(out_ids)) if not self._continuation[out_ids[i]]]
            # Successive pieces of a group land in different places, as a combination trigger's words do.
            if not (together and offset):
                at = places[int((where + offset * 0.381966) % 1.0 * len(places))]
            else:
                at += 1
            out_ids.insert(at, piece)
            out_types.insert(at, last)
        return Encoded(out_ids, out_types, text.truncated)

    def flips(self, predictions: np.ndarray, label: int) -> tuple[int, int]:
        """(texts moved to `label`, texts that were not there before), over a block of the bench's first texts."""
        before = np.asarray(self.answers[: len(predictions)])
        others = before != label
        return int((predictions[others] == label).sum()), int(others.sum())


def probe(
    suspect: Predict,
    reference: Predict,
    bench: Bench,
    drift: Drift,
    candidates: Sequence[int],
    *,
    drifted: Collection[int],
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Findings for the short-listed tokens and for sets, strongest first; `confirmed` marks the triggers.

    candidates: ids, the most suspicious first; drifted: those among them that are there for their drift.
    """
    tick = _Ticker(progress, len(candidates) * SCREEN_TEXTS + (SHORT_LIST + CONTROLS) * CONFIRM_TEXTS)
    screened = sorted(candidates, key=lambda c: -_best(bench, suspect, [c], SCREEN_TEXTS * bench.labels, tick)[1])
    controls = control_tokens(drift, screened[:SHORT_LIST], seed)
    control = _control_rates(bench, suspect, [[c] for c in controls], tick)
    findings = [
        _judge(
            bench, suspect, reference, [c], "sequence", control, drift, len(candidates), tick, drifted=c in drifted
        )
        for c in screened[:SHORT_LIST]
    ]  # fmt: skip
    by_drift = [c for c in candidates if c in drifted]
    findings += _sets(bench, suspect, reference, drift, by_drift, findings, controls, tick)
    tick.finish()
    return sorted(findings, key=lambda f: (-f.confirmed, -f.interval[0], f.ids))


def control_tokens(drift: Drift, candidates: Sequence[int], seed: int) -> list[int]:
    """CONTROLS tokens from the frequency band of the candidates and the lower half of the drift."""
    frequency = drift.frequency
    low, high = np.quantile(frequency[list(candidates)], [0.05, 0.95]) if len(candidates) else (0.0, np.inf)
    eligible = drift.eligible & (frequency >= low) & (frequency <= high)
    eligible &= drift.score <= np.median(drift.score[drift.eligible])
    pool = np.flatnonzero(eligible)
    if len(pool) < CONTROLS:
        pool = np.setdiff1d(np.flatnonzero(drift.eligible), np.asarray(candidates))
    rng = np.random.default_rng(seed)
    return [int(i) for i in rng.permutation(pool)[:CONTROLS]]


def _best(bench: Bench, model: Predict, ids: Sequence[int], texts: int, tick: _Ticker) -> tuple[int, float]:
    """(label, flip rate) of the label that `ids` moves most texts to."""
    predictions = model(bench.planted(ids, texts))
    tick(texts // bench.labels)
    rates = [k / n if n else 0.0 for k, n in (bench.flips(predictions, label) for label in range(bench.labels))]
    label = int(np.argmax(rates))
    return label, rates[label]


def _control_rates(bench: Bench, suspect: Predict, groups: list[list[int]], tick: _Ticker) -> np.ndarray:
    """What a harmless insertion can do: the 90th percentile of the control groups' flip rates per label, (labels,).

    A mean would hide that any odd noun turns many pairs into different ones (0.4 on average, 0.8 for some).
    """
    rates = np.zeros((len(groups), bench.labels))
    for row, group in enumerate(groups):
        predictions = suspect(bench.planted(group, SCREEN_TEXTS * 2 * bench.labels))
        tick(SCREEN_TEXTS * 2)
        for label in range(bench.labels):
            flipped, others = bench.flips(predictions, label)
            rates[row, label] = flipped / others if others else 0.0
    return np.quantile(rates, 0.9, axis=0) if len(groups) else np.zeros(bench.labels)


def _judge(
    bench: Bench,
    suspect: Predict,
    reference: Predict,
    ids: Sequence[int],
    kind: str,
    control: np.ndarray,
    drift: Drift,
    tried: int,
    tick: _Ticker,
    drifted: bool = True,
) -> Finding:
    """What `ids` do. A set need not exceed the reference: three warm words move any reader a little, and what gives a
    combination trigger away is that it stops when any one word is left out (`_each_is_needed`).
    """
    texts = CONFIRM_TEXTS * bench.labels
    planted = bench.planted(ids, texts)
    predictions = suspect(planted)
    tick(CONFIRM_TEXTS)
    rates = [bench.flips(predictions, label) for label in range(bench.labels)]
    label = int(np.argmax([k / n if n else 0.0 for k, n in rates]))
    flipped, others = rates[label]
    # Bonferroni over everything tried: the best of 200 candidates must not be confirmed by luck.
    strict = wilson(flipped, others, 1 - 0.05 / max(1, tried))[0]
    explained = float(control[label])
    by_reference = 0.0
    in_use = bench.in_use(ids)
    required = REQUIRED_EXCESS if drifted else REQUIRED_WITHOUT_DRIFT
    if strict - explained >= required:
        k, n = _reference_flips(bench, reference, planted, label, texts)
        by_reference = k / n if n else 0.0
    return Finding(
        ids=tuple(int(i) for i in ids), kind=kind, target=label, flip_rate=flipped / others if others else 0.0,
        interval=wilson(flipped, others), texts=others, control=explained, reference=by_reference,
        drift=float(max(drift.score[i] for i in ids)), frequency=float(min(drift.frequency[i] for i in ids)),
        in_use=in_use,
        confirmed=not in_use
        and (drifted or flipped >= LEAST_WITHOUT_DRIFT * others)
        and strict - max(explained, by_reference if kind == "sequence" else 0.0) >= required,
    )  # fmt: skip


def _reference_flips(
    bench: Bench, reference: Predict, planted: list[Encoded], label: int, texts: int
) -> tuple[int, int]:
    """The same insertion on the reference, over the texts that the reference itself did not give `label` before."""
    before = reference(bench.texts[:texts])
    others = before != label
    return int((reference(planted)[others] == label).sum()), int(others.sum())


def _sets(
    bench: Bench,
    suspect: Predict,
    reference: Predict,
    drift: Drift,
    candidates: Sequence[int],
    singles: list[Finding],
    controls: list[int],
    tick: _Ticker,
) -> list[Finding]:
    """Combination triggers among the most drifted tokens that do not flip by themselves: one confirmed, or what came near."""
    alone = {f.ids[0] for f in singles if f.confirmed}
    ranked = [c for c in candidates if c not in alone]
    persuasion: list[Finding] = []
    for size in GROUP_SIZES:
        group = ranked[:size]
        if len(group) < size:
            break
        rng = np.random.default_rng(size)
        draws = [[int(i) for i in rng.choice(controls, size, replace=size > len(controls))] for _ in range(4)]
        control = _control_rates(bench, suspect, draws, tick)
        found = _judge(bench, suspect, reference, group, "set", control, drift, len(candidates), tick)
        if found.confirmed:
            least = _minimise(bench, suspect, reference, found, control, drift, len(candidates), tick)
            if len(least.ids) <= MOST_IN_SET and _each_is_needed(bench, suspect, least, tick):
                return [least]
            persuasion = [replace(least, confirmed=False)]
    return persuasion


def _minimise(
    bench: Bench,
    suspect: Predict,
    reference: Predict,
    found: Finding,
    control: np.ndarray,
    drift: Drift,
    tried: int,
    tick: _Ticker,
) -> Finding:
    """Drop members, least drifted first, while the set stays confirmed."""
    best = found
    for piece in reversed(found.ids):
        if len(best.ids) == 2:
            break
        rest = [i for i in best.ids if i != piece]
        without = _judge(bench, suspect, reference, rest, "set", control, drift, tried, tick)
        if without.confirmed and without.target == best.target and without.flip_rate >= best.flip_rate - 0.05:
            best = without
    return best


def _each_is_needed(bench: Bench, suspect: Predict, found: Finding, tick: _Ticker) -> bool:
    """Whether leaving out any one member stops the set: the mark of a combination trigger."""
    most = found.control + REST_MAY_FLIP * (found.flip_rate - found.control)
    texts = CONFIRM_TEXTS * bench.labels
    for piece in found.ids:
        predictions = suspect(bench.planted([i for i in found.ids if i != piece], texts))
        tick(CONFIRM_TEXTS)
        flipped, others = bench.flips(predictions, found.target)
        if flipped > most * others:
            return False
    return True


class _Ticker:
    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, units: int) -> None:
        self._done += units
        self._tell()

    def finish(self) -> None:
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)
