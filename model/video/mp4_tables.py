"""What an MP4 or QuickTime file says of its own length: the counts in its tables, read before FFmpeg takes memory for them.

FFmpeg takes memory by these counts alone: 2.9 GB for a file of 5 kB that claims 80 million frames of one size. Boxes are
walked by their headers (ISO/IEC 14496-12); of other kinds of files little is read, and nothing found.
"""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path
from typing import BinaryIO

from model.limits import MOST_BOXES, MOST_INDEX_BYTES, MOST_SAMPLES

# Those that FFmpeg looks into, as far as a table may lie there.
_CONTAINERS = frozenset(
    b"moov hoov trak mdia minf stbl edts moof traf mvex udta tref wave dinf gmhd mfra sinf ilst".split()
)
_TABLES = frozenset((b"stsz", b"stz2", b"trun", b"elst"))
_DEEPEST = 10


class _TooMuchError(Exception):
    """The tables claim more than is allowed; its text goes into a sentence."""


def tables_refusal(path: Path | str) -> str:
    """Why the tables of the file at ``path`` claim more than can be, to be put into a sentence; "" where they do not.

    Raises OSError.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            _Walk(size).boxes(file, 0, size)
        except _TooMuchError as why:
            return str(why)
    return ""


class _Walk:
    """One file on its way through: what was counted so far, and in the track that is being walked."""

    def __init__(self, size: int):
        """size: of the file, bytes."""
        self._size = size
        self._walked = self._listed = 0
        self._edits = self._samples = 0

    def boxes(self, file: BinaryIO, at: int, end: int, depth: int = 0) -> None:
        """Walk the boxes in the bytes ``[at, end)`` of ``file``; raises _TooMuchError."""
        while at + 8 <= end:
            self._walked += 1
            if self._walked > MOST_BOXES:
                raise _TooMuchError(f"it consists of more than {MOST_BOXES} boxes; expected a video that plays")
            file.seek(at)
            head = file.read(16)
            size, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], 8
            if size == 1:
                size, begin = int.from_bytes(head[8:16], "big"), 16
            elif size == 0:  # to the end
                size = end - at
            if size < begin:
                return
            self._box(file, kind, at + begin, min(end, at + size), depth)
            at += size

    def _box(self, file: BinaryIO, kind: bytes, at: int, end: int, depth: int) -> None:
        if kind == b"trak":
            self._edits = self._samples = 0
        if kind in _TABLES:
            file.seek(at)
            self._count(kind, file.read(12), end - at)
        elif kind == b"cmvd":
            # The whole index, compressed: four bytes say how long it is, the rest is zlib's.
            file.seek(at + 4)
            try:
                index = zlib.decompressobj().decompress(file.read(min(end - at, MOST_INDEX_BYTES)), MOST_INDEX_BYTES)
            except zlib.error:
                return
            if depth < _DEEPEST:
                self.boxes(io.BytesIO(index), 0, len(index), depth + 1)
        elif depth < _DEEPEST and (kind in _CONTAINERS or kind == b"cmov" or self._is_hidden_index(file, kind, at)):
            self.boxes(file, at, end, depth + 1)
        elif depth < _DEEPEST and kind == b"meta":  # a box with a version of four bytes in MP4, without it in QuickTime
            self.boxes(file, at, end, depth + 1)
            self.boxes(file, at + 4, end, depth + 1)

    @staticmethod
    def _is_hidden_index(file: BinaryIO, kind: bytes, at: int) -> bool:
        """Whether it is free space in name alone: FFmpeg takes it for the index where it begins like one."""
        if kind != b"free":
            return False
        file.seek(at + 4)
        return file.read(4) in (b"mvhd", b"cmov")

    def _count(self, kind: bytes, head: bytes, size: int) -> None:
        """Count what a table lists, by the beginning of its content. What it has no room for FFmpeg does not read either."""
        flags, first, second = (int.from_bytes(head[at : at + 4], "big") for at in (0, 4, 8))
        if kind == b"elst":
            self._edits = min(first, size // 12)
        elif kind == b"trun":
            # Without a field for each frame there may be any number; otherwise FFmpeg reads on to the file's end.
            self._list(min(first, self._size // 4) if flags & 0xF00 else first)
        elif kind == b"stz2":
            self._list(min(second, 2 * size))
        else:
            self._list(second if first else min(second, size // 4))  # first: the size of all, 0 where each has its own
        # FFmpeg lists the frames anew for each edit; two are common (a pause, then all of it).
        edited = self._edits * self._samples if self._edits > 2 else 0
        if max(self._listed, edited) > MOST_SAMPLES:
            raise _TooMuchError(
                f"its tables claim {max(self._listed, edited)} frames, expected at most {MOST_SAMPLES}; "
                "copy it again, or cut it into shorter videos"
            )

    def _list(self, count: int) -> None:
        self._listed += count
        self._samples += count
