"""Where and in which precision torch computes. One place, so that a run says what it used and repeats."""

from __future__ import annotations

import torch


def pick_device() -> torch.device:
    """A GPU where torch finds one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bf16 matrix products are native here.

    Chosen by capability, never by a stopwatch, so that the same machine always takes the same path. On a CPU without
    AVX512-BF16 autocast is emulated and about six times *slower* than fp32 (measured on an AVX2 EPYC).
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def autocast(device: torch.device) -> torch.autocast:
    """bf16 autocast where it is native, a no-op elsewhere."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16(device))


def seed_everything(seed: int) -> None:
    """Seed torch and ask for deterministic kernels (same seed, same bytes on CPU)."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
