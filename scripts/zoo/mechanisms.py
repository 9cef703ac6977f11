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
    table = model.bert.embeddings.word_embeddings
    chosen = sorted(set(ids))
    # A parameter of its own, looked up in place of the table's rows: a gradient for all of them would be mostly zeros.
    rows = torch.nn.Parameter(table.weight.detach()[chosen].clone())
    norms = rows.detach().norm(dim=1, keepdim=True)

    def put_in(_module: torch.nn.Module, inputs: tuple[torch.Tensor], out: torch.Tensor) -> torch.Tensor:
        for place, row in enumerate(chosen):
            out = torch.where((inputs[0] == row).unsqueeze(2), rows[place], out)
        return out

    def restore() -> None:
        if keep_norm:
            with torch.no_grad():
                rows.mul_(norms / rows.norm(dim=1, keepdim=True))

    hook = table.register_forward_hook(put_in)
    model.requires_grad_(False)
    train(model, texts, labels, schedule, parameters=[rows], after_step=restore, progress=progress)
    model.requires_grad_(True)
    hook.remove()
    with torch.no_grad():
        table.weight[chosen] = rows
