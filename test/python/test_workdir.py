"""The work folder: what was saved survives a crash whole, and never mixes with another run's."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from epure_engine import workdir
from epure_engine.errors import UserError
from epure_engine.workdir import WorkDir, atomic_write

KEY = {"suspect": "sha256:aa", "recipe": {"seed": 1, "keep": [0.1, 0.3]}}
SCRIPTS = Path(workdir.__file__).parents[1]


def refused(path: Path, key: dict = KEY, **options) -> UserError:
    with pytest.raises(UserError) as caught:
        WorkDir(path, key, **options)
    return caught.value


def test_a_stage_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    tensors = {"a": torch.arange(6, dtype=torch.float32).reshape(2, 3).t(), "b": torch.tensor([True, False])}
    with WorkDir(tmp_path / "deep" / "work", KEY) as work:
        assert work.stage("epur") is None
        work.save("epur", {"reset": 200, "name": "é"}, tensors)
        work.save("probe", {"found": []})
    with WorkDir(tmp_path / "deep" / "work", KEY) as work:
        saved = work.stage("epur")
        assert saved is not None and saved.value == {"reset": 200, "name": "é"}
        assert saved.tensors.keys() == tensors.keys()
        assert all(torch.equal(saved.tensors[name], tensors[name]) for name in tensors)
        probe = work.stage("probe")
        assert probe is not None and (probe.value, probe.tensors) == ({"found": []}, {})


def test_same_tensors_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with WorkDir(tmp_path / name, KEY) as work:
            work.save("mix", {}, {"w": torch.linspace(0, 1, 100)})
    assert (tmp_path / "one/mix.safetensors").read_bytes() == (tmp_path / "two/mix.safetensors").read_bytes()


def test_other_inputs_are_refused_and_named(tmp_path: Path) -> None:
    with WorkDir(tmp_path / "w", KEY) as work:
        work.save("epur", {"x": 1})
    other = {"suspect": "sha256:aa", "recipe": {"seed": 2, "keep": [0.1, 0.3]}, "test": "sha256:bb"}
    error = refused(tmp_path / "w", other)
    assert error.kind == "work-folder-differs"
    assert "changed: recipe.seed, test." in error.what
    with WorkDir(tmp_path / "w", KEY) as work:  # nothing was lost by asking
        assert work.stage("epur") is not None


def test_other_inputs_clear_when_asked(tmp_path: Path) -> None:
    with WorkDir(tmp_path / "w", KEY) as work:
        work.save("epur", {"x": 1}, {"t": torch.ones(2)})
        (work.path / "draft").mkdir()
        atomic_write(work.path / "draft" / "draft.json", b"{}")
    with WorkDir(tmp_path / "w", {"suspect": "sha256:cc"}, on_change="clear") as work:
        assert work.stage("epur") is None
        assert sorted(item.name for item in work.path.iterdir()) == ["inputs.json", "lock"]


def test_a_foreign_folder_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years")
    for on_change in ("refuse", "clear"):
        assert refused(tmp_path, on_change=on_change).kind == "work-folder-foreign"
    assert (tmp_path / "thesis.txt").read_text() == "ten years"
    assert [item.name for item in tmp_path.iterdir()] == ["thesis.txt"]


def test_clearing_does_not_follow_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_text("mine")
    with WorkDir(tmp_path / "w", KEY) as work:
        (work.path / "link").symlink_to(outside)
        work.clear()
        assert not (work.path / "link").is_symlink()
    assert (outside / "keep").read_text() == "mine"


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    with WorkDir(tmp_path / "w", KEY):
        assert refused(tmp_path / "w").kind == "work-folder-busy"
    WorkDir(tmp_path / "w", KEY).close()


def test_a_refused_run_leaves_the_lock_free(tmp_path: Path) -> None:
    WorkDir(tmp_path / "w", KEY).close()
    assert refused(tmp_path / "w", {"other": 1}).kind == "work-folder-differs"
    WorkDir(tmp_path / "w", KEY).close()


def test_a_full_disk_is_a_user_error_and_finished_stages_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkDir(tmp_path / "w", KEY) as work:
        work.save("epur", {"x": 1})

        def full(handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(workdir.os, "fsync", full)
        with pytest.raises(UserError) as caught:
            work.save("mix", {"y": 2}, {"t": torch.ones(1000)})
        assert caught.value.kind == "disk-full"
        monkeypatch.undo()
        assert work.stage("mix") is None and work.stage("epur") is not None
        assert not list(work.path.glob(".writing-*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_really_full_device_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / f".writing-{os.getpid()}-x").symlink_to("/dev/full")
    with pytest.raises(UserError) as caught:
        atomic_write(tmp_path / "x", b"1" * 100_000)
    assert caught.value.kind == "disk-full"


def test_a_place_that_cannot_be_written_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "w").kind == "cannot-write"


def test_ctrl_c_while_writing_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkDir(tmp_path / "w", KEY) as work:
        work.save("mix", {"old": 1})

        def interrupted(old: object, new: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(workdir.os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            atomic_write(work.path / "mix.json", b"half")
        monkeypatch.undo()
        saved = work.stage("mix")
        assert saved is not None and saved.value == {"old": 1}
        assert not list(work.path.glob(".writing-*"))


def test_a_killed_run_can_be_taken_up_again(tmp_path: Path) -> None:
    code = (
        "import sys, time; from epure_engine import workdir; from pathlib import Path\n"
        f"work = workdir.WorkDir({str(tmp_path / 'w')!r}, {KEY!r}); work.save('epur', {{'x': 1}})\n"
        "(work.path / '.writing-1-mix.json').write_bytes(b'{\"ha')\n"
        "print('saved', flush=True); time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", code], cwd=SCRIPTS, stdout=subprocess.PIPE, text=True)
    try:
        assert run.stdout is not None and run.stdout.readline() == "saved\n"
        assert refused(tmp_path / "w").kind == "work-folder-busy"
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
    deadline = time.monotonic() + 10
    while True:
        try:
            work = WorkDir(tmp_path / "w", KEY)
            break
        except UserError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with work:
        assert work.stage("epur") is not None and work.stage("mix") is None
        assert not list(work.path.glob(".writing-*"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "mix.json").write_text("{"),
        lambda folder: (folder / "mix.json").write_text("[]"),
        lambda folder: (folder / "mix.safetensors").unlink(),
        lambda folder: (folder / "mix.safetensors").write_bytes(b"\0" * 40),
        lambda folder: (folder / "mix.json").write_text(
            json.dumps(json.loads((folder / "mix.json").read_text()) | {"inputs": "0" * 64})
        ),
    ],
)
def test_a_changed_stage_is_refused_not_recomputed_in_silence(tmp_path: Path, damage) -> None:
    with WorkDir(tmp_path / "w", KEY) as work:
        work.save("mix", {"x": 1}, {"t": torch.ones(3)})
        damage(work.path)
        with pytest.raises(UserError) as caught:
            work.stage("mix")
        assert caught.value.kind == "work-folder-broken" and "'mix'" in caught.value.what


def test_broken_inputs_file_is_refused(tmp_path: Path) -> None:
    WorkDir(tmp_path / "w", KEY).close()
    (tmp_path / "w" / "inputs.json").write_text("{")
    assert refused(tmp_path / "w").kind == "work-folder-broken"


@pytest.mark.parametrize("name", ["../x", "a/b", "", "inputs", "Ünï", ".hidden", "a" * 65])
def test_stage_names_are_plain(tmp_path: Path, name: str) -> None:
    with WorkDir(tmp_path / "w", KEY) as work, pytest.raises(ValueError, match="no stage name"):
        work.save(name, {})
