"""Looking whether a library is whole: its files can be read, its index knows them, and its videos lie where they did."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app.errors import UserError
from app.library.index import reading
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from app.library.sync import difference
from app.library.vectors_file import ROW


@dataclass(frozen=True)
class Health:
    """What was found.

    Attributes:
        videos: How many have answers that can be read.
        problems: A sentence for each thing that a repair puts right.
        missing: A sentence for each video that is not where it was; what was found in it stays.
    """

    videos: int
    problems: tuple[str, ...]
    missing: tuple[str, ...]


def examine(place: Place) -> Health:
    """Look at all of a library; nothing is changed.

    Raises:
        UserError: There is no library, or its folder cannot be read.
    """
    place.expect()
    try:
        contents = sorted(place.files())
    except OSError as error:
        raise UserError(f"Received {place.videos}: it cannot be read ({error.strerror or error}).") from error
    problems, missing, whole = [], [], 0
    for content in contents:
        try:
            with AnswersFile(place.file_of(content)) as kept:
                about = kept.about
                kept.segments(), kept.predictions(), kept.seconds(), kept.thumbnails()
                for _ in kept.embeddings():
                    pass
        except (UserError, OSError) as error:
            problems.append(str(error))
            continue
        whole += 1
        path = place.moved_to(content) or about.path
        if not os.path.exists(path):
            missing.append(f"{path} is not there any more; if it was moved, add the folder that it is in now.")
    try:
        problems += _index_problems(place)
    except (UserError, OSError) as error:
        problems.append(str(error))
    return Health(whole, tuple(problems), tuple(missing))


def _index_problems(place: Place) -> list[str]:
    problems = []
    with reading(place) as index:
        changes = difference(place, index)
        ends = index.ask("SELECT encoder, max(first_row + row_count) AS n FROM videos GROUP BY encoder")
    behind = len(changes.new) + len(changes.gone)
    if behind:
        problems.append(f"The index does not know {behind} of the files that were written or removed.")
    for encoder, rows in zip(ends["encoder"].tolist(), ends["n"].tolist(), strict=True):
        file = place.vectors_of(encoder)
        size = os.stat(file).st_size if file.exists() else 0
        if size < rows * ROW.itemsize:
            problems.append(
                f"{file} has {size:,} bytes, expected {rows * ROW.itemsize:,}: moments alike are not all found."
            )
    return problems
