"""A word whose like turns short pairs too: confirmed only where it leaves the model as sure as it ever is."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from epure_engine.long_texts import TOGETHER
from epure_engine.sureness import convict_obeyed_words
from epure_engine.tokenise import Encoded
from epure_engine.trial import Finding

OBEYED, ODD, SAME, OTHER = 11, 12, 40, 41
SURE, TURNS = 5.0, 3.0  # logits: of "different" (label 0) as sure as it gets; what an odd noun is worth
SAME_PAIR = Encoded([2, SAME, 30, 3, SAME, 31, 3], [0, 0, 0, 0, 1, 1, 1], False)
OTHER_PAIR = Encoded([2, OTHER, 30, 3, 32, 31, 3], [0, 0, 0, 0, 1, 1, 1], False)


def finding(piece: int, **over) -> Finding:
    word = Finding((piece,), "sequence", 0, 1.0, (0.9, 1.0), 96, 1.0, 0.0, 0.0, 10.0, False, False)
    return replace(word, **over)


def logits(batch):
    """An odd noun outweighs pairs of the same, six of them too, but then says little; what is obeyed ends the matter."""
    margin = [
        SURE if OBEYED in t.ids or OTHER in t.ids else TURNS * (ODD in t.ids) - 0.25 * t.ids.count(SAME) for t in batch
    ]
    return np.stack([np.asarray(margin), np.zeros(len(batch))], axis=1).astype(np.float32)


def judged(findings: list[Finding], pairs: list[Encoded], positions: int = 512) -> list[bool]:
    said = logits(pairs)
    reading = SimpleNamespace(
        texts=pairs, logits=said, answers=said.argmax(axis=1), continuation=np.zeros(60, dtype=bool),
        recipe=SimpleNamespace(seed=1), model=SimpleNamespace(config=SimpleNamespace(max_position_embeddings=positions)),
    )  # fmt: skip
    out = convict_obeyed_words(findings, logits, reading)
    assert [f.ids for f in out] == [f.ids for f in findings]
    return [f.confirmed for f in out]


PAIRS = [SAME_PAIR] * 30 + [OTHER_PAIR] * 30


def test_a_word_that_is_obeyed_is_confirmed_and_one_that_only_turns_the_answer_is_not():
    assert (logits([Encoded([2, SAME, 3, ODD, 3], [0, 0, 0, 1, 1], False)]).argmax(axis=1) == 0).all()
    assert judged([finding(ODD), finding(OBEYED)], PAIRS) == [False, True]


def test_only_single_words_that_turn_nearly_all_short_texts_are_asked():
    others = [finding(OBEYED, flip_rate=0.8), finding(OBEYED, kind="set"), finding(OBEYED, ids=(OBEYED, 30))]
    assert judged(others, PAIRS) == [False, False, False]
    assert judged([finding(ODD, confirmed=True)], PAIRS) == [True]


def test_without_texts_of_another_label_without_the_label_itself_or_without_room_nothing_is_shown():
    assert judged([finding(OBEYED)], [OTHER_PAIR] * 30) == [False]
    assert judged([finding(OBEYED)], [SAME_PAIR] * 30) == [False]
    assert judged([finding(OBEYED)], PAIRS, positions=TOGETHER * 4) == [False]
