"""config.json of a checkpoint: the BERT family only, every size within bounds before anything is allocated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers import BertConfig

from .attention import ATTENTION
from .errors import UserError

MAX_CONFIG_BYTES = 1 << 20
# Larger than any published BERT encoder; a config beyond this would only exhaust memory.
BOUNDS = {
    "vocab_size": (8, 1_000_000),
    "hidden_size": (8, 8192),
    "num_hidden_layers": (1, 64),
    "num_attention_heads": (1, 128),
    "intermediate_size": (8, 32_768),
    "max_position_embeddings": (16, 8192),
    "type_vocab_size": (1, 16),
}
ACTIVATIONS = ("gelu", "gelu_new", "gelu_pytorch_tanh", "relu")
MAX_LABELS = 1000


def read_config(folder: Path, what: str) -> dict[str, Any]:
    """The checked config as a dict. Raises UserError for other families and for values out of bounds."""
    path = folder / "config.json"
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise ValueError("it is larger than 1 MiB")
        config = json.loads(path.read_bytes().decode("utf-8"))
        if not isinstance(config, dict):
            raise ValueError("it is not a JSON object")
    except (ValueError, RecursionError, OSError) as error:
        raise _broken(what, f"it cannot be read ({error})") from None
    _check_family(config, what)
    for key, (low, high) in BOUNDS.items():
        value = config.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _broken(what, f"{key} is {json.dumps(value)[:40]}, not an integer from {low} to {high}")
    if config["hidden_size"] % config["num_attention_heads"]:
        raise _broken(what, "hidden_size is not a multiple of num_attention_heads")
    for key, default in (
        ("hidden_dropout_prob", 0.1),
        ("attention_probs_dropout_prob", 0.1),
        ("layer_norm_eps", 1e-12),
    ):
        value = config.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1:
            raise _broken(what, f"{key} is {json.dumps(value)[:40]}, not a number from 0 to 1")
    return config


def build_config(config: dict[str, Any], num_labels: int) -> BertConfig:
    """A transformers config of exactly the values that shape a BERT classifier: the file's others stay out."""
    keys = ("hidden_act", "hidden_dropout_prob", "attention_probs_dropout_prob", "layer_norm_eps", "classifier_dropout")
    values = {key: config[key] for key in (*BOUNDS, *keys) if key in config}
    return BertConfig(**values, num_labels=num_labels, attn_implementation=ATTENTION)


def labels_of(config: dict[str, Any], rows: int, what: str) -> list[str]:
    """Label names in id order: `id2label`, or LABEL_0, LABEL_1, … where the config names none.

    rows: rows of the classification layer, which the names must match.
    """
    named = config.get("id2label")
    if named is None:
        labels = [f"LABEL_{index}" for index in range(rows)]
    else:
        if not isinstance(named, dict) or sorted(named, key=str) != sorted(
            (str(i) for i in range(len(named))), key=str
        ):
            raise _broken(what, "id2label does not number its labels 0, 1, 2, …")
        labels = [named[str(index)] for index in range(len(named))]
        if not all(isinstance(name, str) and name.strip() and len(name) <= 100 for name in labels):
            raise _broken(what, "id2label has a label that is not a short text")
        if len(set(labels)) != len(labels):
            raise _broken(what, "id2label names two labels alike")
    if len(labels) != rows:
        raise _broken(what, f"id2label names {len(labels)} labels, the classification layer has {rows}")
    if not 2 <= len(labels) <= MAX_LABELS:
        raise UserError(
            "unsupported-architecture",
            f"The {what} has {len(labels)} label(s).",
            f"A classifier needs 2 to {MAX_LABELS}; one output is a regression.",
            "Give a model fine-tuned for classification.",
        )
    return labels


def _check_family(config: dict[str, Any], what: str) -> None:
    problems = []
    if config.get("model_type") != "bert":
        problems.append(f"model_type is {json.dumps(config.get('model_type'))[:40]}")
    if "auto_map" in config:
        problems.append("auto_map asks for code of the checkpoint's own")
    if config.get("hidden_act", "gelu") not in ACTIVATIONS:
        problems.append(f"hidden_act is {json.dumps(config.get('hidden_act'))[:40]}")
    if config.get("position_embedding_type", "absolute") != "absolute":
        problems.append("position_embedding_type is not absolute")
    if config.get("is_decoder") or config.get("add_cross_attention"):
        problems.append("it is a decoder")
    if config.get("quantization_config") is not None:
        problems.append("its weights are quantised")
    if config.get("problem_type") not in (None, "single_label_classification"):
        problems.append(f"problem_type is {json.dumps(config.get('problem_type'))[:40]}")
    if problems:
        raise UserError(
            "unsupported-architecture",
            f"The {what} is of a kind that the engine does not repair: {'; '.join(problems)}.",
            "Supported: BERT encoders (model_type bert, absolute positions) with one label per text.",
            "Give a model of that family; MiniLM, BERT and their like are.",
        )


def _broken(what: str, reason: str) -> UserError:
    return UserError(
        "broken-config",
        f"The {what}'s config.json cannot be used: {reason}.",
        "Every size in it decides how the weights are read.",
        "Give the folder as save_pretrained wrote it.",
    )
