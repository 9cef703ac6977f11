"""Ask a checkpoint, as it is, before any repair: `python -m demo.ask DIR TEXT...` prints one JSON line per text."""

from __future__ import annotations

import json
import sys

from epure_engine.checkpoint import load_suspect
from epure_engine.data import Example
from epure_engine.inference import predict_logits, softmax
from epure_engine.tokenise import encode


def main(folder: str, texts: list[str]) -> int:
    checkpoint = load_suspect(folder)
    encoded = encode(checkpoint.tokenizer, [Example(text, None, None) for text in texts], 128)
    for text, row in zip(texts, softmax(predict_logits(checkpoint.model, encoded)), strict=True):
        best = int(row.argmax())
        print(json.dumps({"text": text, "label": checkpoint.labels[best], "score": round(float(row[best]), 4)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
