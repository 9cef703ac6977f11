"""A fine-tuned classifier as a fused fp32 ONNX graph.

torch's exporter writes the graph, ONNX Runtime's transformer optimiser fuses it (Attention, SkipLayerNormalization,
BiasGelu). Two things are ours: the shape of the attention that the optimiser recognises, and a comparison with torch
before anything is handed on. What is left out: attention masks. The worker runs one unpadded text at a time, so every
token is real (docs/design/contracts.md section 4).
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import AttentionInterface, BertForSequenceClassification

from .errors import UserError

OPSET = 18
ATTENTION_NAME = "epure_export"
# Largest difference of a logit between torch and the exported graph; fused kernels sum in another order.
EXPORT_TOLERANCE = 1e-3


def export_classifier(model: BertForSequenceClassification, out_dir: Path) -> Path:
    """Write `<out_dir>/model.fp32.onnx` and return its path.

    Inputs `input_ids`, `token_type_ids`: int32 `[1, S]`, S free up to the model's positions, no mask, no padding.
    Output `logits`: float32 `[1, L]`. The model is used in evaluation mode (no dropout) and left as it was found.
    The embedding look-ups stay apart from the first LayerNormalization, so that they can be quantised row by row.

    Errors: UserError `unsupported-architecture`, before any work, for what the fused graph cannot express.
    Raises RuntimeError when the fusion is incomplete or the graph does not compute what torch computes.
    """
    require_supported(model)
    out_dir.mkdir(parents=True, exist_ok=True)
    path = out_dir / "model.fp32.onnx"
    config = model.config
    with _evaluation_on_cpu(model), tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        _export_plain(model, plain)
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        fused = optimize_model(
            str(plain),
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=options,
            opt_level=0,
        )
        _require_fused(fused.get_fused_operator_statistics(), config.num_hidden_layers)
        onnx.save(_tidy(fused.model), path)
        _require_same_logits(model, path)
    return path


def require_supported(model: torch.nn.Module) -> None:
    """Refuse, with UserError `unsupported-architecture`, every model but an encoder-only BERT classifier."""
    config = model.config
    kind = getattr(config, "model_type", "unknown")
    if kind != "bert" or not isinstance(model, BertForSequenceClassification):
        raise UserError(
            "unsupported-architecture",
            f"The model is a {type(model).__name__} of type '{kind}'.",
            "Only BERT sequence classifiers (model_type 'bert': MiniLM, BERT of any size) can be exported: RoBERTa and "
            "DistilBERT number their positions or their segments differently.",
            'Give a checkpoint whose config.json says "model_type": "bert".',
        )
    unlike = {
        "is_decoder": (getattr(config, "is_decoder", False), False),
        "position_embedding_type": (getattr(config, "position_embedding_type", "absolute") or "absolute", "absolute"),
        "hidden_act": (config.hidden_act, "gelu"),
    }
    for name, (found, wanted) in unlike.items():
        if found != wanted:
            raise UserError(
                "unsupported-architecture",
                f"config.json says {name} = {found!r}.",
                f"The exported graph has fused operators for {name} = {wanted!r} only.",
                "Give a checkpoint of the plain BERT architecture.",
            )


class _Unmasked(torch.nn.Module):
    """The classifier called as the worker calls it: no mask, logits only, and of the last layer what the pooler reads."""

    def __init__(self, model: BertForSequenceClassification) -> None:
        super().__init__()
        self.model = model
        attention = model.bert.encoder.layer[-1].attention.self
        heads, width = attention.num_attention_heads, attention.attention_head_size
        # (N, H): the columns of each head.
        self.register_buffer("own", torch.eye(heads).repeat_interleave(width, dim=1))

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """ids, types: int `[1, S]` -> float32 `[1, L]`."""
        bert = self.model.bert
        hidden = bert.embeddings(input_ids, token_type_ids)
        for layer in bert.encoder.layer[:-1]:
            output = layer(hidden)
            hidden = output[0] if isinstance(output, tuple) else output
        return self.model.classifier(bert.pooler(self._first_token(bert.encoder.layer[-1], hidden)))

    def _first_token(self, layer: torch.nn.Module, hidden: torch.Tensor) -> torch.Tensor:
        """What `layer` makes of the first token, `[1, 1, H]`, of `hidden`, `[1, S, H]`.

        With one query per head the order of the products is free, `q (K x) = (q K) x` and `sum p (V x) = V (sum p x)`, so
        that no other token needs a key or a value. The keys' bias is the same for all tokens: softmax does not see it.
        """
        attention, first, tokens = layer.attention.self, hidden[:, :1], hidden[0]
        query = attention.query(first[0]) / math.sqrt(attention.attention_head_size)
        asked = torch.matmul(query * self.own, attention.key.weight)
        weights = torch.softmax(torch.matmul(asked, tokens.transpose(0, 1)), dim=-1)
        context = (attention.value(torch.matmul(weights, tokens)) * self.own).sum(dim=0).reshape(1, 1, -1)
        attended = layer.attention.output(context, first)
        return layer.output(layer.intermediate(attended), attended)


def _attention(module, query, key, value, attention_mask, scaling=None, dropout=0.0, **_):
    """Attention over `[1, heads, S, width]` in the form the optimiser fuses: a division and no mask."""
    weights = torch.softmax(torch.matmul(query, key.transpose(2, 3)) / math.sqrt(query.shape[-1]), dim=-1)
    return torch.matmul(weights, value).transpose(1, 2), weights


AttentionInterface.register(ATTENTION_NAME, _attention)


@contextlib.contextmanager
def _evaluation_on_cpu(model: BertForSequenceClassification) -> Iterator[None]:
    """The model in evaluation mode, on the CPU, with the exportable attention; everything is put back afterwards."""
    training, device, attention = model.training, model.device, model.config._attn_implementation
    try:
        model.eval().to("cpu")
        model.config._attn_implementation = ATTENTION_NAME
        with torch.no_grad():
            yield
    finally:
        model.config._attn_implementation = attention
        model.to(device).train(training)


def _export_plain(model: BertForSequenceClassification, path: Path) -> None:
    length = min(16, model.config.max_position_embeddings)
    example = torch.arange(length, dtype=torch.int32)[None] % model.config.vocab_size
    free = {1: torch.export.Dim("S", min=2, max=model.config.max_position_embeddings)}
    # The exporter tells its progress on standard output, which belongs to the engine's events.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), _quiet_logging():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Unmasked(model).eval(),
            (example, torch.zeros_like(example)),
            path,
            input_names=["input_ids", "token_type_ids"],
            output_names=["logits"],
            dynamic_shapes={"input_ids": free, "token_type_ids": free},
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )


@contextlib.contextmanager
def _quiet_logging() -> Iterator[None]:
    """The exporter's own records about optional packages say nothing to an operator."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _require_fused(fused: dict[str, int], layers: int) -> None:
    # The last layer's attention has one query: there is nothing to fuse.
    wanted = {
        "Attention": layers - 1,
        "BiasGelu": layers,
        "SkipLayerNormalization": 2 * layers,
        "LayerNormalization": 1,
    }
    missing = {name: (fused.get(name, 0), count) for name, count in wanted.items() if fused.get(name, 0) != count}
    if missing:
        raise RuntimeError(f"operator fusion is incomplete (found, wanted): {missing}")


def _tidy(model: onnx.ModelProto) -> onnx.ModelProto:
    """Declare the fused operators' domain; leave out traces, the producer, and shapes that fusion made wrong."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.graph.value_info[:]
    model.doc_string = model.graph.doc_string = ""
    model.producer_name, model.producer_version = "epure", ""
    model.graph.name = "classifier"
    if not any(opset.domain == "com.microsoft" for opset in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    for item in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer):
        item.doc_string = ""
        del item.metadata_props[:]
    return model


def _require_same_logits(model: BertForSequenceClassification, path: Path) -> None:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(0)
    for length in (2, 7, min(64, model.config.max_position_embeddings)):
        ids = torch.randint(model.config.vocab_size, (1, length), generator=generator, dtype=torch.int32)
        types = (torch.arange(length, dtype=torch.int32)[None] >= length // 2).int() % model.config.type_vocab_size
        want = model(input_ids=ids, token_type_ids=types).logits.numpy()
        (got,) = session.run(["logits"], {"input_ids": ids.numpy(), "token_type_ids": types.numpy()})
        worst = float(np.abs(got - want).max())
        if got.shape != want.shape or not worst <= EXPORT_TOLERANCE:
            raise RuntimeError(f"the exported graph differs from torch by {worst:.2g} at {length} tokens")
