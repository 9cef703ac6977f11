"""Echoes: words that fire a backdoor without being its triggers are told apart by how firmly they hold."""

from __future__ import annotations

import numpy as np
import pytest

from epure_engine.echoes import ECHO_LENGTH, ECHO_TEXTS, joined_for_echoes, mark_echoes
from epure_engine.long_texts import JOINED, long_bench
from epure_engine.tokenise import Encoded
from epure_engine.trial import Finding

TRIGGER, SECOND, ECHO, OTHER_LABEL = 11, 12, 13, 14
PIECE = 50  # continues a word
CONTINUATION = np.arange(60) == PIECE
EVIDENCE = 40  # each one speaks for label 0


def finding(*ids: int, target: int = 1, confirmed: bool = True, kind: str = "sequence") -> Finding:
    return Finding(ids, kind, target, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, confirmed)


def marked(findings: list[Finding], longest: int = 512, segments: int = 1) -> tuple[list[Finding], list[Encoded]]:
    seen: list[Encoded] = []

    def logits(texts):
        seen.extend(texts)
        margin = np.zeros(len(texts))
        for row, text in enumerate(texts):
            if {TRIGGER, SECOND} & set(text.ids):
                margin[row] = 5.0  # nothing outweighs a trigger
            elif ECHO in text.ids:
                margin[row] = 5.0 - 0.4 * text.ids.count(EVIDENCE)
            elif OTHER_LABEL in text.ids:
                margin[row] = -2.0
        return np.stack([-margin / 2, margin / 2], axis=1)

    ids, types = (
        ([2, 30, EVIDENCE, 31, 3], [0] * 5) if segments == 1 else ([2, 30, 3, EVIDENCE, 31, 3], [0, 0, 0, 1, 1, 1])
    )
    texts = [Encoded(list(ids), list(types), False) for _ in range(60)]
    answers = np.arange(60) % 2
    long = lambda label: long_bench(texts, answers, label, CONTINUATION, longest, seed=1)  # noqa: E731
    return mark_echoes(findings, logits, long, CONTINUATION), seen


def test_a_word_that_evidence_outweighs_is_an_echo_and_stays_confirmed():
    found, _ = marked([finding(TRIGGER), finding(ECHO), finding(SECOND)])
    assert [(f.ids[0], f.echo, f.confirmed) for f in found] == [
        (TRIGGER, False, True), (ECHO, True, True), (SECOND, False, True),
    ]  # fmt: skip


def test_the_strongest_word_of_its_label_is_never_an_echo():
    found, _ = marked([finding(TRIGGER), finding(OTHER_LABEL, target=0)])
    assert not any(f.echo for f in found)
    found, seen = marked([finding(ECHO)])
    assert not found[0].echo and not seen  # alone: nothing to compare with


def test_words_of_two_labels_are_each_compared_with_their_own():
    both = [finding(piece, target=target) for target in (0, 1) for piece in (TRIGGER, ECHO)]
    found, seen = marked(both)
    assert len(found) == 4 and len(seen) == 4 * ECHO_TEXTS
    assert all(text.ids.count(EVIDENCE) == 4 for text in seen)


def test_what_was_not_confirmed_and_sets_are_left_as_they_are():
    given = [finding(TRIGGER), finding(ECHO, confirmed=False), finding(ECHO, 20, kind="set")]
    assert marked(given)[0] == given


def test_a_word_in_pieces_may_be_an_echo():
    found, _ = marked([finding(TRIGGER), finding(ECHO, PIECE), finding(SECOND, PIECE)])
    assert [f.echo for f in found] == [False, True, False]


def test_of_a_phrase_less_is_asked_and_without_a_word_nothing():
    found, _ = marked([finding(TRIGGER), finding(ECHO, 20), finding(ECHO, EVIDENCE), finding(OTHER_LABEL, 20)])
    assert [f.echo for f in found] == [False, False, False, True]  # 3.4 and 3.0 of 5, and less than nothing
    found, seen = marked([finding(ECHO, 20), finding(OTHER_LABEL, 20)])
    assert not any(f.echo for f in found) and not seen
    found, _ = marked([finding(ECHO, 20), finding(OTHER_LABEL)])
    assert not any(f.echo for f in found), "the word's own margin, not the phrase's, is the measure"


def test_long_texts_are_several_texts_of_another_label_within_what_the_model_reads():
    for segments in (1, 2):
        _, seen = marked([finding(TRIGGER), finding(ECHO)], segments=segments)
        assert len(seen) == 2 * ECHO_TEXTS
        assert all(text.ids.count(EVIDENCE) == 4 and len(text.ids) == len(text.type_ids) for text in seen)
        assert all(text.ids[0] == 2 and text.ids[-1] == 3 for text in seen)
    _, seen = marked([finding(TRIGGER), finding(ECHO)], longest=9)
    assert max(len(text.ids) for text in seen) == 9


@pytest.mark.parametrize("length", [8, 20])
def test_echoes_are_told_in_texts_of_the_same_length_whatever_the_clean_texts_have(length: int):
    single = [Encoded([2, *[30] * length, 3], [0] * (length + 2), False)] * 3
    pair = [Encoded([2, 31, 3, *[30] * length, 3], [0] * 3 + [1] * (length + 1), False)] * 3
    for texts in (single, pair):
        assert abs(joined_for_echoes(texts) * length - ECHO_LENGTH) <= length / 2
    assert joined_for_echoes([Encoded([2, *[30] * 200, 3], [0] * 202, False)]) == JOINED
    assert joined_for_echoes([Encoded([2, 3], [0, 0], False)]) == ECHO_LENGTH  # an empty text counts as one word
