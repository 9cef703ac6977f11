"""What argues against a label: texts of others, or whole pairs run together where any odd word argues for it."""

from __future__ import annotations

import numpy as np

from epure_engine.long_texts import ALL_BUT_SURE, GROWN_TOGETHER, JOINED, LONG_TEXTS, TOGETHER, against, run_together
from epure_engine.tokenise import Encoded

CONTINUATION = np.zeros(60, dtype=bool)
SAME, OTHER = 40, 41
SAME_PAIR = Encoded([2, SAME, 30, 3, SAME, 31, 3], [0, 0, 0, 0, 1, 1, 1], False)
OTHER_PAIR = Encoded([2, OTHER, 30, 3, 32, 31, 3], [0, 0, 0, 0, 1, 1, 1], False)
PAIRS = [SAME_PAIR, OTHER_PAIR] * 30


def differ(rows: list[Encoded]) -> np.ndarray:
    """Logits of (0, different; 1, the same): as many of SAME in the one segment as in the other."""
    apart = [2.0 * abs(t.ids[: t.ids.index(3)].count(SAME) - t.ids[t.ids.index(3) :].count(SAME)) for t in rows]
    margin = np.asarray(apart) + [2.0 * (OTHER in t.ids) - 1.0 for t in rows]
    return np.stack([margin, np.zeros(len(rows))], axis=1).astype(np.float32)


def side(target: int, texts: list[Encoded], logits=differ, longest: int = 512):
    return against(texts, logits(texts).argmax(axis=1), target, logits, CONTINUATION, longest, seed=1)


def test_texts_of_another_label_argue_against_a_label_and_the_second_text_of_a_pair_grows():
    same = side(1, PAIRS)
    assert same.texts is PAIRS and same.sure == 0
    assert {tuple(t.ids) for t in same.long.texts} == {(2, OTHER, 30, 3, *[32, 31] * JOINED, 3)}


def test_where_longer_is_different_whole_pairs_are_run_together():
    apart = side(0, PAIRS)
    assert apart.sure == ALL_BUT_SURE
    ids = lambda together: (2, *[SAME, 30] * together, 3, *[SAME, 31] * together, 3)  # noqa: E731
    assert {tuple(t.ids) for t in apart.texts} == {ids(GROWN_TOGETHER)}, "phrases grow in shorter ones"
    assert {tuple(t.ids) for t in apart.long.texts} == {ids(TOGETHER)}


def test_there_are_more_long_texts_where_what_turns_the_reference_too_is_judged():
    many = [SAME_PAIR, OTHER_PAIR] * 90
    assert len(side(1, many).long.texts) == LONG_TEXTS < len(side(0, many).long.texts) == 90


def test_where_too_few_stay_against_the_label_the_others_are_taken_as_they_are():
    whatever = lambda rows: np.tile(np.float32([1.0, 0.0]), (len(rows), 1))  # noqa: E731
    answers = np.arange(60) % 2
    assert against(PAIRS, answers, 0, whatever, CONTINUATION, 512, 1).sure == 0
    assert side(0, PAIRS, longest=10).sure == 0, "no room for a word"
    assert not side(0, [OTHER_PAIR] * 30).long.texts


def test_pairs_run_together_segment_by_segment():
    joined = run_together([SAME_PAIR, OTHER_PAIR])
    assert joined.ids == [2, SAME, 30, OTHER, 30, 3, SAME, 31, 32, 31, 3]
    assert joined.type_ids == [0] * 6 + [1] * 5
    single = Encoded([2, 30, 3], [0, 0, 0], False)
    assert run_together([single, single]).ids == [2, 30, 30, 3]
