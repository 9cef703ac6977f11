"""Baselines: what to start from, and how to tune it. Each takes the suspect's weights, or those after E-PUR.

Fine-pruning: Liu, Dolan-Gavitt, Garg 2018 (arXiv 1805.12185), here on the feed-forward neurons of every layer. Weight
averaging with the base: as in WiSE-FT, Wortsman et al. 2022 (arXiv 2109.01903), at one half.
"""

from __future__ import annotations

import torch
from transformers import BertForSequenceClassification

from epure_engine.compute import autocast
from epure_engine.inference import by_length, pad_batch

from ..subject import State, Subject
from .tuning import HIGH_RATE, LEARNING_RATE, tune

PRUNED = 0.3  # share of a layer's feed-forward neurons that clean texts use least


def retrain(subject: Subject, size: int, seed: int) -> BertForSequenceClassification:
    """The clean base with a fresh head, fine-tuned on the clean set alone: the honest floor."""
    state = {**subject.state, **subject.base.state}
    generator = torch.Generator().manual_seed(seed)
    head = torch.empty_like(state["classifier.weight"])
    state["classifier.weight"] = head.normal_(std=0.02, generator=generator)
    state["classifier.bias"] = torch.zeros_like(state["classifier.bias"])
    return tune(subject.model(state), *subject.labelled(size), seed)


def finetune(subject: Subject, start: State, size: int, seed: int, high: bool = False) -> BertForSequenceClassification:
    """Fine-tune every weight on the clean set; `high`: at five times the rate."""
    return tune(subject.model(start), *subject.labelled(size), seed, HIGH_RATE if high else LEARNING_RATE)


def average(subject: Subject, start: State, size: int, seed: int) -> BertForSequenceClassification:
    """Half suspect, half base, then fine-tuned."""
    base = subject.base.state
    mixed = {name: (tensor + base[name]) / 2 if name in base else tensor for name, tensor in start.items()}
    return tune(subject.model(mixed), *subject.labelled(size), seed)


def fine_prune(subject: Subject, start: State, size: int, seed: int) -> BertForSequenceClassification:
    """Cut the feed-forward neurons that are least active on the clean texts, fine-tune, and keep them cut."""
    model = subject.model(start)
    texts, labels = subject.labelled(size)
    layers = model.bert.encoder.layer
    activity = [torch.zeros(layer.intermediate.dense.out_features, device=model.device) for layer in layers]
    # Padding positions count for little: batches hold texts of about one length.
    hooks = [
        layer.intermediate.register_forward_hook(lambda _m, _i, out, at=at: activity[at].add_(_activity(out)))
        for at, layer in enumerate(layers)
    ]
    with torch.inference_mode():
        for rows in by_length(texts):
            with autocast(model.device):
                model(**pad_batch([texts[i] for i in rows], model.device))
    for hook in hooks:
        hook.remove()
    cut = [torch.argsort(values)[: int(PRUNED * len(values))] for values in activity]

    def prune() -> None:
        with torch.no_grad():
            for layer, neurons in zip(layers, cut, strict=True):
                layer.output.dense.weight[:, neurons] = 0.0

    prune()
    return tune(model, texts, labels, seed, after_step=prune)


def _activity(out: torch.Tensor) -> torch.Tensor:
    return out.float().abs().mean(dim=(0, 1)) * out.shape[0]
