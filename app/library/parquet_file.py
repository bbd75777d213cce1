"""One Parquet file for each video: read by anything that reads Parquet, written whole or not at all.

Its rows are of several kinds, with the same columns:

| kind | time | until | label | value | data |
| --- | --- | --- | --- | --- | --- |
| video | | duration | | | JSON of ``About`` |
| segment | its start | its end | its label | its confidence | |
| prediction | of the window's newest frame | | the likeliest label | its probability | float32 of each label |
| second | where it begins | where it ends | | | int8, see ``search_vectors.py`` |
| thumbnail | of the frame | | | | a JPEG file |
| embeddings | of the first frame | of the last one | | frames | see ``packing.py`` |

Times are seconds of video.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from app.errors import UserError
from app.library.answers import MOST_SECONDS, About, Answers, PackedPart, Seconds
from app.library.database import Connection, DatabaseError, in_memory
from app.library.packing import from_bytes, to_bytes
from app.library.search_vectors import DIMENSIONS
from app.timeline.timeline import Segment
from model.files import replacing
from model.json_data import parse_json
from model.paths import regular_size
from model.program_name import program_name

COLUMNS = {
    "kind": "VARCHAR", "time": "DOUBLE", "until": "DOUBLE", "label": "VARCHAR", "value": "DOUBLE", "data": "BLOB",
}  # fmt: skip
MOST_BYTES = 2**30  # of a file: a hundred hours of video
MOST_ROWS = 20_000_000
MOST_ABOUT = 2**20  # bytes of JSON
MOST_THUMBNAIL = 2**20  # bytes


def write_answers(path: Path, answers: Answers) -> None:
    """Write what is kept of a video, whole or not at all.

    Args:
        path: The file, see ``Place.file_of``.
        answers: What is written.

    Raises:
        OSError: It cannot be written.
    """
    rows = _rows(answers)
    with replacing(path, durable=True) as temporary, in_memory() as connection:
        connection.write_parquet(rows, temporary)


def _rows(answers: Answers) -> dict[str, np.ndarray]:
    """The columns, in order of COLUMNS."""
    found: list[tuple] = [
        ("video", 0.0, answers.about.duration, "", 0.0, json.dumps(answers.about.as_data()).encode("ascii"))
    ]
    found += [("segment", part.start, part.end, part.label, part.confidence, b"") for part in answers.segments]
    labels = answers.about.labels
    for time, row in zip(answers.times.tolist(), answers.probabilities.astype("<f4"), strict=True):
        best = int(row.argmax())
        found.append(("prediction", time, time, labels[best], row[best], row.tobytes()))
    for second, vector in zip(answers.seconds.numbers.tolist(), answers.seconds.vectors, strict=True):
        found.append(("second", second, second + 1, "", 0.0, vector.tobytes()))
    found += [("thumbnail", time, time, "", 0.0, picture) for time, picture in answers.thumbnails]
    before = None
    for part in answers.embeddings:
        found.append(("embeddings", part.times[0], part.times[-1], "", len(part.times), to_bytes(part, before)))
        before = part
    kinds = (object, np.float64, np.float64, object, np.float64, object)
    return {
        name: np.array(column, kind)
        for name, column, kind in zip(COLUMNS, zip(*found, strict=True), kinds, strict=True)
    }


class AnswersFile:
    """A Parquet file that is read; what it says is checked before it is believed. Close it, or use it in a ``with`` block."""

    def __init__(self, path: Path):
        """
        Args:
            path: The file.

        Raises:
            UserError: It is none of ``write_answers``, damaged or too large.
            OSError: It is missing or cannot be read.
        """
        self.path = Path(path)
        size = regular_size(self.path)
        if size > MOST_BYTES:
            raise self._damaged(f"it has {size:,} bytes, expected at most {MOST_BYTES:,}")
        self._connection: Connection = in_memory()
        try:
            self._open()
            self.about = self._about()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> AnswersFile:
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it. Idempotent."""
        self._connection.close()

    def segments(self) -> list[Segment]:
        """The timeline's, in order. Raises UserError."""
        found = self._read("segment", "time, until, label, value")
        starts, ends, labels, sure = (found[name] for name in ("time", "until", "label", "value"))
        right = (
            _are_times(starts) and _are_times(ends) and (ends >= starts).all() and (starts[1:] >= ends[:-1] - 1e-6).all()
            and np.isfinite(sure).all() and (sure >= 0).all() and (sure <= 1.001).all()
            and set(labels) <= set(self.about.labels)
        )  # fmt: skip
        if not right:
            raise self._damaged("its segments are none")
        return [
            Segment(start, end, label, confidence)
            for start, end, label, confidence in zip(starts.tolist(), ends.tolist(), labels, sure.tolist(), strict=True)
        ]

    def predictions(self) -> tuple[np.ndarray, np.ndarray]:
        """Times ``(n,)`` in seconds and probabilities, float32 ``(n, labels)``. Raises UserError."""
        found = self._read("prediction", "time, data")
        rows = self._stack(found["data"], "<f4", len(self.about.labels))
        if not (_are_times(found["time"]) and np.isfinite(rows).all()):
            raise self._damaged("its predictions are none")
        return found["time"], rows

    def seconds(self) -> Seconds:
        """A search vector for each second. Raises UserError."""
        found = self._read("second", "time, data")
        if not _are_times(found["time"]):
            raise self._damaged("its seconds are none")
        return Seconds(found["time"].astype(np.int64), self._stack(found["data"], "i1", DIMENSIONS))

    def thumbnails(self) -> tuple[tuple[float, bytes], ...]:
        """Times and JPEG files, in order. Raises UserError."""
        found = self._read("thumbnail", "time, data")
        if not _are_times(found["time"]) or any(len(data) > MOST_THUMBNAIL for data in found["data"]):
            raise self._damaged("its thumbnails are none")
        return tuple(zip(found["time"].tolist(), map(bytes, found["data"]), strict=True))

    def thumbnail_near(self, time: float) -> bytes | None:
        """The JPEG file of the picture nearest to ``time`` in seconds; None without any. Raises UserError."""
        found = self._ask(
            "SELECT data FROM answers WHERE kind = 'thumbnail' AND octet_length(data) <= $2 ORDER BY abs(time - $1) LIMIT 1",
            [time, MOST_THUMBNAIL],
        )["data"]
        return bytes(found[0]) if len(found) else None

    def embeddings(self) -> Iterator[PackedPart]:
        """Yield those of all sampled frames, in order. Raises UserError."""
        times, before = self._read("embeddings", "time")["time"], None
        for time in times.tolist():
            data = self._ask("SELECT data FROM answers WHERE kind = 'embeddings' AND time = $1", [time])["data"]
            try:
                part = from_bytes(bytes(data[0]), self.about.features, before)
            except ValueError as error:
                raise self._damaged(error) from error
            yield part
            before = part

    def _open(self) -> None:
        source = glob.escape(str(self.path.absolute()))
        try:
            rows = self._connection.ask("SELECT sum(num_rows) AS n FROM parquet_file_metadata($1)", [source])["n"][0]
            names = self._connection.ask("SELECT * FROM read_parquet($1) LIMIT 0", [source])
            if tuple(names) != tuple(COLUMNS) or not 1 <= rows <= MOST_ROWS:
                raise self._damaged("it has other columns or too many rows")
            cast = ", ".join(f"{name}::{kind} AS {name}" for name, kind in COLUMNS.items())
            self._connection.ask(f"CREATE VIEW answers AS SELECT {cast} FROM read_parquet({_quoted(source)})")
        except DatabaseError as error:
            raise self._damaged(error) from error

    def _about(self) -> About:
        found = self._ask(
            "SELECT data FROM answers WHERE kind = 'video' AND octet_length(data) <= $1 LIMIT 2", [MOST_ABOUT]
        )["data"]
        try:
            if len(found) != 1:
                raise ValueError("not one video is in it")
            return About.from_data(parse_json(bytes(found[0])))
        except ValueError as error:
            raise self._damaged(error) from error

    def _read(self, kind: str, columns: str) -> dict[str, np.ndarray]:
        return self._ask(f"SELECT {columns} FROM answers WHERE kind = $1 ORDER BY time", [kind])

    def _ask(self, sql: str, values: Sequence) -> dict[str, np.ndarray]:
        try:
            return self._connection.ask(sql, values)
        except DatabaseError as error:
            raise self._damaged(error) from error

    def _stack(self, blobs: Sequence[bytes], kind: str, width: int) -> np.ndarray:
        """Blobs of so many numbers each as ``(n, width)``."""
        size = width * np.dtype(kind).itemsize
        if any(len(blob) != size for blob in blobs):
            raise self._damaged("its rows are of other sizes")
        return np.frombuffer(b"".join(map(bytes, blobs)), kind).reshape(len(blobs), width)

    def _damaged(self, reason: object) -> UserError:
        return UserError(
            f"Received {self.path}: it holds no answers that can be read ({reason}); "
            f"run `{program_name()} library check --repair` and add its video again."
        )


def _are_times(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).all() and (values >= -MOST_SECONDS).all() and (values <= MOST_SECONDS).all())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
