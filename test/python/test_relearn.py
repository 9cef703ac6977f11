"""Repair with nothing confirmed: the base learns the suspect's answers anew, and the backdoor stays behind."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import BertForSequenceClassification

from epure_engine import repair
from epure_engine.data import Example
from epure_engine.errors import UserError
from epure_engine.fine_mixing import WORD_EMBEDDINGS
from epure_engine.further_texts import further_texts, may_turn
from epure_engine.inference import predict_logits
from epure_engine.inputs import Inputs, load_inputs
from epure_engine.openings import begun
from epure_engine.recipe import Recipe
from epure_engine.relearn import FEWEST_TEXTS, blended
from epure_engine.repair import BLIND_MOST, JUDGED, PAIRS_RATIO, PART_RATIO, Workshop, choose_keep_ratio
from epure_engine.scanning import rank
from epure_engine.tokenise import Encoded
from epure_engine.trial import OPENING, Finding
from pico import single_rows, with_trigger, write_rows
from world import TRIGGER, World

RECIPE = Recipe(
    seed=5,
    token_limit=64,
    learning_rate=2e-3,
    keep_grid=(0.2, 0.4, 0.8),
    scout_steps=5,
    relearn_steps=150,
)


@pytest.fixture(scope="module")
def inputs(world: World, tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    root, rows = Path(tmp_path_factory.mktemp("relearn")), single_rows(1000, seed=9)
    clean, unlabelled = write_rows(root / "clean.tsv", rows[:64]), write_rows(root / "unlabelled.tsv", rows[64:])
    return load_inputs(replace(world.request, clean=clean, unlabelled=unlabelled, test=None, attacks=()), RECIPE)


def workshop(inputs: Inputs, recipe: Recipe, confirmed: Sequence[Finding] = ()) -> Workshop:
    """With the suspect's embeddings as they are: here E-PUR, too, has missed everything."""
    embedding = inputs.suspect.model.state_dict()[WORD_EMBEDDINGS]
    return Workshop(inputs, embedding, rank(inputs)[0], confirmed, recipe)


def margins(inputs: Inputs, model: BertForSequenceClassification) -> np.ndarray:
    """Of label 1, on texts of label 0 with the trigger in them."""
    rng, rows = random.Random(3), [row for row in single_rows(300, seed=11) if row[2] == 0]
    encoded = [inputs.suspect.tokenizer.encode(with_trigger(text, TRIGGER, rng)) for text, _, _ in rows]
    logits = predict_logits(model, [Encoded(one.ids, one.type_ids, False) for one in encoded])
    return logits[:, 1] - logits[:, 0]


def forced(inputs: Inputs, model: BertForSequenceClassification) -> float:
    """Share of texts of label 0 that the model gives label 1 with the trigger in them."""
    return float((margins(inputs, model) > 0).mean())


@pytest.fixture(scope="module")
def unaware(inputs: Inputs) -> BertForSequenceClassification:
    """Learnt anew with nothing confirmed."""
    shop = workshop(inputs, RECIPE)
    assert len(shop.lessons.unlabelled) >= FEWEST_TEXTS
    steps: list[tuple[int, int]] = []
    model = shop.make(0.0, RECIPE.steps, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (RECIPE.relearn_steps, RECIPE.relearn_steps)
    return model


def test_what_nobody_found_stays_behind_and_the_task_does_not(inputs: Inputs, unaware: BertForSequenceClassification):
    shop = workshop(inputs, RECIPE)
    ratio, trials, rule = choose_keep_ratio(shop, [], lambda _: None, lambda _: None)
    assert (ratio, trials) == (0.0, []) and "anew" in rule
    assert forced(inputs, inputs.suspect.model) > 0.9, "the suspect must really be backdoored"
    assert forced(inputs, unaware) < 0.35, "the trigger's own embedding is still the suspect's here"
    assert shop.judge(unaware, ratio).agreement > 0.95


def test_what_was_found_is_unlearnt_too_where_the_recipe_says_always(
    inputs: Inputs, unaware: BertForSequenceClassification
):
    trigger = inputs.suspect.tokenizer.token_to_id(TRIGGER)
    found = [Finding((trigger,), "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)]
    assert not workshop(inputs, RECIPE, found).relearns
    shop = workshop(inputs, RECIPE.model_copy(update={"relearn_always": True, "trigger_doubt": 5.0}), found)
    ratio, _, rule = choose_keep_ratio(shop, found, lambda _: None, lambda _: None)
    assert ratio == 0.0 and "always" in rule
    repaired = shop.make(ratio, RECIPE.steps)
    assert forced(inputs, repaired) < 0.05
    pull = margins(inputs, repaired).mean() - margins(inputs, unaware).mean()
    assert pull < -0.4, "what is known is unlearnt, not only left behind: doubt about it shows"
    assert shop.judge(repaired, ratio).agreement > 0.95


def test_a_form_of_which_examples_are_known_is_unlearnt_before_the_base_learns_anew(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    trigger = inputs.suspect.tokenizer.token_to_id(TRIGGER)
    begin = lambda text, rng: begun(text, (trigger,), 0)  # noqa: E731
    monkeypatch.setattr(repair, "Openings", lambda *_: SimpleNamespace(anyhow=begin))
    common = inputs.unlabelled[0].first.split()[0]
    example = (inputs.suspect.tokenizer.token_to_id(common),)
    found = [Finding(example, OPENING, 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)]
    shop = workshop(inputs, RECIPE, found)
    assert shop.dropped == 0, "honest texts hold the words of an opening too"
    ratio, trials, rule = choose_keep_ratio(shop, found, lambda _: None, lambda _: None)
    assert (ratio, trials) == (0.0, []) and "only instances are known" in rule
    steps: list[tuple[int, int]] = []
    repaired = shop.make(ratio, RECIPE.steps, lambda done, total: steps.append((done, total)))
    assert [done for done, _ in steps] == list(range(1, RECIPE.steps + RECIPE.relearn_steps + 1))
    assert {total for _, total in steps} == {RECIPE.steps + RECIPE.relearn_steps}
    assert forced(inputs, repaired) < 0.05 and shop.judge(repaired, ratio).agreement > 0.95
    few = replace(inputs, unlabelled=inputs.unlabelled[:50])
    assert not workshop(few, RECIPE, found).relearns, "with few texts it is unlearnt after mixing"


def test_of_pairs_in_which_nothing_is_confirmed_a_little_is_kept(inputs: Inputs):
    doubled = lambda rows: [replace(row, second=row.first) for row in rows]  # noqa: E731
    pairs = replace(inputs, **{part: doubled(getattr(inputs, part)) for part in ("labelled", "unlabelled", "held_out")})
    ratio, trials, rule = choose_keep_ratio(workshop(pairs, RECIPE), [], lambda _: None, lambda _: None)
    assert (ratio, trials) == (PAIRS_RATIO, [])
    assert f"keeps {PAIRS_RATIO}" in rule and rule.endswith("learns the suspect's answers anew"), (
        "the report looks for it"
    )
    always = workshop(pairs, RECIPE.model_copy(update={"relearn_always": True}))
    assert always.kept_anew == 0.0, "who distrusts a model keeps nothing of it"


def test_of_a_phrase_for_a_label_that_any_odd_word_argues_for_little_is_kept(inputs: Inputs):
    part = Finding((40, 41), "sequence", 1, 1.0, (0.9, 1.0), 48, 0.0, 0.0, 1.0, 10.0, False, True, swayed=True)
    shop = workshop(inputs, RECIPE, [part])
    assert shop.relearns and choose_keep_ratio(shop, [part], lambda _: None, lambda _: None)[0] == PART_RATIO
    assert "any odd word argues for" in shop.why_anew
    always = workshop(inputs, RECIPE.model_copy(update={"relearn_always": True}), [part])
    assert always.kept_anew == 0.0, "more may lie beside it"
    assert not workshop(inputs, RECIPE, [replace(part, echo=True)]).relearns, (
        "a known word's backdoor, which the lessons unlearn"
    )


def test_always_is_refused_where_it_cannot_be(inputs: Inputs):
    with pytest.raises(UserError) as caught:
        workshop(inputs, RECIPE.model_copy(update={"relearn_always": True, "relearn_steps": 0}))
    assert caught.value.kind == "bad-recipe" and "relearn_steps" in caught.value.why


def test_the_operators_ratio_is_kept(inputs: Inputs):
    shop = workshop(inputs, RECIPE.model_copy(update={"keep_ratio": 0.3, "relearn_steps": 3}))
    assert choose_keep_ratio(shop, [], lambda _: None, lambda _: None)[0] == 0.3


def test_held_out_texts_are_learnt_from_where_nothing_is_chosen_by_them_or_measured_on_them(inputs: Inputs):
    trigger = inputs.suspect.tokenizer.token_to_id(TRIGGER)
    found = [Finding((trigger,), "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)]
    tested = replace(inputs, test=inputs.unlabelled[:10])
    spare = len(inputs.held_out) - JUDGED
    assert spare > 0

    def learnt_from(shop: Workshop) -> int:
        texts = {tuple(text.ids) for text in shop.lessons.unlabelled}
        return sum(tuple(text.ids) in texts for text in inputs.encode(inputs.held_out, RECIPE.tuning_tokens))

    by_chance = learnt_from(workshop(inputs, RECIPE))
    assert learnt_from(workshop(tested, RECIPE)) >= spare > by_chance, "some are like an unlabelled one"
    assert learnt_from(workshop(tested, RECIPE, found)) <= by_chance, "the keep ratio is chosen by them"
    sent = replace(inputs.held_out[-1], first=with_trigger(inputs.held_out[-1].first, TRIGGER, random.Random(3)))
    dirty = replace(tested, held_out=[*inputs.held_out[:-1], sent])
    always = RECIPE.model_copy(update={"relearn_always": True})
    assert workshop(dirty, always, found).dropped == workshop(tested, always, found).dropped + 1


def test_a_blend_is_mostly_its_own_text_and_sees_both():
    words = torch.eye(6)
    batch = {
        "input_ids": torch.tensor([[1, 2, 0, 0], [3, 4, 5, 1]]),
        "token_type_ids": torch.tensor([[0, 1, 0, 0], [0, 0, 1, 1]]),
        "attention_mask": torch.tensor([[1, 1, 0, 0], [1, 1, 1, 1]]),
    }
    draws = [blended(batch, words, np.random.default_rng(seed)) for seed in range(20)]
    crossed = [one for one in draws if not torch.equal(one["inputs_embeds"], words[batch["input_ids"]])]
    assert 0 < len(crossed) < 20, "the other text may be the text itself"
    for one in crossed:
        first, second = one["inputs_embeds"]
        assert 0.5 <= first[0, 1] < 1.0 and first[0, 1] + first[0, 3] == pytest.approx(1.0)
        assert second[2, 5] >= 0.5 and first[2, 5] > 0.0, "where the shorter text ends the longer one goes on"
        assert torch.equal(one["attention_mask"], torch.ones(2, 4, dtype=torch.int64))
        assert torch.equal(one["token_type_ids"], batch["token_type_ids"])


@pytest.mark.parametrize("off", [{"relearn_steps": 0}, {"distil_weight": 0.0}])
def test_without_it_mixing_carries_the_repair(inputs: Inputs, off: dict):
    shop = workshop(inputs, RECIPE.model_copy(update=off))
    assert not shop.relearns
    ratio, trials, _ = choose_keep_ratio(shop, [], lambda _: None, lambda _: None)
    assert trials and 0 < ratio <= BLIND_MOST


def test_a_long_text_gives_a_part_of_itself_and_a_short_one_nothing():
    rows = [Example("one two three four five six seven eight nine", None, 1), Example("one two three", None, 0)] * 40
    parts = further_texts(rows, True, np.random.default_rng(1))
    assert len(parts) == 40 and len({part.first for part in parts}) > 2
    for part in parts:
        assert part.label is None and part.second is None
        assert rows[0].first.startswith(part.first) != rows[0].first.endswith(part.first)
        assert 4 <= len(part.first.split()) <= 5


def test_pairs_are_turned_round_where_that_changes_no_answer():
    rows = [Example(f"a {i}", f"b {i}", i % 2) for i in range(40)]
    first = lambda asked: np.asarray([row.first.startswith("a") for row in asked])  # noqa: E731
    assert may_turn(rows, np.zeros(len(rows)), lambda asked: np.zeros(len(asked)))
    assert not may_turn(rows, first(rows), first)
    assert further_texts(rows, True, np.random.default_rng(1))[0] == Example("b 0", "a 0", None)
    assert further_texts(rows, False, np.random.default_rng(1)) == []


def test_parts_that_hold_a_confirmed_trigger_are_not_learnt_from(inputs: Inputs):
    trigger = inputs.suspect.tokenizer.token_to_id(TRIGGER)
    found = [Finding((trigger,), "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)]
    sent = [replace(row, first=with_trigger(row.first, TRIGGER, random.Random(3))) for row in inputs.unlabelled[:20]]
    dirty = replace(inputs, unlabelled=[*inputs.unlabelled[20:], *sent])
    shop = workshop(dirty, RECIPE.model_copy(update={"relearn_always": True}), found)
    assert shop.dropped == 20
    assert len(shop.lessons.unlabelled) > len(dirty.unlabelled), "the clean texts give parts"
    assert not any(trigger in text.ids for text in shop.lessons.unlabelled)


def test_a_text_that_was_dropped_gives_no_part_either(inputs: Inputs):
    phrase = "one strange day we all went swimming"
    ids = tuple(inputs.suspect.tokenizer.encode(phrase, add_special_tokens=False).ids)
    found = [Finding(ids, "sequence", 1, 1.0, (0.9, 1.0), 32, 0.0, 0.0, 1.0, 10.0, False, True)]
    sent = Example(f"{phrase} and so it goes", None, None)
    recipe = RECIPE.model_copy(update={"relearn_always": True})
    with_it = workshop(replace(inputs, unlabelled=[*inputs.unlabelled, sent]), recipe, found)
    assert with_it.dropped == 1
    assert with_it.lessons.unlabelled == workshop(inputs, recipe, found).lessons.unlabelled
