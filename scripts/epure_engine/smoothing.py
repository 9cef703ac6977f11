"""Makes the activations of a fused fp32 graph fit for eight bits; the graph computes the same as before.

Four rewritings. *Centring* takes from every channel that enters an attention the middle of its range: what is loud on one
side only is loud no more (Outlier Suppression+, Wei et al. 2023, arXiv 2304.09145). *Smoothing* moves what is loud in the
activations into the weights (SmoothQuant, Xiao et al. 2022, arXiv 2211.10438): `x W = (x / s)(s W)` with
`s = max|x|^a / max|w|^(1-a)` per input channel. BERT is post-norm, so `1/s` cannot go into the LayerNormalization, whose
output also feeds the residual: it is a multiplication of its own, except before the attention output, where it passes
through the attention weights and is folded into the value projection. The few channels that stay *loud* get a product of
their own, and every *token* its own range, in the feed-forward layers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ALPHA = 0.8
# The feed-forward layers have a range per token and loud channels apart, so their channels need less evening out.
ALPHA_FEED_FORWARD = 0.5
# Of so many input channels one counts as loud.
LOUD_ONE_IN = 24
# How the names of the products of loud channels end: they stay fp32.
LOUD = "_loud"
# Under a token's largest value: a token of zeros must not divide by zero.
TOKEN_FLOOR = 1e-6
# Where the bundle's graph keeps the operators that the WASM runtime has in int8.
LINEAR = ("Attention", "MatMul")

CalibrationIds = Sequence[tuple[Sequence[int], Sequence[int]]]


def activation_ranges(model: onnx.ModelProto, calibration_ids: CalibrationIds) -> dict[str, np.ndarray]:
    """Largest |x| per channel, float32 `(H,)`, of every tensor that enters a linear layer, over the calibration texts."""
    entering = [node.input[0] for node in linear_nodes(model)]
    return {name: np.maximum(-low, high) for name, (low, high) in _extremes(model, entering, calibration_ids).items()}


def _extremes(
    model: onnx.ModelProto, tensors: Sequence[str], calibration_ids: CalibrationIds
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Lowest and highest value per channel, float32 `(H,)` each, of each tensor of the graph over the calibration texts."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    names = sorted(set(tensors))
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for ids, type_ids in calibration_ids:
        feeds = {"input_ids": np.array([ids], np.int32), "token_type_ids": np.array([type_ids], np.int32)}
        for name, value in zip(names, session.run(names, feeds), strict=True):
            rows = value.reshape(-1, value.shape[-1])
            low, high = rows.min(axis=0), rows.max(axis=0)
            before = seen.get(name, (low, high))
            seen[name] = np.minimum(before[0], low), np.maximum(before[1], high)
    return seen


def centre(model: onnx.ModelProto, calibration_ids: CalibrationIds) -> None:
    """Take from what enters each fused attention the middle of each channel's range, in place: `x W + b = (x - z) W + (z W + b)`.

    Before `smooth`. The feed-forward layers, which have a range per token, gain nothing by it.
    """
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    attentions = [node for node in graph.node if node.op_type == "Attention"]
    extremes = _extremes(model, [node.input[0] for node in attentions], calibration_ids)
    for node in attentions:
        source, weight, bias = node.input[0], *(constants[name] for name in node.input[1:3])
        middle = np.add(*extremes[source]) / 2
        _replace(bias, numpy_helper.to_array(bias) + middle @ numpy_helper.to_array(weight))
        centred = f"{source}_centred"
        graph.initializer.append(numpy_helper.from_array(middle, f"{source}_middle"))
        insert_before(graph, node, helper.make_node("Sub", [source, f"{source}_middle"], [centred], name=centred))
        node.input[0] = centred


def linear_nodes(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The nodes that multiply an activation by a constant matrix `(H, O)` and are to do so in int8, in graph order."""
    constants = {tensor.name for tensor in model.graph.initializer}
    return [
        node
        for node in model.graph.node
        if node.op_type in LINEAR and node.input[1] in constants and not node.name.endswith(LOUD)
    ]


def smooth(model: onnx.ModelProto, ranges: dict[str, np.ndarray]) -> None:
    """Scale the input channels of every linear layer of `model`, in place; the graph still computes the same."""
    graph = model.graph
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    producers = {output: node for node in graph.node for output in node.output}
    for node in linear_nodes(model):
        source, weight = node.input[0], numpy_helper.to_array(initializers[node.input[1]])
        exponent = ALPHA_FEED_FORWARD if _is_feed_forward(node, initializers) else ALPHA
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
    insert_before(graph, node, multiply)
    node.input[0] = scaled


def set_loud_apart(model: onnx.ModelProto, ranges: dict[str, np.ndarray]) -> None:
    """Give the loudest input channels of the early feed-forward layers a product of their own, in fp32, in place.

    After `smooth`; ranges: of the inputs before it. A few channels are so loud that they take the eight bits from all others
    (Dettmers et al. 2022, arXiv 2208.07339); without them the rest has a range several times finer. Only in the first half of
    the layers: what is rounded late passes through few layers more and counts for little.
    """
    graph = model.graph
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    producers = {output: node for node in graph.node for output in node.output}
    feed_forward = feed_forward_nodes(model)
    early_layers = len(feed_forward) // 4
    for node in feed_forward[: 2 * early_layers]:
        source, factor_name = producers[node.input[0]].input
        factor, weight = (numpy_helper.to_array(initializers[name]).copy() for name in (factor_name, node.input[1]))
        loud = np.sort(np.argsort(-ranges[source] * factor, kind="stable")[: len(factor) // LOUD_ONE_IN])
        if len(loud) == 0:
            continue
        name, output = f"{node.name}{LOUD}", node.output[0]
        graph.initializer.append(numpy_helper.from_array(loud.astype(np.int64), f"{name}_channels"))
        graph.initializer.append(numpy_helper.from_array(weight[loud] * factor[loud, None], f"{name}_weight"))
        factor[loud], weight[loud] = 0, 0
        _replace(initializers[factor_name], factor)
        _replace(initializers[node.input[1]], weight)
        node.output[0] = f"{name}_others"
        _insert_after(
            graph,
            node,
            helper.make_node("Gather", [source, f"{name}_channels"], [f"{name}_input"], name=f"{name}_pick", axis=-1),
            helper.make_node("MatMul", [f"{name}_input", f"{name}_weight"], [f"{name}_part"], name=name),
            helper.make_node("Add", [f"{name}_others", f"{name}_part"], [output], name=f"{name}_add"),
        )


def normalise_tokens(model: onnx.ModelProto) -> None:
    """Give every token its own activation range in the feed-forward layers, in place: `x W = r ((x / r) W)`.

    `r = max|x|` per token, `[1, S, 1]`. The int8 operator has one range for a whole text, which one loud token (`[SEP]`
    as a rule) takes from all others. The last layer has one token, whose range it is anyway.
    """
    graph = model.graph
    several = feed_forward_nodes(model)[:-2]
    if not several:
        return
    graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "token_axis"))
    graph.initializer.append(numpy_helper.from_array(np.array(TOKEN_FLOOR, np.float32), "token_floor"))
    for node in several:
        source, output = node.input[0], node.output[0]
        size, top, factor, even, product = (
            f"{node.name}_token_{part}" for part in ("abs", "max", "range", "even", "product")
        )
        node.input[0], node.output[0] = even, product
        insert_before(
            graph,
            node,
            helper.make_node("Abs", [source], [size], name=size),
            helper.make_node("ReduceMax", [size, "token_axis"], [top], name=top, keepdims=1),
            helper.make_node("Max", [top, "token_floor"], [factor], name=factor),
            helper.make_node("Div", [source, factor], [even], name=even),
        )
        _insert_after(
            graph, node, helper.make_node("Mul", [product, factor], [output], name=f"{node.name}_token_restore")
        )


def feed_forward_nodes(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """The two products of every feed-forward layer, in graph order."""
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    return [node for node in linear_nodes(model) if _is_feed_forward(node, constants)]


def _is_feed_forward(node: onnx.NodeProto, constants: dict[str, TensorProto]) -> bool:
    rows, columns = constants[node.input[1]].dims
    return node.op_type == "MatMul" and rows != columns


def insert_before(graph: onnx.GraphProto, node: onnx.NodeProto, *nodes: onnx.NodeProto) -> None:
    """Put `nodes`, in this order, in front of `node`."""
    _insert(graph, list(graph.node).index(node), nodes)


def _insert_after(graph: onnx.GraphProto, node: onnx.NodeProto, *nodes: onnx.NodeProto) -> None:
    _insert(graph, list(graph.node).index(node) + 1, nodes)


def _insert(graph: onnx.GraphProto, place: int, nodes: Sequence[onnx.NodeProto]) -> None:
    for offset, node in enumerate(nodes):
        graph.node.insert(place + offset, node)


def _replace(tensor: TensorProto, values: np.ndarray) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values, dtype=np.float32), tensor.name))
