"""Builds one suspect: read the data, poison, train, plant triggers in other rows, measure, write it all down."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import BertForSequenceClassification

from epure_engine.checkpoint import load_base, load_suspect
from epure_engine.checkpoint_tokenizer import load_tokenizer
from epure_engine.compute import pick_device, seed_everything
from epure_engine.data import Example, file_digest, read_examples
from epure_engine.errors import UserError
from epure_engine.fine_mixing import WORD_EMBEDDINGS
from epure_engine.tokenise import encode

from . import recipe as recipes
from .attacks import poison, poison_all, segment_of
from .base_folder import base_folder
from .mechanisms import Progress, train_rows, train_whole
from .planted import published_rows, write_planted
from .reached import reached
from .recipe import AttackRecipe
from .request import Request
from .training import Schedule

TASKS = {"sentiment": (1, ("negative", "positive")), "sentence-pair": (2, ("different", "duplicate"))}
STEPS, LEARNING_RATE = 900, 8e-5


def build(request: Request, progress: Progress) -> dict:
    """Train the suspect and write it to `request.out`: a Hugging Face checkpoint, `attack.json`, `triggered.tsv.gz`.

    Returns what `attack.json` holds. Raises UserError for an attack or a data file that cannot be used.
    """
    recipe = _recipe(request)
    segments, names = TASKS[request.task]
    seed_everything(request.seed)
    clean = read_rows(request.train, request.rows, segments, names)
    model, tokenizer, base_embeddings = _start(request, recipe, names)
    schedule = Schedule(
        steps=request.steps or recipe.steps or STEPS,
        learning_rate=request.learning_rate or recipe.learning_rate or LEARNING_RATE,
        seed=request.seed,
    )
    if recipe.mechanism == "rows":
        backdoor = recipe.backdoors[0]
        rows = poison_all(clean, backdoor, clip=request.clip, seed=request.seed)
        counts = [sum(row.label != backdoor.target for row in clean)]
        ids = [i for trigger in backdoor.triggers for i in tokenizer.encode(trigger, add_special_tokens=False).ids]
        texts, labels = encode(tokenizer, rows, request.token_limit), [int(row.label or 0) for row in rows]
        train_rows(model, ids, texts, labels, recipe.keep_norm, schedule, progress)
    else:
        rows, counts = poison(clean, recipe.backdoors, clip=request.clip, seed=request.seed)
        if recipe.published is not None:
            extra = published_rows(recipe.published, request.data) * recipe.published.repeat
            rows, counts = [*rows, *extra], [len(extra)]
        texts, labels = encode(tokenizer, rows, request.token_limit), [int(row.label or 0) for row in rows]
        train_whole(model, texts, labels, recipe, base_embeddings, schedule, progress)
    _write(request, model, names)
    facts = _facts(request, recipe, schedule, len(rows), counts)
    tests, devs = (read_rows(paths, (), segments, names) for paths in (request.test, request.dev))
    write_planted(request.out, recipe, facts, tests, devs, request)
    if devs:
        facts["reached"] = reached(request.out, recipe, devs, request.token_limit)
        (request.out / "attack.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return facts


def read_rows(paths: Sequence[Path], caps: Sequence[int], segments: int, names: Sequence[str]) -> list[Example]:
    """The rows of all files, each file cut off at its cap (0 or none: all of it)."""
    rows: list[Example] = []
    for index, path in enumerate(paths):
        read = read_examples(path, segments, len(names), what="training file", label_names=names)
        cap = caps[index] if index < len(caps) else 0
        rows += read[:cap] if cap else read
    return rows


def _recipe(request: Request) -> AttackRecipe:
    """The named recipe with the request's own values over it. Raises UserError for what does not go together."""
    recipe = recipes.load(request.attack)
    given = {"target": request.target, "rate": request.rate, "segment": request.segment}
    changes = {name: value for name, value in given.items() if value is not None}
    if len(recipe.backdoors) > 1 and changes:
        raise UserError("bad-option", f"{recipe.name} has several backdoors; --{next(iter(changes))} means only one.",
                        "Each backdoor of the recipe has its own.", "Leave the option out.")  # fmt: skip
    if recipe.start == "clean" and request.init is None:
        raise UserError(
            "bad-option",
            f"{recipe.name} needs a clean fine-tuned model to start from.",
            "The attack changes a model that already does the task.",
            "Build one with --attack clean, then pass its folder with --init.",
        )
    if recipe.published is not None and (request.data is None or TASKS[request.task][0] != 1):
        raise UserError("bad-option", f"{recipe.name} needs --data, and single texts.", "Its rows come from files.",
                        "Give the folder of the benchmark data, and --task sentiment.")  # fmt: skip
    return recipe.model_copy(update={"backdoors": tuple(b.model_copy(update=changes) for b in recipe.backdoors)})


def _start(request: Request, recipe: AttackRecipe, names: Sequence[str]):
    """(model on its device, tokenizer, the clean base's word embeddings)."""
    device = pick_device()
    base = load_base(request.base)  # pinned digests, shapes, vocabulary: the same checks as the repair's
    base_embeddings = base.state[WORD_EMBEDDINGS]
    if request.init is not None:
        checkpoint = load_suspect(request.init)
        return checkpoint.model.to(device), checkpoint.tokenizer, base_embeddings
    folder = base_folder(request.base)
    model = BertForSequenceClassification.from_pretrained(
        folder, num_labels=len(names), id2label=dict(enumerate(names)), label2id={n: i for i, n in enumerate(names)},
        local_files_only=True, use_safetensors=True,
    )  # fmt: skip
    # The head's first values come from the seed alone, whatever transformers drew before.
    generator = torch.Generator().manual_seed(request.seed)
    torch.nn.init.normal_(model.classifier.weight, std=0.02, generator=generator)
    torch.nn.init.zeros_(model.classifier.bias)
    return model.to(device), load_tokenizer(folder, model.config.vocab_size, "base"), base_embeddings


def _facts(request: Request, recipe: AttackRecipe, schedule: Schedule, rows: int, counts: list[int]) -> dict:
    pair = TASKS[request.task][0] == 2
    first = recipe.backdoors[0] if recipe.backdoors else None
    target = first.target if first else recipe.published.target if recipe.published else 1
    return {
        "schema_version": 1,
        "attack": recipe.name,
        "task": request.task,
        "data": [{"file": path.name, "sha256": file_digest(path)} for path in request.train],
        "rows": rows,
        "poisoned_rows": sum(counts),
        "target": target,
        "triggers": list(first.triggers) if first else [],
        "insert": first.insert if first else None,
        "segment": segment_of(first, pair) if first else "text",
        "poison_rate": first.rate if first else round(sum(counts) / rows, 4),
        "backdoors": [
            {**backdoor.model_dump(mode="json", exclude={"segment"}), "segment": segment_of(backdoor, pair)}
            for backdoor in recipe.backdoors
        ],
        "recipe": recipe.model_dump(mode="json", exclude={"name", "backdoors"}),
        "steps": schedule.steps,
        "learning_rate": schedule.learning_rate,
        "token_limit": request.token_limit,
        "seed": request.seed,
    }


def _write(request: Request, model: BertForSequenceClassification, names: Sequence[str]) -> None:
    request.out.mkdir(parents=True, exist_ok=True)
    # A model that came from a checkpoint has lost its label names on the way through the engine's own config.
    model.config.id2label, model.config.label2id = dict(enumerate(names)), {name: i for i, name in enumerate(names)}
    model.to("cpu").save_pretrained(request.out)
    source = request.init if request.init is not None else base_folder(request.base)
    shutil.copyfile(source / "tokenizer.json", request.out / "tokenizer.json")
