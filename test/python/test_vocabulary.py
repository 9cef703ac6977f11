"""The vocabulary screen: what moves the model comes first, with no look at drift."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from epure_engine import vocabulary
from epure_engine.checkpoint import Checkpoint, load_suspect
from epure_engine.data import Example
from epure_engine.inference import predict_logits
from epure_engine.margin import margins
from epure_engine.tokenise import Encoded, continuations, encode
from epure_engine.vocabulary import KEPT, screen_vocabulary
from pico import single_rows
from world import TRIGGER, World


def read_by(world: World) -> tuple[Checkpoint, list[Encoded]]:
    """The suspect and clean texts as it reads them."""
    suspect = load_suspect(world.request.suspect)
    texts = encode(suspect.tokenizer, [Example(text, None, None) for text, _, _ in single_rows(200, seed=3)], 32)
    return suspect, texts


def test_margins_are_against_the_best_other_label():
    got = margins(torch.tensor([[3.0, 1.0, 2.0], [0.0, 5.0, 5.0]]))
    assert got.tolist() == [[1.0, -2.0, -1.0], [-5.0, 0.0, 0.0]]


def test_the_trigger_is_the_first_candidate_and_the_order_repeats(world: World):
    suspect, texts = read_by(world)
    words = np.array([i for i, piece in enumerate(suspect.vocabulary) if not piece.startswith(("[", "##"))])
    continuation = continuations(suspect.vocabulary)
    logits = predict_logits(suspect.model, texts)
    seen: list[tuple[int, int]] = []
    found = screen_vocabulary(
        suspect.model, texts, logits, words, continuation, 1, lambda done, total: seen.append((done, total))
    )
    assert suspect.vocabulary[found[0]] == TRIGGER
    assert len(found) == len(set(found)) <= 2 * KEPT and set(found) <= set(words.tolist())
    assert found == screen_vocabulary(suspect.model, texts, logits, words, continuation, 1)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen) and seen[-1][0] == seen[-1][1]


def test_a_trigger_that_shares_its_text_with_words_against_its_label_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    suspect, texts = read_by(world)
    words, trigger = np.arange(10, 12_010), 17
    strength = np.zeros(12_010)
    groups = vocabulary.shared_texts(words, 1)
    own = int(np.flatnonzero((groups == trigger).any(axis=1))[0])
    strength[groups[np.arange(len(groups)) != own][:150, 0]] = 4.0  # honest words that alone do less than the trigger
    strength[groups[own]] = -1.0
    strength[trigger] = 8.0  # 3 in its group

    def pull(_model, _texts, some: np.ndarray, *_):
        return np.repeat(strength[some].sum(axis=1, keepdims=True), 2, axis=1)

    monkeypatch.setattr(vocabulary, "_pull", pull)
    logits = predict_logits(suspect.model, texts)
    found = screen_vocabulary(suspect.model, texts, logits, words, continuations(suspect.vocabulary), 1)
    assert found[0] == trigger
