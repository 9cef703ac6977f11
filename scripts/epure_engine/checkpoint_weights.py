"""Tensors of a checkpoint, from safetensors only: one file, or shards with an index that must tell the truth."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from .errors import UserError

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
MAX_INDEX_BYTES = 4 << 20
MAX_SHARDS = 64
MAX_WEIGHT_BYTES = 8 << 30
FLOATS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)


def weight_files(folder: Path, what: str) -> list[Path]:
    """The weight files (and the index, where there is one). A missing single file is returned, not checked."""
    single, index = folder / SINGLE, folder / INDEX
    if not index.exists():
        return [single]
    if single.exists():
        raise _broken(what, f"both {SINGLE} and {INDEX} are there, and they may differ")
    return [index, *(folder / name for name in sorted(set(_weight_map(index, what).values())))]


def read_tensors(folder: Path, what: str) -> dict[str, torch.Tensor]:
    """Every tensor as fp32, none with NaN or infinity. Integer tensors are passed on as they are.

    Raises UserError for a header that lies, an index that disagrees with its shards, and numbers that are none.
    """
    index = folder / INDEX
    expected = _weight_map(index, what) if index.exists() else None
    files = [file for file in weight_files(folder, what) if file != index]
    if sum(file.stat().st_size for file in files) > MAX_WEIGHT_BYTES:
        raise _broken(what, f"they are larger than {MAX_WEIGHT_BYTES >> 30} GiB")
    tensors: dict[str, torch.Tensor] = {}
    for file in files:
        for name, tensor in _read_file(file, what).items():
            if name in tensors or (expected is not None and expected.get(name) != file.name):
                raise _broken(what, f"{name} lies in {file.name}, where {INDEX} does not say so")
            tensors[name] = _as_float32(name, tensor, what)
    if expected is not None and tensors.keys() != expected.keys():
        raise _broken(what, f"{sorted(expected.keys() - tensors.keys())[0]} is in {INDEX} and in no shard")
    return tensors


def _read_file(file: Path, what: str) -> dict[str, torch.Tensor]:
    # The library checks header length, dtypes, offsets, overlaps and the file's end against each other.
    try:
        with safe_open(file, framework="pt", device="cpu") as source:
            return {name: source.get_tensor(name) for name in source.keys()}  # noqa: SIM118 (not a dict)
    except (SafetensorError, OSError, ValueError, TypeError, KeyError) as error:
        raise _broken(what, f"{file.name} is not a sound safetensors file ({error})") from None


def _as_float32(name: str, tensor: torch.Tensor, what: str) -> torch.Tensor:
    if not tensor.is_floating_point():
        return tensor
    if tensor.dtype not in FLOATS:
        raise _broken(what, f"{name} has the number type {tensor.dtype}")
    # A copy, because the library maps the file: a file changed later must not change the model.
    full = tensor.to(torch.float32, copy=True)
    if not torch.isfinite(full).all():
        raise UserError(
            "not-finite",
            f"The {what}'s tensor {name} holds NaN or infinity.",
            "Such a model answers with nonsense for every text that meets these numbers.",
            "Give a checkpoint from a training run that did not diverge.",
        )
    return full


def _weight_map(index: Path, what: str) -> dict[str, str]:
    try:
        if index.stat().st_size > MAX_INDEX_BYTES:
            raise ValueError("too large")
        names = json.loads(index.read_bytes().decode("utf-8"))["weight_map"]
        if not isinstance(names, dict) or not names or not all(isinstance(file, str) for file in names.values()):
            raise ValueError("weight_map is no table of names")
    except (ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise _broken(what, f"{INDEX} cannot be read ({error})") from None
    files = set(names.values())
    if len(files) > MAX_SHARDS:
        raise _broken(what, f"{INDEX} names {len(files)} shards (limit {MAX_SHARDS})")
    for file in files:
        if "/" in file or "\\" in file or not file.endswith(".safetensors") or file.startswith("."):
            raise _broken(what, f"{INDEX} names the shard {file[:60]!r}, which is not a plain safetensors file name")
    return names


def _broken(what: str, reason: str) -> UserError:
    return UserError(
        "broken-weights",
        f"The {what}'s weights cannot be used: {reason}.",
        "A damaged or contradictory file is not the model that was trained.",
        "Fetch the checkpoint again, or save it again with save_pretrained.",
    )
