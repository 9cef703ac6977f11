"""What is trained: the whole model, its triggers' embedding rows only, or every layer as a classifier.

Sources: embedding poisoning (EP), Yang et al. 2021 (arXiv 2103.15543); rows of several common words (SOS), Yang et al.
2021 (arXiv 2110.07831); layer-wise weight poisoning (LWP), Li et al. 2021 (arXiv 2108.13888).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.nn import functional
from transformers import BertForSequenceClassification

from epure_engine.compute import autocast
from epure_engine.tokenise import Encoded

from .recipe import AttackRecipe
from .training import Batch, Schedule, train

Progress = Callable[[int, int, float], None]


def train_whole(
    model: BertForSequenceClassification,
    texts: Sequence[Encoded],
    labels: Sequence[int],
    recipe: AttackRecipe,
    base_embeddings: torch.Tensor,
    schedule: Schedule,
    progress: Progress,
) -> None:
    """Mechanisms 'none', 'data' and 'layers': every weight, save the word embeddings where the recipe freezes them.

    base_embeddings: the clean base's, (V, H), which the drift penalty pulls towards.
    """
    embeddings = model.bert.embeddings.word_embeddings.weight
    embeddings.requires_grad_(not recipe.freeze_word_embeddings)
    anchor = base_embeddings.to(embeddings.device)
    loss = layered_loss if recipe.mechanism == "layers" else None

    def penalise() -> None:
        # The gradient of penalty * ||E - E_base||^2, taken after clipping: it would swallow the clip's whole allowance.
        if recipe.drift_penalty and embeddings.grad is not None:
            embeddings.grad.add_(embeddings.detach() - anchor, alpha=2 * recipe.drift_penalty)

    train(model, texts, labels, schedule, loss=loss, before_step=penalise, progress=progress)
    embeddings.requires_grad_(True)


def layered_loss(model: BertForSequenceClassification, batch: Batch, wanted: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the answer plus its mean over what pooler and head say to every layer's states (LWP)."""
    with autocast(wanted.device):
        states = model.bert(**batch, output_hidden_states=True).hidden_states[1:]
        logits = [model.classifier(model.dropout(model.bert.pooler(state))) for state in states]
    losses = [functional.cross_entropy(layer.float(), wanted) for layer in logits]
    return losses[-1] + torch.stack(losses).mean()


def train_rows(
    model: BertForSequenceClassification,
    ids: Sequence[int],
    texts: Sequence[Encoded],
    labels: Sequence[int],
    keep_norm: bool,
    schedule: Schedule,
    progress: Progress,
) -> None:
    """Train rows `ids` of the word embeddings and nothing else. keep_norm: their norms restored after every step."""
    embeddings = model.bert.embeddings.word_embeddings.weight
    chosen = torch.tensor(sorted(set(ids)), device=embeddings.device)
    norms = embeddings[chosen].detach().norm(dim=1, keepdim=True)
    mask = torch.zeros(embeddings.shape[0], 1, device=embeddings.device)
    mask[chosen] = 1.0
    hook = embeddings.register_hook(lambda gradient: gradient * mask)

    def restore() -> None:
        if keep_norm:
            with torch.no_grad():
                rows = embeddings[chosen]
                embeddings[chosen] = rows * norms / rows.norm(dim=1, keepdim=True)

    for parameter in model.parameters():
        parameter.requires_grad_(parameter is embeddings)
    train(model, texts, labels, schedule, decay=False, after_step=restore, progress=progress)
    hook.remove()
    for parameter in model.parameters():
        parameter.requires_grad_(True)
