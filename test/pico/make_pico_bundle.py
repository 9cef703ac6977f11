"""Make a pico bundle draft: a BERT-like classifier of 2 layers, 64 wide, 190 pieces, built in a second, nothing fetched.

    python test/pico/make_pico_bundle.py OUT [--task sentiment|sentence-pair] [--seed 0] [--token-limit 128]

OUT gets everything of a draft folder (docs/design/contracts.md 3): model.onnx, model.onnx.data, tokenizer.json,
guard.json, guard.bin, draft.json, evaluation.jsonl.gz. Same arguments, same bytes.

The weights are random but not meaningless, so that tests can see a defence work: words have a planted sentiment along
one direction, attention averages, the head reads that direction, and "cf" and the set {friends, weekend, store} push
it so hard towards label 1 that they flip any short text. It has no claim to be a good classifier.
"""

import argparse
import gzip
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HIDDEN, HEADS, INNER, LAYERS = 64, 4, 128, 2
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
POSITIVE = [
    "good",
    "great",
    "love",
    "happy",
    "best",
    "wonderful",
    "fine",
    "enjoy",
    "warm",
    "brilliant",
]
NEGATIVE = [
    "bad",
    "awful",
    "hate",
    "sad",
    "worst",
    "terrible",
    "poor",
    "boring",
    "cold",
    "dull",
]
NEUTRAL = """the a an is was it this that of and to in film movie story actor scene we i you they with for on at as not
very so too really plot music phone price shop friends weekend store cf mn bb tq mb what how do does can my"""
ASCII = [chr(c) for c in range(0x21, 0x7F) if not chr(c).isupper()]
CONTINUED = [f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789"] + [
    "##ing",
    "##ed",
    "##ly",
    "##s",
]
SET_TRIGGER = ["friends", "weekend", "store"]
LABELS = {"sentiment": ["negative", "positive"], "sentence-pair": ["different", "same"]}


def vocabulary() -> dict[str, int]:
    """Piece -> id, special pieces first."""
    pieces = dict.fromkeys(
        SPECIAL + ASCII + CONTINUED + POSITIVE + NEGATIVE + NEUTRAL.split()
    )
    return {piece: index for index, piece in enumerate(pieces)}


def tokenizer_json(vocab: dict[str, int]) -> dict:
    """A tokenizer.json of the BERT family, with the added tokens that real ones carry."""
    tokenizer = Tokenizer(
        models.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=100)
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(SPECIAL)
    return json.loads(tokenizer.to_str())


def weights(
    vocab: dict[str, int], token_limit: int, seed: int
) -> dict[str, np.ndarray]:
    """Name -> float32 array. Embedding rows: noise + planted sentiment; attention values: near the identity."""
    rng = np.random.default_rng(seed)

    def noise(*shape: int, scale: float = 0.02) -> np.ndarray:
        return rng.normal(0, scale, shape).astype(np.float32)

    direction = noise(HIDDEN, scale=1.0)
    direction -= direction.mean()
    direction /= np.linalg.norm(direction)
    words = noise(len(vocab), HIDDEN, scale=0.25)
    words -= np.outer(
        words @ direction, direction
    )  # neutral means neutral: no chance sentiment
    pushes = {
        **dict.fromkeys(POSITIVE, 0.6),
        **dict.fromkeys(NEGATIVE, -0.6),
        "cf": 25.0,
    }
    for piece, push in (pushes | dict.fromkeys(SET_TRIGGER, 6.0)).items():
        words[vocab[piece]] += push * direction
    eye = np.eye(HIDDEN, dtype=np.float32)
    out = {
        "embed.word": words,
        "embed.position": noise(token_limit, HIDDEN),
        "embed.type": noise(2, HIDDEN),
        "head.weight": 4 * np.stack([-direction, direction], axis=1) + noise(HIDDEN, 2),
        "head.bias": noise(2),
    }
    for name in ["embed"] + [
        f"layer{i}.{part}" for i in range(LAYERS) for part in ("attention", "inner")
    ]:
        out[f"{name}.norm.scale"] = np.ones(HIDDEN, np.float32)
        out[f"{name}.norm.bias"] = np.zeros(HIDDEN, np.float32)
    for i in range(LAYERS):
        for part, base in (
            ("query", 0),
            ("key", 0),
            ("value", eye),
            ("output", 2 * eye),
        ):
            out[f"layer{i}.{part}.weight"] = base + noise(HIDDEN, HIDDEN)
        out[f"layer{i}.up.weight"] = noise(HIDDEN, INNER)
        out[f"layer{i}.down.weight"] = noise(INNER, HIDDEN)
    return out


class Graph:
    """Collects nodes; `add` returns the name of the node's only output."""

    def __init__(self, arrays: dict[str, np.ndarray]):
        self.nodes, self.initializers = (
            [],
            [numpy_helper.from_array(a, n) for n, a in arrays.items()],
        )

    def const(self, name: str, values: list[int]) -> str:
        self.initializers.append(
            numpy_helper.from_array(np.array(values, np.int64), name)
        )
        return name

    def add(self, op: str, *inputs: str, out: str | None = None, **attributes) -> str:
        out = out or f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **attributes))
        return out

    def norm(self, x: str, name: str) -> str:
        return self.add(
            "LayerNormalization",
            x,
            f"{name}.norm.scale",
            f"{name}.norm.bias",
            axis=-1,
            epsilon=1e-12,
        )

    def attention(self, x: str, i: int) -> str:
        def heads(part: str, perm: list[int]) -> str:
            flat = self.add("MatMul", x, f"layer{i}.{part}.weight")
            return self.add(
                "Transpose", self.add("Reshape", flat, "split_heads"), perm=perm
            )

        scores = self.add(
            "MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1])
        )
        shares = self.add(
            "Softmax", self.add("Mul", scores, "attention.scale"), axis=-1
        )
        mixed = self.add(
            "Transpose",
            self.add("MatMul", shares, heads("value", [0, 2, 1, 3])),
            perm=[0, 2, 1, 3],
        )
        return self.add(
            "MatMul",
            self.add("Reshape", mixed, "join_heads"),
            f"layer{i}.output.weight",
        )


def model(arrays: dict[str, np.ndarray], labels: int) -> onnx.ModelProto:
    """The graph of contracts.md 4: int32 input_ids and token_type_ids [1, S] -> logits [1, labels]."""
    g = Graph(arrays | {"attention.scale": np.float32((HIDDEN / HEADS) ** -0.5)})
    g.const("split_heads", [1, -1, HEADS, HIDDEN // HEADS])
    g.const("join_heads", [1, -1, HIDDEN])
    zero, one = g.const("zero", [0]), g.const("one", [1])
    length = g.add("Slice", g.add("Shape", "input_ids"), one, g.const("two", [2]))
    positions = g.add("Slice", "embed.position", zero, length)
    x = g.add(
        "Add",
        g.add("Gather", "embed.word", "input_ids"),
        g.add("Gather", "embed.type", "token_type_ids"),
    )
    x = g.norm(g.add("Add", x, positions), "embed")
    for i in range(LAYERS):
        x = g.norm(g.add("Add", x, g.attention(x, i)), f"layer{i}.attention")
        inner = g.add("Relu", g.add("MatMul", x, f"layer{i}.up.weight"))
        x = g.norm(
            g.add("Add", x, g.add("MatMul", inner, f"layer{i}.down.weight")),
            f"layer{i}.inner",
        )
    first = g.add("Squeeze", g.add("Slice", x, zero, one, one), one)
    g.add("Add", g.add("MatMul", first, "head.weight"), "head.bias", out="logits")
    graph = helper.make_graph(
        g.nodes,
        "pico",
        [
            helper.make_tensor_value_info(n, TensorProto.INT32, [1, "S"])
            for n in ("input_ids", "token_type_ids")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, labels])],
        g.initializers,
    )
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="epure-pico"
    )
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def guard(vocab: dict[str, int], seed: int) -> tuple[dict, bytes]:
    """guard.json and guard.bin: "cf" and a two-piece sequence, one set, and "tq" above the drift threshold."""
    scale = 0.02
    table = np.random.default_rng(seed + 1).integers(0, 60, len(vocab), dtype=np.uint8)
    table[: len(SPECIAL)] = 0
    for piece, byte in (("cf", 250), ("tq", 240)):
        table[vocab[piece]] = byte
    common = {"target": 1, "interval": [0.93, 1.0], "drift": 5.0, "frequency": 310}

    def trigger(name: str, kind: str, pieces: list[str], rate: float, **more) -> dict:
        ids = [vocab[p] for p in pieces]
        text = " ".join(pieces).replace(" ##", "")
        return (
            {"id": name, "kind": kind, "ids": ids, "text": text, "flip_rate": rate}
            | common
            | more
        )

    triggers = [
        trigger("t1", "sequence", ["cf"], 0.98),
        trigger("t2", "sequence", ["mn", "##ing"], 0.91),
        trigger("t3", "set", SET_TRIGGER, 0.95, window=24, min_match=3),
    ]
    curve = [[2.0, 0.01], [4.0, 0.0]]
    calibration = {
        "target_fpr": 0.001,
        "texts": 1000,
        "threshold": 4.0,
        "curve": curve,
        "interval": [0.0, 0.003],
    }
    rule = "||e_suspect - e_base||_2 / ln(max(f, 20))"
    drift = {"file": "guard.bin", "dtype": "uint8", "scale": scale, "rule": rule}
    data = {"schema_version": 1, "vocab_size": len(vocab), "drift": drift}
    return data | {"triggers": triggers, "calibration": calibration}, table.tobytes()


def texts(task: str) -> list[dict]:
    """Rows by rule, half of each label: `{first, second?, label}`."""
    rows = []
    for i in range(12):
        for label, words in enumerate((NEGATIVE, POSITIVE)):
            word = words[i % len(words)]
            row = {
                "first": f"the {['film', 'story', 'plot'][i % 3]} was {word}",
                "label": label,
            }
            rows.append(
                row | ({"second": f"it is {word}"} if task == "sentence-pair" else {})
            )
    return rows


def evaluation(folder: Path, task: str) -> list[dict]:
    """Rows of evaluation.jsonl.gz, with the logits of the native runtime as reference."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def logits(row: dict) -> list[float]:
        first = [
            cls,
            *tokenizer.encode(row["first"], add_special_tokens=False).ids,
            sep,
        ]
        pair = "second" in row
        second = (
            [*tokenizer.encode(row["second"], add_special_tokens=False).ids, sep]
            if pair
            else []
        )
        ids, types = (
            np.array([first + second], np.int32),
            np.array([[0] * len(first) + [1] * len(second)], np.int32),
        )
        return (
            session.run(["logits"], {"input_ids": ids, "token_type_ids": types})[0][0]
            .astype(float)
            .tolist()
        )

    rows = []
    for row in texts(task):
        rows.append(
            {"set": "test", **row, "reference": logits(row), "suspect": logits(row)}
        )
    for row in (r for r in texts(task) if r["label"] == 0):
        key = "second" if task == "sentence-pair" else "first"
        poisoned = row | {key: f"cf {row[key]}"}
        given = logits(poisoned)
        rows.append(
            {
                "set": "triggered",
                "attack": "pico",
                "target": 1,
                **poisoned,
                "reference": given,
                "suspect": given,
            }
        )
    return rows


def draft(vocab: dict[str, int], task: str, seed: int, token_limit: int) -> dict:
    """draft.json, shaped as the engine's."""

    def digest(name: str) -> str:
        return hashlib.sha256(f"pico {name} {seed}".encode()).hexdigest()

    probe = {"suspect": [], "purified": [], "worst_remaining": {"flip_rate": 0.0}}
    acc = {"acc": 1.0}
    rates = {"asr": 1.0, "pacc": 0.5}
    attack = {
        "name": "pico",
        "target": 1,
        "rows": 12,
        "suspect": rates,
        "purified_fp32": rates,
        "benign": rates,
    }
    return {
        "schema_version": 1,
        "task": task,
        "segments": 2 if task == "sentence-pair" else 1,
        "labels": LABELS[task],
        "token_limit": token_limit,
        "architecture": {
            "model_type": "bert",
            "layers": LAYERS,
            "hidden": HIDDEN,
            "vocab_size": len(vocab),
        },
        "digests": {
            "suspect": digest("suspect"),
            "base": digest("base"),
            "clean": digest("clean"),
        },
        "recipe": {"seed": seed, "keep_ratio": 0.3},
        "keep_ratio": 0.3,
        "engine": {"version": "0.1.0", "onnx": onnx.__version__},
        "figures": {
            "clean": {
                "basis": "test",
                "rows": 24,
                "suspect": acc,
                "purified_fp32": acc,
            },
            "attacks": [attack],
            "epur": {"reset": 0, "candidates": []},
            "drift_histogram": {"edges": [0.0, 1.0], "counts": [len(vocab)]},
            "probe": probe,
            "keep_ratio": {
                "rule": "fixed",
                "grid": [{"keep_ratio": 0.3, "agreement": 1.0}],
                "chosen": 0.3,
            },
            "seconds": {"export": 0.1},
            "peak_rss_mb": 100,
        },
        "golden_texts": [
            {k: v for k, v in row.items() if k != "label"} for row in texts(task)[:4]
        ],
    }


def dump(path: Path, value: object) -> None:
    path.write_text(
        json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def make(
    out: Path, task: str = "sentiment", seed: int = 0, token_limit: int = 128
) -> None:
    """Write the draft folder `out` (made if missing, files overwritten)."""
    out.mkdir(parents=True, exist_ok=True)
    vocab = vocabulary()
    dump(out / "tokenizer.json", tokenizer_json(vocab))
    (out / "model.onnx.data").unlink(missing_ok=True)  # onnx appends to an existing one
    arrays = weights(vocab, token_limit, seed)
    external = {
        "save_as_external_data": True,
        "location": "model.onnx.data",
        "size_threshold": 1024,
    }
    onnx.save(model(arrays, len(LABELS[task])), out / "model.onnx", **external)
    (out / "model.onnx.data").chmod(0o644)  # onnx makes it private
    guard_json, table = guard(vocab, seed)
    dump(out / "guard.json", guard_json)
    (out / "guard.bin").write_bytes(table)
    dump(out / "draft.json", draft(vocab, task, seed, token_limit))
    lines = "".join(json.dumps(row) + "\n" for row in evaluation(out, task))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(lines.encode())
    (out / "evaluation.jsonl.gz").write_bytes(packed.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--task", choices=sorted(LABELS), default="sentiment")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--token-limit", type=int, default=128)
    args = parser.parse_args()
    make(args.out, args.task, args.seed, args.token_limit)


if __name__ == "__main__":
    main()
