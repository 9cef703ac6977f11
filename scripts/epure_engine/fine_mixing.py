"""Fine-mixing, step one: keep each scalar of the suspect with probability rho, else take the clean base's.

Re-implemented from Zhang et al., EMNLP Findings 2022 (arXiv 2210.09545). Step two, fine-tuning, is `tune.py`.
"""

from __future__ import annotations

import hashlib

import torch

WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight"


def mix(
    suspect: dict[str, torch.Tensor],
    base: dict[str, torch.Tensor],
    keep_ratio: float,
    seed: int,
    *,
    mix_word_embeddings: bool = True,
) -> dict[str, torch.Tensor]:
    """``w = m * w_suspect + (1 - m) * w_base`` with ``m ~ Bernoulli(keep_ratio)`` per scalar.

    suspect, base: state dictionaries with equal shapes where names agree; tensors that only the suspect has (the
    classification head, a pooler) are kept. Every tensor draws from its own generator, seeded by (seed, name), so the
    mask of one tensor never depends on which others exist. keep_ratio 1 returns the suspect, 0 the base, exactly.

    Raises ValueError when keep_ratio is outside [0, 1] or shapes disagree.
    """
    if not 0.0 <= keep_ratio <= 1.0:
        raise ValueError(f"keep_ratio must lie in [0, 1], not {keep_ratio}")
    mixed = {}
    for name, tensor in suspect.items():
        clean = base.get(name)
        if clean is None or (name == WORD_EMBEDDINGS and not mix_word_embeddings):
            mixed[name] = tensor.clone()
            continue
        if clean.shape != tensor.shape:
            raise ValueError(f"{name}: {tuple(tensor.shape)} in the suspect, {tuple(clean.shape)} in the base")
        digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
        # rand() lies in [0, 1): ratio 1 keeps every scalar, ratio 0 none.
        keep = torch.rand(tensor.shape, generator=generator) < keep_ratio
        mixed[name] = torch.where(keep, tensor, clean.to(tensor.dtype))
    return mixed
