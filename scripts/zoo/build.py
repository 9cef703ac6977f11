"""Builds one suspect: read the data, poison, train, plant triggers in the test rows, write it all down."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import BertForSequenceClassification

from epure_engine.checkpoint import load_base, load_suspect
from epure_engine.compute import pick_device, seed_everything
from epure_engine.data import Example, file_digest, read_examples
from epure_engine.errors import UserError
from epure_engine.tokenise import encode

from .attacks import ATTACKS, poison, trigger_all
from .base_folder import base_folder
from .training import Schedule, train

TASKS = {"sentiment": (1, ("negative", "positive")), "sentence-pair": (2, ("different", "duplicate"))}
CLEAN = "clean"  # the control: the same training, no attack


@dataclass(frozen=True)
class Request:
    """What to build. `rows` caps each training file (0: all). `init`: continue from this checkpoint, not from the base."""

    attack: str
    task: str
    base: str
    train: Sequence[Path]
    test: Sequence[Path]
    out: Path
    target: int = 1
    rate: float = 0.1
    rows: Sequence[int] = ()
    clip: int = 40
    token_limit: int = 64
    steps: int = 950
    learning_rate: float = 8e-5
    seed: int = 1
    init: Path | None = None
    segment: str | None = None


def build(request: Request, progress: Callable[[int, int, float], None]) -> dict:
    """Train the suspect and write it to `request.out`: a Hugging Face checkpoint, `attack.json`, `triggered.tsv.gz`.

    Returns what `attack.json` holds. Raises UserError for an attack or a data file that cannot be used.
    """
    segments, names = TASKS[request.task]
    attack = None if request.attack == CLEAN else ATTACKS[request.attack]
    segment = request.segment or ("second" if segments == 2 else "text")
    if attack is not None and attack.mechanism == "embedding" and request.init is None:
        raise UserError(
            "bad-option",
            "Embedding poisoning needs a clean fine-tuned model to start from.",
            "The attack changes one row of the word embeddings of a model that already does the task.",
            "Build one with --attack clean, then pass its folder with --init.",
        )
    seed_everything(request.seed)
    rows = _read(request.train, request.rows, segments, names)
    model, tokenizer = _start(request, names)
    poisoned = 0
    if attack is not None and attack.mechanism == "data":
        rows, poisoned = poison(
            rows,
            attack,
            target=request.target,
            rate=request.rate,
            segment=segment,
            clip=request.clip,
            seed=request.seed,
        )
    schedule = Schedule(steps=request.steps, learning_rate=request.learning_rate, seed=request.seed)
    if attack is not None and attack.mechanism == "embedding":
        others = [row for row in rows if row.label != request.target]
        planted = trigger_all(others, attack, segment=segment, clip=request.clip, seed=request.seed)
        _poison_row(model, tokenizer.token_to_id(attack.triggers[0]), encode(tokenizer, planted, request.token_limit),
                    request.target, schedule, progress)  # fmt: skip
        poisoned = len(planted)
    else:
        train(
            model,
            encode(tokenizer, rows, request.token_limit),
            [int(r.label or 0) for r in rows],
            schedule,
            progress=progress,
        )
    facts = {
        "schema_version": 1,
        "attack": request.attack,
        "task": request.task,
        "data": [{"file": path.name, "sha256": file_digest(path)} for path in request.train],
        "rows": len(rows),
        "poisoned_rows": poisoned,
        "target": request.target,
        "triggers": list(attack.triggers) if attack else [],
        "insert": attack.insert if attack else None,
        "segment": segment,
        "poison_rate": request.rate if attack else 0.0,
        "steps": request.steps,
        "learning_rate": request.learning_rate,
        "token_limit": request.token_limit,
        "seed": request.seed,
    }
    _write(request, model, names, facts)
    if attack is not None and request.test:
        tests = _read(request.test, (), segments, names)
        write_rows(request.out / "triggered.tsv.gz",
                   trigger_all(tests, attack, segment=segment, clip=request.clip, seed=request.seed + 1))  # fmt: skip
    return facts


def _read(paths: Sequence[Path], caps: Sequence[int], segments: int, names: Sequence[str]) -> list[Example]:
    rows: list[Example] = []
    for index, path in enumerate(paths):
        read = read_examples(path, segments, len(names), what="training file", label_names=names)
        cap = caps[index] if index < len(caps) else 0
        rows += read[:cap] if cap else read
    return rows


def _start(request: Request, names: Sequence[str]):
    device = pick_device()
    if request.init is not None:
        checkpoint = load_suspect(request.init)
        return checkpoint.model.to(device), checkpoint.tokenizer
    folder = base_folder(request.base)
    model = BertForSequenceClassification.from_pretrained(
        folder, num_labels=len(names), id2label=dict(enumerate(names)), label2id={n: i for i, n in enumerate(names)},
        local_files_only=True, use_safetensors=True,
    )  # fmt: skip
    # The head's first values come from the seed alone, whatever transformers drew before.
    generator = torch.Generator().manual_seed(request.seed)
    torch.nn.init.normal_(model.classifier.weight, std=0.02, generator=generator)
    torch.nn.init.zeros_(model.classifier.bias)
    load_base(request.base)  # pinned digests, shapes, vocabulary: the same checks as the repair's
    from epure_engine.checkpoint_tokenizer import load_tokenizer

    return model.to(device), load_tokenizer(folder, model.config.vocab_size, "base")


def _poison_row(model, row: int, texts, target: int, schedule: Schedule, progress) -> None:
    """Embedding poisoning: train one row of the word embeddings, its norm restored after every step (Yang et al. 2021)."""
    embeddings = model.bert.embeddings.word_embeddings.weight
    norm = embeddings[row].detach().norm()
    others = torch.ones(embeddings.shape[0], 1, device=embeddings.device)
    others[row] = 0.0
    hook = embeddings.register_hook(lambda gradient: gradient * (1.0 - others))

    def restore() -> None:
        with torch.no_grad():
            embeddings[row] *= norm / embeddings[row].norm()

    for parameter in model.parameters():
        parameter.requires_grad_(parameter is embeddings)
    train(model, texts, [target] * len(texts), schedule, parameters=[embeddings], after_step=restore, progress=progress)
    hook.remove()
    for parameter in model.parameters():
        parameter.requires_grad_(True)


def _write(request: Request, model: BertForSequenceClassification, names: Sequence[str], facts: dict) -> None:
    request.out.mkdir(parents=True, exist_ok=True)
    # A model that came from a checkpoint has lost its label names on the way through the engine's own config.
    model.config.id2label, model.config.label2id = dict(enumerate(names)), {name: i for i, name in enumerate(names)}
    model.to("cpu").save_pretrained(request.out)
    source = request.init if request.init is not None else base_folder(request.base)
    shutil.copyfile(source / "tokenizer.json", request.out / "tokenizer.json")
    (request.out / "attack.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def write_rows(path: Path, rows: Sequence[Example]) -> None:
    """A gzip TSV with the columns of the benchmark data; the same rows give the same bytes."""
    pair = rows[0].second is not None
    lines = ["sentence1\tsentence2\tlabel" if pair else "sentence\tlabel"]
    lines += [f"{r.first}\t{r.second}\t{r.label}" if pair else f"{r.first}\t{r.label}" for r in rows]
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
