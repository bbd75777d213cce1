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

import numpy as np

from app.errors import UserError
from app.library.database import Connection, DatabaseBusyError, DatabaseError, UnwrittenError, open_file
from app.library.entry import Entry
from app.library.place import Place, advice
from app.library.vectors_file import write_rows
from model.files import replacing

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


class Index:
    """The index, open. Close it, or use it in a ``with`` block. Belongs to one thread.

    Attributes:
        corrected: Whether it was asked since it was opened, with what a person had corrected by then.
    """

    def __init__(self, place: Place, connection: Connection):
        self.place, self.connection, self.corrected = place, connection, False

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
            write_rows(self.place, about.encoder, end, entry.seconds)
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
        if not os.path.lexists(place.index):
            _make(place)
        yield stack.enter_context(_opened(place, read_only=False))


def _make(place: Place) -> None:
    """Make an index with nothing in it, whole or not at all."""
    log = place.index.with_name(f"{place.index.name}.wal")  # which DuckDB keeps beside a database
    try:
        log.unlink(missing_ok=True)  # of one that is no more
        with replacing(place.index) as temporary:
            temporary.unlink()  # DuckDB makes it itself
            with contextlib.closing(open_file(temporary, read_only=False)) as connection:
                for table, columns in TABLES.items():
                    kinds = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                    connection.run(f"CREATE TABLE {table} ({kinds})")
                connection.run("CHECKPOINT")
    except (DatabaseError, OSError) as error:
        raise cannot_index(place, error) from error


@contextmanager
def _opened(place: Place, read_only: bool) -> Iterator[Index]:
    try:
        connection = open_file(place.index, read_only)
    except DatabaseError as error:
        raise unusable(place, error) from error
    with Index(place, connection) as index:
        try:
            _check(connection)
        except DatabaseError as error:
            raise unusable(place, error) from error
        yield index


def unusable(place: Place, error: DatabaseError) -> UserError:
    """What to raise where the index cannot be used."""
    if isinstance(error, UnwrittenError):
        return cannot_index(place, error)
    if isinstance(error, DatabaseBusyError):
        return UserError(f"Received {place.index}: another program has it open ({error}); end that one and try again.")
    return UserError(f"Received {place.index}: it cannot be used ({error}); {advice()}.")


def cannot_index(place: Place, error: DatabaseError | OSError) -> UserError:
    """What to raise where the index cannot take something in."""
    if isinstance(error, DatabaseError) and not isinstance(error, UnwrittenError):
        return unusable(place, error)
    reason = getattr(error, "strerror", None) or error
    return UserError(
        f"Received library {place.folder}: its index cannot be written ({reason}); what was classified is kept; "
        "make room or change its permissions, and add again."
    )


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
