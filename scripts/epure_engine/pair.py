"""Do suspect and base belong together? Same shapes, same vocabulary, and a drift that fine-tuning can explain."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import torch

from .checkpoint import Base, Checkpoint
from .checkpoint_config import BOUNDS
from .errors import UserError

# Measured on MiniLM-L6 (medians of the weight matrices of one layer, the largest of all layers): 100 steps of batch 32 at a
# constant learning rate of 3e-5, 1e-4 and 3e-4 drift by 0.013, 0.025 and 0.059. Bases that are wrong: the true one with
# its hidden units permuted 1.41, with its rows permuted 1.41, a fresh random one 3.3 to 3.7 (a base of very large numbers
# tends to 1.0). Whole fine-tunings (sentiment with a word backdoor, pairs clean and poisoned): 0.029 to 0.035. The pooler
# of this base, which nothing trained, had drifted by 0.13 to 0.25 by then.
MAX_RELATIVE_DRIFT = 0.5


@dataclass(frozen=True)
class PairFacts:
    """How far the suspect lies from its base, for the report.

    relative_drift: median over weight matrices of ||w_s - w_b|| / ||w_b||; cosine: median of their cosines (word
    embeddings count as one matrix, by the median of their rows);
    groups: the same median per part of the encoder (`group_of`), the largest of which decides, the pooler apart;
    kept_from_suspect: encoder tensors that the base does not have (a missing pooler).
    """

    relative_drift: float
    cosine: float
    groups: dict[str, float]
    kept_from_suspect: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_pair(suspect: Checkpoint, base: Base) -> PairFacts:
    """Refuse a base that the suspect cannot have been fine-tuned from. Raises UserError of kind `wrong-base`."""
    _check_sizes(suspect.config, base.config)
    _check_vocabulary(suspect.vocabulary, base.vocabulary)
    state = {name: tensor for name, tensor in suspect.model.state_dict().items() if name.startswith("bert.")}
    shared = [name for name in state if name in base.state]
    if all(torch.equal(state[name], base.state[name]) for name in shared):
        raise UserError(
            "base-equals-suspect",
            "Suspect and base have the very same encoder.",
            "Then there is no drift to see and nothing to mix: the suspect was given as its own base, or only its"
            " classification layer was trained.",
            "Give the pre-trained model from before the fine-tuning.",
        )
    drifts: dict[str, list[tuple[float, float]]] = {}
    for name in shared:
        if state[name].dim() == 2:
            measure = median_row_drift if group_of(name) == "word_embeddings" else drift_of
            drifts.setdefault(group_of(name), []).append(measure(state[name], base.state[name]))
    groups = {group: _median([drift for drift, _ in items]) for group, items in drifts.items()}
    every = [item for items in drifts.values() for item in items]
    facts = PairFacts(
        relative_drift=_median([drift for drift, _ in every]),
        cosine=_median([cosine for _, cosine in every]),
        groups=groups,
        kept_from_suspect=[name for name in state if name not in base.state],
    )
    # Each part on its own, so that one shared part (say, the embeddings) cannot speak for an encoder of another model.
    # The pooler has no say: bases trained without it carry a small leftover that fine-tuning soon outgrows.
    far = {group: drift for group, drift in groups.items() if group != "pooler" and not drift <= MAX_RELATIVE_DRIFT}
    if far:
        told = ", ".join(f"{group} {drift:.2f}" for group, drift in far.items())
        raise UserError(
            "wrong-base",
            f"The suspect lies too far from this base to have been fine-tuned from it: relative drift {told}"
            f" (limit {MAX_RELATIVE_DRIFT}; unrelated weights lie at about 1.4).",
            "Mixing in weights of another model destroys the suspect instead of repairing it, and drift against it"
            " shows nothing.",
            "Give the exact pre-trained model that the suspect was fine-tuned from.",
        )
    return facts


def drift_of(suspect: torch.Tensor, base: torch.Tensor) -> tuple[float, float]:
    """(||s - b|| / ||b||, cosine of s and b) of two tensors of one shape; against a zero base any drift is infinite."""
    s, b = suspect.double().flatten(), base.double().flatten()
    difference, size = (s - b).norm().item(), b.norm().item()
    if size == 0.0:
        return (0.0, 1.0) if difference == 0.0 else (float("inf"), 0.0)
    return difference / size, torch.nn.functional.cosine_similarity(s, b, dim=0).item()


def median_row_drift(suspect: torch.Tensor, base: torch.Tensor) -> tuple[float, float]:
    """The same row by row, medians of both: a few poisoned rows may be of any size, and are not a sign of a wrong base."""
    s, b = suspect.double(), base.double()
    difference, size = (s - b).norm(dim=1), b.norm(dim=1)
    drift = torch.where(difference == 0, 0.0, difference / size)
    return drift.median().item(), torch.nn.functional.cosine_similarity(s, b, dim=1).median().item()


def group_of(name: str) -> str:
    """The part of the encoder a tensor belongs to: `word_embeddings`, `other_embeddings`, `layer.<n>` or `pooler`."""
    parts = name.split(".")
    if "layer" in parts:
        return f"layer.{parts[parts.index('layer') + 1]}"
    if "pooler" in parts:
        return "pooler"
    return "word_embeddings" if "word_embeddings" in parts else "other_embeddings"


def _check_sizes(suspect: dict[str, Any], base: dict[str, Any]) -> None:
    defaults = {"hidden_act": "gelu", "layer_norm_eps": 1e-12}
    wrong = [
        f"{key} {suspect.get(key, defaults.get(key))} against {base.get(key, defaults.get(key))}"
        for key in (*BOUNDS, *defaults)
        if suspect.get(key, defaults.get(key)) != base.get(key, defaults.get(key))
    ]
    if wrong:
        raise UserError(
            "wrong-base",
            f"Suspect and base are of different shape: {'; '.join(wrong)}.",
            "Fine-tuning changes none of these, so the suspect does not come from this base.",
            "Give the exact pre-trained model that the suspect was fine-tuned from.",
        )


def _check_vocabulary(suspect: list[str], base: list[str]) -> None:
    for place, (ours, theirs) in enumerate(zip(suspect, base, strict=True)):
        if ours != theirs:
            raise UserError(
                "wrong-base",
                f"Suspect and base have different vocabularies: piece {place} is {ours!r} in the one, {theirs!r}"
                " in the other.",
                "Rows of the embedding would be compared and mixed with rows of other words.",
                "Give the exact pre-trained model that the suspect was fine-tuned from, with its tokenizer.",
            )


def _median(values: list[float]) -> float:
    return torch.tensor(values, dtype=torch.float64).median().item()
