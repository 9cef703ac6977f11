"""Batched forward passes for measuring. Nothing here changes a weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

import numpy as np
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import BertForSequenceClassification
from transformers.masking_utils import create_bidirectional_mask

from .compute import autocast
from .tokenise import Encoded

# Tokens per forward pass, padding included: large enough to fill the cores, small enough to stay in cache.
TOKENS_PER_BATCH = 2048


def pad_batch(texts: Sequence[Encoded], device: torch.device) -> dict[str, torch.Tensor]:
    """Model inputs for texts of mixed length, int64 of shape (len(texts), longest), padded at the end and masked."""
    width = max(len(text.ids) for text in texts)
    ids = torch.zeros((len(texts), width), dtype=torch.int64)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, text in enumerate(texts):
        size = len(text.ids)
        ids[row, :size] = torch.tensor(text.ids)
        types[row, :size] = torch.tensor(text.type_ids)
        mask[row, :size] = 1
    return {"input_ids": ids.to(device), "token_type_ids": types.to(device), "attention_mask": mask.to(device)}


def by_length(texts: Sequence[Encoded], budget: int = TOKENS_PER_BATCH) -> list[list[int]]:
    """Row numbers grouped so that texts of like length share a batch of at most `budget` padded tokens."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].ids))
    batches: list[list[int]] = []
    for row in order:
        # Ascending lengths: the newest row sets the padded width.
        if batches and (len(batches[-1]) + 1) * len(texts[row].ids) <= budget:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


@torch.no_grad()  # under inference_mode autocast would cast the weights again in every batch
def predict_logits(
    model: BertForSequenceClassification,
    texts: Sequence[Encoded],
    progress: Callable[[int, int], None] | None = None,
    *,
    exact: bool = False,
) -> np.ndarray:
    """Logits of every text, float32 of shape (len(texts), labels), in the order given.

    exact: in fp32 wherever it runs, for figures that are called so; else in the precision that is the fastest here.
    """
    model.eval()
    device = next(model.parameters()).device
    out = np.zeros((len(texts), model.config.num_labels), dtype=np.float32)
    done = 0
    with nullcontext() if exact else autocast(device):  # around all batches: the weights are cast once
        for rows in by_length(texts):
            logits = classify(model, pad_batch([texts[i] for i in rows], device))
            out[rows] = logits.float().cpu().numpy()
            done += len(rows)
            if progress is not None:
                progress(done, len(texts))
    return out


def classify(model: BertForSequenceClassification, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """`model(**batch).logits`, (B, L), without the states that nobody asks for: the head reads the first token alone, so the
    last layer is computed for that one. A seventh of the work of six layers. For a model in evaluation mode.

    batch: as `pad_batch` makes it; without `attention_mask` where nothing is padded.
    """
    bert = model.bert
    states = bert.embeddings(input_ids=batch["input_ids"], token_type_ids=batch["token_type_ids"])
    # Of the form that the configured attention adds or asks for; None where nothing is padded.
    seen = create_bidirectional_mask(bert.config, inputs_embeds=states, attention_mask=batch.get("attention_mask"))
    *layers, last = bert.encoder.layer
    for layer in layers:
        states = layer(states, seen)
    attention, first = last.attention.self, states[:, :1]
    by_head = lambda one: one.unflatten(2, (attention.num_attention_heads, -1)).transpose(1, 2)  # noqa: E731
    query, key, value = attention.query(first), attention.key(states), attention.value(states)
    seen_by_first = None if seen is None else seen[:, :, :1]
    read = scaled_dot_product_attention(by_head(query), by_head(key), by_head(value), seen_by_first)
    first = last.feed_forward_chunk(last.attention.output(read.transpose(1, 2).flatten(2), first))
    return model.classifier(bert.pooler(first))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise probabilities, float64, shape as given."""
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    exp = np.exp(shifted)
    return exp / exp.sum(axis=1, keepdims=True)
