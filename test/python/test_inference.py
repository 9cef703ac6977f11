"""Measuring passes: quicker than the library's own forward, and the same logits."""

from __future__ import annotations

import numpy as np
import torch
from transformers import BertForSequenceClassification

from epure_engine.inference import classify, pad_batch, predict_logits
from epure_engine.tokenise import Encoded
from pico import pico_config


def texts(lengths: tuple[int, ...], segments: int) -> list[Encoded]:
    rng = np.random.default_rng(4)
    return [
        Encoded(rng.integers(5, 40, size).tolist(), [0] * (size // segments) + [1] * (size - size // segments), False)
        for size in lengths
    ]


def model(layers: int) -> BertForSequenceClassification:
    torch.manual_seed(2)
    return BertForSequenceClassification(pico_config(num_labels=3, layers=layers)).eval()


@torch.inference_mode()
def test_logits_are_those_of_the_whole_forward_pass():
    for layers in (1, 2):
        for lengths in ((7, 7, 7), (3, 12, 5, 9)):
            for segments in (1, 2):
                one, batch = model(layers), pad_batch(texts(lengths, segments), torch.device("cpu"))
                whole = one(**batch).logits
                torch.testing.assert_close(classify(one, batch), whole)
                assert whole.std(dim=0).min() > 1e-4  # the texts differ, so agreement says something


def test_every_text_gets_its_own_logits_whatever_shares_its_batch():
    one, many = model(2), texts((4, 30, 11, 11, 2, 25), 2)
    together = predict_logits(one, many)
    for text, logits in zip(many, together, strict=True):
        np.testing.assert_allclose(predict_logits(one, [text])[0], logits, atol=1e-5)
