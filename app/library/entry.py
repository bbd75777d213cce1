"""What the index takes of one video: read of its Parquet file, with what a person has corrected up to now."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import UserError
from app.library.answers import About, Seconds
from app.library.corrections import CorrectionsStamp, corrected_segments, stamp_of
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from app.timeline.timeline import Segment


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
