"""What a run tells the outside: JSON lines for the command that started it, or lines for people on stderr.

Both say the same things in the same order (docs/design/contracts.md, section 2). The reporter also times the stages.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from .errors import UserError

# A line more often than this helps nobody and slows a tight loop; the last step of a stage is always told.
MIN_SECONDS_BETWEEN_PROGRESS = 0.2
# An estimate from less than this much observed time is a guess, so none is given.
MIN_SECONDS_FOR_ESTIMATE = 1.0


def peak_rss_mb() -> float:
    """Largest resident memory of this process so far, in MiB."""
    # Linux: VmHWM, because getrusage starts with the peak of the process that started this one.
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / (1 << 10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, KiB elsewhere.
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)


class StageTimer:
    """Seconds per stage, by name. A stage that runs twice, or in two sittings of a resumed run, adds up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = {}
        self._name: str | None = None
        self._since = 0.0

    def start(self, name: str) -> None:
        self.stop()
        self._name, self._since = name, self._clock()

    def stop(self) -> None:
        if self._name is not None:
            self._seconds[self._name] = self._seconds.get(self._name, 0.0) + self._clock() - self._since
        self._name = None

    def restore(self, name: str, seconds: float) -> None:
        """Count the time a stage took in an earlier sitting, instead of the moment it took to read its result."""
        self._seconds[name] = seconds
        if self._name == name:
            self._name = None

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds of every stage, the running one included."""
        out = dict(self._seconds)
        if self._name is not None:
            out[self._name] = out.get(self._name, 0.0) + self._clock() - self._since
        return out


class Estimate:
    """Seconds left, from the rate observed since the first report: work resumed from disk never counts as speed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[int, float] | None = None

    def seconds_left(self, done: int, total: int) -> float | None:
        now = self._clock()
        if self._first is None:
            self._first = (done, now)
            return None
        first_done, since = self._first
        if done >= total:
            return 0.0
        elapsed = now - since
        if done <= first_done or elapsed < MIN_SECONDS_FOR_ESTIMATE:
            return None
        return (total - done) * elapsed / (done - first_done)


class Reporter(ABC):
    """Told by every stage of a run: `stage`, then any number of `progress` and `note`; last one `result` or `error`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.timer = StageTimer(clock)
        self._stage = ""
        self._estimate = Estimate(clock)
        self._last_told: float | None = None

    def stage(self, name: str, index: int, count: int) -> None:
        """A stage begins: number `index` (from 1) of `count`."""
        self.timer.start(name)
        self._stage = name
        self._estimate = Estimate(self._clock)
        self._last_told = None
        self._tell_stage(name, index, count)

    def progress(self, done: int, total: int) -> None:
        """`done` of `total` steps of the current stage are behind us. Call it as often as you like."""
        left = self._estimate.seconds_left(done, total)
        now = self._clock()
        soon = self._last_told is not None and now - self._last_told < MIN_SECONDS_BETWEEN_PROGRESS
        if soon and done < total:
            return
        self._last_told = now
        self._tell_progress(done, total, left)

    def note(self, text: str) -> None:
        """A sentence the operator should see: never a text of theirs."""
        self._tell_note(text)

    def result(self, value: dict[str, Any]) -> None:
        """The outcome of the run."""
        self.timer.stop()
        self._tell_result(value)

    def error(self, error: UserError) -> None:
        """The run stops, and the operator can put it right."""
        self.timer.stop()
        self._tell_error(error)

    def figures(self) -> dict[str, Any]:
        """`{"seconds": {stage: s}, "peak_rss_mb": n}`, as `draft.json` holds them."""
        seconds = {name: round(value, 3) for name, value in self.timer.seconds.items()}
        return {"seconds": seconds, "peak_rss_mb": round(peak_rss_mb(), 1)}

    @abstractmethod
    def _tell_stage(self, name: str, index: int, count: int) -> None: ...

    @abstractmethod
    def _tell_progress(self, done: int, total: int, left: float | None) -> None: ...

    @abstractmethod
    def _tell_note(self, text: str) -> None: ...

    @abstractmethod
    def _tell_result(self, value: dict[str, Any]) -> None: ...

    @abstractmethod
    def _tell_error(self, error: UserError) -> None: ...


class JsonReporter(Reporter):
    """One JSON object a line on standard output, nothing else."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self._out = out if out is not None else sys.stdout

    def _line(self, event: str, **fields: Any) -> None:
        # allow_nan=False: NaN is not JSON, and a reader must not have to guess what it meant.
        line = json.dumps({"event": event, **fields}, ensure_ascii=False, allow_nan=False)
        self._out.write(line + "\n")
        self._out.flush()

    def _tell_stage(self, name: str, index: int, count: int) -> None:
        self._line("stage", name=name, index=index, count=count)

    def _tell_progress(self, done: int, total: int, left: float | None) -> None:
        self._line(
            "progress", stage=self._stage, done=done, total=total, eta_s=None if left is None else round(left, 1)
        )

    def _tell_note(self, text: str) -> None:
        self._line("note", text=text)

    def _tell_result(self, value: dict[str, Any]) -> None:
        self._line("result", **value)

    def _tell_error(self, error: UserError) -> None:
        self._line("error", kind=error.kind, what=error.what, why=error.why, fix=error.fix)


class PeopleReporter(Reporter):
    """Progress for people on stderr (rewritten in place on a terminal), the result as indented JSON on stdout."""

    # Without a terminal every report is a line of its own, so far fewer of them.
    PLAIN_SECONDS_BETWEEN = 10.0

    def __init__(
        self, err: TextIO | None = None, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(clock)
        self._err = err if err is not None else sys.stderr
        self._out = out if out is not None else sys.stdout
        self._tty = self._err.isatty()
        self._open_line = False
        self._last_plain: float | None = None

    def _write(self, text: str) -> None:
        if self._open_line:
            self._err.write("\n")
            self._open_line = False
        self._err.write(text + "\n")
        self._err.flush()

    def _tell_stage(self, name: str, index: int, count: int) -> None:
        self._last_plain = self._clock()
        self._write(f"[{index}/{count}] {name}")

    def _tell_progress(self, done: int, total: int, left: float | None) -> None:
        text = f"  {done}/{total}" + ("" if left is None or done >= total else f", about {readable_seconds(left)} left")
        if self._tty:
            self._err.write("\r\x1b[K" + text)
            self._open_line = True
            self._err.flush()
            return
        now = self._clock()
        if done < total and self._last_plain is not None and now - self._last_plain < self.PLAIN_SECONDS_BETWEEN:
            return
        self._last_plain = now
        self._write(text)

    def _tell_note(self, text: str) -> None:
        self._write(f"  {text}")

    def _tell_result(self, value: dict[str, Any]) -> None:
        self._write("done")
        self._out.write(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n")
        self._out.flush()

    def _tell_error(self, error: UserError) -> None:
        self._write(f"error ({error.kind}): {error.what}\n  why: {error.why}\n  fix: {error.fix}")


def readable_seconds(seconds: float) -> str:
    """`42 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def make_reporter(events: bool) -> Reporter:
    """The reporter of a run: JSON lines with `--events`, else for people."""
    return JsonReporter() if events else PeopleReporter()
