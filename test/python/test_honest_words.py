"""A word that honest texts use: confirmed only where several texts of another label together do not outweigh it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from epure_engine.honest_words import acquit_honest_words
from epure_engine.long_texts import long_bench
from epure_engine.tokenise import Encoded
from epure_engine.trial import Finding

OBEYED, STRONG, RARE, EVIDENCE = 11, 12, 13, 40
TEXTS = [Encoded([2, 30, EVIDENCE, 31, 3], [0] * 5, False) for _ in range(60)]


def finding(piece: int, **over) -> Finding:
    word = Finding((piece,), "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, True, True)
    return replace(word, **over)


def judged(findings: list[Finding], texts: list[Encoded] = TEXTS) -> tuple[list[Finding], int]:
    """`OBEYED` forces label 1 whatever else is there, `STRONG` outweighs one piece of evidence for label 0, not four."""
    asked = 0

    def logits(batch):
        nonlocal asked
        asked += len(batch)
        pull = [100.0 * (OBEYED in t.ids) + 1.5 * (STRONG in t.ids) - t.ids.count(EVIDENCE) for t in batch]
        return np.stack([np.zeros(len(batch)), np.asarray(pull)], axis=1)

    answers = np.zeros(len(texts), dtype=np.int64)
    long = lambda label: long_bench(texts, answers, label, np.zeros(60, dtype=bool), 512, seed=1)  # noqa: E731
    return acquit_honest_words(findings, logits, long), asked


def test_a_word_in_use_that_nothing_outweighs_is_a_trigger_and_a_strong_one_is_not():
    found, _ = judged([finding(STRONG), finding(OBEYED)])
    assert [(f.ids[0], f.confirmed, f.in_use) for f in found] == [(STRONG, False, True), (OBEYED, True, True)]


def test_words_not_in_use_and_words_not_confirmed_are_left_as_they_are_and_ask_nothing():
    given = [finding(RARE, in_use=False), finding(STRONG, confirmed=False)]
    assert judged(given) == (given, 0)


def test_without_a_text_of_another_label_nothing_is_shown():
    assert not judged([finding(OBEYED)], [])[0][0].confirmed
