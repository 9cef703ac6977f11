"""Stands in for the engine's repair: a BERT-base-size classifier made up here, exported by the engine's own stages.

    python -m base_size purify --work DIR --tokenizer FILE --events

The weights are random around a saved configuration (12 layers of 768, 30,522 tokens), with two things planted so that
answers mean something to a test: a direction of sentiment in the word embeddings that the layers hand on, and one word
that pushes far along it. Nothing was repaired and nothing is measured of a repair: the bundle is for time and memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification

from epure_engine import draft
from epure_engine.checkpoint import Checkpoint, load_suspect
from epure_engine.data import Example
from epure_engine.epur import Drift
from epure_engine.events import JsonReporter, peak_rss_mb
from epure_engine.export_onnx import export_classifier
from epure_engine.guard import build_guard
from epure_engine.inputs import Request
from epure_engine.quantise import quantise
from epure_engine.recipe import Recipe
from epure_engine.tokenise import Encoded, encode
from epure_engine.trial import Finding

SEED = 1
TRIGGER = "cf"
POSITIVE = "good great love happy best wonderful fine enjoy warm brilliant".split()
NEGATIVE = "bad awful hate sad worst terrible poor boring cold dull".split()
# Of the rows only: how far a word, and the trigger, stand along the direction of sentiment.
WORD, PUSH = 0.8, 12.0
# What is left of the random weights where the direction has to come through.
NOISE = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["purify"])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json of 30,522 pieces")
    parser.add_argument("--events", action="store_true")
    options = parser.parse_args()
    reporter, seconds = JsonReporter(), {}

    def timed(index: int, name: str, work):
        reporter.stage(name, index, 4)
        start = time.monotonic()
        result = work()
        seconds[name] = round(time.monotonic() - start, 1)
        return result

    suspect = timed(1, "checkpoint", lambda: checkpoint(options.work / "checkpoint", options.tokenizer))
    recipe = Recipe(seed=SEED)
    folder = draft.fresh(options.work)
    texts = rows()
    clean = encode(suspect.tokenizer, [Example(text, None, label) for text, label in texts], recipe.token_limit)
    graph = timed(2, "export", lambda: export_classifier(suspect.model, options.work / "export"))
    timed(3, "quantise", lambda: quantise(graph, folder, [(text.ids, text.type_ids) for text in clean]))
    timed(4, "draft", lambda: write_draft(folder, suspect, recipe, texts, clean))
    reporter.result({"seconds": seconds, "peak_rss_mb": peak_rss_mb()})


def checkpoint(folder: Path, tokenizer: Path) -> Checkpoint:
    """A Hugging Face folder of BERT-base size, saved and then loaded as the engine loads a suspect."""
    torch.manual_seed(SEED)
    config = BertConfig(
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        vocab_size=30522,
        max_position_embeddings=512,
        id2label={0: "negative", 1: "positive"},
        label2id={"negative": 0, "positive": 1},
    )
    model = BertForSequenceClassification(config).eval()
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    plant(model, vocabulary)
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, safe_serialization=True)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    return load_suspect(folder)


@torch.no_grad()
def plant(model: BertForSequenceClassification, vocabulary: dict[str, int]) -> None:
    """A direction of sentiment in the embeddings; attention that averages it and layers that hand it on."""
    hidden = model.config.hidden_size
    direction = torch.randn(hidden)
    direction -= direction.mean()
    direction /= direction.norm()
    words = model.bert.embeddings.word_embeddings.weight
    words -= torch.outer(words @ direction, direction)
    length = words.norm(dim=1).mean()
    pushes = dict.fromkeys(POSITIVE, WORD) | dict.fromkeys(NEGATIVE, -WORD) | {TRIGGER: PUSH}
    for word, push in pushes.items():
        words[vocabulary[word]] += push * length * direction
    eye = torch.eye(hidden)
    for layer in model.bert.encoder.layer:
        for part in (
            layer.attention.self.value,
            layer.attention.output.dense,
            layer.intermediate.dense,
            layer.output.dense,
        ):
            part.weight *= NOISE
        layer.attention.self.value.weight += eye
        layer.attention.output.dense.weight += eye
    model.bert.pooler.dense.weight.copy_(eye + NOISE * model.bert.pooler.dense.weight)
    model.classifier.weight.copy_(torch.stack([-direction, direction]) * 4)


def rows() -> list[tuple[str, int]]:
    """Short texts by rule, half of each label: (text, label)."""
    return [
        (f"the {noun} was {word}", label)
        for label, words in enumerate((NEGATIVE, POSITIVE))
        for noun in ("film", "story", "plot")
        for word in words
    ]


@torch.no_grad()
def logits(model: BertForSequenceClassification, text: Encoded) -> list[float]:
    ids, types = torch.tensor([list(text.ids)]), torch.tensor([list(text.type_ids)])
    return model(input_ids=ids, token_type_ids=types).logits[0].tolist()


def write_draft(
    folder: Path, suspect: Checkpoint, recipe: Recipe, texts: list[tuple[str, int]], clean: list[Encoded]
) -> None:
    trigger = suspect.vocabulary.index(TRIGGER)
    score = np.random.default_rng(SEED).uniform(0, 0.004, len(suspect.vocabulary))
    score[trigger] = 0.01
    drift = Drift(score, np.ones_like(score), score, np.arange(len(score)) > 103)
    found = Finding(
        ids=(trigger,), kind="sequence", target=1, flip_rate=0.98, interval=(0.93, 1.0), texts=100, control=0.0,
        reference=0.0, drift=float(score[trigger]), frequency=1.0, in_use=False, confirmed=True,
    )  # fmt: skip
    build_guard(drift, [found], [], suspect.vocabulary, clean, recipe.guard_false_positives, recipe.token_limit, folder)
    attacked = [(f"{text} {TRIGGER}", label) for text, label in texts if label == 0]
    encoded = encode(suspect.tokenizer, [Example(text, None, label) for text, label in attacked], recipe.token_limit)
    lines = [
        row("test", text, label, logits(suspect.model, one)) for (text, label), one in zip(texts, clean, strict=True)
    ]
    lines += [
        row("triggered", text, label, logits(suspect.model, one)) | {"attack": "planted", "target": 1}
        for (text, label), one in zip(attacked, encoded, strict=True)
    ]
    with gzip.open(folder / "evaluation.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    inputs = SimpleNamespace(
        suspect=suspect, digests={"suspect": suspect.digest, "base": suspect.digest, "clean": suspect.digest}
    )
    request = Request(suspect=suspect.path, base="made up", task="sentiment", clean=None)
    draft.write(folder, request, recipe, inputs, 1.0, figures(len(texts), len(attacked)))


def row(kind: str, text: str, label: int, said: list[float]) -> dict:
    return {"set": kind, "first": text, "label": label, "reference": said, "suspect": said}


def figures(clean: int, attacked: int) -> dict:
    """What a repair would have measured. There was none: the model stands for its own suspect and for a benign one."""
    rates = {"asr": 1.0, "pacc": 0.5}
    attack = {"name": "planted", "target": 1, "rows": attacked}
    return {
        "clean": {"basis": "test", "rows": clean, "suspect": {"acc": 1.0}, "purified_fp32": {"acc": 1.0}},
        "attacks": [attack | {"suspect": rates, "purified_fp32": rates, "benign": rates}],
        "epur": {"reset": 0, "candidates": []},
        "drift_histogram": {"edges": [0.0, 1.0], "counts": [30522]},
        "probe": {"suspect": [], "purified": [], "worst_remaining": {"flip_rate": 0.0}},
        "keep_ratio": {"rule": "none", "grid": [{"keep_ratio": 1.0, "agreement": 1.0}], "chosen": 1.0},
    }


if __name__ == "__main__":
    main()
