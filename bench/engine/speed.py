"""How long do `scan` and `purify` take, and how does that grow with clean texts, vocabulary and layers?

    python bench/engine/speed.py --data DIR --work DIR --out FILE [--suspects DIR] [--only NAME ...]

Two kinds of lines, in this order:

- `command`: `epure scan` and `epure purify` as an operator types them, with 64 labelled and 1,500 unlabelled texts, all the
  cores there are: wall seconds, seconds of each stage of the engine, peak memory. `--suspects`: zoo folders
  `<data>-<attack>-s<seed>`, one of which must be `sst2-word-s1` (trained there where it is missing).
- `growth`: the engine alone on one thread, in CPU seconds, which other work on the machine distorts least. Texts: the
  unlabelled file cut or filled up. Vocabulary: the checkpoint and its base with the rows behind the first N cut off.
  Layers: the first N layers of the base (12: each of its six twice), a BadNet suspect trained on each.

A line that `--out` holds already is not measured again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "bench")]

from purification.datasets import DATA_SETS, CleanSet, clean_set  # noqa: E402
from purification.methods.ours import run_epure  # noqa: E402
from purification.suspects import BASE, Store  # noqa: E402

from epure_engine.checkpoint import pip_folder  # noqa: E402
from epure_engine.data import Example, read_examples  # noqa: E402
from zoo.build import build  # noqa: E402
from zoo.planted import write_rows  # noqa: E402
from zoo.request import Request  # noqa: E402

SUSPECT = "sst2-word-s1"
TEXTS = (350, 700, 1400, 2800)
VOCABULARY = (7_630, 15_261, 30_522)
LAYERS = (3, 6, 12)
STEPS = 400  # enough for a suspect that reads and obeys
EMBEDDINGS = "embeddings.word_embeddings.weight"


def main() -> None:
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    suspects = options.suspects or options.work / "suspects"
    suspects.mkdir(parents=True, exist_ok=True)
    done = (
        {json.loads(line)["name"] for line in options.out.read_text().splitlines()} if options.out.exists() else set()
    )
    clean = {name: clean_set(options.data, options.work / "clean", DATA_SETS[name]) for name in ("sst2", "qqp")}
    Store(suspects, options.data, print).suspect(clean["sst2"], "word", 1)
    lines = [*commands(suspects, clean), *growth(suspects / SUSPECT, options, clean["sst2"])]
    for name, measure in lines:
        if name in done or (options.only and not any(word in name for word in options.only)):
            continue
        print(f"== {name}", file=sys.stderr, flush=True)
        load = os.getloadavg()[0]
        line = {"name": name, **measure(), "cores": os.cpu_count(), "cpu": cpu_flags(), "load": round(load, 1)}
        with options.out.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")


def commands(suspects: Path, clean: dict[str, CleanSet]) -> Iterator[tuple[str, object]]:
    """The commands, on every suspect there is."""
    for folder in sorted(suspects.iterdir()):
        data = clean.get(folder.name.split("-")[0])
        if data is None or not (folder / "attack.json").exists():
            continue
        for command in ("scan", "purify"):
            yield f"{command} {folder.name}", lambda c=command, f=folder, d=data: by_command(c, f, d)


def by_command(command: str, suspect: Path, clean: CleanSet) -> dict:
    """Wall seconds of `epure scan|purify` from the start of Node to the end; exit 3 (a gate failed) is an end too."""
    with tempfile.TemporaryDirectory() as out:
        arguments = [
            command, "--suspect", suspect, "--base", BASE, "--task", clean.data.task, "--clean", clean.file("labelled"),
            "--unlabelled", clean.file("unlabelled"), "--json", "--quiet",
            *(["--out", Path(out) / "bundle"] if command == "purify" else []),
        ]  # fmt: skip
        started = time.perf_counter()
        answer = run_epure([str(one) for one in arguments])
        seconds = time.perf_counter() - started
    return {"kind": "command", "seconds": round(seconds, 1), "stages": rounded(answer["seconds"]),
            "peak_rss_mb": round(answer["peak_rss_mb"])}  # fmt: skip


def growth(suspect: Path, options: argparse.Namespace, clean: CleanSet) -> Iterator[tuple[str, object]]:
    """The engine on more texts, a smaller vocabulary, other depths."""
    base = pip_folder(BASE.removeprefix("pip:"))
    everything = [*clean.rows("unlabelled"), *clean.rows("extra")]
    unlabelled = clean.file("unlabelled")
    for count in TEXTS:
        file = options.work / f"texts-{count}.tsv.gz"
        yield f"texts {count}", lambda n=count, f=file: by_engine(suspect, base, clean, written(f, everything[:n]))
    for count in VOCABULARY:
        yield (
            f"vocabulary {count}",
            lambda n=count: by_engine(
                *(first_words(one, n, options.work / f"vocabulary-{n}-{one.name}") for one in (suspect, base)),
                clean,
                unlabelled,
            ),
        )
    for count in LAYERS:
        yield f"layers {count}", lambda n=count: by_engine(*of_depth(base, n, options, clean), clean, unlabelled)


def by_engine(suspect: Path, base: Path, clean: CleanSet, unlabelled: Path) -> dict:
    """CPU seconds of the engine's `purify`, whose first stages are `scan`, on one thread."""
    with tempfile.TemporaryDirectory() as work:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "epure_engine", "purify", "--suspect", suspect, "--base", base, "--task", clean.data.task,
             "--clean", clean.file("labelled"), "--unlabelled", unlabelled, "--work", work, "--events"],
            capture_output=True, text=True, check=False, cwd=ROOT / "scripts", env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"the engine ended with {done.returncode}: {done.stderr[-2000:]}{done.stdout[-500:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return {"kind": "growth", "rows": len(read_examples(unlabelled, 1, 2, need_labels=False, what="texts")),
            "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
            "stages": rounded(answer["seconds"]), "peak_rss_mb": round(answer["peak_rss_mb"]),
            "keep_ratio": answer["keep_ratio"]}  # fmt: skip


def written(file: Path, rows: list[Example]) -> Path:
    write_rows(file, rows)
    return file


def first_words(folder: Path, count: int, out: Path) -> Path:
    """The checkpoint with the first `count` pieces of its vocabulary only. Longer words fall into shorter pieces."""
    copied(folder, out)
    tensors = load_file(folder / "model.safetensors")
    cut = {n: t[:count].clone() if n.endswith(EMBEDDINGS) else t for n, t in tensors.items()}
    save_file(cut, out / "model.safetensors")
    edit(out / "config.json", lambda config: {**config, "vocab_size": count})

    def shorter(tokenizer: dict) -> dict:
        model = tokenizer["model"]
        return {**tokenizer, "model": {**model, "vocab": {p: i for p, i in model["vocab"].items() if i < count}}}

    edit(out / "tokenizer.json", shorter)
    return out


def of_depth(base: Path, layers: int, options: argparse.Namespace, clean: CleanSet) -> tuple[Path, Path]:
    """(suspect, base) of so many layers: the base's first ones, or each of its layers twice; the suspect trained on it."""
    out, suspect = options.work / f"layers-{layers}", options.work / f"layers-{layers}-suspect"
    copied(base, out)
    tensors = load_file(base / "model.safetensors")
    has = 1 + max(int(name.split(".layer.")[1].split(".")[0]) for name in tensors if ".layer." in name)
    source = list(range(layers)) if layers <= has else [layer * has // layers for layer in range(layers)]
    made = {name: tensor for name, tensor in tensors.items() if ".layer." not in name}
    for new, old in enumerate(source):
        part = f".layer.{old}."
        made |= {n.replace(part, f".layer.{new}."): t.clone() for n, t in tensors.items() if part in n}
    save_file(made, out / "model.safetensors")
    edit(out / "config.json", lambda config: {**config, "num_hidden_layers": layers})
    if not (suspect / "attack.json").exists():
        data = clean.data
        build(
            Request(attack="badnet-word", task=data.task, base=str(out), train=[options.data / f"{data.name}.train.tsv.gz"],
                    rows=[data.trained], test=[clean.file("test")], dev=[clean.file("dev")], out=suspect,
                    token_limit=data.token_limit, steps=STEPS, seed=1),
            lambda *_: None,
        )  # fmt: skip
    return suspect, out


def copied(folder: Path, out: Path) -> None:
    """config.json and tokenizer.json of a checkpoint."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json"):
        (out / name).write_bytes((folder / name).read_bytes())


def edit(file: Path, change) -> None:
    file.write_text(json.dumps(change(json.loads(file.read_text(encoding="utf-8")))), encoding="utf-8")


def rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {stage: round(value, 1) for stage, value in seconds.items()}


def cpu_flags() -> str:
    """What decides the speed of matrix products: `amx`, `avx512_bf16`, `avx512f`, `avx2`, or the machine's name."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    return next((flag for flag in ("amx_tile", "avx512_bf16", "avx512f", "avx2") if flag in flags), platform.machine())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--work", type=Path, required=True, help="folder for what can be made again")
    parser.add_argument("--suspects", type=Path, help="folder of suspects (default: under --work)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=[], help="lines whose name holds one of these words")
    return parser.parse_args()


if __name__ == "__main__":
    main()
