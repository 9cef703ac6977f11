"""Export and int8: the graphs compute what torch computes, the bytes repeat, the layout is the bundle's."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    RobertaConfig,
    RobertaForSequenceClassification,
)

from epure_engine.errors import UserError
from epure_engine.export_onnx import export_classifier
from epure_engine.quantise import PAGE, quantise
from epure_engine.smoothing import (
    LOUD_ONE_IN,
    activation_ranges,
    centre,
    normalise_tokens,
    set_loud_apart,
    smooth,
    smoothing_scale,
)

# Largest difference of a logit; the logits of the pico model have a standard deviation of about 1.
FP32_TOLERANCE = 1e-4
SMOOTHED_TOLERANCE = 1e-3
# Of int8: the median error in units of the logits' root mean square, and the share of texts whose label stays.
INT8_TOLERANCE = 0.1
INT8_AGREEMENT = 0.95

VOCABULARY, POSITIONS, LABELS = 200, 64, 3


def pico(labels=LABELS):
    """Two layers, 64 wide, random weights large enough that attention and GELU matter, one outlier channel per norm."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=POSITIONS,
        num_labels=labels,
        initializer_range=0.15,
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(std=0.1)
            elif name.endswith("LayerNorm.weight"):
                parameter[3] *= 8
        model.classifier.weight *= 3
    return model.train()


def rows(count, seed=0):
    """(ids, type_ids) of 2 to 64 tokens; every other one is a pair."""
    generator = np.random.default_rng(seed)
    for i in range(count):
        size = 2 + i * (POSITIONS - 2) // (count - 1)
        cut = int(generator.integers(1, size)) if i % 2 else size
        yield generator.integers(VOCABULARY, size=size).tolist(), [0] * cut + [1] * (size - cut)


def torch_logits(model, texts):
    with torch.no_grad():
        return np.concatenate(
            [model(input_ids=torch.tensor([i]), token_type_ids=torch.tensor([t])).logits.numpy() for i, t in texts]
        )


def onnx_logits(path, texts):
    options = onnxruntime.SessionOptions()
    # x86 kernels without VNNI saturate; this asks for exact sums, which is what the WASM kernel gives.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feeds = ({"input_ids": np.array([i], np.int32), "token_type_ids": np.array([t], np.int32)} for i, t in texts)
    return np.concatenate([session.run(["logits"], feed)[0] for feed in feeds])


@pytest.fixture(scope="module")
def model():
    return pico()


@pytest.fixture(scope="module")
def fp32(model, tmp_path_factory):
    return export_classifier(model, tmp_path_factory.mktemp("fp32"))


@pytest.fixture(scope="module")
def int8(fp32, tmp_path_factory):
    folder = tmp_path_factory.mktemp("int8")
    quantise(fp32, folder, list(rows(16, seed=1)))
    return folder


@pytest.fixture(scope="module")
def want(model, fp32):
    # After the export: the model is in training mode again and must be switched by hand.
    assert model.training
    assert model.config._attn_implementation != "epure_export"
    model.eval()
    logits = torch_logits(model, rows(40))
    model.train()
    return logits


def test_fp32_graph_computes_what_torch_computes(fp32, want):
    got = onnx_logits(fp32, rows(40))
    assert got.shape == (40, LABELS)
    assert np.abs(got - want).max() <= FP32_TOLERANCE
    assert want.std() > 0.5, "the comparison would say nothing about logits that are all alike"


def test_fp32_graph_is_fused_and_has_the_contract_s_ends(fp32):
    graph = onnx.load(fp32).graph
    operators = [node.op_type for node in graph.node]
    # The last layer's, with one query, is plain products.
    assert operators.count("Attention") == 1
    assert operators.count("BiasGelu") == 2
    assert operators.count("SkipLayerNormalization") == 4
    assert [(i.name, i.type.tensor_type.elem_type) for i in graph.input] == [
        ("input_ids", onnx.TensorProto.INT32),
        ("token_type_ids", onnx.TensorProto.INT32),
    ]
    shape = graph.input[0].type.tensor_type.shape.dim
    assert shape[0].dim_value == 1
    assert shape[1].dim_param
    assert [output.name for output in graph.output] == ["logits"]


def test_export_gives_the_same_bytes_twice(model, fp32, tmp_path):
    assert export_classifier(model, tmp_path).read_bytes() == fp32.read_bytes()


def assert_same_logits(graph, want, folder):
    onnx.save(graph, folder / "rewritten.onnx")
    assert np.abs(onnx_logits(folder / "rewritten.onnx", rows(40)) - want).max() <= SMOOTHED_TOLERANCE


def test_centring_changes_no_logit_and_narrows_what_enters_the_attention(fp32, want, tmp_path):
    centred = onnx.load(fp32)
    texts = list(rows(16, seed=1))
    before = activation_ranges(centred, texts)
    centre(centred, texts)
    assert_same_logits(centred, want, tmp_path)
    after = activation_ranges(centred, texts)
    (attention,) = (node for node in centred.graph.node if node.op_type == "Attention")
    (subtraction,) = (node for node in centred.graph.node if node.output[0] == attention.input[0])
    was, now = before[subtraction.input[0]], after[attention.input[0]]
    assert (now <= was + 1e-6).all() and now.max() < was.max()


def test_smoothing_changes_no_logit_and_evens_out_the_outlier(fp32, want, tmp_path):
    smoothed = onnx.load(fp32)
    texts = list(rows(16, seed=1))
    before = activation_ranges(smoothed, texts)
    smooth(smoothed, before)
    assert_same_logits(smoothed, want, tmp_path)
    after = activation_ranges(smoothed, texts)

    def spread(ranges):
        return np.mean([values.max() / np.median(values) for values in ranges.values()])

    assert spread(after) < spread(before) / 2


def test_loud_channels_and_token_ranges_change_no_logit_and_narrow_the_rest(fp32, want, tmp_path):
    evened = onnx.load(fp32)
    texts = list(rows(16, seed=1))
    before = activation_ranges(evened, texts)
    smooth(evened, before)
    smoothed = activation_ranges(evened, texts)
    set_loud_apart(evened, before)
    apart = activation_ranges(evened, texts)
    normalise_tokens(evened)
    assert_same_logits(evened, want, tmp_path)

    silenced = {name: (apart[name] == 0) & (smoothed[name] > 0) for name in smoothed}
    quieter = [name for name in smoothed if silenced[name].any()]
    assert len(quieter) == 2, "the feed-forward layer of the first of two layers"
    for name in quieter:
        assert silenced[name].sum() == len(smoothed[name]) // LOUD_ONE_IN
        assert smoothed[name][silenced[name]].min() >= apart[name].max()


def test_smoothing_scale_leaves_unused_channels_alone():
    scale = smoothing_scale(np.array([0.0, 4.0, 4.0]), np.array([1.0, 0.0, 1.0]), alpha=0.5)
    assert scale.tolist() == [1.0, 1.0, 2.0]


def test_int8_stays_near_torch_at_every_length(int8, want):
    got = onnx_logits(int8 / "model.onnx", rows(40))
    # Random weights with outliers amplify single rounding steps: one text in twenty is far off, the many must be near.
    error = np.abs(got - want).max(axis=1) / np.sqrt((want**2).mean())
    assert np.median(error) <= INT8_TOLERANCE
    assert (got.argmax(axis=1) == want.argmax(axis=1)).mean() >= INT8_AGREEMENT


def test_int8_multiplies_by_fp32_weights_in_loud_channels_only(int8):
    graph = onnx.load(int8 / "model.onnx", load_external_data=False).graph
    operators = [node.op_type for node in graph.node]
    assert operators.count("QAttention") == 1
    assert not {"Attention", "Gemm"} & set(operators)
    shapes = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    weights = [
        shapes.get(node.input[1]) for node in graph.node if node.op_type in ("MatMul", "FusedMatMul")
    ]  # in the first layer of the loud channels; in the last the two products of what the text gives
    assert weights == [[64 // LOUD_ONE_IN, 128], [128 // LOUD_ONE_IN, 64], None, None]


def test_the_last_layer_is_computed_for_the_first_token_alone(fp32):
    """Each of its products has one row, or one a head, however long the text is."""
    model = onnx.load(fp32)
    products = [node for node in model.graph.node if node.op_type in ("MatMul", "Gemm")]
    last = products[-10:]  # query, key, scores, mean, value, output, the feed-forward layer's two, pooler, classifier
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(node.output[0]) for node in last)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    ids = np.zeros((1, 40), np.int32)
    _, *values = session.run(None, {"input_ids": ids, "token_type_ids": ids})
    heads = 4
    assert [value.size // value.shape[-1] for value in values] == [1, heads, heads, heads, heads, 1, 1, 1, 1, 1]


def test_int8_gives_the_same_bytes_twice(fp32, int8, tmp_path):
    quantise(fp32, tmp_path, list(rows(16, seed=1)))
    for name in ("model.onnx", "model.onnx.data"):
        assert (tmp_path / name).read_bytes() == (int8 / name).read_bytes()


def test_weights_lie_outside_in_one_file_a_page_each(int8):
    assert sorted(path.name for path in int8.iterdir()) == ["model.onnx", "model.onnx.data"]
    size = (int8 / "model.onnx.data").stat().st_size
    outside = 0
    for tensor in onnx.load(int8 / "model.onnx", load_external_data=False).graph.initializer:
        where = {entry.key: entry.value for entry in tensor.external_data}
        if not where:
            assert len(tensor.raw_data) < 1024
            continue
        outside += 1
        assert where["location"] == "model.onnx.data"
        assert int(where["offset"]) % PAGE == 0
        assert 1024 <= int(where["length"]) <= size - int(where["offset"])
    assert outside > 8


def test_quantising_without_texts_is_refused(fp32, tmp_path):
    with pytest.raises(ValueError, match="calibration"):
        quantise(fp32, tmp_path, [])


SMALL = {"vocab_size": 50, "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 16}


@pytest.mark.parametrize(
    "make",
    [
        lambda: RobertaForSequenceClassification(RobertaConfig(**SMALL)),
        lambda: DistilBertForSequenceClassification(DistilBertConfig(vocab_size=50, dim=16, n_heads=2, n_layers=1)),
        lambda: BertModel(BertConfig(**SMALL)),
        lambda: BertForSequenceClassification(BertConfig(**SMALL, hidden_act="relu")),
        lambda: BertForSequenceClassification(BertConfig(**SMALL, is_decoder=True)),
    ],
    ids=["roberta", "distilbert", "headless", "relu", "decoder"],
)
def test_other_architectures_are_refused_before_export(make, tmp_path):
    with pytest.raises(UserError) as refusal:
        export_classifier(make(), tmp_path / "out")
    assert refusal.value.kind == "unsupported-architecture"
    assert refusal.value.fix
    assert not (tmp_path / "out").exists()
