"""The fused fp32 graph as the int8 model that ships: `model.onnx` + `model.onnx.data`.

Four steps: make the activations fit for eight bits (`smoothing.py`), quantise the linear layers (ONNX Runtime's dynamic
quantiser: weights per output channel, activations per run), quantise the embeddings row by row, and let ONNX Runtime
fuse the result once, here, so that no session has to.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from .smoothing import (
    LINEAR,
    CalibrationIds,
    activation_ranges,
    centre,
    insert_before,
    linear_nodes,
    normalise_tokens,
    set_loud_apart,
    smooth,
)

CALIBRATION_TEXTS = 128
DATA_FILE = "model.onnx.data"
# Tensors from this size on go to the data file, each at a multiple of a page: the runtime maps or copies them one by one.
EXTERNAL_FROM = 1024
PAGE = 4096
# Embedding tables from this many rows on become int8.
EMBEDDING_FROM = 64


def quantise(fp32_path: Path, out_dir: Path, calibration_ids: CalibrationIds) -> None:
    """Write `model.onnx` and `model.onnx.data` to `out_dir` from the graph that `export_classifier` wrote.

    calibration_ids: (ids, type_ids) of clean texts, the first 128 are run. The same graph and texts give the same bytes.
    """
    if not calibration_ids:
        raise ValueError("smoothing needs calibration texts")
    model = onnx.load(fp32_path)
    calibration_ids = calibration_ids[:CALIBRATION_TEXTS]
    centre(model, calibration_ids)
    ranges = activation_ranges(model, calibration_ids)
    smooth(model, ranges)
    set_loud_apart(model, ranges)
    normalise_tokens(model)
    model = quantise_linear(model)
    quantise_embeddings(model)
    out_dir.mkdir(parents=True, exist_ok=True)
    save_external(optimise(model), out_dir)


def quantise_linear(model: onnx.ModelProto) -> onnx.ModelProto:
    """Dynamic int8: weights symmetric per output channel, activations uint8 with a range of their own in every run.

    The pooler and the classifier too: the quantiser turns their products into multiplications of this kind.
    """
    linear = {node.name for node in linear_nodes(model)}
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})  # fused already: says so
        onnx.save(model, source)
        quantize_dynamic(
            source,
            target,
            op_types_to_quantize=list(LINEAR),
            nodes_to_exclude=[
                node.name for node in model.graph.node if node.op_type == "MatMul" and node.name not in linear
            ],
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
        insert_before(
            graph,
            gather,
            helper.make_node("Gather", [f"{name}_rows", ids], [f"{output}_row"], name=f"{output}_row"),
            helper.make_node(
                "Cast", [f"{output}_row"], [f"{output}_cast"], name=f"{output}_cast", to=TensorProto.FLOAT
            ),
            helper.make_node("Gather", [f"{name}_scales", ids], [f"{output}_scale"], name=f"{output}_scale"),
            helper.make_node("Mul", [f"{output}_cast", f"{output}_scale"], [output], name=f"{output}_mul"),
        )
        graph.node.remove(gather)


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
