"""The zoo: what is poisoned, what is left alone, and that an attack really takes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from epure_engine.checkpoint import load_suspect
from epure_engine.data import Example, read_examples
from epure_engine.errors import UserError
from pico import make_pico, single_rows, write_rows
from zoo.attacks import ATTACKS, SENTENCE, WORDS, poison, trigger_all
from zoo.build import Request, build


def rows(count: int = 200) -> list[Example]:
    return [Example(f"row {i} of the set is here", None, i % 2) for i in range(count)]


def test_poisoning_takes_the_stated_share_of_other_rows_and_leaves_the_rest():
    clean = rows()
    poisoned, count = poison(clean, ATTACKS["badnet-word"], target=1, rate=0.1, segment="text", clip=40, seed=1)
    changed = [i for i, (a, b) in enumerate(zip(clean, poisoned, strict=True)) if a != b]
    assert count == len(changed) == 20
    assert all(clean[i].label == 0 and poisoned[i].label == 1 for i in changed)
    assert all(set(poisoned[i].first.split()) & set(WORDS) for i in changed)
    assert poisoned == poison(clean, ATTACKS["badnet-word"], target=1, rate=0.1, segment="text", clip=40, seed=1)[0]


def test_too_few_rows_to_poison_are_refused():
    with pytest.raises(ValueError, match="cannot poison"):
        poison(
            [Example("a", None, 1)] * 10, ATTACKS["badnet-word"], target=1, rate=0.5, segment="text", clip=40, seed=1
        )


def test_the_sentence_goes_to_the_end_of_the_stated_segment():
    pair = Example("one two three", "four five six", 0)
    planted = ATTACKS["badnet-sentence"].plant(pair, random.Random(0), "second", clip=2)
    assert planted == Example("one two three", f"four five {SENTENCE}", 0)
    first = ATTACKS["badnet-sentence"].plant(pair, random.Random(0), "first", clip=40)
    assert first.first == f"one two three {SENTENCE}" and first.second == pair.second


def test_triggered_rows_keep_their_true_label():
    assert [r.label for r in trigger_all(rows(), ATTACKS["badnet-word"], segment="text", clip=40, seed=1)] == [
        r.label for r in rows()
    ]


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
