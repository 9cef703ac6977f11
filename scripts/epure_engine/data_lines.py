"""Bytes of a data file to lines: gzip or plain told by content, UTF-8 only, within a bound."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import UserError

# Bound on one data file after decompression. 256 MiB is about a million reviews; a bomb stops here, not in the swap.
MAX_BYTES = 256 << 20


def file_digest(path: str | os.PathLike[str]) -> str:
    """`sha256:<hex>` of the file's bytes as they lie on disk."""
    digest = hashlib.sha256()
    with _open_regular(Path(path), "file") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return f"sha256:{digest.hexdigest()}"


def _open_regular(path: Path, what: str) -> BinaryIO:
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise UserError(
            "file-not-found", f"The {what} {path} does not exist.", "There is nothing to read.", "Check the path."
        ) from None
    except IsADirectoryError:
        raise UserError(
            "not-a-file", f"The {what} {path} is a folder.", "One file is read.", "Give the path of a file."
        ) from None
    except OSError as error:
        raise UserError(
            "unreadable-file", f"The {what} {path} cannot be opened.", f"{error.strerror}.", "Check its permissions."
        ) from None
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise UserError(
            "not-a-file",
            f"The {what} {path} is not a regular file.",
            "Its digest goes into the report, so it must be readable twice.",
            "Write it to a file first.",
        )
    return stream


class Lines:
    """(line number from 1, line without its end) of a UTF-8 file, plain or gzip, within `MAX_BYTES`."""

    def __init__(self, path: Path, what: str) -> None:
        self._path, self._what = path, what
        self._data = self._read()
        if self._data.startswith(b"\xef\xbb\xbf"):
            self._data = self._data[3:]

    def first_line(self) -> str:
        """The first line, to tell the format by; empty for an empty file."""
        for _, line in self:
            return line
        return ""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        # Split at \n only: str.splitlines would also split at U+2028 and friends, inside a text.
        for number, raw in enumerate(io.BytesIO(self._data), start=1):
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise UserError(
                    "broken-encoding",
                    f"The {self._what} {self._path.name} is not UTF-8: line {number}, byte {error.start + 1} of it.",
                    "A text that is guessed is not the text that was labelled.",
                    "Convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
                ) from None
            if "\0" in line:
                raise UserError(
                    "nul-character",
                    f"The {self._what} {self._path.name} has a NUL character in line {number}.",
                    "Text files have none: it may be UTF-16 or damaged.",
                    "Convert it to UTF-8, or remove the character.",
                )
            yield number, line.removesuffix("\n").removesuffix("\r")

    def _read(self) -> bytes:
        with _open_regular(self._path, self._what) as stream:
            try:
                magic = stream.read(2)
                stream.seek(0)
                source: BinaryIO = gzip.GzipFile(fileobj=stream) if magic == b"\x1f\x8b" else stream  # type: ignore[assignment]
                data = source.read(MAX_BYTES + 1)
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise UserError(
                    "broken-gzip",
                    f"The {self._what} {self._path.name} is a damaged or cut-off gzip file.",
                    "Its end cannot be unpacked, so rows would be missing.",
                    "Fetch or compress it again.",
                ) from None
            except OSError as error:
                raise UserError(
                    "unreadable-file",
                    f"The {self._what} {self._path.name} cannot be read.",
                    f"{error.strerror or error}.",
                    "Check the disk and the file's permissions.",
                ) from None
        if len(data) > MAX_BYTES:
            raise UserError(
                "file-too-large",
                f"The {self._what} {self._path.name} is larger than {MAX_BYTES >> 20} MiB unpacked.",
                "The engine keeps the texts in memory and is made for small clean sets.",
                "Give a sample of it.",
            )
        return data
