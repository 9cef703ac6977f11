"""The fused fp32 graph as the int8 model that ships: `model.onnx` + `model.onnx.data`.

Five steps, each a function below: smooth (move the outliers of the activations into the weights), give every token its
own range in the feed-forward layers, quantise the linear
layers (ONNX Runtime's dynamic quantiser: weights per output channel, activations per run), quantise the embeddings row
by row, and let ONNX Runtime fuse the result once, here, so that no session has to.

Smoothing follows SmoothQuant (Xiao et al. 2022, arXiv 2211.10438): `x W = (x / s)(s W)` with
`s = max|x|^a / max|w|^(1-a)` per input channel. BERT is post-norm, so `1/s` cannot go into the LayerNormalization,
whose output also feeds the residual: it is a multiplication of its own, except before the attention output, where it
passes through the attention weights and is folded into the value projection.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

ALPHA = 0.8
# The feed-forward layers have a range per token (below), so their channels need less evening out.
ALPHA_FEED_FORWARD = 0.5
# Under a token's largest value: a token of zeros must not divide by zero.
TOKEN_FLOOR = 1e-6
CALIBRATION_TEXTS = 128
DATA_FILE = "model.onnx.data"
# Tensors from this size on go to the data file, each at a multiple of a page: the runtime maps or copies them one by one.
EXTERNAL_FROM = 1024
PAGE = 4096
# Embedding tables from this many rows on become int8.
EMBEDDING_FROM = 64
# Where the bundle's graph keeps the operators that the WASM runtime has in int8.
LINEAR = ("Attention", "MatMul")

CalibrationIds = Sequence[tuple[Sequence[int], Sequence[int]]]


def quantise(fp32_path: Path, out_dir: Path, calibration_ids: CalibrationIds, alpha: float = ALPHA) -> None:
    """Write `model.onnx` and `model.onnx.data` to `out_dir` from the graph that `export_classifier` wrote.

    calibration_ids: (ids, type_ids) of clean texts, the first 128 are run. The same graph and texts give the same bytes.
    """
    if not calibration_ids:
        raise ValueError("smoothing needs calibration texts")
    model = onnx.load(fp32_path)
    smooth(model, activation_ranges(model, calibration_ids[:CALIBRATION_TEXTS]), alpha)
    normalise_tokens(model)
    model = quantise_linear(model)
    quantise_embeddings(model)
    out_dir.mkdir(parents=True, exist_ok=True)
    save_external(optimise(model), out_dir)


def activation_ranges(model: onnx.ModelProto, calibration_ids: CalibrationIds) -> dict[str, np.ndarray]:
    """Largest |x| per channel, float32 `(H,)`, of every tensor that enters a linear layer, over the calibration texts."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    names = sorted({node.input[0] for node in linear_nodes(model)})
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    ranges: dict[str, np.ndarray] = {}
    for ids, type_ids in calibration_ids:
        feeds = {"input_ids": np.array([ids], np.int32), "token_type_ids": np.array([type_ids], np.int32)}
        for name, value in zip(names, session.run(names, feeds), strict=True):
            largest = np.abs(value).reshape(-1, value.shape[-1]).max(axis=0)
            ranges[name] = np.maximum(ranges.get(name, 0), largest)
    return ranges


def linear_nodes(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The nodes that multiply an activation by a constant matrix `(H, O)`, in graph order."""
    constants = {tensor.name for tensor in model.graph.initializer}
    return [node for node in model.graph.node if node.op_type in LINEAR and node.input[1] in constants]


def smooth(model: onnx.ModelProto, ranges: dict[str, np.ndarray], alpha: float) -> None:
    """Scale the input channels of every linear layer of `model`, in place; the graph still computes the same."""
    graph = model.graph
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    producers = {output: node for node in graph.node for output in node.output}
    for node in linear_nodes(model):
        source, weight = node.input[0], numpy_helper.to_array(initializers[node.input[1]])
        exponent = alpha if node.op_type == "Attention" or weight.shape[0] == weight.shape[1] else ALPHA_FEED_FORWARD
        scale = smoothing_scale(ranges[source], np.abs(weight).max(axis=1), exponent)
        _replace(initializers[node.input[1]], weight * scale[:, None])
        producer = producers.get(source)
        if producer is not None and producer.op_type == "Attention":
            _scale_values(producer, initializers, 1 / scale)
        else:
            _multiply_input(graph, node, 1 / scale)


def smoothing_scale(activations: np.ndarray, weights: np.ndarray, alpha: float) -> np.ndarray:
    """`s = max|x|^a / max|w|^(1-a)` per channel, float32 `(H,)`; a channel that is never used keeps 1."""
    used = (activations > 0) & (weights > 0)
    safe_x, safe_w = np.where(used, activations, 1.0), np.where(used, weights, 1.0)
    return np.where(used, safe_x**alpha / safe_w ** (1 - alpha), 1.0).astype(np.float32)


def _scale_values(attention: onnx.NodeProto, initializers: dict[str, TensorProto], factor: np.ndarray) -> None:
    """Scale the value third of the packed `(H, 3H)` projection and of its bias: attention only averages over rows."""
    for name in attention.input[1:3]:
        packed = numpy_helper.to_array(initializers[name]).copy()
        packed[..., -len(factor) :] *= factor
        _replace(initializers[name], packed)


def _multiply_input(graph: onnx.GraphProto, node: onnx.NodeProto, factor: np.ndarray) -> None:
    scaled = f"{node.input[0]}_for_{node.name}"
    graph.initializer.append(numpy_helper.from_array(factor.astype(np.float32), f"{scaled}_factor"))
    multiply = helper.make_node("Mul", [node.input[0], f"{scaled}_factor"], [scaled], name=f"{scaled}_smooth")
    graph.node.insert(list(graph.node).index(node), multiply)
    node.input[0] = scaled


def normalise_tokens(model: onnx.ModelProto) -> None:
    """Give every token its own activation range in the feed-forward layers, in place: `x W = r ((x / r) W)`.

    `r = max|x|` per token, `[1, S, 1]`. The int8 operator has one range for a whole text, which one loud token (`[SEP]`
    as a rule) takes from all others. On the pair model this and the exponent above took the label flips from 1.2 to
    0.4 % and halved the logit error, for about 4 % of the time.
    """
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    feed_forward = [
        node for node in linear_nodes(model) if node.op_type == "MatMul" and _is_feed_forward(node, constants)
    ]
    if not feed_forward:
        return
    graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "token_axis"))
    graph.initializer.append(numpy_helper.from_array(np.array(TOKEN_FLOOR, np.float32), "token_floor"))
    for node in feed_forward:
        source, output = node.input[0], node.output[0]
        size, top, factor, even, product = (
            f"{node.name}_token_{part}" for part in ("abs", "max", "range", "even", "product")
        )
        before = [
            helper.make_node("Abs", [source], [size], name=size),
            helper.make_node("ReduceMax", [size, "token_axis"], [top], name=top, keepdims=1),
            helper.make_node("Max", [top, "token_floor"], [factor], name=factor),
            helper.make_node("Div", [source, factor], [even], name=even),
        ]
        node.input[0], node.output[0] = even, product
        place = list(graph.node).index(node)
        for offset, extra in enumerate(before):
            graph.node.insert(place + offset, extra)
        after = helper.make_node("Mul", [product, factor], [output], name=f"{node.name}_token_restore")
        graph.node.insert(place + len(before) + 1, after)


def _is_feed_forward(node: onnx.NodeProto, constants: dict[str, TensorProto]) -> bool:
    rows, columns = constants[node.input[1]].dims
    return rows != columns


def quantise_linear(model: onnx.ModelProto) -> onnx.ModelProto:
    """Dynamic int8: weights symmetric per output channel, activations uint8 with a range of their own in every run.

    The pooler and the classifier too: the quantiser turns their products into multiplications of this kind.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})  # fused already: says so
        onnx.save(model, source)
        quantize_dynamic(
            source,
            target,
            op_types_to_quantize=list(LINEAR),
            per_channel=True,
            # 7-bit weights are for x86 kernels that saturate; the WASM kernel widens to 16 bits first.
            reduce_range=False,
            weight_type=QuantType.QInt8,
            # Shape inference stops at the fused operators; everything they give is float.
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )
        return onnx.load(target)


def quantise_embeddings(model: onnx.ModelProto) -> None:
    """Replace every embedding table `(V, H)` by int8 rows with one fp32 scale each: an outlier row costs no other row.

    Tables of a few rows (the segment types) are as small as they are and stay.
    """
    graph = model.graph
    tables = {tensor.name: tensor for tensor in graph.initializer}
    for gather in [node for node in graph.node if node.op_type == "Gather" and node.input[0] in tables]:
        table = tables[gather.input[0]]
        if len(table.dims) != 2 or table.dims[0] < EMBEDDING_FROM:
            continue
        values = numpy_helper.to_array(table)
        scales = np.abs(values).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
        scales[scales == 0] = 1
        name, ids, output = table.name, gather.input[1], gather.output[0]
        graph.initializer.remove(table)
        graph.initializer.append(numpy_helper.from_array(np.rint(values / scales).astype(np.int8), f"{name}_rows"))
        graph.initializer.append(numpy_helper.from_array(scales, f"{name}_scales"))
        place = list(graph.node).index(gather)
        graph.node.remove(gather)
        nodes = [
            helper.make_node("Gather", [f"{name}_rows", ids], [f"{output}_row"], name=f"{output}_row"),
            helper.make_node(
                "Cast", [f"{output}_row"], [f"{output}_cast"], name=f"{output}_cast", to=TensorProto.FLOAT
            ),
            helper.make_node("Gather", [f"{name}_scales", ids], [f"{output}_scale"], name=f"{output}_scale"),
            helper.make_node("Mul", [f"{output}_cast", f"{output}_scale"], [output], name=f"{output}_mul"),
        ]
        for offset, node in enumerate(nodes):
            graph.node.insert(place + offset, node)


def optimise(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph after ONNX Runtime's own fusions, up to the level that holds on every machine ("extended")."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "optimised.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(target)
        options.log_severity_level = 3  # it warns that an optimised graph may be tied to a machine; this level is not
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return onnx.load(target)


def save_external(model: onnx.ModelProto, out_dir: Path) -> None:
    """Write the graph and, apart from it, every tensor of 1 KB or more, each from a page of its own, ordered by name."""
    del model.graph.value_info[:], model.metadata_props[:]
    used = {node.domain for node in model.graph.node}
    for opset in [opset for opset in model.opset_import if opset.domain not in used]:
        model.opset_import.remove(opset)
    with open(out_dir / DATA_FILE, "wb") as data:
        for tensor in sorted(model.graph.initializer, key=lambda tensor: tensor.name):
            content = numpy_helper.to_array(tensor).tobytes()
            if len(content) < EXTERNAL_FROM:
                continue
            data.write(b"\0" * (-data.tell() % PAGE))
            _point_outside(tensor, data.tell(), len(content))
            data.write(content)
    (out_dir / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))


def _point_outside(tensor: TensorProto, offset: int, length: int) -> None:
    kept = (tensor.name, tensor.data_type, list(tensor.dims))
    tensor.Clear()
    tensor.name, tensor.data_type = kept[0], kept[1]
    tensor.dims.extend(kept[2])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", DATA_FILE), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))


def _replace(tensor: TensorProto, values: np.ndarray) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values, dtype=np.float32), tensor.name))
