"""A wrong base is refused, however it is wrong; a true one is not, however hard the fine-tuning was within reason."""

from __future__ import annotations

import dataclasses
import math

import pytest
import torch

from epure_engine.checkpoint import Base, Checkpoint, load_base, load_suspect
from epure_engine.errors import UserError
from epure_engine.pair import MAX_RELATIVE_DRIFT, PairFacts, check_pair, drift_of
from pico import Pico, make_pico, vocabulary


@pytest.fixture(scope="module")
def pair(pico_single: Pico) -> tuple[Checkpoint, Base]:
    return load_suspect(pico_single.suspect), load_base(pico_single.base)


def refused(suspect: Checkpoint, base: Base) -> UserError:
    with pytest.raises(UserError) as caught:
        check_pair(suspect, base)
    return caught.value


def with_state(base: Base, change) -> Base:
    """The base with some tensors replaced: `change(name, tensor)` gives the new one."""
    return dataclasses.replace(base, state={name: change(name, tensor) for name, tensor in base.state.items()})


def shuffled(tensor: torch.Tensor) -> torch.Tensor:
    order = torch.randperm(tensor.numel(), generator=torch.Generator().manual_seed(1))
    return tensor.flatten()[order].reshape(tensor.shape)


def test_a_true_pair_passes_with_its_drift(pair: tuple[Checkpoint, Base]) -> None:
    facts = check_pair(*pair)
    assert 0.015 < facts.relative_drift < 0.025
    assert 0.999 < facts.cosine < 1
    assert set(facts.groups) == {"word_embeddings", "other_embeddings", "layer.0", "layer.1", "pooler"}
    assert facts.kept_from_suspect == []
    assert PairFacts(**facts.as_dict()) == facts


def test_a_really_fine_tuned_pair_passes(tmp_path_factory: pytest.TempPathFactory) -> None:
    pico = make_pico(tmp_path_factory.mktemp("tuned"), steps=60, trigger="cf")
    facts = check_pair(load_suspect(pico.suspect), load_base(pico.base))
    assert 0.03 < facts.relative_drift < MAX_RELATIVE_DRIFT


def test_a_missing_pooler_is_kept_from_the_suspect_and_told(pair: tuple[Checkpoint, Base]) -> None:
    suspect, base = pair
    bare = dataclasses.replace(base, state={name: t for name, t in base.state.items() if "pooler" not in name})
    facts = check_pair(suspect, bare)
    assert facts.kept_from_suspect == ["bert.pooler.dense.weight", "bert.pooler.dense.bias"]
    assert "pooler" not in facts.groups


def test_an_unrelated_base_is_refused(pair: tuple[Checkpoint, Base], tmp_path_factory: pytest.TempPathFactory) -> None:
    other = load_base(make_pico(tmp_path_factory.mktemp("other"), seed=99).base)
    error = refused(pair[0], other)
    assert error.kind == "wrong-base" and "layer.0 1.4" in error.what


@pytest.mark.parametrize("part", ["word_embeddings", "position_embeddings", "layer.0.", "layer.1."])
def test_one_foreign_part_is_enough(pair: tuple[Checkpoint, Base], part: str) -> None:
    parts = ("position_embeddings", "token_type") if part == "position_embeddings" else (part,)
    foreign = with_state(pair[1], lambda name, t: shuffled(t) if any(p in name for p in parts) else t)
    assert refused(pair[0], foreign).kind == "wrong-base"


def test_a_permuted_base_is_refused(pair: tuple[Checkpoint, Base]) -> None:
    order = torch.randperm(64, generator=torch.Generator().manual_seed(0))

    def permute(name: str, tensor: torch.Tensor) -> torch.Tensor:
        for dim, size in enumerate(tensor.shape):
            tensor = tensor.index_select(dim, order) if size == 64 else tensor
        return tensor

    assert refused(pair[0], with_state(pair[1], permute)).kind == "wrong-base"


@pytest.mark.parametrize("scale", [0.0, 1e-3, 1e3])
def test_a_base_of_another_size_of_numbers_is_refused(pair: tuple[Checkpoint, Base], scale: float) -> None:
    assert refused(pair[0], with_state(pair[1], lambda name, t: t * scale)).kind == "wrong-base"


def test_a_leftover_pooler_has_no_say(pair: tuple[Checkpoint, Base]) -> None:
    facts = check_pair(pair[0], with_state(pair[1], lambda name, t: t * 0.01 if "pooler" in name else t))
    assert facts.groups["pooler"] > 1


def test_the_suspect_as_its_own_base_is_refused(pair: tuple[Checkpoint, Base]) -> None:
    own = {name: t for name, t in pair[0].model.state_dict().items() if name.startswith("bert.")}
    assert refused(pair[0], dataclasses.replace(pair[1], state=own)).kind == "base-equals-suspect"


def test_one_poisoned_row_of_any_size_is_no_wrong_base(pair: tuple[Checkpoint, Base]) -> None:
    own = {name: t.clone() for name, t in pair[0].model.state_dict().items() if name.startswith("bert.")}
    own["bert.embeddings.word_embeddings.weight"][vocabulary().index("cf")] += 1000
    facts = check_pair(pair[0], dataclasses.replace(pair[1], state=own))
    assert facts.relative_drift == 0.0 and facts.groups["word_embeddings"] == 0.0


@pytest.mark.parametrize("key", ["num_hidden_layers", "hidden_size", "num_attention_heads", "vocab_size", "hidden_act"])
def test_another_shape_is_refused_by_name(pair: tuple[Checkpoint, Base], key: str) -> None:
    value = "relu" if key == "hidden_act" else pair[1].config[key] * 2
    error = refused(pair[0], dataclasses.replace(pair[1], config=pair[1].config | {key: value}))
    assert error.kind == "wrong-base" and key in error.what


def test_another_vocabulary_names_the_first_piece_that_differs(pair: tuple[Checkpoint, Base]) -> None:
    pieces = vocabulary()
    place = pieces.index("film")
    pieces[place], pieces[place + 1] = pieces[place + 1], pieces[place]
    error = refused(pair[0], dataclasses.replace(pair[1], vocabulary=pieces))
    assert error.kind == "wrong-base" and f"piece {place} is 'film' in the one, 'story'" in error.what


def test_drift_of_zero_tensors() -> None:
    zero, one = torch.zeros(3), torch.ones(3)
    assert drift_of(zero, zero) == (0.0, 1.0)
    assert math.isinf(drift_of(one, zero)[0])
    assert drift_of(2 * one, one) == pytest.approx((1.0, 1.0))
