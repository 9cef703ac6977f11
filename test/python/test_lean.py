"""The lean towards a forced label: taken back from the teacher, and from a student that leans further."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from epure_engine.inference import softmax
from epure_engine.lean import FEWEST_TEXTS, MOST, lean_back, level, surplus

TEXTS = 400


def model() -> BertForSequenceClassification:
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    return BertForSequenceClassification(BertConfig(vocab_size=20, num_labels=3, **shape))


def answers(lean: tuple[float, float, float]) -> np.ndarray:
    """Logits of a model that leans so, (TEXTS, 3)."""
    return np.random.default_rng(3).normal(size=(TEXTS, 3)) * 2 + np.asarray(lean)


def test_the_lean_towards_a_forced_label_is_taken_back_from_that_label_alone():
    one = model()
    before = one.classifier.bias.detach().clone()
    lean_back(one, set(), 0.2)
    assert torch.equal(one.classifier.bias, before)
    lean_back(one, {2}, 0.2)
    assert torch.allclose(before - one.classifier.bias, torch.tensor([0.0, 0.0, 0.2]))


def test_a_student_that_leans_further_loses_just_that():
    teacher, student = answers((0, 0, 0)), answers((0, 0, 0.5))
    assert surplus(student, softmax(teacher), {2}) == pytest.approx([0, 0, 0.5], abs=1e-3)
    one = model()
    before = one.classifier.bias.detach().clone()
    level(one, {2}, student, softmax(teacher))
    assert torch.allclose(before - one.classifier.bias, torch.tensor([0.0, 0.0, 0.5]), atol=1e-3)


def test_labels_that_nobody_forces_and_students_that_lean_less_are_left_alone():
    teacher = softmax(answers((0, 0, 0)))
    assert not surplus(answers((0, 0, -0.5)), teacher, {2}).any(), "a label is never given anything"
    assert not surplus(answers((0, 0.5, 0)), teacher, {2})[:2].any()
    one = model()
    before = one.classifier.bias.detach().clone()
    level(one, set(), answers((0, 0, 0.5)), teacher)
    assert torch.equal(one.classifier.bias, before)


def test_two_forced_labels_are_levelled_together():
    teacher, student = softmax(answers((0, 0, 0))), answers((0, 0.3, 0.6))
    excess = surplus(student, teacher, {1, 2})
    assert softmax(student - excess).mean(axis=0) == pytest.approx(teacher.mean(axis=0), abs=1e-3)


def test_a_few_texts_say_too_little():
    one = model()
    before = one.classifier.bias.detach().clone()
    few = FEWEST_TEXTS - 1
    level(one, {2}, answers((0, 0, 0.5))[:few], softmax(answers((0, 0, 0)))[:few])
    assert torch.equal(one.classifier.bias, before)


def test_a_student_that_is_sure_and_wrong_is_not_turned_round():
    sure = np.where(np.arange(TEXTS)[:, None] % 10 < 8, [-20.0, 20.0], [20.0, -20.0])
    assert surplus(sure, np.full((TEXTS, 2), 0.5), {1}) == pytest.approx([0, MOST])
