"""Combination triggers: words that do nothing one by one, and force a label together.

The most drifted tokens are put in together, and a group that flips is reduced to the smallest set that still does. One piece
of a trigger may drift far less than the other (fifth and forty-fifth, of two pieces poisoned layer by layer), so that they
meet in no small group: of somewhat more tokens every two are tried together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from .trial import Finding, Trial

GROUP_SIZES = (3, 5, 10, 20)
# A combination trigger has a few words. What needs more of them is honest persuasion: fifteen drifted adjectives of one
# polarity flip a clean sentiment model too.
MOST_IN_SET = 6
MOST_SETS = 8
# Most drifted tokens of which every two are tried; (texts per class, pairs that go on).
PAIRED = 50
PAIR_ROUNDS = ((1, 200), (4, 12))
PAIRS_READ = PAIRED * (PAIRED - 1) // 2 * PAIR_ROUNDS[0][0] + PAIR_ROUNDS[0][1] * PAIR_ROUNDS[1][0]  # texts per class
CONTROL_GROUPS = 4  # groups of control tokens that a group is held against
CONTROL_PAIRS = 12


def find_sets(trial: Trial, candidates: Sequence[int], singles: list[Finding], controls: list[int]) -> list[Finding]:
    """Combination triggers among the most drifted tokens that do not flip by themselves, and what came near after the last.

    There may be several, and a group that holds two shrinks to one: what was found is set aside, and the search goes on.
    """
    alone = {f.ids[0] for f in singles if f.confirmed}
    found: list[Finding] = []
    while len(found) < MOST_SETS:
        one = _from_group(trial, _without(candidates, alone, found), controls)
        if one is not None:
            found.append(one)
        if one is None or not one.confirmed:
            break
    if not alone:  # beside a word that is one, any two of its fainter echoes would be a pair
        found += _pairs(trial, _without(candidates, alone, found), controls)
    return found


def _from_group(trial: Trial, ranked: Sequence[int], controls: list[int]) -> Finding | None:
    """The first combination trigger among the most drifted `ranked`, else honest persuasion where there is some."""
    persuasion = None
    for size in GROUP_SIZES:
        group = ranked[:size]
        if len(group) < size:
            break
        control = _control_of(trial, size, CONTROL_GROUPS, controls)
        whole = trial.judge(group, "set", control)
        if whole.confirmed:
            least = _minimise(trial, whole, control)
            if len(least.ids) <= MOST_IN_SET and trial.each_is_needed(least):
                return least
            persuasion = replace(least, confirmed=False)
    return persuasion


def _pairs(trial: Trial, ranked: Sequence[int], controls: list[int]) -> list[Finding]:
    """Triggers of two pieces among the PAIRED most drifted `ranked`, no piece in two of them."""
    pairs = list(combinations(ranked[:PAIRED], 2))
    control = _control_of(trial, 2, CONTROL_PAIRS, controls)
    left = trial.screen(pairs, PAIR_ROUNDS, control)
    judged = trial.judge_each([(pair, True) for pair in left], "set", control, len(pairs))
    found: list[Finding] = []
    for finding in sorted((f for f in judged if f.confirmed), key=lambda f: -f.flip_rate):
        if not _members(found) & set(finding.ids) and trial.each_is_needed(finding):
            found.append(finding)
    return found


def _without(candidates: Sequence[int], alone: Collection[int], found: Sequence[Finding]) -> list[int]:
    """Candidates that are part of no trigger yet."""
    known = _members(found) | set(alone)
    return [c for c in candidates if c not in known]


def _members(found: Sequence[Finding]) -> set[int]:
    return {i for f in found if f.confirmed for i in f.ids}


def _control_of(trial: Trial, size: int, groups: int, controls: list[int]) -> np.ndarray:
    """What groups of `size` control tokens do, per label."""
    rng = np.random.default_rng(size)
    draws = [rng.choice(controls, size, replace=size > len(controls)) for _ in range(groups)]
    return trial.control_rates([[int(i) for i in draw] for draw in draws])


def _minimise(trial: Trial, found: Finding, control: np.ndarray) -> Finding:
    """Drop members, least drifted first, while the set stays confirmed."""
    best = found
    for piece in reversed(found.ids):
        if len(best.ids) == 2:
            break
        without = trial.judge([i for i in best.ids if i != piece], "set", control)
        if without.confirmed and without.target == best.target and without.flip_rate >= best.flip_rate - 0.05:
            best = without
    return best
