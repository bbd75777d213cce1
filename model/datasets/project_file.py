"""``project.json`` and the label files of a teaching project: read with every bound checked, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from model.datasets.label_file import LabelledSegment, write_labels
from model.datasets.project import (
    KEYS,
    LONGEST_NAME,
    OTHERS,
    OTHERS_COLOUR,
    OTHERS_KEY,
    PROJECT_FILE,
    Project,
    ProjectLabel,
    ProjectVideo,
    is_label,
)
from model.errors import FootageError
from model.files import write_whole
from model.json_data import is_text, read_json
from model.safe_text import file_name
from model.spec import LONGEST_LABEL, MOST_LABELS

FORMAT = 1
MOST_VIDEOS, LONGEST_PATH = 20_000, 8_000  # videos, characters
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_CONTENT = re.compile(r"[0-9a-f]{32}")


def read_project(folder: Path) -> Project:
    """The project in ``folder``.

    Raises:
        FootageError: The folder or its ``project.json`` is missing, cannot be read, or says what cannot be.
    """
    folder = Path(folder)
    path = folder / PROJECT_FILE
    try:
        return _project(folder, read_json(path))
    except FileNotFoundError as error:
        raise FootageError(
            f"Received {folder}: expected {PROJECT_FILE} in it; name the folder of a teaching project."
        ) from error
    except OSError as error:
        raise FootageError(f"Received {path}: it cannot be read ({error.strerror or error}).") from error
    except ValueError as error:
        raise FootageError(
            f"Received {path}: it is no valid teaching project ({error}); restore the file or make another project."
        ) from error


def write_project(project: Project) -> Path:
    """Write ``project.json`` whole or not at all, and to the disk before this returns. Returns its path.

    Raises:
        OSError: It cannot be written.
    """
    data = {
        "format": FORMAT,
        "name": project.name,
        "labels": [asdict(label) for label in project.labels],
        "videos": [asdict(video) for video in project.videos],
    }
    project.folder.mkdir(parents=True, exist_ok=True)
    return write_whole(project.folder / PROJECT_FILE, json.dumps(data, indent=1) + "\n", durable=True)


def write_marks(project: Project, video: ProjectVideo, segments: list[LabelledSegment]) -> Path:
    """Write a video's marks, in order of time, whole or not at all. Returns their file.

    Raises:
        OSError: It cannot be written.
    """
    return write_labels(project.marks_file(video), segments)


def _project(folder: Path, data: Any) -> Project:
    """The project that ``data`` describes. Raises ValueError where it cannot be one."""
    if not isinstance(data, dict):
        raise ValueError(f"a {type(data).__name__}, expected names and values")
    if data.get("format") != FORMAT:
        raise ValueError(f"format {str(data.get('format'))[:20]!r}, expected {FORMAT}")
    name = data.get("name")
    if not is_text(name, LONGEST_LABEL) or not name.strip():
        raise ValueError(f"expected a name of 1 to {LONGEST_LABEL} characters")
    labels = tuple(_label(one) for one in _list(data, "labels", MOST_LABELS))
    if not any(one.name == OTHERS for one in labels):
        labels += (
            ProjectLabel(OTHERS, OTHERS_COLOUR, "" if OTHERS_KEY in {one.key for one in labels} else OTHERS_KEY),
        )
    videos = tuple(_video(one) for one in _list(data, "videos", MOST_VIDEOS))
    for what, values in (
        ("labels", [label.name for label in labels]),
        ("keys", [label.key for label in labels if label.key]),
        ("names of videos", [video.name.casefold() for video in videos]),
    ):
        if len(set(values)) < len(values):
            raise ValueError(f"two equal {what}")
    return Project(folder, name, labels, videos)


def _list(data: dict, name: str, most: int) -> list[dict]:
    found = data.get(name)
    if not isinstance(found, list) or len(found) > most or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"expected {name} as a list of at most {most}")
    return found


def _label(data: dict) -> ProjectLabel:
    name, colour, key = data.get("name"), data.get("colour"), data.get("key", "")
    if not is_label(name):
        raise ValueError(f"a label that is no text of 1 to {LONGEST_LABEL} characters")
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        raise ValueError("a label's colour that is not #rrggbb")
    if key != "" and (not isinstance(key, str) or key not in {*KEYS, OTHERS_KEY}):
        raise ValueError("a label's key that is no digit")
    return ProjectLabel(name, colour, key)


def _video(data: dict) -> ProjectVideo:
    name, path, content = data.get("name"), data.get("path"), data.get("content")
    if not is_text(name, LONGEST_NAME) or file_name(name, LONGEST_NAME) != name:
        raise ValueError(f"a video's name that is no file's name of at most {LONGEST_NAME} bytes")
    if not isinstance(content, str) or not _CONTENT.fullmatch(content):
        raise ValueError(f"the video {name}'s content that is not 32 hexadecimal digits")
    if not _is_path(path):
        raise ValueError(f"the video {name}'s path that is none, or leads out of the folder")
    return ProjectVideo(name, path, content)


def _is_path(text: Any) -> bool:
    """Whether ``text`` can be a video's path: absolute, or one that stays in the folder."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_PATH or "\0" in text:
        return False
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return os.path.isabs(text) or not ({"..", ""} & {*text.split("/"), *PurePosixPath(text).parts})
