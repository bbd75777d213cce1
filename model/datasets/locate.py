"""Where the videos of a teaching project are now: where they lay last, else where moved and renamed ones are likely to be."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from model.datasets.project import CLIPS, Project, ProjectVideo, video_path
from model.errors import FootageError
from model.video.identity import content_of
from model.video.names import is_video_name

MOST_LOOKED_INTO = 200  # files that one search reads from
MOST_FOLDERS, MOST_LISTED = 50, 5_000  # folders looked into, names read of each


def locate(project: Project, video: ProjectVideo) -> Path | None:
    """The file of ``video``, known by its content; None where it is not found.

    Where the recorded path leads to nothing, or to another video, it is looked for in the project's folder, beside it, where it
    lay and where the project's other videos lie: those of its name first, and no more than ``MOST_LOOKED_INTO`` files.
    """
    path = video_path(project, video)
    if _holds(path, video):
        return path
    name = re.split(r"[\\/]", video.path)[-1]  # also of another system
    candidates = sorted(_candidates(project, path), key=lambda there: (there.name != name, there.suffix != path.suffix))
    return next((there for there in candidates[:MOST_LOOKED_INTO] if _holds(there, video)), None)


def missing(project: Project, video: ProjectVideo) -> str:
    """What to say of a video that ``locate`` does not find, one sentence."""
    return (
        f"Received {project.folder}: its video {video.name} is not found any more ({video_path(project, video)}); "
        "put it back, or into the project's folder."
    )


def _holds(path: Path, video: ProjectVideo) -> bool:
    try:
        return content_of(path) == video.content
    except (FootageError, OSError):
        return False


def _candidates(project: Project, path: Path) -> Iterator[Path]:
    """What is named like a video in the folders where this one may be; a file is named once."""
    folder = Path(os.path.abspath(project.folder))
    others = (video_path(project, video).parent for video in project.videos)
    folders = dict.fromkeys((folder, folder / CLIPS, folder.parent, path.parent, *others))
    for place in islice(folders, MOST_FOLDERS):
        try:
            with os.scandir(place) as entries:
                yield from (Path(entry.path) for entry in islice(entries, MOST_LISTED) if is_video_name(entry.name))
        except (OSError, ValueError):
            continue
