"""The index of a library: what ``find``, ``like`` and ``stats`` ask. It is made of the Parquet files, and can be made again.

A writer holds the library's lock and has the index open for the fraction of a second that a video takes; readers wait for that.
"""

from __future__ import annotations

import contextlib
import json
import os
import time as clock
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from app.errors import UserError
from app.library.answers import About, Seconds
from app.library.corrections import CorrectionsStamp, corrected_segments, stamp_of
from app.library.database import Connection, DatabaseError, open_file
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from app.library.search_vectors import DIMENSIONS
from app.timeline.timeline import Segment
from model.program_name import program_name

VIDEOS = {
    "video": "INTEGER", "content": "VARCHAR", "path": "VARCHAR", "folder": "VARCHAR", "size": "BIGINT",
    "changed": "DOUBLE", "day": "VARCHAR", "duration": "DOUBLE", "model": "VARCHAR", "model_id": "VARCHAR",
    "labels": "VARCHAR", "key": "VARCHAR", "encoder": "VARCHAR", "sample_fps": "DOUBLE", "first_row": "BIGINT",
    "row_count": "BIGINT", "file_size": "BIGINT", "file_changed": "BIGINT", "corrected": "VARCHAR",
}  # fmt: skip
SEGMENTS = {
    "video": "INTEGER", "start": "DOUBLE", "until": "DOUBLE", "label": "VARCHAR", "confidence": "DOUBLE", "yours": "BOOLEAN",
}  # fmt: skip
TABLES = {"videos": VIDEOS, "segments": SEGMENTS}
# A row of the file of search vectors: which second of its video, and the vector.
ROW = np.dtype([("second", "<i4"), ("vector", "i1", (DIMENSIONS,))])


def advice() -> str:
    """What to do about an index, in a sentence."""
    return f"run `{program_name()} library check --repair`, which makes it anew"


@dataclass(frozen=True)
class Entry:
    """What the index takes of one video.

    Attributes:
        path: Where the video lies now.
        segments: With a person's corrections.
        corrected: Of the corrections that are in ``segments``, "" without any.
        file_size, file_changed: Of the Parquet file, bytes and nanoseconds since 1970.
    """

    about: About
    path: str
    segments: tuple[Segment, ...]
    corrected: CorrectionsStamp
    seconds: Seconds
    file_size: int
    file_changed: int


def entry_of(place: Place, about: About, segments: Iterable[Segment], seconds: Seconds) -> Entry:
    """What the index takes of a video whose Parquet file is written.

    Args:
        place: The library's.
        about: The video.
        segments: As the model found them.
        seconds: The search vectors.

    Returns:
        It, with what a person has corrected.

    Raises:
        OSError: The file is missing.
    """
    file, stamp = os.stat(place.file_of(about.content)), stamp_of(about.key)
    path = place.moved_to(about.content) or about.path
    segments = corrected_segments(about.key, segments, path)
    return Entry(about, path, tuple(segments), stamp, seconds, file.st_size, file.st_mtime_ns)


def read_entry(place: Place, content: str) -> Entry:
    """What the index takes of a video's Parquet file.

    Args:
        place: The library's.
        content: The video's.

    Returns:
        It.

    Raises:
        UserError: The file is damaged, or is that of another video.
        OSError: It cannot be read.
    """
    file = place.file_of(content)
    with AnswersFile(file) as kept:
        if kept.about.content != content:
            right = f"{kept.about.content}.parquet"
            raise UserError(f"Received {file}: it holds the answers of another video; rename it {right}.")
        return entry_of(place, kept.about, kept.segments(), kept.seconds())


class Index:
    """The index, open. Close it, or use it in a ``with`` block. Belongs to one thread."""

    def __init__(self, place: Place, connection: Connection):
        self.place, self.connection = place, connection

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *error) -> None:
        self.connection.close()

    def ask(self, sql: str, values: Sequence = ()) -> dict[str, np.ndarray]:
        """As ``Connection.ask``.

        Raises:
            UserError: The index is damaged.
        """
        try:
            return self.connection.ask(sql, values)
        except DatabaseError as error:
            raise unusable(self.place, error) from error

    def put(self, entries: Iterable[Entry]) -> None:
        """Take videos in, in the place of what was known of them; all or none of them.

        Raises:
            DatabaseError, OSError: They cannot be written.
        """
        entries = list(entries)
        first = self._largest("max(video)", "videos") + 1
        ends = self._row_ends()
        rows: list[tuple] = []
        for number, entry in enumerate(entries, first):
            about = entry.about
            end = ends.get(about.encoder, 0)
            count = len(entry.seconds.numbers)
            self._append(about.encoder, end, entry.seconds)
            ends[about.encoder] = end + count
            rows.append((
                number, about.content, entry.path, os.path.dirname(entry.path), about.size, about.changed,
                day_of(about.changed), about.duration, about.model, about.model_id, json.dumps(about.labels), about.key,
                about.encoder, about.sample_fps, end, count, entry.file_size, entry.file_changed, entry.corrected,
            ))  # fmt: skip
        with self.connection.transaction():
            self._forget([entry.about.content for entry in entries])
            self.insert("videos", VIDEOS, rows)
            self.insert("segments", SEGMENTS, [
                (number, part.start, part.end, part.label, part.confidence, part.by_user)
                for number, entry in enumerate(entries, first)
                for part in entry.segments
            ])  # fmt: skip
            self._one_video_a_path()

    def remove(self, contents: Iterable[str]) -> None:
        """Forget videos. Raises DatabaseError."""
        with self.connection.transaction():
            self._forget(list(contents))

    def move(self, content: str, path: str) -> None:
        """Say where a video lies now. Raises DatabaseError."""
        self.connection.run(
            "UPDATE videos SET path = $2, folder = $3 WHERE content = $1", [content, path, os.path.dirname(path)]
        )

    def _one_video_a_path(self) -> None:
        """Where a file was written over, the earlier video lies nowhere: its answers wait until it is found again."""
        self.connection.run(
            "UPDATE videos SET path = '', folder = '' WHERE path <> '' AND video IN (SELECT a.video FROM videos a JOIN videos b "
            "ON a.path = b.path WHERE b.changed > a.changed OR (b.changed = a.changed AND b.content > a.content))"
        )

    def _forget(self, contents: list[str]) -> None:
        self.connection.run(
            "DELETE FROM segments WHERE video IN (SELECT video FROM videos WHERE list_contains($1, content))",
            [contents],
        )
        self.connection.run("DELETE FROM videos WHERE list_contains($1, content)", [contents])

    def insert(self, table: str, columns: dict[str, str], rows: list[tuple]) -> None:
        kinds = {"VARCHAR": object, "DOUBLE": np.float64, "INTEGER": np.int32, "BIGINT": np.int64, "BOOLEAN": np.bool_}
        if rows:
            arrays = zip(columns.items(), zip(*rows, strict=True), strict=True)
            self.connection.put(table, {name: np.array(values, kinds[kind]) for (name, kind), values in arrays})

    def _largest(self, what: str, table: str) -> int:
        return int(self.connection.ask(f"SELECT coalesce({what}, 0) AS n FROM {table}")["n"][0])

    def _row_ends(self) -> dict[str, int]:
        """The first free row of each encoder's file: what a killed process wrote behind it is written over."""
        found = self.connection.ask("SELECT encoder, max(first_row + row_count) AS n FROM videos GROUP BY encoder")
        return dict(zip(found["encoder"], found["n"].tolist(), strict=True))

    def _append(self, encoder: str, first: int, seconds: Seconds) -> None:
        rows = np.zeros(len(seconds.numbers), ROW)
        rows["second"], rows["vector"] = seconds.numbers, seconds.vectors
        handle = os.open(self.place.vectors_of(encoder), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "r+b") as file:
            file.seek(first * ROW.itemsize)
            file.write(rows.tobytes())


def day_of(changed: float) -> str:
    """The day of a time in seconds since 1970, ``YYYY-MM-DD``, here; "" where there was none."""
    try:
        return clock.strftime("%Y-%m-%d", clock.localtime(changed))
    except (OverflowError, ValueError, OSError):
        return ""


@contextmanager
def reading(place: Place) -> Iterator[Index]:
    """The index of a library, to be asked.

    Raises:
        UserError: There is no library, or its index is damaged.
    """
    place.expect()
    if not place.index.is_file():
        raise UserError(f"Received {place.folder}: its index is missing; {advice()}.")
    with _opened(place, read_only=True) as index:
        yield index


@contextmanager
def writing(place: Place) -> Iterator[Index]:
    """The index of a library, to be changed while nobody else changes it; made where it is missing.

    Raises:
        UserError: It is damaged, or cannot be written to.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(place.writing())
        except OSError as error:
            raise UserError(
                f"Received library {place.folder}: it cannot be written to ({error.strerror or error}); "
                "change its permissions, or wait for the program that holds it."
            ) from error
        yield stack.enter_context(_opened(place, read_only=False))


@contextmanager
def _opened(place: Place, read_only: bool) -> Iterator[Index]:
    try:
        connection = open_file(place.index, read_only)
    except DatabaseError as error:
        raise unusable(place, error) from error
    with Index(place, connection) as index:
        try:
            if not read_only:
                for table, columns in TABLES.items():
                    kinds = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                    connection.run(f"CREATE TABLE IF NOT EXISTS {table} ({kinds})")
            _check(connection)
        except DatabaseError as error:
            raise unusable(place, error) from error
        yield index


def unusable(place: Place, error: Exception) -> UserError:
    """What to raise where the index is damaged."""
    return UserError(f"Received {place.index}: it cannot be used ({error}); {advice()}.")


def _check(connection: Connection) -> None:
    """Raise DatabaseError unless the tables are ours: a view of that name may read anything."""
    for table, columns in TABLES.items():
        found = connection.ask(
            "SELECT c.column_name AS name, c.data_type AS kind FROM duckdb_columns() c JOIN duckdb_tables() t "
            "ON c.table_oid = t.table_oid WHERE t.table_name = $1 AND NOT t.internal ORDER BY c.column_index",
            [table],
        )
        if dict(zip(found["name"], found["kind"], strict=True)) != columns:
            raise DatabaseError(f"its table of {table} is another one")


def search_rows(place: Place, encoder: str) -> np.ndarray:
    """All search vectors of one encoder, ``(n,)`` of ROW, left in their file until they are asked for.

    Raises:
        UserError: The file is missing or damaged.
    """
    path = place.vectors_of(encoder)
    try:
        size = os.stat(path).st_size
        return np.memmap(path, ROW, "r", shape=(size // ROW.itemsize,)) if size >= ROW.itemsize else np.zeros(0, ROW)
    except (OSError, ValueError) as error:
        raise UserError(f"Received {path}: it cannot be read ({error}); {advice()}.") from error
