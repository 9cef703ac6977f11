"""The work folder of a run: every finished stage is kept: Ctrl-C, a full disk or a crash cost one stage at most.

A stage is done when `<stage>.json` lies there under its final name; it is written last, after its tensors, and every
file is written beside its name, flushed to disk and renamed. Nothing is ever half-written under a final name.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors

from .errors import UserError

SCHEMA_VERSION = 1
INPUTS = "inputs.json"
LOCK = "lock"
_TEMPORARY = ".writing-"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Saved:
    """A stage that is already done: its JSON value and its tensors (empty when it saved none)."""

    value: dict[str, Any]
    tensors: dict[str, torch.Tensor]


class WorkDir:
    """A locked folder of finished stages, bound to the inputs and the recipe they were made from.

    Use it as a context manager: the lock is let go at the end (and by the system when the process dies).
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        inputs_key: dict[str, Any],
        on_change: Literal["refuse", "clear"] = "refuse",
    ) -> None:
        """Open or make the folder.

        inputs_key: whatever decides the results (digests of the inputs, recipe, seed, engine version), as JSON.
        on_change: what to do with stages made from other inputs: stop with `work-folder-differs`, or drop them.
        Raises UserError; a folder with files that no run put there is never touched.
        """
        self.path = Path(path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _write_error(error, self.path) from None
        self._refuse_foreign()
        self._lock = self._take_lock()
        try:
            self._bind(inputs_key, on_change)
        except BaseException:
            self.close()
            raise

    def stage(self, name: str) -> Saved | None:
        """What this stage saved, or None if it has not finished yet."""
        try:
            record = json.loads(self._file(name, ".json").read_bytes())
            if record["schema_version"] != SCHEMA_VERSION or record["inputs"] != self._digest:
                raise ValueError("it belongs to another run")
            tensors = {}
            if record["tensors"] is not None:
                data = self._file(name, ".safetensors").read_bytes()
                if hashlib.sha256(data).hexdigest() != record["tensors"]:
                    raise ValueError("its tensors are not those that were saved")
                tensors = load_safetensors(data)
            return Saved(record["value"], tensors)
        except FileNotFoundError as error:
            if not self._file(name, ".json").exists():
                return None
            raise self._broken(name, f"{Path(error.filename).name} is missing") from None
        except (ValueError, KeyError, TypeError, SafetensorError) as error:
            raise self._broken(name, str(error)) from None

    def save(self, name: str, value: dict[str, Any], tensors: dict[str, torch.Tensor] | None = None) -> None:
        """Keep the result of a stage; once this returns it survives a crash. Raises UserError `disk-full`."""
        self._file(name, ".json").unlink(missing_ok=True)
        digest = None
        if tensors is not None:
            data = save_safetensors({key: tensor.detach().cpu().contiguous() for key, tensor in tensors.items()})
            digest = hashlib.sha256(data).hexdigest()
            atomic_write(self._file(name, ".safetensors"), data)
        record = {"schema_version": SCHEMA_VERSION, "inputs": self._digest, "tensors": digest, "value": value}
        atomic_write(self._file(name, ".json"), _json(record))

    def clear(self) -> None:
        """Drop every stage and every other file of the run; the folder stays locked and bound."""
        for item in self.path.iterdir():
            if item.name in (LOCK, INPUTS):
                continue
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item)
            else:
                item.unlink()

    def close(self) -> None:
        """Let the lock go. Twice is harmless."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> WorkDir:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _file(self, name: str, suffix: str) -> Path:
        if not _NAME.fullmatch(name) or f"{name}{suffix}" == INPUTS:
            raise ValueError(f"'{name}' is no stage name")
        return self.path / f"{name}{suffix}"

    def _refuse_foreign(self) -> None:
        names = {item.name for item in self.path.iterdir()}
        if INPUTS in names or all(name == LOCK or name.startswith(_TEMPORARY) for name in names):
            return
        raise UserError(
            "work-folder-foreign",
            f"The folder {self.path} holds files that no run of the engine put there.",
            "The engine keeps its stages there and may clear them, so it wants the folder for itself.",
            "Choose another folder, or empty this one.",
        )

    def _take_lock(self) -> int | None:
        import fcntl  # POSIX only, as the rest of the engine's platform

        try:
            lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _write_error(error, self.path) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise UserError(
                "work-folder-busy",
                f"Another run is using the folder {self.path}.",
                "Two runs in one folder would overwrite each other's stages.",
                "Wait for it to end, or choose another output.",
            ) from None
        return lock

    def _bind(self, inputs_key: dict[str, Any], on_change: str) -> None:
        for left in self.path.glob(f"{_TEMPORARY}*"):  # of a run that was killed while writing
            left.unlink()
        self._digest = hashlib.sha256(_json(inputs_key)).hexdigest()
        path = self.path / INPUTS
        wanted = json.loads(_json(inputs_key))
        if path.exists():
            try:
                known = json.loads(path.read_bytes())["inputs"]
            except (ValueError, KeyError, TypeError):
                raise self._broken("inputs", f"{INPUTS} cannot be read") from None
            if known == wanted:
                return
            changed = sorted(_changed(known, wanted))
            if on_change == "refuse":
                raise UserError(
                    "work-folder-differs",
                    f"The folder {self.path} holds stages of a run with other inputs; changed: {', '.join(changed)}.",
                    "Stages made from other inputs cannot be mixed with this run's.",
                    "Start afresh (--force), restore those inputs, or choose another output.",
                )
            # Bound anew only when all is cleared: until then, what is left is still that other run's, and said to be.
            self.clear()
        atomic_write(path, _json({"schema_version": SCHEMA_VERSION, "inputs": wanted}))

    def _broken(self, name: str, reason: str) -> UserError:
        return UserError(
            "work-folder-broken",
            f"The stage '{name}' kept in {self.path} cannot be used: {reason}.",
            "It was changed after it was written.",
            "Remove that folder and run again.",
        )


def atomic_write(path: Path, data: bytes) -> None:
    """Write a file so that under its name there is the old content or the new, never a part. Raises UserError."""
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{path.name}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _write_error(error, path) from None
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Put the new name itself on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_error(error: OSError, path: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(
            "disk-full",
            f"The disk is full: {path.name} could not be written to {path.parent}.",
            "Every finished stage is kept there; the finished ones are safe.",
            "Make room and run the same command again: it goes on where it stopped.",
        )
    return UserError(
        "cannot-write",
        f"{path} could not be written.",
        f"{error.strerror or error}.",
        "Check the path and its permissions.",
    )


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False).encode()


def _changed(old: object, new: object, prefix: str = "") -> set[str]:
    """Dotted names of the entries that differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = old.keys() | new.keys()
        return {
            name for key in keys for name in _changed(old.get(key), new.get(key), f"{prefix}.{key}" if prefix else key)
        }
    return set() if old == new else {prefix or "inputs"}
