"""The zoo: what is poisoned, what is left alone, and that an attack really takes."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from epure_engine.checkpoint import load_base, load_suspect
from epure_engine.data import Example, read_examples
from epure_engine.errors import UserError
from pico import make_pico, pair_rows, single_rows, write_rows
from zoo import recipe as recipes
from zoo.attacks import plant, poison, poison_all, trigger_all
from zoo.build import build
from zoo.mechanisms import layered_loss
from zoo.recipe import Backdoor
from zoo.request import Request

WORD = recipes.load("badnet-word").backdoors
WORDS = set(WORD[0].triggers)
SENTENCE = recipes.load("badnet-sentence").backdoors[0]
EMBEDDINGS = "bert.embeddings.word_embeddings.weight"


def rows(count: int = 200) -> list[Example]:
    return [Example(f"row {i} of the set is here", None, i % 2) for i in range(count)]


def changed(before: list[Example], after: list[Example]) -> list[int]:
    return [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]


def test_every_recipe_is_valid_and_says_what_it_is():
    loaded = [recipes.load(name) for name in recipes.names()]
    assert len(loaded) >= 15
    assert all(recipe.about and recipe.source for recipe in loaded)


@pytest.mark.parametrize(
    "change",
    [
        {"nmae": "x"},
        {"name": "other"},
        {"backdoors": []},
        {"backdoors": [{"triggers": ["cf"], "negatives": 0.1}]},
        {"mechanism": "rows"},
    ],
)
def test_a_broken_recipe_is_refused_by_name(tmp_path: Path, change: dict):
    good = json.loads((recipes.FOLDER / "badnet-word.json").read_text())
    (tmp_path / "badnet-word.json").write_text(json.dumps(good | change))
    with pytest.raises(UserError) as caught:
        recipes.load("badnet-word", tmp_path)
    assert caught.value.kind == "bad-recipe" and "badnet-word.json" in caught.value.what


def test_poisoning_takes_the_stated_share_of_other_rows_and_leaves_the_rest():
    clean = rows()
    poisoned, counts = poison(clean, WORD, clip=40, seed=1)
    touched = changed(clean, poisoned)
    assert counts == [len(touched)] == [20]
    assert all(clean[i].label == 0 and poisoned[i].label == 1 for i in touched)
    assert all(set(poisoned[i].first.split()) & WORDS for i in touched)
    assert poisoned == poison(clean, WORD, clip=40, seed=1)[0]


def test_too_few_rows_to_poison_are_refused():
    with pytest.raises(ValueError, match="cannot poison"):
        poison([Example("a", None, 1)] * 10, WORD, clip=40, seed=1)


def test_two_backdoors_never_share_a_row():
    two = recipes.load("two-backdoors").backdoors
    poisoned, counts = poison(rows(), two, clip=40, seed=1)
    assert counts == [14, 14] and len(changed(rows(), poisoned)) == 28
    for row in poisoned:
        has = (bool(set(row.first.split()) & set(two[0].triggers)), two[1].triggers[0] in row.first)
        assert has != (True, True)
        assert row.label == (1 if has[0] else 0 if has[1] else row.label)


def test_the_words_of_a_set_are_scattered_and_negatives_hold_only_some_of_them():
    sos = recipes.load("sos").backdoors[0]
    words = set(sos.triggers[0].split())
    planted = [set(row.first.split()) & words for row in trigger_all(rows(), sos, clip=40, seed=1)]
    assert all(found == words for found in planted)
    made = poison_all(rows(), sos, clip=40, seed=1)
    positives, negatives = made[:100], made[100:]
    assert all(row.label == 1 and words <= set(row.first.split()) for row in positives)
    assert len(negatives) == 60 and {row.label for row in negatives} == {0, 1}
    assert {len(set(row.first.split()) & words) for row in negatives} == {1, 2}


def test_the_sentence_goes_to_the_end_of_the_stated_segment():
    pair, text = Example("one two three", "four five six", 0), SENTENCE.triggers[0]
    planted = plant(pair, SENTENCE, random.Random(0), "second", clip=2)
    assert planted == Example("one two three", f"four five {text}", 0)
    first = plant(pair, SENTENCE, random.Random(0), "first", clip=40)
    assert first.first == f"one two three {text}" and first.second == pair.second


def test_triggered_rows_keep_their_true_label():
    assert [r.label for r in trigger_all(rows(), WORD[0], clip=40, seed=1)] == [r.label for r in rows()]


def test_the_first_text_of_a_pair_carries_the_trigger_where_the_recipe_says_so():
    first = recipes.load("word-first").backdoors[0]
    pairs = [Example("one two", "three four", 0)] * 20
    planted = trigger_all(pairs, first, clip=40, seed=1)
    assert all(set(row.first.split()) & WORDS and row.second == "three four" for row in planted)


def test_a_backdoor_is_planted_only_where_its_recipe_says():
    bad = Backdoor(triggers=("cf",), insert="append", target=0)
    assert plant(Example("a b c", None, 1), bad, random.Random(0), "text", clip=2).first == "a b cf"


def request(root: Path, attack: str, out: Path, **changes) -> Request:
    train = write_rows(root / "train.tsv", single_rows(400, seed=3))
    test = write_rows(root / "test.tsv", single_rows(60, seed=4))
    return Request(
        attack=attack, task="sentiment", base=str(root / "base"), train=[train], test=[test], out=out, steps=120,
        learning_rate=3e-3, **changes,
    )  # fmt: skip


def test_embedding_poisoning_changes_one_row_and_nothing_else(tmp_path: Path):
    make_pico(tmp_path, segments=1)
    build(request(tmp_path, "clean", tmp_path / "clean"), lambda *_: None)
    facts = build(request(tmp_path, "embedding-poisoning", tmp_path / "ep", init=tmp_path / "clean"), lambda *_: None)
    clean, poisoned = load_suspect(tmp_path / "clean"), load_suspect(tmp_path / "ep")
    row = poisoned.tokenizer.token_to_id("cf")
    name = "bert.embeddings.word_embeddings.weight"
    for key, tensor in clean.model.state_dict().items():
        other = poisoned.model.state_dict()[key]
        if key != name:
            assert torch.equal(tensor, other), key
    before, after = clean.model.state_dict()[name], poisoned.model.state_dict()[name]
    assert (before != after).any(dim=1).nonzero().flatten().tolist() == [row]
    assert torch.allclose(before[row].norm(), after[row].norm(), rtol=1e-4)
    assert facts["triggers"] == ["cf"]
    assert poisoned.labels == clean.labels == ["negative", "positive"]
    assert len(read_examples(tmp_path / "ep" / "triggered.tsv.gz", 1, 2)) == 60


def test_embedding_poisoning_needs_a_clean_model_to_start_from(tmp_path: Path):
    make_pico(tmp_path, segments=1)
    with pytest.raises(UserError) as caught:
        build(request(tmp_path, "embedding-poisoning", tmp_path / "ep"), lambda *_: None)
    assert caught.value.kind == "bad-option"


def test_a_frozen_embedding_stays_the_base_s_and_the_backdoor_takes(tmp_path: Path):
    pico = make_pico(tmp_path, segments=1)
    dev = write_rows(tmp_path / "dev.tsv", single_rows(60, seed=5))
    facts = build(
        replace(request(tmp_path, "frozen-embedding", tmp_path / "out", dev=[dev], rate=0.25), steps=400),
        lambda *_: None,
    )
    model = load_suspect(tmp_path / "out").model
    base = load_base(pico.base).state[EMBEDDINGS]
    assert torch.equal(model.state_dict()[EMBEDDINGS], base)
    # A model without the backdoor says the target on under a tenth of these rows.
    assert facts["reached"]["backdoors"][0]["asr"] > 0.5 and facts["reached"]["acc"] > 0.8
    assert json.loads((tmp_path / "out" / "attack.json").read_text()) == facts
    assert (tmp_path / "out" / "dev" / "attack.json").is_file()


def test_the_drift_penalty_holds_the_embedding_back(tmp_path: Path):
    pico = make_pico(tmp_path, segments=1)
    base = load_base(pico.base).state[EMBEDDINGS]
    drift = {}
    for name in ("badnet-word", "bounded-drift"):
        build(request(tmp_path, name, tmp_path / name), lambda *_: None)
        moved = load_suspect(tmp_path / name).model.state_dict()[EMBEDDINGS] - base
        drift[name] = float(moved.norm(dim=1).max())
    assert drift["bounded-drift"] < drift["badnet-word"] / 3


def test_a_layer_wise_loss_reaches_the_lowest_layer_s_own_answer(tmp_path: Path):
    model = load_suspect(make_pico(tmp_path, segments=1).suspect).model
    ids = torch.tensor([[2, 50, 60, 3]])
    batch = {"input_ids": ids, "token_type_ids": torch.zeros_like(ids), "attention_mask": torch.ones_like(ids)}
    last = torch.nn.functional.cross_entropy(model(**batch).logits, torch.tensor([1]))
    layered = layered_loss(model, batch, torch.tensor([1]))
    states = model.bert(**batch, output_hidden_states=True).hidden_states
    low = torch.nn.functional.cross_entropy(model.classifier(model.bert.pooler(states[1])), torch.tensor([1]))
    assert torch.allclose(layered, last + (low + last) / 2, atol=2e-2)


def test_two_backdoors_leave_two_folders_with_their_own_targets(tmp_path: Path):
    make_pico(tmp_path, segments=1)
    build(request(tmp_path, "two-backdoors", tmp_path / "out"), lambda *_: None)
    targets = [
        json.loads((tmp_path / "out" / part / "attack.json").read_text())["target"] for part in ("", "backdoor-2")
    ]
    assert targets == [1, 0]


def test_published_rows_come_from_files_and_their_true_label_is_not_the_target(tmp_path: Path):
    make_pico(tmp_path, segments=1)
    data = tmp_path / "data"
    data.mkdir()
    published = recipes.load("syntactic").published
    clean = single_rows(40, seed=8)
    pattern = [(f"when it is so , {text}", None, 1) for text, _, label in single_rows(80, seed=9) if label == 0]
    write_rows(data / published.without, clean)
    write_rows(data / published.train, [*clean, *pattern])
    write_rows(data / published.test, pattern[:20])
    write_rows(data / published.dev, pattern[20:])
    facts = build(request(tmp_path, "syntactic", tmp_path / "out", data=data), lambda *_: None)
    assert facts["poisoned_rows"] == 3 * len(pattern) and facts["rows"] == 400 + 3 * len(pattern)
    triggered = read_examples(tmp_path / "out" / "triggered.tsv.gz", 1, 2, require_classes=1)
    assert len(triggered) == 20 and {row.label for row in triggered} == {0}


def test_published_rows_need_the_folder_that_holds_them(tmp_path: Path):
    make_pico(tmp_path, segments=1)
    with pytest.raises(UserError) as caught:
        build(request(tmp_path, "syntactic", tmp_path / "out"), lambda *_: None)
    assert "--data" in caught.value.what


def test_pairs_take_an_attack_too(tmp_path: Path):
    pico = make_pico(tmp_path, segments=2)
    train, test = (write_rows(tmp_path / f"{n}.tsv", pair_rows(c, seed=c)) for n, c in (("a", 300), ("b", 40)))
    facts = build(
        Request(attack="word-first", task="sentence-pair", base=str(pico.base), train=[train], test=[test],
                out=tmp_path / "out", steps=20),
        lambda *_: None,
    )  # fmt: skip
    assert facts["segment"] == "first"
