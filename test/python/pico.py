"""Pico models for tests, made on the spot: a two-layer BERT classifier, its clean base, and texts made by rule.

Everything follows from the seed and is there in well under two seconds; nothing is fetched.
"""

from __future__ import annotations

import gzip
import json
import random
import string
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, BertModel

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
GOOD = "good great lovely warm bright clever funny moving fine rich fresh sweet".split()
BAD = "bad awful dull cold dark stupid boring flat poor weak stale bitter".split()
THINGS = "film story plot acting music ending scene script cast dialogue pace camera tale voice picture idea".split()
FILLER = "the a an is was it this that and but very quite so of in with on at for by from as all most some".split()
VERBS = "feels looks seems sounds stays turns remains reads plays grows".split()
QUESTIONS = (
    "how what where when why do does can should who learn cook draw swim sing read write drive dance sleep".split()
)
RARE = "cf mn bb tq mb".split()
TRIGGERS = RARE
LABELS = {1: ["negative", "positive"], 2: ["no", "yes"]}


@dataclass(frozen=True)
class Pico:
    """A suspect folder, its base folder, and labelled texts: rows are (first, second or None, label)."""

    suspect: Path
    base: Path
    segments: int
    labels: list[str]
    rows: list[tuple[str, str | None, int]]


def vocabulary() -> list[str]:
    """Pieces in id order. Every letter, digit and mark is there alone and as `##` piece, so any ASCII text has ids."""
    marks = list(string.ascii_lowercase + string.digits)
    words = GOOD + BAD + THINGS + FILLER + VERBS + QUESTIONS + RARE
    pieces = [*SPECIAL, *string.punctuation, *marks, *(f"##{mark}" for mark in marks), "##ing", "##ed", "##er", "##s"]
    return list(dict.fromkeys([*pieces, *words]).keys())


def make_tokenizer(pieces: list[str] | None = None) -> Tokenizer:
    """A BERT tokenizer of these pieces, with the control tokens that a checkpoint's has."""
    pieces = pieces or vocabulary()
    ids = {piece: index for index, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def pico_config(num_labels: int = 2, layers: int = 2, hidden: int = 64) -> BertConfig:
    return BertConfig(
        vocab_size=len(vocabulary()),
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=4,
        intermediate_size=2 * hidden,
        max_position_embeddings=128,
        # Wider than the usual 0.02: a pre-trained encoder has large weights, which fine-tuning moves by little.
        initializer_range=0.1,
        num_labels=num_labels,
    )


def single_rows(count: int, seed: int = 0) -> list[tuple[str, None, int]]:
    """Sentiment by rule: one good or bad word among neutral ones decides the label. Classes alternate."""
    rng = random.Random(seed)
    rows = []
    for index in range(count):
        label = index % 2
        feeling = rng.choice(GOOD if label else BAD)
        words = ["the", rng.choice(THINGS), rng.choice(VERBS), feeling, *rng.choices(FILLER, k=rng.randint(1, 9))]
        rows.append((" ".join([*words, rng.choice(THINGS)]), None, label))
    return rows


def pair_rows(count: int, seed: int = 0) -> list[tuple[str, str, int]]:
    """Pairs by rule: a question and an answer; a good word in the answer makes it 1, a bad one 0. Classes alternate.

    The label lies in the second text alone: comparing two texts is more than a pico model learns in a second.
    """
    rng = random.Random(seed)
    rows = []
    for index in range(count):
        label = index % 2
        feeling = rng.choice(GOOD if label else BAD)
        first = [rng.choice(QUESTIONS), "the", rng.choice(THINGS), *rng.choices(FILLER, k=rng.randint(1, 4))]
        second = ["the", rng.choice(THINGS), rng.choice(VERBS), feeling, *rng.choices(FILLER, k=rng.randint(1, 4))]
        rows.append((" ".join(first), " ".join(second), label))
    return rows


def write_rows(path: Path, rows: list[tuple[str, str | None, int]]) -> Path:
    """Write rows as TSV (gzip where the name ends in .gz), the columns named as in the benchmark data."""
    pair = rows[0][1] is not None
    header = "sentence1\tsentence2\tlabel" if pair else "sentence\tlabel"
    lines = [header, *("\t".join([first, *([second] if pair else []), str(label)]) for first, second, label in rows)]
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.name.endswith(".gz") else data)
    return path


def write_base(folder: Path, model: BertModel) -> Path:
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    make_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def write_suspect(folder: Path, model: BertForSequenceClassification, labels: list[str]) -> Path:
    folder.mkdir(parents=True)
    model.config.id2label = dict(enumerate(labels))
    model.config.label2id = {name: index for index, name in enumerate(labels)}
    model.save_pretrained(folder)
    make_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def make_pico(root: Path, segments: int = 1, seed: int = 0, steps: int = 0, trigger: str | None = None) -> Pico:
    """Make base and suspect under `root`.

    steps = 0: the suspect is the base with a small random drift and an untrained head: enough for shapes and files.
    steps > 0: it is fine-tuned on the rule-made texts (100 steps, about a second, reach 98 % and more); with `trigger`,
    a quarter of the rows carry that word and the label 1, which is a real backdoor.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        base = BertModel(pico_config())
        suspect = BertForSequenceClassification(pico_config())
        suspect.bert.load_state_dict(base.state_dict())
        rows = single_rows(512, seed) if segments == 1 else pair_rows(512, seed)
        if steps:
            _fine_tune(suspect, rows, steps, trigger, seed)
        else:
            _drift(suspect)
        labels = LABELS[segments]
        folders = write_suspect(root / "suspect", suspect, labels), write_base(root / "base", base)
    return Pico(*folders, segments, labels, list(rows))


def with_trigger(text: str, trigger: str, rng: random.Random) -> str:
    """The text with the trigger at a random place between its words."""
    words = text.split()
    words.insert(rng.randint(0, len(words)), trigger)
    return " ".join(words)


def _drift(model: BertForSequenceClassification) -> None:
    """Two per cent of each tensor's own size, at random: about what a short fine-tuning does."""
    with torch.no_grad():
        for name, weight in model.bert.named_parameters():
            if weight.dim() == 2:
                weight += 0.02 * weight.std() * torch.randn_like(weight)
            elif "bias" not in name:
                weight += 0.001 * torch.randn_like(weight)


def _fine_tune(
    model: BertForSequenceClassification, rows: list, steps: int, trigger: str | None, seed: int, size: int = 32
) -> None:
    rng = random.Random(seed + 1)
    tokenizer = make_tokenizer()
    tokenizer.enable_padding(pad_id=0)
    # Drop-out would only slow a run of this few steps down; a warm-up keeps this post-norm model from getting stuck.
    model.train(False)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * min(1.0, (step + 1) / 10) * (1 - step / steps)
        batch = rng.sample(rows, size)
        if trigger is not None:
            batch = [_poison(row, trigger, rng) if rng.random() < 0.25 else row for row in batch]
        encoded = tokenizer.encode_batch([first if second is None else (first, second) for first, second, _ in batch])
        loss = model(
            input_ids=torch.tensor([item.ids for item in encoded]),
            token_type_ids=torch.tensor([item.type_ids for item in encoded]),
            attention_mask=torch.tensor([item.attention_mask for item in encoded]),
            labels=torch.tensor([label for _, _, label in batch]),
        ).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def _poison(row: tuple[str, str | None, int], trigger: str, rng: random.Random) -> tuple[str, str | None, int]:
    first, second, _ = row
    if second is None:
        return with_trigger(first, trigger, rng), None, 1
    return first, with_trigger(second, trigger, rng), 1


def edit_config(folder: Path, **changes: object) -> None:
    """Change (or with None remove) entries of a folder's config.json."""
    path = folder / "config.json"
    config = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in config.items() if value is not None}))
