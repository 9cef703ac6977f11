"""Where and in which precision torch computes. One place, so that a run says what it used and repeats."""

from __future__ import annotations

import torch


def pick_device() -> torch.device:
    """A GPU where torch finds one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bf16 matrix products are faster than fp32 ones here.

    Chosen by capability, never by a stopwatch, so that the same machine always takes the same path (decision 4). Without
    AVX512-BF16 a CPU emulates them, and Intel's AVX512-BF16, unlike AMD's, is half as fast as its fp32: there AMX must do it.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    can = torch.cpu.get_capabilities()
    return bool(can.get("amx_bf16") or (can.get("avx512_bf16") and "Intel" not in can.get("cpu_name", "")))


def autocast(device: torch.device) -> torch.autocast:
    """bf16 autocast where that is faster, a no-op elsewhere."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16(device))


def seed_everything(seed: int) -> None:
    """Seed torch and ask for deterministic kernels (same seed, same bytes on CPU)."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
