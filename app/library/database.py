"""DuckDB, which reads and writes Parquet files and the index. It is imported when it is first used.

It opens no other file than it is told to, loads no extension, and takes no more memory than MOST_MEMORY.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

MOST_MEMORY = "1GB"
SETTINGS = {
    "memory_limit": MOST_MEMORY,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
}
CLOSED = {"enable_external_access": "false", "lock_configuration": "true"}  # for what is opened and was not made here
LEVEL = 15  # of compression: a tenth less than by default, for 0.03 s a minute of video
ROW_GROUP = 20_480  # rows of a Parquet file that are skipped or read together
WAIT_SECONDS = 30.0  # for a process that has the index open to write: it does for a fraction of a second
LOOK_SECONDS = 0.02
NEW_ROWS = "new_rows"
# What DuckDB's messages begin with where another process has the file open (Linux and macOS), or say in them (Windows).
_HELD, _HELD_ON_WINDOWS = "IO Error: Could not set lock on file", "used by another process"
_UNWRITTEN = re.compile(r"Could not (?:write|truncate|sync|fsync|create|enable) ")
_ERRNO = re.compile(r'"errno":"(\d+)"')
_AFTER_FILE = re.compile(r'"[^"]*": ([^"{}:]+)$')


class DatabaseError(Exception):
    """What DuckDB says is wrong; its first line."""


class DatabaseBusyError(DatabaseError):
    """Another process has the file open."""


class UnwrittenError(DatabaseError):
    """The disk did not take what was written, for the reason that the system gives: it is full, say."""


class Connection:
    """A DuckDB that is open. Belongs to one thread. Close it, or use it in a ``with`` block."""

    def __init__(self, connection):
        """connection: DuckDB's own."""
        self._connection = connection

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it. Idempotent."""
        self._connection.close()

    def ask(self, sql: str, values: Sequence = ()) -> dict[str, np.ndarray]:
        """What a query gives.

        Args:
            sql: The query; ``$1`` is the first of ``values``.
            values: What it asks for.

        Returns:
            The columns by their names, none with an empty value.

        Raises:
            DatabaseError: It cannot be answered, or a value is empty.
        """
        with _sentences():
            found = self._connection.execute(sql, list(values)).fetchnumpy()
        if any(np.ma.is_masked(column) for column in found.values()):
            raise DatabaseError("a value is missing")
        return {name: np.ma.getdata(column) for name, column in found.items()}

    def run(self, sql: str, values: Sequence = ()) -> None:
        """Do what a statement says. Raises DatabaseError."""
        with _sentences():
            self._connection.execute(sql, list(values))

    def put(self, table: str, columns: Mapping[str, np.ndarray]) -> None:
        """Add rows to a table; ``columns`` by its columns' names, in their order. Raises DatabaseError."""
        if len(next(iter(columns.values()))):
            with self._registered(columns):
                self._connection.execute(f"INSERT INTO {table} SELECT * FROM {NEW_ROWS}")

    def write_parquet(self, columns: Mapping[str, np.ndarray], path: Path) -> None:
        """Write rows to a Parquet file, that one and no temporary one beside it. Raises OSError where it cannot be written."""
        name = str(path).replace("'", "''")
        try:
            with self._registered(columns):
                self._connection.execute(
                    f"COPY (SELECT * FROM {NEW_ROWS}) TO '{name}' (FORMAT parquet, COMPRESSION zstd, "
                    f"COMPRESSION_LEVEL {LEVEL}, ROW_GROUP_SIZE {ROW_GROUP}, USE_TMP_FILE false)"
                )
        except DatabaseError as error:
            raise OSError(str(error)) from error

    @contextmanager
    def _registered(self, columns: Mapping[str, np.ndarray]) -> Iterator[None]:
        """Rows as a table called NEW_ROWS."""
        with _sentences():
            self._connection.register(NEW_ROWS, dict(columns))
            try:
                yield
            finally:
                self._connection.unregister(NEW_ROWS)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done meanwhile, or nothing. Raises DatabaseError."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")


def in_memory() -> Connection:
    """A database of its own, for reading and writing Parquet files, by one thread so that the same rows give the same file."""
    import duckdb

    return Connection(duckdb.connect(config=SETTINGS | {"threads": "1"}))


def open_file(path: Path, read_only: bool, wait: float = WAIT_SECONDS) -> Connection:
    """Open a database in a file, from which no other file can be reached.

    Args:
        path: The file; made where it is missing, unless ``read_only``.
        read_only: Whether nothing is written.
        wait: Seconds for another process that has it open.

    Raises:
        DatabaseBusyError: Another process still has it open then.
        DatabaseError: It is none, or damaged.
    """
    import duckdb

    until = time.monotonic() + wait
    while True:
        try:
            with _sentences():
                return Connection(duckdb.connect(str(path), read_only=read_only, config=SETTINGS | CLOSED))
        except DatabaseBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(LOOK_SECONDS)


@contextmanager
def _sentences() -> Iterator[None]:
    """DuckDB's errors as DatabaseError."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        first = str(error).strip().split("\n")[0]
        # a ConnectionException: this process has it open, to write where it is read here
        if isinstance(error, duckdb.ConnectionException) or first.startswith(_HELD) or _HELD_ON_WINDOWS in first:
            raise DatabaseBusyError(first[:300]) from error
        if _UNWRITTEN.search(first):
            raise UnwrittenError(_reason(first)) from error
        raise DatabaseError(first[:300]) from error
    except (UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise DatabaseError(str(error)) from error


def _reason(message: str) -> str:
    """What the system said, without what DuckDB says around it."""
    if found := _ERRNO.search(message):
        return os.strerror(int(found[1]))
    found = _AFTER_FILE.search(message)
    return found[1] if found else message[:300]
