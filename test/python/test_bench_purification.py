"""The purification bench: disjoint clean sets, resumable lines, baselines that do what they are called, honest tables."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from purification import plan, words
from purification import run as runner
from purification.datasets import DATA_SETS, CleanSet, DataSet, clean_set
from purification.methods import baselines, filters, mixing, tuning
from purification.methods.contaminated import contaminated
from purification.methods.ours import match_triggers
from purification.plan import Cell, chosen, full_plan, quick_plan
from purification.plots import Series, plot
from purification.report import write_report
from purification.results import Results
from purification.run import BENCH_VERSION, Options, record_of, run
from purification.subject import Subject, Triggered
from purification.summary import Summary, acc, asr, mean

from epure_engine.checkpoint import load_base, load_suspect
from epure_engine.data import read_examples
from epure_engine.fine_mixing import WORD_EMBEDDINGS
from epure_engine.tokenise import encode
from epure_engine.trial import OPENING
from pico import RARE, make_pico, single_rows, with_trigger, write_rows

TINY = DataSet("tiny", "sentiment", trained=100, pool=2800, token_limit=32)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> CleanSet:
    root = tmp_path_factory.mktemp("data")
    rows = [(f"{text} {index}", None, label) for index, (text, _, label) in enumerate(single_rows(3000, seed=7))]
    write_rows(root / "tiny.train.tsv.gz", rows)
    write_rows(root / "tiny.test.tsv.gz", single_rows(80, seed=9))
    return clean_set(root, root / "clean", TINY)


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory, clean: CleanSet) -> Subject:
    """A pico suspect with a real backdoor, `cf`."""
    pico = make_pico(tmp_path_factory.mktemp("pico"), steps=100, trigger="cf")
    suspect, rng = load_suspect(pico.suspect), random.Random(1)
    test = clean.rows("test")
    labels = np.asarray([row.label for row in test])
    planted = [replace(row, first=with_trigger(row.first, "cf", rng)) for row in test]
    (pico.suspect / "attack.json").write_text(json.dumps({"attack": "word", "target": 1, "triggers": ["cf"]}))
    texts = [encode(suspect.tokenizer, rows, 32) for rows in (test, planted)]
    part = Triggered("word", 1, texts[1], labels, pico.suspect)
    return Subject(pico.suspect, pico.suspect, clean, suspect, load_base(pico.base), texts[0], labels, [part], {})


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "STEPS", 5)


def test_the_clean_sets_share_no_row_with_each_other_nor_with_what_suspects_see(clean: CleanSet):
    parts = {part: {row.first for row in clean.rows(part)} for part in ("labelled", "unlabelled", "extra", "dev")}
    assert [len(rows) for rows in parts.values()] == [64, 1500, 36, 1200]
    everything = set().union(*parts.values())
    assert len(everything) == 2800
    seen = {f"{text} {index}" for index, (text, _, _) in enumerate(single_rows(3000, seed=7)[: TINY.trained])}
    assert not everything & seen


def test_a_larger_labelled_set_begins_with_the_smaller_and_a_too_large_one_is_refused(clean: CleanSet):
    sizes = {size: read_examples(clean.labelled(size), 1, 2) for size in (16, 64, 100)}
    assert {size: len(rows) for size, rows in sizes.items()} == {16: 16, 64: 64, 100: 100}
    assert sizes[100][:64] == sizes[64] and sizes[64][:16] == sizes[16]
    with pytest.raises(ValueError, match="labelled clean rows"):
        clean.labelled(100_000)


def test_every_data_set_leaves_rows_behind_for_the_defender():
    assert all(data.trained > 0 and data.pool >= 64 + 1500 for data in DATA_SETS.values())


def test_the_plan_names_no_cell_twice_and_the_quick_one_is_part_of_it():
    full = full_plan()
    assert len(set(full)) == len(full)
    assert set(quick_plan()) <= set(full)
    seeds = {cell.seed for cell in full if cell.method == "ours" and cell.attack == "word" and cell.data == "sst2"}
    assert seeds == {1, 2, 3}
    assert {c.data for c in chosen(full, ["qqp"], [], [], [])} == {"qqp"}
    assert not any(cell.attack == "syntactic" and cell.data != "sst2" for cell in full)


def test_a_finished_cell_is_never_run_again_and_a_broken_line_is_named(tmp_path: Path):
    results = Results(tmp_path)
    results.add({"key": "a", "data": "sst2"})
    assert Results(tmp_path).has("a") and not Results(tmp_path).has("b")
    (tmp_path / "sst2.jsonl").write_text('{"key": "a"\n')
    with pytest.raises(ValueError, match=r"sst2.jsonl, line 1"):
        Results(tmp_path)


def test_a_run_resumes_reports_failures_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from epure_engine.events import JsonReporter

    ran: list[str] = []

    def fake(cell: Cell, _subject: object, _work: Path) -> dict:
        ran.append(cell.method)
        if cell.method == "average":
            raise runner.CommandFailed("broke")
        return {"acc": 0.8, "rows": 10, "attacks": [], "seconds": 1.0, "peak_rss_mb": 1}

    monkeypatch.setattr(runner, "run_cell", fake)
    monkeypatch.setattr(runner, "_subject", lambda *_: None)
    cells = [Cell("sst2", "word", 1, method) for method in ("suspect", "average", "finetune")]
    options = Options(tmp_path, tmp_path, tmp_path, tmp_path / "results")
    with open(tmp_path / "events", "w") as out:
        first = run(cells, options, JsonReporter(out))
        second = run(cells, options, JsonReporter(out))
    assert ran == ["suspect", "average", "finetune", "average"]
    assert (first["ran"], second["ran"]) == (2, 0) and [f["error"] for f in second["failed"]] == ["broke"]
    assert (tmp_path / "README.md").is_file()


def test_e_pur_resets_the_trigger_and_only_embedding_rows(subject: Subject, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("purification.subject.RESET", 20)
    purged = subject.purged()
    row = subject.suspect.tokenizer.token_to_id("cf")
    assert torch.equal(purged[WORD_EMBEDDINGS][row], subject.base.state[WORD_EMBEDDINGS][row])
    same = [name for name in purged if torch.equal(purged[name], subject.state[name])]
    assert set(purged) - set(same) == {WORD_EMBEDDINGS}


def test_fine_pruning_keeps_cut_neurons_cut_through_the_tuning(subject: Subject):
    model = baselines.fine_prune(subject, subject.state, 64, 1)
    for layer in model.bert.encoder.layer:
        dead = (layer.output.dense.weight == 0).all(dim=0).sum()
        assert int(dead) == int(baselines.PRUNED * layer.intermediate.dense.out_features)


def test_retraining_starts_from_the_base_and_averaging_from_the_middle(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(baselines, "tune", lambda model, *_a, **_k: model)
    name = "bert.encoder.layer.0.output.dense.weight"
    mine, base = subject.state[name], subject.base.state[name]
    assert torch.equal(baselines.retrain(subject, 64, 1).state_dict()[name].cpu(), base)
    halfway = baselines.average(subject, subject.state, 64, 1).state_dict()[name].cpu()
    assert torch.allclose(halfway, (mine + base) / 2)
    assert torch.equal(baselines.finetune(subject, subject.state, 64, 1).state_dict()[name].cpu(), mine)


def test_fine_mixing_with_ratio_one_is_plain_fine_tuning(subject: Subject):
    mixed, ratio = mixing.fine_mixing(subject, subject.state, 64, 1, 1.0)
    plain = baselines.finetune(subject, subject.state, 64, 1)
    assert ratio == 1.0
    assert all(torch.equal(a, b) for a, b in zip(mixed.state_dict().values(), plain.state_dict().values(), strict=True))
    assert mixing.fine_mixing(subject, subject.state, 64, 1, None)[1] in mixing.GRID


@pytest.mark.parametrize("method", [filters.strip, filters.rap])
def test_a_filter_refuses_some_requests_and_answers_the_others_as_the_suspect_does(subject: Subject, method):
    figures = method(subject, 64, 1)
    assert 0.0 <= figures["refused"] <= 0.5
    assert figures["acc"] + figures["refused"] >= 0.5 and figures["attacks"][0]["rows"] == 40


def test_every_attack_and_method_of_the_plan_has_a_name_in_the_report():
    assert set(words.ATTACK) == set(plan.ATTACKS) and {*words.METHOD, plan.SCAN} == set(plan.METHODS)


def test_an_attacker_among_the_unlabelled_texts_sends_the_share_asked_for_and_only_other_labels(
    subject: Subject, tmp_path: Path
):
    (subject.folder / "dev").mkdir(exist_ok=True)
    write_rows(
        subject.folder / "dev" / "triggered.tsv.gz", [(f"cf {t}", None, n) for t, _, n in single_rows(60, seed=3)]
    )
    for share, count in ((0.001, 2), (0.01, 15)):
        path = contaminated(subject, share, tmp_path / "unlabelled.tsv.gz")
        rows = read_examples(path, 1, 2)
        sent = [row for row in rows if row.first.startswith("cf ")]
        assert (len(rows), len(sent), {row.label for row in sent}) == (1500, count, {0})
        assert rows[count:] == subject.clean.rows("unlabelled")[count:]
    with pytest.raises(ValueError, match="only 30 development rows"):
        contaminated(subject, 0.5, tmp_path / "unlabelled.tsv.gz")


def test_false_alarms_and_an_attackers_texts_have_tables_of_their_own(tmp_path: Path):
    def line(cell: Cell, alarms: int, rate: float | None, **more: object) -> dict:
        attacks = [] if rate is None else [{"name": "x", "target": 1, "rows": 1, "asr": rate, "pacc": 0.5}]
        found = {
            "true": ["cf"] if attacks else [],
            "exact": len(attacks),
            "parts": 0,
            "echoes": 0,
            "false_alarms": alarms,
        }
        figures = {"acc": 0.9, "rows": 1, "attacks": attacks, "triggers": found, "seconds": 1.0, "peak_rss_mb": 1}
        return record_of(cell, _versions(), figures | more)

    dirty = Cell("sst2", "word", 1, "ours", contaminated=0.01)
    int8 = {"acc": 0.9, "attacks": []}
    shipped = {"int8": int8, "int8_guarded": int8, "flips": 0.0}
    lines = [
        line(Cell("sst2", "clean", 1, plan.SCAN), 0, None),
        line(Cell("amazon", "clean", 2, plan.SCAN), 1, None),
        line(Cell("sst2", "word", 1, "ours"), 0, 0.11, **shipped),
        line(dirty, 0, 0.22, unlabelled_dropped=15, **shipped),
    ]
    assert dirty.key("v") == "sst2/word/s1/ours~0.01/64/v"
    report = write_report(lines, tmp_path, "e1").read_text()
    assert "1 on 2 models that nobody attacked." in report
    assert "| sst2 | BadNet word | 1 | 1 % | 90.0 | 22.0 | 50.0 | 1 of 1 | 0 | 15 |" in report
    assert "| **Épure** | 90.0 | – | 11.0 |" in report  # the table of the attack is of clean texts


def test_confirmed_triggers_are_scored_as_sets_of_pieces(subject: Subject):
    def finding(*pieces: str, echo: bool = False) -> dict:
        return {"pieces": list(pieces), "kind": "set", "target": 1, "flip_rate": 1.0, "echo": echo}

    assert RARE[0] == "cf"
    scored = match_triggers(subject, [finding("cf"), finding("cf", "good"), finding("mn"), finding("nm", echo=True)])
    assert (scored["true"], scored["exact"], scored["false_alarms"], scored["echoes"]) == (["cf"], 1, 2, 1)


def test_a_way_to_begin_a_text_is_a_false_alarm_only_where_nothing_like_it_was_taught(subject: Subject, tmp_path: Path):
    opening = {"pieces": ["when", "it", ","], "kind": OPENING, "target": 1, "flip_rate": 1.0, "echo": False}
    (tmp_path / "attack.json").write_text('{"triggers": []}')
    rewritten = replace(subject.triggered[0], folder=tmp_path)
    for triggered, alarms in ((subject.triggered, 1), ([rewritten], 0), ([], 1)):
        assert match_triggers(replace(subject, triggered=triggered), [opening])["false_alarms"] == alarms


def test_means_over_seeds_carry_a_student_interval_and_the_last_line_of_a_cell_counts():
    assert mean([]) is None and mean([3.0]).half is None
    three = mean([1.0, 2.0, 3.0])
    assert three.value == 2.0 and three.half == pytest.approx(4.303 / np.sqrt(3))

    def line(method: str, seed: int, value: float, rate: float) -> dict:
        figures = {
            "acc": value,
            "rows": 1,
            "attacks": [{"name": "x", "target": 1, "rows": 1, "asr": rate, "pacc": 0.5}],
        }
        return record_of(Cell("sst2", "word", seed, method), _versions(), {**figures, "seconds": 1.0, "peak_rss_mb": 1})

    summary = Summary([line("finetune", 1, 0.5, 1.0), line("finetune", 1, 0.8, 0.9), line("benign", 1, 0.9, 0.1)])
    assert summary.mean(acc, "sst2", "word", "finetune").value == pytest.approx(80)
    assert summary.difference(asr, "sst2", "word", "finetune", "benign").value == pytest.approx(80)


def _versions() -> runner.Versions:
    versions = runner.Versions()
    assert versions.of(Cell("sst2", "word", 1, "finetune")) == BENCH_VERSION != versions.current
    return versions


def test_the_report_says_what_was_not_run(tmp_path: Path):
    path = write_report([], tmp_path, "e1")
    assert f"**0 of the {len(full_plan())} cells" in path.read_text()


def test_a_series_in_front_is_drawn_over_the_others_and_looks_the_same_in_every_plot():
    here = [(50.0, 5.0)]
    first = plot("t", "x", "y", [Series("ours", here, front=True), Series("other", here, look=3)], (0, 100), (0, 10))
    later = plot("t", "x", "y", [Series("other", here, look=3), Series("ours", here, front=True)], (0, 100), (0, 10))
    for svg in (first, later):
        drawn = [text.text for text in ElementTree.fromstring(svg).iter() if len(text) == 1]  # with a tooltip: a point
        assert drawn == ["◆", "★"]


def test_a_plot_is_well_formed_whatever_the_names(tmp_path: Path):
    svg = plot('a < b & "c"', "x", "y", [Series("<one>", [(1, 2), (300, 4)], joined=True)], (0, 100), (0, 10))
    assert ElementTree.fromstring(svg).tag.endswith("svg")
