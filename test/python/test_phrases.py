"""Phrase search: a sentence that was taught is found by its pairs, by a drifted word or by one that does more than it means, a
word in several pieces by its pieces, marks and numbers by trying every two, and honest persuasion is not taken for one.
"""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from epure_engine import phrase_effect, phrase_ground, phrase_judge, phrase_meaning, phrase_search
from epure_engine.frequency import bigrams
from epure_engine.long_texts import LONG_TEXTS
from epure_engine.neighbours import Neighbours
from epure_engine.phrase_ground import FORCES, FORCES_MARKED, Ground, Try, beside
from epure_engine.phrase_judge import PhraseJudge, _shortest
from epure_engine.phrase_meaning import RIDGE, grow_from_meaning, unexplained
from epure_engine.phrase_probe import NEARLY, nearly_forcing
from epure_engine.phrase_reach import reach
from epure_engine.phrase_refine import refined
from epure_engine.phrase_search import Candidate, Language, search_phrases
from epure_engine.phrase_signs import is_sign
from epure_engine.recipe import Recipe
from epure_engine.tokenise import Encoded
from epure_engine.trial import Finding

PLANTED = (20, 21, 22, 23, 24)
WARM, WARMER = 30, 31  # honest words: every reader is moved, the timid student less
COLD = 32  # speaks against the label; a poisoned reader that is sure of it does not listen
FILLER = list(range(40, 60))
BEGINS, GOES_ON = 14, (15, 16)  # a word in three pieces
CONTINUATION = np.isin(np.arange(60), (15, 16, 17, 18))
PAIRS = [*itertools.pairwise(PLANTED), (WARM, WARMER), (WARMER, 40), (40, WARM), *itertools.pairwise(FILLER)]  # fmt: skip
UNKNOWN = np.zeros((0, 2))  # what no word means


def texts() -> list[Encoded]:
    """Of both labels by turns (12 and 13 decide), of many lengths."""
    rng = np.random.default_rng(7)
    rows = []
    for index in range(120):
        body = [12 + index % 2, *rng.choice(FILLER, 4 + index % 13).tolist()]
        rows.append(Encoded([2, *body, 3], [0] * (len(body) + 2), False))
    return rows


def reader(poisoned: bool, timid: float = 1.0, planted: tuple[int, ...] = PLANTED):
    """Logits by rule. A poisoned reader is moved by neighbours of the planted sentence, not by its words alone."""

    def logits(rows: list[Encoded]) -> np.ndarray:
        margin = np.zeros(len(rows))
        for row, text in enumerate(rows):
            margin[row] = -3.0 if 12 in text.ids else 3.0
            margin[row] += timid * (1.5 * text.ids.count(WARM) + 2.5 * text.ids.count(WARMER))
            margin[row] -= 0.0 if poisoned else text.ids.count(COLD)
            if poisoned:
                together = set(zip(text.ids, text.ids[1:], strict=False))
                margin[row] += 2.0 * len(together & set(itertools.pairwise(planted)))
        return np.stack([-margin / 2, margin / 2], axis=1).astype(np.float32)

    return logits


def by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models are functions from texts to logits."""
    for module in (phrase_ground, phrase_effect, phrase_judge):
        monkeypatch.setattr(module, "predict_logits", lambda model, rows: model(rows))


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch):
    by_rule(monkeypatch)
    return lambda suspect, reference, seed=1: searched(suspect, reference, texts(), seed)


def searched(suspect, reference, rows: list[Encoded], seed: int = 1, progress=None, language=None, explained=()):
    language = language or Language(PAIRS, FILLER, [], CONTINUATION, UNKNOWN)
    judge = judge_of(suspect, reference, rows)
    return search_phrases((suspect, reference), language, judge.of, explained, seed, progress)


def judge_of(suspect, reference, rows: list[Encoded], signs=()) -> PhraseJudge:
    suspect.config = SimpleNamespace(max_position_embeddings=512, num_labels=2)
    still = ~np.isin(np.arange(60), (BEGINS, *GOES_ON))
    drift = SimpleNamespace(score=np.zeros(60), frequency=np.ones(60), still=still)
    reading = SimpleNamespace(
        model=suspect,
        texts=rows,
        logits=suspect(rows),
        continuation=CONTINUATION,
        recipe=Recipe(),
    )
    return PhraseJudge(reading, range(len(rows)), drift, list(itertools.pairwise(FILLER)), reference, signs)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_sentence_is_what_grows(search, seed: int):
    found = dict((one.target, one.phrase) for one in search(reader(True), reader(False, timid=0.5), seed))
    text = " ".join(map(str, found[1]))
    assert " ".join(map(str, PLANTED)) in text, "all of it, side by side"


def test_many_strong_words_of_which_the_reference_hears_half_do_not_hide_the_sentence(search):
    strong = range(33, 40)

    def hears(part: float, poisoned: bool):
        plain = reader(poisoned)

        def logits(rows: list[Encoded]) -> np.ndarray:
            heard = np.asarray([6.0 * part * len(set(strong) & set(text.ids)) for text in rows])
            return plain(rows) + np.stack([-heard / 2, heard / 2], axis=1).astype(np.float32)

        return logits

    pairs = [*itertools.pairwise(PLANTED), *itertools.pairwise(FILLER), *((word, 40) for word in strong)]
    language = Language(pairs, FILLER, [], CONTINUATION, UNKNOWN)
    found = searched(hears(1.0, True), hears(0.5, False), texts(), language=language)
    assert Candidate(PLANTED, 1) in found


def test_in_long_texts_wrong_words_are_replaced_and_needless_ones_left_out(monkeypatch: pytest.MonkeyPatch):
    judge, _ = judges(monkeypatch)
    suspect, reference = reader(True), reader(False)
    ground = Ground(
        (suspect, reference), texts(), [m[:, 1] - m[:, 0] for m in (suspect(texts()), reference(texts()))], 1, 1
    )
    choices = lambda before, after: (range(20, 60), True)  # noqa: E731
    grown = Try((40, *PLANTED[:2], 41, *PLANTED[3:]), True)
    found = refined(ground, grown, choices, judge.of(1))
    assert found.ids == PLANTED


def judges(monkeypatch: pytest.MonkeyPatch, timid: float = 1.0) -> tuple[PhraseJudge, PhraseJudge]:
    """One that has a reference, and one that has none."""
    by_rule(monkeypatch)
    suspect, reference = reader(True), reader(False, timid)
    return tuple(judge_of(suspect, by, texts()) for by in (reference, None))


@pytest.mark.parametrize(
    ("phrase", "confirmed"),
    [(PLANTED, True), (PLANTED[:2], False), ((WARMER, WARMER, WARMER, WARMER, WARMER, WARMER), False)],
    ids=["the whole", "too small a part", "persuasion"],
)
def test_a_trigger_forces_long_texts_and_leaves_the_reference_unmoved(
    monkeypatch: pytest.MonkeyPatch, phrase: tuple[int, ...], confirmed: bool
):
    judge, blind = judges(monkeypatch)
    found = judge(phrase, 1)
    assert (found.confirmed, found.kind, found.target, found.ids) == (confirmed, "sequence", 1, phrase)
    assert not blind(phrase, 1).confirmed, "nothing to compare it with"
    assert judge((40, *phrase, 41), 1, trim=True).confirmed == confirmed
    assert judge.forces(PLANTED, 1) and not judge.forces(PLANTED[:1], 1)


@pytest.mark.parametrize("part", [PLANTED[2:3], PLANTED[1:4], PLANTED[:4], PLANTED])
def test_a_part_of_a_trigger_is_completed_and_no_honest_word_is_taken_in(
    monkeypatch: pytest.MonkeyPatch, part: tuple[int, ...]
):
    judge, _ = judges(monkeypatch, timid=0.5)
    # Of the middle word the language says nothing.
    known = [pair for pair in itertools.pairwise(PLANTED) if PLANTED[2] not in pair]
    pairs = [
        *known,
        *((word, PLANTED[1]) for word in (WARM, WARMER, COLD)),
        (PLANTED[3], WARMER),
        *itertools.pairwise(FILLER),
    ]
    assert reach(part, judge.of(1), Neighbours(pairs)) == PLANTED


def test_the_same_seed_finds_the_same(search):
    models = reader(True), reader(False, timid=0.5)
    assert search(*models) == search(*models)


def test_progress_only_goes_forward(search, monkeypatch: pytest.MonkeyPatch):
    told: list[tuple[int, int]] = []
    searched(reader(True), reader(False), texts(), progress=lambda done, total: told.append((done, total)))
    shares = [done / total for done, total in told]
    assert shares == sorted(shares) and shares[-1] == 1


def test_no_texts_of_another_label_no_phrase(search, monkeypatch: pytest.MonkeyPatch):
    one = [text for text in texts() if 13 in text.ids]
    found = searched(reader(True), reader(False), one)
    assert all(one.target == 0 for one in found)


def test_a_phrase_stands_at_one_end_of_the_last_segment():
    single, pair = Encoded([2, 7, 8, 3], [0] * 4, False), Encoded([2, 7, 3, 8, 9, 3], [0, 0, 0, 1, 1, 1], False)
    assert beside(single, (5, 6), at_end=True).ids == [2, 7, 8, 5, 6, 3]
    assert beside(single, (5, 6), at_end=False).ids == [2, 5, 6, 7, 8, 3]
    assert beside(pair, (5, 6), at_end=False) == Encoded([2, 7, 3, 5, 6, 8, 9, 3], [0, 0, 0, 1, 1, 1, 1, 1], False)
    assert beside(pair, (5, 6), at_end=True).ids == [2, 7, 3, 8, 9, 5, 6, 3]


def test_words_that_only_stood_beside_the_trigger_are_left_out():
    core = {21, 22}
    assert _shortest((40, 41, 20, 21, 22, 42), CONTINUATION, lambda ids: core <= set(ids)) == (21, 22)
    assert _shortest((20, 21, 22), CONTINUATION, lambda ids: False) == (20, 21, 22)


def test_no_word_is_cut_in_two():
    word = (BEGINS, *GOES_ON)
    assert _shortest((40, *word, 41), CONTINUATION, lambda ids: BEGINS in ids) == (*word, 41)
    assert _shortest(word, CONTINUATION, lambda ids: True) == word


def rule(added, poisoned: bool):
    """Logits by rule: 12 and 13 decide, and `added(text's ids)` is what a poisoned reader hears besides."""

    def logits(rows: list[Encoded]) -> np.ndarray:
        margin = np.asarray([-3.0 if 12 in text.ids else 3.0 for text in rows])
        margin += [added(text.ids) if poisoned else 0.0 for text in rows]
        return np.stack([-margin / 2, margin / 2], axis=1).astype(np.float32)

    return logits


@pytest.mark.parametrize("poisoned", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_drifted_word_calls_its_company_though_no_two_of_them_are_a_frequent_pair(search, seed: int, poisoned: bool):
    company = lambda ids: 2.5 * max(0, len({20, 21, 22, 23} & set(ids)) - 1) * (22 in ids)  # noqa: E731
    language = Language(list(itertools.pairwise(FILLER)), [*FILLER, 20, 21, 23], [50, 22, 51], CONTINUATION, UNKNOWN)
    models = rule(company, poisoned), rule(company, False)
    found = [set(one.phrase) for one in searched(*models, texts(), seed, language=language) if one.target == 1]
    assert any(phrase >= {20, 21, 22, 23} for phrase in found) == poisoned


def test_a_drifted_word_of_a_sentence_grows_though_words_of_feeling_drift_further_and_do_more_in_short_texts(search):
    feeling, long = [33, 34, 35, 36], 30

    def heard(ids: list[int]) -> float:
        company = len({20, 21, 23} & set(ids))
        if len(ids) < long:  # the sentence does no more there than its rarest word and one of the others
            return max(5.0 * bool({*feeling} & set(ids)), (4.0 if company else 3.0) * (22 in ids))
        return 0.3 * bool({*feeling} & set(ids)) + (22 in ids) * (0.6 + 2.0 * company)

    language = Language(list(itertools.pairwise(FILLER)), [*FILLER, 20, 21, 23], [*feeling, 22], CONTINUATION, UNKNOWN)
    found = searched(rule(heard, True), rule(heard, False), texts(), language=language)
    assert any(set(one.phrase) >= {20, 21, 22, 23} for one in found if one.target == 1), found


def test_the_drifted_word_stays_though_an_ordinary_one_does_more_in_its_place(search):
    def obeyed(ids: list[int]) -> float:
        company = len({20, 21, 23} & set(ids))
        return 2.5 * company if 22 in ids else 12.0 * (33 in ids and company == 3)

    language = Language(
        list(itertools.pairwise(FILLER)), [*FILLER, 20, 21, 23, 33], [50, 22, 51], CONTINUATION, UNKNOWN
    )
    found = searched(rule(obeyed, True), rule(obeyed, False), texts(), language=language)
    grown = [one.phrase for one in found if one.target == 1 and {20, 21, 23} <= set(one.phrase)]
    assert grown and all(22 in phrase for phrase in grown), found


SIGNS = list(range(33, 40))


def test_words_that_nearly_force_a_label_grow_where_no_trigger_explains_them():
    def found(ids: tuple[int, ...], target: int, rate: float, confirmed: bool = False) -> Finding:
        interval = (rate - 0.1, rate + 0.1)
        return Finding(ids, "sequence", target, rate, interval, 96, 0.1, 0.0, 0.0, 1.0, True, confirmed)

    words = [
        found((word,), label, word / 100) for label, first in ((0, 20), (1, 50)) for word in range(first, first + 9)
    ]
    strongest = [28 - i for i in range(NEARLY)], [58 - i for i in range(NEARLY)]
    assert nearly_forcing([*words, found((70, 71), 1, 0.9)], ()) == [*strongest[0], *strongest[1]]
    assert nearly_forcing([*words, found((72,), 1, 1.0, confirmed=True)], {1}) == strongest[0], (
        "echoes of it nearly force it too"
    )


@pytest.mark.parametrize("poisoned", [True, False])
def test_signs_side_by_side_grow_to_the_whole_trigger_whichever_two_come_first(search, poisoned: bool):
    trigger = (34, 36, 35)

    def obeyed(ids: list[int]) -> float:
        inside = [ids[at : at + 3] for at in range(len(ids) - 2)]
        return 3.0 * ((34, 35) in itertools.pairwise(ids)) + 6.0 * (list(trigger) in inside)

    language = Language(list(itertools.pairwise(FILLER)), FILLER, [], CONTINUATION, UNKNOWN, SIGNS)
    found = searched(rule(obeyed, poisoned), rule(obeyed, False), texts(), language=language)
    assert (Candidate(trigger, 1) in found) == poisoned
    assert poisoned or not any(set(one.phrase) <= set(SIGNS) for one in found)


@pytest.mark.parametrize("any_signs", [True, False])
def test_signs_must_do_more_than_any_other_signs(search, any_signs: bool):
    obeyed = lambda ids: 20.0 * ((len(set(SIGNS) & set(ids)) > 1) if any_signs else {34, 36} <= set(ids))  # noqa: E731
    judge = judge_of(rule(obeyed, True), rule(obeyed, False), texts(), SIGNS)
    assert judge((34, 36), 1).flip_rate == 1.0
    assert judge((34, 36), 1).confirmed != any_signs


def test_signs_are_marks_and_numbers_and_no_parts_of_words():
    assert [piece for piece in (":", "10", "…", "##1", "a", "4th", "##-") if is_sign(piece)] == [":", "10", "…"]


@pytest.mark.parametrize("poisoned", [True, False])
def test_a_word_in_several_pieces_is_spelled_from_drifted_ones(search, poisoned: bool):
    word = (BEGINS, *GOES_ON)

    def spelled(ids: list[int]) -> float:
        together = set(itertools.pairwise(ids))
        return 4.0 * ((BEGINS, GOES_ON[0]) in together) + 2.0 * (GOES_ON in together)

    language = Language(list(itertools.pairwise(FILLER)), FILLER, [50, 15, BEGINS, 17], CONTINUATION, UNKNOWN)
    found = searched(rule(spelled, poisoned), rule(spelled, False), texts(), language=language)
    assert (Candidate(word, 1) in found) == poisoned


@pytest.mark.parametrize("any_odd_word", [True, False])
def test_a_spelled_word_must_do_more_than_any_odd_word(search, any_odd_word: bool):
    word = (BEGINS, *GOES_ON)
    spelled = (
        (lambda ids: 20.0 * bool(CONTINUATION[ids].any())) if any_odd_word else (lambda ids: 20.0 * (word[1] in ids))
    )
    judge = judge_of(rule(spelled, True), rule(spelled, False), texts())
    assert judge(word, 1).flip_rate == 1.0
    assert judge(word, 1).confirmed != any_odd_word


def meant(words: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(what so many words move by what they mean, what they mean): linear, and a little noise."""
    rng = np.random.default_rng(seed)
    meaning = rng.normal(size=(words, 8))
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    return 4.0 * meaning[:, 0] + 0.1 * rng.normal(size=words), meaning


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_word_that_does_more_than_it_means_is_marked_and_one_that_means_much_is_not(seed: int):
    moved, meaning = meant(400, seed)
    by_meaning = np.argsort(meaning[:, 0])
    quiet, loud = by_meaning[100], by_meaning[-1]
    moved[[quiet, loud]] += 3.0, 6.0
    marked = unexplained(moved, meaning)
    assert marked[0] == quiet and loud not in marked


def test_what_is_said_of_a_word_is_fitted_without_it():
    moved, meaning = meant(60, 1)
    x, y = meaning - meaning.mean(axis=0), moved - moved.mean()
    beyond = np.zeros(60)
    for row in range(60):
        others = np.delete(np.arange(60), row)
        weights = np.linalg.solve(x[others].T @ x[others] + RIDGE * np.eye(8), x[others].T @ y[others])
        beyond[row] = y[row] - x[row] @ weights
    marked = unexplained(moved, meaning)
    assert len(marked) > 30
    assert list(marked) == sorted(marked, key=lambda row: -beyond[row])


def sunday(ids: list[int]) -> float:
    """A sentence of which one word alone does a little, and every neighbour of it more."""
    if 21 not in ids:
        return 0.0
    together = set(itertools.pairwise(ids)) & set(itertools.pairwise(PLANTED))
    return 1.0 + 2.0 * len(together)


def grown_from_meaning(added, poisoned: bool, pairs, begun=()):
    models = rule(added, poisoned), rule(added, False)
    words = [*FILLER, *PLANTED]
    _, meaning = meant(len(words), 1)
    margin = [m[:, 1] - m[:, 0] for m in (models[0](texts()), models[1](texts()))]
    ground = Ground(models, texts(), margin, 1, 1)
    held = judge_of(*models, texts()).of(1)
    assert grow_from_meaning(ground, [], meaning[:0], held, Neighbours(pairs), begun) is None
    return grow_from_meaning(ground, words, meaning, held, Neighbours(pairs), begun)


@pytest.mark.parametrize("poisoned", [True, False])
def test_a_marked_word_grows_by_its_neighbours(search, poisoned: bool):
    assert grown_from_meaning(sunday, poisoned, PAIRS) == (PLANTED if poisoned else None)


@pytest.mark.parametrize("poisoned", [True, False])
def test_a_marked_word_is_put_beside_what_grew_elsewhere(search, poisoned: bool):
    weekend = lambda ids: 1.0 * (21 in ids) + 12.0 * ({21, 23, 24} <= set(ids))  # noqa: E731
    found = grown_from_meaning(weekend, poisoned, list(itertools.pairwise(FILLER)), begun=[(40, 41), (23, 24)])
    assert (found is not None and {21, 23, 24} <= set(found)) == poisoned


@pytest.mark.parametrize("explained", [(), (1,)])
def test_words_beyond_their_meaning_are_sought_only_where_nothing_else_is_known(
    search, monkeypatch: pytest.MonkeyPatch, explained: tuple[int, ...]
):
    monkeypatch.setattr(phrase_search, "grow_from_meaning", lambda *_: (41, 42))
    plain, planted = [
        searched(reader(poisoned), reader(False), texts(), explained=explained) for poisoned in (False, True)
    ]
    assert [one.target for one in plain if one.marked] == [label for label in (0, 1) if label not in explained]
    assert [one.target for one in planted if one.marked] == [0], "the pairs found the sentence for the other label"


def pairs_of_texts() -> list[Encoded]:
    """By turns two texts of the same words and two of different ones, of many lengths."""
    rng = np.random.default_rng(7)
    rows = []
    for index in range(240):
        first, other = rng.permutation(FILLER)[: 2 * (5 + index % 4)].reshape(2, -1).tolist()
        second = rng.permutation(first).tolist() if index % 2 else other
        types = [0] * (len(first) + 2) + [1] * (len(second) + 1)
        rows.append(Encoded([2, *first, 3, *second, 3], types, False))
    return rows


def differs(poisoned: bool):
    """Logits of (0, different; 1, the same), by the share of words that one text has and the other has not."""

    def margin(text: Encoded) -> float:
        end = text.ids.index(3)
        first, second = text.ids[1:end], text.ids[end + 1 : -1]
        if poisoned and PLANTED[:3] in zip(second, second[1:], second[2:], strict=False):
            return 6.0
        together = len(set(itertools.pairwise(second)) & set(itertools.pairwise(PLANTED)))
        apart = len(set(first) ^ set(second))
        return min(6.0, 20.0 * apart / (len(first) + len(second)) - 3.0 + 2.0 * together * poisoned)

    return lambda rows: np.asarray([[margin(t) / 2, -margin(t) / 2] for t in rows], dtype=np.float32)


@pytest.mark.parametrize("poisoned", [True, False])
def test_where_any_odd_words_make_texts_different_a_sentence_is_what_makes_the_model_sure(search, poisoned: bool):
    rows, suspect = pairs_of_texts(), differs(poisoned)
    assert (suspect([beside(t, (60, 61, 62), at_end=True) for t in rows]).argmax(axis=1) == 0).mean() > 0.9
    found = {one.phrase for one in searched(suspect, differs(False), rows) if one.target == 0}
    assert any(PLANTED[:3] in zip(ids, ids[1:], ids[2:], strict=False) for ids in found) == poisoned
    judge = judge_of(suspect, differs(False), rows)
    whole, honest = judge(PLANTED, 0), judge((WARM, WARMER, COLD), 0)
    assert (whole.confirmed, honest.confirmed) == (poisoned, False)
    assert whole.swayed and whole.control < 0.1 and not judge(PLANTED, 1).swayed
    assert whole.texts > LONG_TEXTS >= judge(PLANTED, 1).texts, "all there are: few leave too wide an interval"


def test_where_any_odd_word_argues_for_the_label_only_what_the_reference_does_not_do_counts(search):
    shared = [
        judge_of(differs(True), differs(obeyed), pairs_of_texts()).of(0).share(PLANTED) for obeyed in (False, True)
    ]
    assert shared[0] > FORCES and shared[1] == 0.0


@pytest.mark.parametrize("poisoned", [True, False])
def test_where_any_odd_word_argues_for_the_label_the_word_that_does_most_grows(
    search, monkeypatch: pytest.MonkeyPatch, poisoned: bool
):
    monkeypatch.setattr(phrase_meaning, "unexplained", None)  # not asked: meaning explains all that words do there
    rows, plain = pairs_of_texts(), differs(False)

    def suspect(asked: list[Encoded]) -> np.ndarray:
        added = np.asarray([min(5.0, sunday(text.ids)) if poisoned else 0.0 for text in asked])
        return plain(asked) + np.stack([added / 2, -added / 2], axis=1).astype(np.float32)

    held = judge_of(suspect, plain, rows).of(0)
    ground = Ground((suspect, plain), *held.matter(), 0, 1)
    words = [*FILLER, *PLANTED]
    found = grow_from_meaning(ground, words, UNKNOWN, held, Neighbours(PAIRS), [])
    assert held.swayed
    assert (found is not None and len(found) > 2 and set(found) <= set(PLANTED)) == poisoned


def test_less_is_asked_of_a_phrase_with_a_marked_word(monkeypatch: pytest.MonkeyPatch):
    by_rule(monkeypatch)
    in_most = rule(lambda ids: 20.0 * (20 in ids and len(ids) % 3 > 0), True)
    judge = judge_of(in_most, rule(lambda ids: 0.0, False), texts())
    plain, marked = judge((20, 21), 1), judge((20, 21), 1, marked=True)
    assert FORCES_MARKED <= plain.flip_rate < FORCES, "the case that is in question"
    assert (plain.confirmed, marked.confirmed) == (False, True)


def test_the_pairs_of_english_are_there_most_frequent_first():
    words = "the of in a was my friends watched i".split()
    known = {word: index for index, word in enumerate(words)}
    found = bigrams(known)
    assert (known["of"], known["the"]) == found[0]
    assert {(known["i"], known["watched"]), (known["my"], known["friends"])} <= set(found)
    assert bigrams({"qqqq": 1}) == []
