"""What there is to do for a library: which videos are new, changed, moved, or answered by another model."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from app.library.index import Index
from app.library.look import LibraryModel
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from model.errors import FootageError
from model.video.identity import content_of


@dataclass(frozen=True)
class Todo:
    """A video that is to be answered.

    Attributes:
        content: What tells it from others.
        duration: As it states, seconds; 0.0 where it does not.
        again: Whether there are answers by another model.
    """

    video: Path
    content: str
    duration: float
    again: bool


@dataclass
class Plan:
    """What was found below the folders that were named.

    Attributes:
        todo: In the order in which they were named.
        answered: How many have their answers already.
        by_others: How many of these were answered by another model than is used for new ones.
        moved: Where videos are now that lay elsewhere, by content.
        copies: How many hold the same as another one.
        failures: A sentence for each that cannot be read.
    """

    todo: list[Todo] = field(default_factory=list)
    answered: int = 0
    by_others: int = 0
    moved: dict[str, str] = field(default_factory=dict)
    copies: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What the index knows of a video."""

    content: str
    path: str
    size: int
    changed: float
    model_id: str
    duration: float


def make_plan(
    index: Index,
    videos: Iterable[Path],
    model: LibraryModel,
    anew: bool,
    check: Callable[[], None] = lambda: None,
) -> Plan:
    """Compare videos with what the index knows.

    Args:
        index: Open.
        videos: Files.
        model: Which answers for what is new.
        anew: Whether it is also to answer for what another model has answered.
        check: Called for each video; may raise to stop.

    Returns:
        What there is to do.
    """
    known = _known(index)
    by_path = {one.path: one for one in known.values()}
    plan, seen = Plan(), set()
    for video in videos:
        check()
        path = os.path.abspath(video)
        try:
            content = _content(video, by_path.get(path))
        except FootageError as error:
            plan.failures.append(str(error))
            continue
        there = known.get(content)
        elsewhere = there is not None and there.path != path
        if content in seen:  # the one that the index knows is no copy, whichever comes first
            plan.copies += there is None or elsewhere
            continue
        seen.add(content)
        if elsewhere:
            if _is_still_there(there):
                plan.copies += 1
            else:
                plan.moved[content] = path
        other = there is not None and there.model_id != model.id
        if there is None or (anew and other):
            duration = there.duration if there is not None else _stated_duration(video)
            plan.todo.append(Todo(video, content, duration, there is not None))
        else:
            plan.answered += 1
            plan.by_others += other
    return plan


def _known(index: Index) -> dict[str, _Known]:
    found = index.ask("SELECT content, path, size, changed, model_id, duration FROM videos")
    rows = zip(*(column.tolist() for column in found.values()), strict=True)
    return {row[0]: _Known(*row) for row in rows}


def all_videos(index: Index) -> list[Path]:
    """Where all videos of a library lie."""
    return [Path(path) for path in index.ask("SELECT path FROM videos WHERE path <> '' ORDER BY path")["path"]]


def _content(video: Path, known: _Known | None) -> str:
    """What is in a video, as the index knows it where the file has not changed. Raises FootageError."""
    if known is not None:
        with contextlib.suppress(OSError):
            about = os.stat(video)
            if (about.st_size, about.st_mtime) == (known.size, known.changed):
                return known.content
    return content_of(video)


def _is_still_there(known: _Known) -> bool:
    """Whether a video still lies where it was."""
    with contextlib.suppress(FootageError):
        return _content(Path(known.path), known) == known.content
    return False


def _stated_duration(video: Path) -> float:
    from model.video.decoding import stated_duration
    from model.video.opening import open_video

    with contextlib.suppress(FootageError):
        container, stream = open_video(video, 1)
        with container:
            return max(0.0, stated_duration(container, stream) or 0.0)
    return 0.0


def is_answered(place: Place, content: str, model: LibraryModel) -> bool:
    """Whether a video has whole answers by a model, as another process may have given meanwhile."""
    from app.errors import UserError

    with contextlib.suppress(OSError, UserError), AnswersFile(place.file_of(content)) as kept:
        return kept.about.content == content and kept.about.model_id == model.id
    return False
