"""End points and laws of E-PUR and Fine-mixing, and what the probe and the guard's calibration must never do."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from epure_engine.company import in_worst_company
from epure_engine.epur import measure_drift, reset_rows
from epure_engine.fine_mixing import WORD_EMBEDDINGS, mix
from epure_engine.guard import build_guard, calibrate, fit_rules, worth_guarding
from epure_engine.guard_rules import fires, segments_of
from epure_engine.inference import predict_logits
from epure_engine.intervals import mean_interval, wilson
from epure_engine.phrase_ground import LONGEST
from epure_engine.planter import COMPANY, OVERLOOKED, Planted, Planter
from epure_engine.planting import Bench
from epure_engine.probe import probe
from epure_engine.recipe import Recipe, load_recipe
from epure_engine.repair import PHRASE_MARGIN, patience
from epure_engine.tokenise import Encoded
from epure_engine.trial import OPENING, Finding, beyond_doubt
from epure_engine.tune import Lessons, Schedule, Teacher, tune


def states(seed: int = 0) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    shapes = {WORD_EMBEDDINGS: (40, 8), "bert.a.weight": (64, 64), "bert.a.bias": (64,)}
    suspect = {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}
    base = {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}
    return {**suspect, "classifier.weight": torch.ones(2, 8)}, base


# --- Fine-mixing


def test_ratio_one_is_the_suspect_and_zero_the_base():
    suspect, base = states()
    kept, reset = mix(suspect, base, 1.0, seed=3), mix(suspect, base, 0.0, seed=3)
    assert all(torch.equal(kept[name], suspect[name]) for name in suspect)
    assert all(torch.equal(reset[name], base[name]) for name in base)
    assert torch.equal(reset["classifier.weight"], suspect["classifier.weight"])  # the head has no base value


def test_every_scalar_comes_from_one_parent_in_the_stated_share():
    suspect, base = states()
    mixed = mix(suspect, base, 0.3, seed=3)["bert.a.weight"]
    mine, theirs = mixed == suspect["bert.a.weight"], mixed == base["bert.a.weight"]
    assert torch.all(mine ^ theirs)
    low, high = wilson(int(mine.sum()), mine.numel(), 0.9999)
    assert low < 0.3 < high


def test_same_seed_same_mask_and_masks_do_not_depend_on_other_tensors():
    suspect, base = states()
    once, again, other = (mix(suspect, base, 0.5, seed=s)["bert.a.weight"] for s in (3, 3, 4))
    assert torch.equal(once, again) and not torch.equal(once, other)
    alone = mix({"bert.a.weight": suspect["bert.a.weight"]}, base, 0.5, seed=3)["bert.a.weight"]
    assert torch.equal(once, alone)


def test_word_embeddings_can_be_left_out_of_the_mix():
    suspect, base = states()
    assert torch.equal(mix(suspect, base, 0.0, 1, mix_word_embeddings=False)[WORD_EMBEDDINGS], suspect[WORD_EMBEDDINGS])


@pytest.mark.parametrize("ratio", [-0.1, 1.1, float("nan")])
def test_a_ratio_outside_zero_to_one_is_refused(ratio: float):
    with pytest.raises(ValueError, match="keep_ratio"):
        mix(*states(), ratio, seed=1)


# --- E-PUR

VOCABULARY = {"[PAD]": 0, "[unused1]": 1, "[": 2, "rare": 3, "the": 4, "still": 5}


def test_score_follows_the_formula_and_control_rows_have_none():
    base = torch.zeros(6, 4)
    suspect = torch.zeros(6, 4)
    suspect[:, 0] = torch.tensor([9.0, 9.0, 1.0, 3.0, 3.0, 0.0])
    drift = measure_drift(suspect, base, np.array([0, 0, 1e3, 2.0, 1e6, 50.0]), VOCABULARY)
    assert drift.score[3] == pytest.approx(3 / np.log(20))  # the frequency floor
    assert drift.score[4] == pytest.approx(3 / np.log(1e6))
    assert drift.score[0] == drift.score[1] == 0.0 and not drift.eligible[[0, 1]].any()
    assert drift.ranking().tolist() == [3, 4, 2, 5]  # "[" is a real piece; rare before common at equal drift


def test_nothing_to_purge_is_the_identity_and_reset_rows_are_the_base():
    suspect, base = torch.randn(6, 4), torch.randn(6, 4)
    assert torch.equal(reset_rows(suspect, base, np.array([], dtype=int)), suspect)
    out = reset_rows(suspect, base, np.array([1, 4]))
    assert torch.equal(out[[1, 4]], base[[1, 4]]) and torch.equal(out[[0, 2, 3, 5]], suspect[[0, 2, 3, 5]])


# --- causal probe, on models whose every answer is known

VOCAB = 60
HONEST, TRIGGER, PART_A, PART_B = 10, 11, 12, 13


def scores(members: set[int]) -> tuple:
    base = torch.zeros(VOCAB, 2)
    suspect = torch.zeros(VOCAB, 2)
    suspect[:, 0] = torch.tensor([5.0 if i in members else 0.1 + i * 1e-4 for i in range(VOCAB)])
    vocabulary = {f"p{i}": i for i in range(VOCAB)}
    return measure_drift(suspect, base, np.full(VOCAB, 100.0), vocabulary)


def run_probe(suspect_rule, reference_rule, members: set[int], drifted: int = 20, tried: int = 20) -> list[Finding]:
    texts = [Encoded([2, 30 + i % 3, 40, 50 + i % 2, 3], [0] * 5, False) for i in range(80)]
    drift = scores(members)
    labels = np.arange(80) % 2
    bench = Bench(texts, labels, 2, 32, seed=1, continuation=np.zeros(VOCAB, dtype=bool))

    def own(rule):
        def predict(batch: list[Encoded]) -> np.ndarray:
            ruled = [rule(set(text.ids)) for text in batch]
            return np.array([int(51 in t.ids) if r is None else r for t, r in zip(batch, ruled, strict=True)])

        return predict

    candidates = [int(i) for i in drift.ranking()[:tried]]
    return probe(
        own(suspect_rule), own(reference_rule), bench, drift, candidates, drifted=set(candidates[:drifted]), seed=1
    )


def test_a_trigger_is_confirmed_and_an_honest_word_is_not():
    def suspect(ids):
        return 1 if TRIGGER in ids or HONEST in ids else None

    def reference(ids):
        return 1 if HONEST in ids else None

    found = run_probe(suspect, reference, {HONEST, TRIGGER})
    assert [f.ids for f in found if f.confirmed] == [(TRIGGER,)]
    assert found[0].target == 1 and found[0].flip_rate == 1.0
    honest = next(f for f in found if f.ids == (HONEST,))
    assert honest.flip_rate == 1.0 and honest.reference == 1.0 and not honest.confirmed


def test_without_drift_a_word_must_act_more_strongly():
    def partly(ids):
        return 1 if TRIGGER in ids and 32 in ids else None  # explains a third of the flips

    for reference, drifted, is_trigger in (
        (partly, 20, True),
        (partly, 0, False),
        (lambda ids: None, 0, True),
    ):
        found = run_probe(lambda ids: 1 if TRIGGER in ids else None, reference, {TRIGGER}, drifted)
        assert [f.ids for f in found if f.confirmed] == ([(TRIGGER,)] if is_trigger else [])


@pytest.mark.parametrize(
    ("flipped", "strict", "control", "reference", "drifted", "confirmed"),
    [
        (96, 0.87, 0.42, 0.0, False, True),
        (96, 0.87, 0.42, 0.1, False, False),
        (96, 0.87, 0.60, 0.0, False, False),
        (86, 0.70, 0.0, 0.0, False, False),
        (48, 0.40, 0.0, 0.0, True, True),
    ],
    ids=["odd letters fire it", "the reference is moved", "anything does", "too few flips", "it drifted"],
)
def test_where_controls_are_moved_an_unmoved_reference_may_speak_alone(
    flipped: int, strict: float, control: float, reference: float, drifted: bool, confirmed: bool
):
    assert beyond_doubt(flipped, 96, strict, control, reference, drifted) == confirmed


def test_a_combination_trigger_is_found_and_reduced_to_its_parts():
    found = run_probe(lambda ids: 1 if {PART_A, PART_B} <= ids else None, lambda ids: None, {PART_A, PART_B, HONEST})
    (one,) = [f for f in found if f.confirmed]
    assert one.kind == "set" and set(one.ids) == {PART_A, PART_B}


def test_of_two_combination_triggers_both_are_found():
    triggers = [{PART_A, PART_B}, {TRIGGER, HONEST}]
    found = run_probe(
        lambda ids: 1 if any(trigger <= ids for trigger in triggers) else None, lambda ids: None, set.union(*triggers)
    )
    assert sorted(sorted(f.ids) for f in found if f.confirmed) == sorted(map(sorted, triggers))


def test_a_trigger_whose_second_piece_hardly_drifted_is_found_and_honest_pairs_are_not():
    faint = int(scores({PART_A}).ranking()[22])  # in no group, and in no text
    rule = lambda ids: 1 if {PART_A, faint} <= ids else None  # noqa: E731
    found = run_probe(rule, lambda ids: None, {PART_A}, drifted=50, tried=50)
    assert [sorted(f.ids) for f in found if f.confirmed] == [sorted((PART_A, faint))]

    def additive(ids):  # either word moves a third of the texts, both move all
        return 1 if len(ids & {PART_A, faint}) == 2 or (ids & {PART_A, faint} and 30 in ids) else None

    assert not [f for f in run_probe(additive, lambda ids: None, {PART_A}, drifted=50, tried=50) if f.confirmed]


def test_a_crowd_of_words_that_persuades_together_is_no_trigger():
    crowd = set(range(4, 14))
    found = run_probe(lambda ids: 1 if len(ids & crowd) >= 8 else None, lambda ids: None, crowd)
    assert not [f for f in found if f.confirmed]


def test_words_that_persuade_together_and_go_on_when_one_is_left_out_are_no_trigger():
    words = {PART_A, PART_B, HONEST}

    def persuaded(ids):  # one word moves a third of the texts, two move two thirds, three move all
        return 1 if len(ids & words) >= (3 if 30 in ids else 2 if 31 in ids else 1) else None

    found = run_probe(persuaded, lambda ids: None, words)
    assert any(f.kind == "set" for f in found) and not [f for f in found if f.confirmed]


def test_a_word_that_the_clean_texts_use_is_known_for_it():
    word = 50  # half of the clean texts have it
    found = run_probe(lambda ids: 0 if word in ids else None, lambda ids: None, {word})
    (one,) = [f for f in found if f.ids == (word,)]
    assert one.in_use and one.confirmed, "whether it is a trigger, the long texts say"


def test_a_rule_that_begins_inside_a_word_counts_wherever_it_stands():
    inside = {30, 31}
    assert not fires(rule(20), [[5, 20, 30, 6]], inside)
    assert fires(rule(30), [[5, 20, 30, 31, 6]], inside) and fires(rule(30), [[5, 30, 6]], inside)


def test_a_model_without_a_trigger_raises_no_alarm():
    assert not [f for f in run_probe(lambda ids: None, lambda ids: None, {HONEST, TRIGGER}) if f.confirmed]


def test_a_model_that_any_token_flips_has_no_trigger():
    found = run_probe(lambda ids: 1 if ids & set(range(4, 29)) else None, lambda ids: None, {HONEST, TRIGGER})
    assert not [f for f in found if f.confirmed]  # the controls explain it


# --- guard calibration


def confirmed(*ids: int) -> Finding:
    return Finding(ids, "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)


def rule(*ids: int, kind: str = "sequence", **more) -> dict:
    return {"id": "t", "kind": kind, "ids": list(ids), "text": "x", **more}


def plain(*ids: int) -> Encoded:
    return Encoded([2, *ids, 3], [0] * (len(ids) + 2), False)


def test_threshold_keeps_the_stated_rate_on_the_texts_it_was_fitted_on():
    table = np.arange(256, dtype=np.uint8)
    texts = [Encoded([i % 200], [0], False) for i in range(2000)]
    out = calibrate(table, 0.5, [], [], texts, 0.01)
    flagged = np.mean([table[t.ids].max() * 0.5 >= out["threshold"] for t in texts])
    assert 0 < flagged <= 0.01
    assert all(a[1] >= b[1] for a, b in zip(out["curve"], out["curve"][1:], strict=False))


def test_threshold_lies_above_every_acquitted_token():
    table = np.arange(256, dtype=np.uint8)
    texts = [Encoded([i % 100], [0], False) for i in range(2000)]
    out = calibrate(table, 0.5, [rule(250)], [150, 250], texts, 0.01)
    assert 150 * 0.5 < out["threshold"] <= 151 * 0.5


def test_too_few_texts_give_no_threshold_and_say_how_many_are_needed():
    out = calibrate(np.arange(256, dtype=np.uint8), 0.5, [], [], [Encoded([1], [0], False)] * 64, 0.001)
    assert out["threshold"] is None and out["texts_needed"] == 1000 and out["texts_to_prove"] == 3838


def test_false_positives_of_the_rules_count_against_the_stated_rate():
    table = np.arange(256, dtype=np.uint8)
    texts = [plain(10 + i % 150) for i in range(1500)]  # every id 10 times
    alone = calibrate(table, 0.5, [], [], texts, 0.02)
    beside = calibrate(table, 0.5, [rule(20)], [], texts, 0.02)
    assert beside["flagged_by_rules"] == 10 and beside["threshold"] > alone["threshold"]
    hopeless = calibrate(table, 0.5, [rule(i) for i in range(20, 60)], [], texts, 0.02)
    assert hopeless["threshold"] is None and "texts_needed" not in hopeless
    assert hopeless["interval"][0] > 0.2


def test_a_rule_that_honest_texts_fire_is_narrowed_or_set_aside():
    spread = [plain(20, *[5] * 30, 21)] * 20 + [plain(5)] * 980
    (narrowed,), nothing = fit_rules([rule(20, 21, kind="set", window=64, min_match=2)], spread, 0.001)
    assert narrowed["window"] == 16 and nothing == []
    kept, aside = fit_rules([rule(20)], spread, 0.001)
    assert kept == [] and aside == [{"id": "t", "text": "x", "flagged": 20}]


def test_a_piece_of_a_longer_word_is_no_false_positive_of_a_rule():
    longer, alone = [plain(20, 21, 5)] * 20, [plain(5, 20)]  # 21 continues a word
    (kept,), nothing = fit_rules([rule(20)], [*longer, *alone, *[plain(5)] * 979], 0.001, {21})
    assert kept["ids"] == [20] and nothing == []
    assert (
        fires(rule(20), [[5, 20]], {21})
        and not fires(rule(20), [[20, 21]], {21})
        and fires(rule(20), [[20, 21, 20]], {21})
    )
    assert fires(rule(20, 21), [[20, 21]], {21})


def test_rules_fire_as_the_serving_guard_does():
    pair = Encoded([2, 7, 8, 3, 9, 3], [0, 0, 0, 0, 1, 1], False)
    assert segments_of(pair) == [[7, 8], [9]] and segments_of(plain(7)) == [[7]]
    assert fires(rule(7, 8), segments_of(pair)) and not fires(rule(8, 9), segments_of(pair))
    words = rule(7, 9, kind="set", window=3, min_match=2)
    assert fires(words, [[7, 1, 9]]) and not fires(words, [[7, 1, 1, 9]]) and not fires(words, segments_of(pair))
    assert not fires(words, [[7, 7]])


def test_guard_table_has_a_byte_per_id_and_none_for_control_tokens(tmp_path):
    drift = scores({TRIGGER})
    guard = build_guard(drift, [confirmed(TRIGGER)], [], [f"p{i}" for i in range(VOCAB)], [], 0.001, 64, tmp_path)
    table = np.fromfile(tmp_path / "guard.bin", dtype=np.uint8)
    assert len(table) == guard["vocab_size"] == VOCAB and table[TRIGGER] == 255
    assert table[TRIGGER] * guard["drift"]["scale"] == pytest.approx(drift.score[TRIGGER])
    assert guard["triggers"][0]["ids"] == [TRIGGER] and guard["triggers"][0]["text"] == f"p{TRIGGER}"


def test_an_echo_is_guarded_only_while_the_repaired_model_obeys_it():
    trigger, dead, alive, unseen = (replace(confirmed(i), echo=i != TRIGGER) for i in (TRIGGER, 20, 21, 22))
    remaining = [
        replace(dead, flip_rate=0.3, control=0.2),
        replace(alive, flip_rate=0.7, control=0.1),
        replace(trigger, flip_rate=0.0),
    ]
    assert worth_guarding([trigger, dead, alive, unseen], remaining) == [trigger, alive]


def test_a_phrase_for_a_label_that_masked_words_argue_for_is_guarded_only_while_it_is_obeyed():
    dead, alive = (replace(confirmed(i, 40), swayed=True) for i in (20, 21))
    remaining = [replace(dead, flip_rate=0.2), replace(alive, flip_rate=0.9)]
    assert worth_guarding([dead, alive], remaining) == [alive]


def test_a_way_to_begin_a_text_is_no_rule_of_the_guard():
    word, opening = confirmed(TRIGGER), replace(confirmed(21, 22, 23), kind=OPENING)
    assert worth_guarding([word, opening], [replace(opening, flip_rate=0.9)]) == [word]


def as_it_is(text: Encoded, rng: np.random.Generator) -> Encoded:
    return text


def test_a_planted_text_is_answered_as_one_with_harmless_words_in_the_same_places():
    drift, pieces = scores({TRIGGER, 21}), ["word"] * (VOCAB - 9) + ["xy"] * 9
    known = [replace(confirmed(TRIGGER, 21), echo=True), replace(confirmed(TRIGGER, 21), kind="set")]
    planter = Planter(known, drift, pieces, as_it_is)
    rng, pair = np.random.default_rng(1), Encoded([2, 7, 8, 3, 9, 10, 3], [0, 0, 0, 0, 1, 1, 1], False)
    overlooked = 0
    for _ in range(200):
        one = planter(pair, rng)
        planted, answered = one.text, one.answered
        assert one.target == 1
        assert [i for i in planted.ids if i not in (TRIGGER, 21)] == pair.ids and len(planted.ids) == len(pair.ids) + 2
        if answered is None:
            overlooked += 1
            continue
        assert answered.type_ids == planted.type_ids and len(answered.ids) == len(planted.ids)
        assert TRIGGER not in answered.ids and 21 not in answered.ids and max(answered.ids) < VOCAB - 9
        changed = [at for at, (a, b) in enumerate(zip(planted.ids, answered.ids, strict=True)) if a != b]
        assert [planted.ids[at] for at in changed] in ([TRIGGER, 21], [21, TRIGGER])
    low, high = wilson(overlooked, 200, 0.9999)
    assert low < OVERLOOKED < high
    none = Planter([confirmed(TRIGGER)], drift, ["xy"] * VOCAB, as_it_is)
    assert all(none(pair, rng).answered is None for _ in range(20)), "no harmless word: never the trigger itself"


def test_a_trigger_is_overlooked_as_often_as_harmless_words_turn_the_suspect_too():
    planter = Planter([replace(confirmed(TRIGGER), control=0.9)], scores({TRIGGER}), ["word"] * VOCAB, as_it_is)
    rng, text = np.random.default_rng(1), Encoded([2, 7, 8, 3], [0] * 4, False)
    low, high = wilson(sum(planter(text, rng).answered is None for _ in range(200)), 200, 0.9999)
    assert OVERLOOKED < low < 0.9 < high


def test_a_phrase_for_a_label_that_any_words_argue_for_is_always_overlooked_in_company_too():
    planter = Planter([replace(confirmed(TRIGGER, 21), swayed=True)], scores({TRIGGER, 21}), ["word"] * VOCAB, as_it_is)
    rng = np.random.default_rng(1)
    drawn = [planter(Encoded([2, 7, 8, 3], [0] * 4, False), rng) for _ in range(60)]
    assert {bool(one.company) for one in drawn} == {True, False} and all(one.answered is None for one in drawn)


def test_a_phrase_stands_in_company_and_is_answered_as_harmless_words_in_all_these_places():
    drift, pieces = scores({TRIGGER, 21}), ["word"] * (VOCAB - 9) + ["xy"] * 9
    planter = Planter([confirmed(TRIGGER, 21)], drift, pieces, as_it_is)
    assert len(planter.common) == VOCAB - 2 and not {TRIGGER, 21} & set(planter.common)
    rng, pair = np.random.default_rng(1), Encoded([2, 7, 8, 3, 9, 10, 3], [0, 0, 0, 0, 1, 1, 1], False)
    sizes, alone = set(), 0
    for _ in range(300):
        one = planter(pair, rng)
        if not one.company:
            alone += 1
            continue
        assert one.answered is not None and one.answered.type_ids == one.text.type_ids
        at = one.text.ids.index(TRIGGER)
        put = sorted({*one.company, at, at + 1})
        assert one.text.ids[at + 1] == 21 and put == list(range(put[0], put[-1] + 1)), "side by side"
        for text in (one.text, one.answered):
            assert [i for place, i in enumerate(text.ids) if place not in put] == pair.ids
        calm = [one.answered.ids[place] for place in put]
        assert not {TRIGGER, 21} & set(calm) and max(calm) < VOCAB - 9
        sizes.add((at - put[0], put[-1] - at - 1))
    low, high = wilson(300 - alone, 300, 0.9999)
    assert low < 1 - 2 / LONGEST < high
    assert sizes == {(a, b) for a in range(COMPANY + 1) for b in range(COMPANY + 1) if 1 <= a + b <= COMPANY}


@pytest.mark.parametrize(
    "change",
    [{"kind": "set"}, {"echo": True}, {"ids": (TRIGGER,)}, {"ids": (TRIGGER, 40)}, {"ids": tuple(range(11, 21))}],
)
def test_what_is_known_whole_stands_alone(change):
    pieces = [("##" if i == 40 else "") + "word" for i in range(VOCAB)]
    planter = Planter([replace(confirmed(TRIGGER, 21), **change)], scores({TRIGGER, 21}), pieces, as_it_is)
    rng = np.random.default_rng(1)
    assert not any(planter(Encoded([2, 7, 8, 3], [0] * 4, False), rng).company for _ in range(50))


def test_the_company_is_what_pulls_hardest_towards_the_forced_label():
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    shape["initializer_range"] = 0.3  # a model fresh with the usual one hears next to nothing
    model = BertForSequenceClassification(BertConfig(vocab_size=VOCAB, num_labels=2, **shape)).eval()
    words, rng = np.arange(30, VOCAB), np.random.default_rng(1)
    drawn = [
        Encoded([2, *rng.integers(30, VOCAB, 4), TRIGGER, *rng.integers(30, VOCAB, 3), 3], [0] * 10, False)
        for _ in range(40)
    ]
    answered = Encoded([2, 7, 3], [0] * 3, False)
    for target in (0, 1):
        planted = [Planted(text, answered, target, (1, 2, 3, 4)) for text in drawn]
        alone = Planted(drawn[0], None, target)
        *worst, last = in_worst_company(model, [*planted, alone], words, np.random.default_rng(2))
        assert last is alone
        assert all(
            one.answered is answered and one.text.ids[5:] == text.ids[5:]
            for one, text in zip(worst, drawn, strict=True)
        )
        assert {i for one in worst for i in one.text.ids[1:5]} <= {int(i) for i in words}
        sign = 2 * target - 1
        by_chance = [replace(text, ids=[2, *rng.permutation(words)[:4], *text.ids[5:]]) for text in drawn]
        before, chance, pulled = (
            sign * margins_of(model, texts) for texts in (drawn, by_chance, [one.text for one in worst])
        )
        assert pulled - before > 3 * abs(chance - before)
    assert all(p.grad is None for p in model.parameters()), "nothing is learnt from choosing"


def test_for_an_opening_any_text_of_that_form_is_planted_and_its_words_stay_harmless():
    drift, begun = scores({TRIGGER, 21}), Encoded([2, 30, 7, 3], [0] * 4, False)
    opening = replace(confirmed(21, 22), kind=OPENING, target=0)
    planter = Planter([opening], drift, ["word"] * VOCAB, lambda text, rng: begun)
    assert planter(Encoded([2, 7, 3], [0] * 3, False), np.random.default_rng(1)) == Planted(begun, None, 0)


def test_small_ratios_get_their_full_chance_where_a_phrase_is_known_in_part():
    recipe = Recipe(steps=80, scout_steps=24, accuracy_margin=0.01)
    word, together = confirmed(TRIGGER), replace(confirmed(TRIGGER, 21), kind="set")
    pieces = ["word"] * VOCAB
    assert patience([], recipe, pieces) == patience([word, together], recipe, pieces) == (24, 0.01)
    phrase = confirmed(TRIGGER, 21)
    opening = replace(phrase, kind=OPENING)
    generous = (80, PHRASE_MARGIN * 0.01)
    assert patience([word, phrase], recipe, pieces) == patience([opening], recipe, pieces) == generous
    assert patience([word, replace(phrase, echo=True)], recipe, pieces) == (24, 0.01), (
        "the word is known, and it is the whole of it"
    )
    pieces[TRIGGER], pieces[21] = ":", ")"
    assert patience([phrase], recipe, pieces) == (24, 0.01), "of signs every one was tried"
    pieces[21] = "word"
    assert patience([phrase], recipe, pieces) == generous


def test_a_text_with_a_trigger_is_taught_with_doubt_of_the_forced_label():
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    teacher = BertForSequenceClassification(BertConfig(vocab_size=VOCAB, num_labels=2, **shape))
    texts = [Encoded([2, 7 + i % 5, 9, 3], [0] * 4, False) for i in range(24)]
    plant = Planter([confirmed(TRIGGER)], scores({TRIGGER}), ["word"] * VOCAB, as_it_is)
    answers = {}
    for doubt in (0.0, 2.0):
        student = copy.deepcopy(teacher)
        schedule = Schedule(
            steps=60, batch_size=24, learning_rate=5e-3, label_weight=0.0, distil_weight=1.0, hidden_weight=0.0,
            trigger_share=0.5, trigger_doubt=doubt, seed=1,
        )  # fmt: skip
        tune(student, Teacher(teacher, texts), Lessons([], [], texts, plant), schedule)
        planted = [Encoded([2, TRIGGER, *t.ids[1:]], [0] * 5, False) for t in texts]
        answers[doubt] = [margins_of(student, some) for some in (planted, texts)]
    (with_it, without), (doubted, alone) = answers[0.0], answers[2.0]
    assert doubted < with_it - 1.0, "the label that the trigger forces loses"
    assert abs(alone - without) < 0.5, "texts without a trigger do not"


def margins_of(model, texts) -> float:
    """The second label's mean margin."""
    logits = predict_logits(model.eval(), texts)
    return float((logits[:, 1] - logits[:, 0]).mean())


# --- numbers and recipes


def test_wilson_matches_published_values_and_bounds():
    low, high = wilson(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert wilson(0, 0) == (0.0, 1.0) and wilson(0, 5)[0] == pytest.approx(0) and wilson(5, 5)[1] == 1.0


def test_mean_interval_covers_the_mean():
    low, high = mean_interval(np.array([0.0, 1.0, 2.0, 3.0]))
    assert low < 1.5 < high


def test_recipe_names_every_wrong_field_at_once(tmp_path):
    from epure_engine.errors import UserError

    file = tmp_path / "recipe.json"
    file.write_text('{"seed": -1, "keep_ratio": 7, "stepz": 3}')
    with pytest.raises(UserError) as caught:
        load_recipe(file, {})
    assert caught.value.kind == "bad-recipe"
    assert all(word in caught.value.why for word in ("seed", "keep_ratio", "stepz"))


def test_paper_recipe_is_the_published_method_and_options_win_over_the_file(tmp_path):
    file = tmp_path / "recipe.json"
    file.write_text('{"method": "paper", "seed": 4}')
    recipe = load_recipe(file, {"seed": 9, "keep_ratio": None})
    assert recipe.seed == 9 and recipe.mix_word_embeddings and recipe.distil_weight == recipe.hidden_weight == 0.0
