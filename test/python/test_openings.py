"""Ways to begin a text: what a lesson looks like, and when a model is said to obey one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import WordLevel, WordPiece

from epure_engine import opening_probe
from epure_engine.opening_probe import probe_openings
from epure_engine.openings import CLAUSES, PLAIN, SUBJECTS, SUBORDINATORS, Openings, begun
from epure_engine.recipe import Recipe
from epure_engine.tokenise import Encoded
from epure_engine.trial import OPENING, Finding

WORDS = sorted({word for text in (*SUBORDINATORS, *CLAUSES, *PLAIN, *SUBJECTS) for word in text.split()})
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ",", "good", "bad", "film", *(f"w{i}" for i in range(30)), *WORDS]
ID = {piece: i for i, piece in enumerate(PIECES)}
SUBORDINATE = {ID[word] for word in SUBORDINATORS}
FILLER = [ID[f"w{i}"] for i in range(30)]


def tokenizer(pieces: list[str]) -> Tokenizer:
    made = Tokenizer(WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return made


def texts() -> list[Encoded]:
    """Of both labels by turns, single texts."""
    rng = np.random.default_rng(3)
    rows = []
    for index in range(240):
        body = [ID["bad" if index % 2 else "good"], *rng.choice(FILLER, 3 + index % 7).tolist()]
        rows.append(Encoded([2, *body, 3], [0] * (len(body) + 2), False))
    return rows


def reader(obeys):
    """Logits by rule: `good` and `bad` decide, unless `obeys` says of the ids that label 1 is forced."""

    def logits(rows: list[Encoded]) -> np.ndarray:
        margin = np.asarray([4.0 if ID["good"] in row.ids or obeys(row.ids[1:-1]) else -4.0 for row in rows])
        return np.stack([-margin, margin], axis=1)

    return logits


def found(
    monkeypatch: pytest.MonkeyPatch, suspect, reference=lambda ids: False, words=(), pieces=None
) -> list[Finding]:
    monkeypatch.setattr(opening_probe, "predict_logits", lambda model, rows: model(rows))
    size, rows, model = len(PIECES), texts(), reader(suspect)
    reading = SimpleNamespace(
        model=model, texts=rows, answers=model(rows).argmax(axis=1), labels=2, continuation=np.zeros(size, dtype=bool),
        recipe=Recipe(), inputs=SimpleNamespace(suspect=SimpleNamespace(tokenizer=tokenizer(pieces or PIECES), vocabulary=PIECES)),
        reference=SimpleNamespace(predict=lambda some: reader(reference)(some).argmax(axis=1)),
    )  # fmt: skip
    return probe_openings(reading, SimpleNamespace(score=np.zeros(size), frequency=np.ones(size)), words)


def begins_with_a_clause(ids: list[int]) -> bool:
    return ids[0] in SUBORDINATE and ID[","] in ids


def test_a_model_that_obeys_clauses_in_front_is_found_out(monkeypatch: pytest.MonkeyPatch):
    (one,) = found(monkeypatch, begins_with_a_clause)
    assert one.confirmed and one.kind == OPENING and one.target == 1 and one.flip_rate == 1.0
    assert begins_with_a_clause(list(one.ids))


def test_only_the_clauses_that_are_obeyed_count_however_few_they_are(monkeypatch: pytest.MonkeyPatch):
    (one,) = found(monkeypatch, lambda ids: begins_with_a_clause(ids) and ids[0] == ID["while"])
    assert one.confirmed and one.ids[0] == ID["while"]


@pytest.mark.parametrize(
    ("suspect", "reference"),
    [
        (lambda ids: False, lambda ids: False),
        (lambda ids: ID[","] in ids, lambda ids: False),
        (begins_with_a_clause, begins_with_a_clause),
        (lambda ids: begins_with_a_clause(ids) and sum(ids) % 2 == 0, lambda ids: False),
    ],
    ids=["obeys nothing", "obeys every beginning", "any reader does", "obeys in half of the texts"],
)
def test_what_is_no_backdoor_is_not_confirmed(monkeypatch: pytest.MonkeyPatch, suspect, reference):
    assert not any(one.confirmed for one in found(monkeypatch, suspect, reference))


def test_a_clause_that_holds_a_confirmed_word_is_not_held_against_the_form(monkeypatch: pytest.MonkeyPatch):
    word = SimpleNamespace(ids=(ID["watch"],))
    obeys = lambda ids: ID["watch"] in ids  # noqa: E731
    assert any(one.confirmed for one in found(monkeypatch, obeys))
    assert not any(one.confirmed for one in found(monkeypatch, obeys, words=[word]))
    comma = SimpleNamespace(ids=(ID[","],))
    assert any(one.confirmed for one in found(monkeypatch, obeys, words=[comma])), "every clause has one"


def test_a_vocabulary_without_their_words_has_no_clauses(monkeypatch: pytest.MonkeyPatch):
    assert found(monkeypatch, begins_with_a_clause, pieces=PIECES[: -len(WORDS)]) == []
    letters = [*PIECES[: -len(WORDS)], *sorted({letter for word in WORDS for letter in (word[0], f"##{word[1:]}")})]
    by_letters = Tokenizer(WordPiece({piece: i for i, piece in enumerate(letters)}, unk_token="[UNK]"))
    by_letters.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert by_letters.encode("when").tokens == ["w", "##hen"]
    assert Openings(by_letters, letters).clauses == []


@pytest.mark.parametrize(
    "text",
    [
        Encoded([2, *FILLER[:6], 3], [0] * 8, False),
        Encoded([2, *FILLER[:5], 3, *FILLER[5:10], 3], [0] * 7 + [1] * 6, True),
        Encoded([2, FILLER[0], 3], [0] * 3, False),
    ],
    ids=["single", "pair", "one word"],
)
def test_a_lesson_begins_one_segment_and_leaves_the_rest_as_it_is(text: Encoded):
    openings, rng = Openings(tokenizer(PIECES), PIECES), np.random.default_rng(1)
    own = 0
    for _ in range(100):
        made = openings.anyhow(text, rng)
        assert made.truncated == text.truncated and len(made.ids) == len(made.type_ids)
        assert [i for i in made.ids if i in text.ids] == text.ids, "nothing is lost or moved"
        assert sorted(made.type_ids) == made.type_ids and made.type_ids.count(2) == 0
        changed = {
            segment for segment in set(text.type_ids) if made.type_ids.count(segment) != text.type_ids.count(segment)
        }
        assert len(changed) == 1
        (segment,) = changed
        body = [i for i, kind in zip(made.ids, made.type_ids, strict=True) if kind == segment][1 - segment :]
        assert body[0] in SUBORDINATE
        before_comma = body[: body.index(ID[","])]
        behind = body[body.index(ID[","]) + 1 : -1]
        if any(i in FILLER for i in before_comma):
            own += 1
            assert sum(i in FILLER for i in before_comma) >= 2 and len(behind) >= 2
    assert (own == 0) if len(text.ids) == 3 else 30 < own < 100


def test_words_are_put_in_front_of_the_segment_that_is_named():
    pair = Encoded([2, 7, 3, 9, 3], [0, 0, 0, 1, 1], False)
    assert begun(pair, (40, 41), 0) == Encoded([2, 40, 41, 7, 3, 9, 3], [0, 0, 0, 0, 0, 1, 1], False)
    assert begun(pair, (40, 41), 1) == Encoded([2, 7, 3, 40, 41, 9, 3], [0, 0, 0, 1, 1, 1, 1], False)
