"""Finding segments in a library: what they are, how long and how sure, and what is near them."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from app.errors import UserError
from app.library.corrections import corrected_segments, stamps
from app.library.database import DatabaseError
from app.library.index import SEGMENTS, Index, unusable
from app.library.moment import Hit
from app.library.parquet_file import AnswersFile

# How videos are ranked, and by what hits are put in order: few strings are compared, however many hits there are.
ORDERS = {
    "path": ("v.path", "h.rank, h.start"),
    "newest": ("v.changed DESC, v.path", "h.rank, h.start"),
    "surest": ("v.path", "CASE WHEN h.yours THEN 1 ELSE h.confidence END DESC, h.rank, h.start"),
    "longest": ("v.path", "h.until - h.start DESC, h.rank, h.start"),
}
DAYS = ("%Y-%m-%d", "%Y-%m", "%Y")
MOST_NEAR = 10
MOST_SECONDS = 1e9


@dataclass(frozen=True)
class Query:
    """What is looked for.

    Attributes:
        labels: Any of these; none: all.
        longer: Seconds at least.
        surer: Confidence at least, 0..1. What a person corrected is sure.
        near: Labels and seconds: a segment of that label begins or ends at most so far away, or overlaps it.
        since: Only recordings from then on, seconds since 1970.
        text: Part of the video's path, in any case of letters.
        content: Only this video's.
        order: One of ORDERS.
        most: How many are given; None: all.
    """

    labels: tuple[str, ...] = ()
    longer: float = 0.0
    surer: float = 0.0
    near: tuple[tuple[str, float], ...] = ()
    since: float | None = None
    text: str = ""
    content: str = ""
    order: str = "path"
    most: int | None = None


@dataclass(frozen=True)
class Found:
    """What a query gives: at most so many hits as were asked for, and how many there are."""

    hits: tuple[Hit, ...]
    count: int


def find(index: Index, query: Query) -> Found:
    """Answer a query.

    Args:
        index: Open.
        query: What is looked for.

    Returns:
        The hits, in the query's order.

    Raises:
        UserError: The index is damaged.
    """
    take_corrections(index)
    found = index.ask(*_sql(query))
    count = int(found.pop("count")[0]) if len(found["start"]) else 0
    rows = zip(*(column.tolist() for column in found.values()), strict=True)
    return Found(tuple(Hit(*row) for row in rows), count)


def _sql(query: Query) -> tuple[str, list]:
    values: list = []

    def value(one) -> str:
        values.append(one)
        return f"${len(values)}"

    of_videos, of_segments, joins = ["v.path <> ''"], ["true"], []
    if query.labels:
        of_segments.append(f"list_contains({value(list(query.labels))}, s.label)")
    if query.longer > 0:
        of_segments.append(f"s.until - s.start >= {value(query.longer - 1e-9)}")
    if query.surer > 0:
        of_segments.append(f"(s.yours OR s.confidence >= {value(query.surer)})")
    if query.since is not None:
        of_videos.append(f"v.changed >= {value(query.since)}")
    if query.text:
        of_videos.append(f"contains(lower(v.path), {value(query.text.lower())})")
    if query.content:
        of_videos.append(f"v.content = {value(query.content)}")
    for number, (label, seconds) in enumerate(query.near):
        far = value(seconds + 1e-9)
        joins.append(
            "JOIN (SELECT DISTINCT c.video, c.start FROM chosen c JOIN segments_now n ON n.video = c.video "
            f"WHERE n.label = {value(label)} AND n.start <= c.until + {far} AND n.until >= c.start - {far} "
            f"AND n.start <> c.start) near{number} ON near{number}.video = s.video AND near{number}.start = s.start"
        )
    rank, order = ORDERS[query.order]
    limit = "" if query.most is None else f"LIMIT {value(query.most)}"
    return (
        f"WITH ranked AS (SELECT v.video, row_number() OVER (ORDER BY {rank}) AS rank FROM videos v "
        f"WHERE {' AND '.join(of_videos)}), "
        "chosen AS MATERIALIZED (SELECT s.*, r.rank FROM segments_now s JOIN ranked r ON r.video = s.video "
        f"WHERE {' AND '.join(of_segments)}), "
        f"hits AS MATERIALIZED (SELECT s.* FROM chosen s {' '.join(joins)}), "
        f"first AS (SELECT h.* FROM hits h ORDER BY {order} {limit}) "
        "SELECT v.content, v.path, v.duration, h.start, h.until, h.label, h.confidence, h.yours, "
        f"(SELECT count(*) FROM hits) AS count FROM first h JOIN videos v ON v.video = h.video ORDER BY {order}",
        values,
    )


def take_corrections(index: Index) -> None:
    """Have ``segments_now`` hold all segments with what a person has corrected when it is first asked. Raises UserError."""
    if index.corrected:
        return
    known = index.ask("SELECT video, content, key, corrected, path FROM videos")
    now = stamps(known["key"].tolist())
    changed = [
        row
        for row in zip(
            *(known[name].tolist() for name in ("video", "content", "key", "corrected", "path")), strict=True
        )
        if now.get(row[2], "") != row[3]
    ]
    rows: list[tuple] = []
    numbers: list[int] = []
    for number, content, key, _, path in changed:
        try:
            with AnswersFile(index.place.file_of(content)) as kept:
                parts = corrected_segments(key, kept.segments(), path)
        except (UserError, OSError):  # damaged: ``check`` says so, and the others are found
            continue
        numbers.append(number)
        rows += [(number, part.start, part.end, part.label, part.confidence, part.by_user) for part in parts]
    left = f"WHERE NOT list_contains({numbers}, video)" if numbers else ""
    try:
        index.connection.run("CREATE OR REPLACE TEMP TABLE corrected_segments AS SELECT * FROM segments LIMIT 0")
        index.insert("corrected_segments", SEGMENTS, rows)
        index.connection.run(
            f"CREATE OR REPLACE TEMP VIEW segments_now AS SELECT * FROM segments {left} "
            "UNION ALL SELECT * FROM corrected_segments"
        )
        index.corrected = True
    except DatabaseError as error:
        raise unusable(index.place, error) from error


def parse_near(text: str) -> tuple[str, float]:
    """``LABEL:SECONDS`` as both. Raises UserError."""
    label, _, seconds = text.rpartition(":")
    try:
        value = float(seconds)
    except ValueError:
        value = -1.0
    if not label.strip() or not 0 <= value <= MOST_SECONDS:
        raise UserError(f"Received --near {text!r}: expected a label and seconds, such as chests:10.")
    return label.strip(), value


def parse_since(text: str) -> float:
    """A day, month or year here as seconds since 1970. Raises UserError."""
    for form in DAYS:
        try:
            found = clock.mktime(clock.strptime(text.strip(), form))
        except (ValueError, OverflowError):
            continue
        if isfinite(found):
            return found
    raise UserError(f"Received --since {text!r}: expected a day, month or year, such as 2026-10-31, 2026-10 or 2026.")


def check_labels(index: Index, labels: Sequence[str]) -> None:
    """Raise UserError where a label is none of any model that answered, nor of any correction."""
    known = labels_in(index)
    wrong = [label for label in labels if label not in known]
    if wrong:
        raise UserError(
            f"Received label {wrong[0]!r}: expected any of {', '.join(sorted(known)) or 'none, it is empty'}."
        )


def labels_in(index: Index) -> set[str]:
    """All labels that anything in a library has or could have. Raises UserError."""
    take_corrections(index)
    of_models = index.ask("SELECT DISTINCT labels FROM videos")["labels"].tolist()
    of_people = index.ask("SELECT DISTINCT label FROM segments_now WHERE yours")["label"].tolist()
    return {label for text in of_models for label in json.loads(text)} | set(of_people)
