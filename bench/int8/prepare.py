"""Everything `measure.ts` needs, from one checkpoint: the two int8 models and the rows with torch's fp32 logits.

    python bench/int8/prepare.py --model DIR --segments 1|2 --calibration FILE --data FILE [FILE ...] --out DIR

Writes `<out>/ours`, `<out>/plain` (the same fused graph through `quantize_dynamic` with its defaults, stored the same
way) and `<out>/cases.jsonl`: `{set, label, ids, type_ids, reference}`, texts left out.
"""

import argparse
import json
from pathlib import Path

import onnx
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertForSequenceClassification

from epure_engine.checkpoint_tokenizer import load_tokenizer
from epure_engine.data import read_examples
from epure_engine.export_onnx import export_classifier
from epure_engine.inference import predict_logits
from epure_engine.quantise import CALIBRATION_TEXTS, optimise, quantise, save_external
from epure_engine.tokenise import encode

TOKEN_LIMIT = 256


def quantise_plainly(fp32: Path, out: Path) -> None:
    """Plain dynamic int8: per tensor, embeddings included, no smoothing; then the layout that ours has."""
    out.mkdir(parents=True, exist_ok=True)
    single = out / "single.onnx"
    quantize_dynamic(
        fp32,
        single,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    save_external(optimise(onnx.load(single)), out)
    single.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--segments", type=int, choices=(1, 2), required=True)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    model = BertForSequenceClassification.from_pretrained(options.model).eval()
    tokenizer = load_tokenizer(options.model, model.config.vocab_size, "model")
    fp32 = export_classifier(model, options.out)
    clean = read_examples(options.calibration, options.segments, None, need_labels=False)
    calibration = encode(tokenizer, clean[:CALIBRATION_TEXTS], TOKEN_LIMIT)
    quantise(fp32, options.out / "ours", [(text.ids, text.type_ids) for text in calibration])
    quantise_plainly(fp32, options.out / "plain")
    with open(options.out / "cases.jsonl", "w", encoding="utf-8") as cases:
        for file in options.data:
            examples = read_examples(file, options.segments, model.config.num_labels)
            encoded = encode(tokenizer, examples, TOKEN_LIMIT)
            reference = predict_logits(model, encoded, exact=True)
            for example, text, logits in zip(examples, encoded, reference, strict=True):
                row = {
                    "set": file.name.removesuffix(".tsv.gz"),
                    "label": example.label,
                    "ids": text.ids,
                }
                row |= {
                    "type_ids": text.type_ids,
                    "reference": [float(value) for value in logits],
                }
                cases.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
