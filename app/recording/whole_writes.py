"""Files that grow while the program runs: what is written to them reaches the disk at once, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os


class WholeWrites(io.FileIO):
    """A file without a buffer whose ``write`` writes all it is given, or raises OSError.

    Python's own writes less than it is given where the disk is nearly full, and says so in a number that nobody reads.

    Attributes:
        error: The first one that was raised, or None; FFmpeg has but a number for it later.
    """

    error: OSError | None = None

    def write(self, data) -> int:
        rest = memoryview(data).cast("B")
        try:
            while rest:
                rest = rest[super().write(rest) :]
        except OSError as error:
            self.error = self.error or error
            raise
        return len(data)


class LineFile:
    """Lines of text. One that does not fit on the disk leaves no half of itself behind."""

    def __init__(self, path, mode: str = "x"):
        """
        Args:
            mode: ``x`` for a new file, ``a`` to go on with one, on a line of its own.

        Raises:
            OSError: It cannot be opened.
        """
        half = mode == "a" and os.path.isfile(path) and _last_byte(path) not in (b"", b"\n")
        self._file = io.FileIO(path, mode)
        if half:  # a killed program's
            self._file.write(b"\n")

    def write(self, line: str) -> None:
        """Add a line. Raises OSError when it cannot be written."""
        data, done = line.encode("utf-8") + b"\n", 0
        try:
            while done < len(data):
                done += self._file.write(data[done:])
        except OSError:
            if done:
                with contextlib.suppress(OSError):
                    self._take_back(done)
            raise

    def _take_back(self, count: int) -> None:
        """Remove the last ``count`` bytes that were written, unless somebody else has gone on after them."""
        end = self._file.tell()
        if os.fstat(self._file.fileno()).st_size == end:
            self._file.truncate(end - count)
            self._file.seek(end - count)

    def close(self) -> None:
        """Idempotent."""
        self._file.close()


def _last_byte(path) -> bytes:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 1))
        return file.read(1)
