"""Measuring passes: quicker than the library's own forward, and the same logits."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
import torch
from transformers import BertForSequenceClassification

from epure_engine import inference
from epure_engine.attention import ATTENTION
from epure_engine.inference import classify, pad_batch, predict_logits
from epure_engine.tokenise import Encoded
from pico import pico_config


def texts(lengths: tuple[int, ...], segments: int) -> list[Encoded]:
    rng = np.random.default_rng(4)
    return [
        Encoded(rng.integers(5, 40, size).tolist(), [0] * (size // segments) + [1] * (size - size // segments), False)
        for size in lengths
    ]


def model(layers: int, attention: str = "eager") -> BertForSequenceClassification:
    """Weights large enough for a text's attention to matter."""
    torch.manual_seed(2)
    config = pico_config(num_labels=3, layers=layers)
    config.initializer_range, config._attn_implementation = 0.3, attention
    return BertForSequenceClassification(config).eval()


@pytest.mark.parametrize("attention", ["eager", "sdpa", ATTENTION])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("lengths", [(7, 7, 7), (3, 12, 5, 9)])
@pytest.mark.parametrize("segments", [1, 2])
@torch.inference_mode()
def test_logits_are_those_of_the_whole_forward_pass(attention, layers, lengths, segments):
    one, batch = model(layers, attention), pad_batch(texts(lengths, segments), torch.device("cpu"))
    whole = one(**batch).logits
    torch.testing.assert_close(classify(one, batch), whole, atol=1e-5, rtol=1e-4)
    assert whole.std(dim=0).min() > 1e-2  # the texts differ, so agreement says something
    if len(set(lengths)) > 1:
        blind = classify(one, {**batch, "attention_mask": torch.ones_like(batch["attention_mask"])})
        assert (blind - whole).abs().max() > 1e-2  # and the mask too


@pytest.mark.parametrize("lengths", [(7, 7, 7), (3, 12, 5, 9)])
@torch.inference_mode()
def test_attention_is_the_librarys_and_its_softmax_fp32_whatever_the_precision(lengths, monkeypatch):
    seen, softmax = [], torch.softmax
    monkeypatch.setattr(torch, "softmax", lambda *a, **k: seen.append(softmax(*a, **k)) or seen[-1])
    batch = pad_batch(texts(lengths, 1), torch.device("cpu"))
    theirs, ours = (model(2, attention)(**batch).logits for attention in ("eager", ATTENTION))
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-6)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        narrow = model(2, ATTENTION)(**batch).logits
    assert narrow.dtype == torch.bfloat16
    assert len(seen) == 4 and all(weights.dtype == torch.float32 for weights in seen)


def test_every_text_gets_its_own_logits_whatever_shares_its_batch(monkeypatch: pytest.MonkeyPatch):
    # In bf16, which some machines have, another batch rounds otherwise.
    monkeypatch.setattr(inference, "autocast", lambda device: nullcontext())
    one, many = model(2), texts((4, 30, 11, 11, 2, 25), 2)
    together = predict_logits(one, many)
    for text, logits in zip(many, together, strict=True):
        np.testing.assert_allclose(predict_logits(one, [text])[0], logits, atol=1e-5)


def test_exact_logits_are_fp32_where_measuring_is_in_bf16(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inference, "autocast", lambda device: torch.autocast(device.type, dtype=torch.bfloat16))
    one, many = model(2), texts((4, 11, 25), 2)
    with torch.inference_mode():
        want = np.concatenate([one(**pad_batch([text], torch.device("cpu"))).logits.numpy() for text in many])
    np.testing.assert_allclose(predict_logits(one, many, exact=True), want, atol=1e-5)
    assert np.abs(predict_logits(one, many) - want).max() > 1e-3
