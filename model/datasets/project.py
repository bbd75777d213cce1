"""A teaching project: one folder of plain files, in which a person marks what happens in videos of their own game.

    project.json   the name, the labels with colours and keys, and the videos by where they lie and what is in them
    STEM.csv       each video's marks, ``start,end,label`` in seconds (see ``label_file``)
    clips/         the last seconds of live sources, saved as videos that have one label
    cache/         what can be made again    models/   what was taught

Videos lie where they are; one that was moved is found again by its content. A project that came from somebody else is data: it
is bounded, its names stay in its folder, and of its videos nothing but the named file is opened.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from model.datasets.label_file import LabelledSegment
from model.errors import FootageError
from model.files import write_whole
from model.json_data import is_text, read_json
from model.safe_text import csv_line, file_name, table_cell
from model.spec import LONGEST_LABEL, MOST_LABELS

PROJECT_FILE, FORMAT = "project.json", 1
CLIPS, CACHE, MODELS = "clips", "cache", "models"
OTHERS, OTHERS_COLOUR, OTHERS_KEY = "others", "#8A93A6", "0"
# Okabe and Ito's colours and some that lie between them; the grey one is that of ``others``.
COLOURS = ("#E69F00", "#56B4E9", "#F0E442", "#D55E00", "#009E73", "#CC79A7", "#0072B2", "#A6D854", "#B38DFF", "#FF9DA7")
KEYS = "123456789"
MOST_VIDEOS, LONGEST_NAME, LONGEST_PATH = 20_000, 180, 8_000  # videos, bytes, characters
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_CONTENT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ProjectLabel:
    """A label: its name, its colour ``#rrggbb``, and the digit that marks it, "" where there are more labels than digits."""

    name: str
    colour: str
    key: str = ""


@dataclass(frozen=True)
class ProjectVideo:
    """A video that belongs to a project.

    name: tells it from the project's others; its marks are in ``NAME.csv``. path: where it lay last, from the project's folder
    on where it lies in there, else absolute. content: ``model.video.identity.content_of`` it.
    """

    name: str
    path: str
    content: str


@dataclass(frozen=True)
class Project:
    """What ``project.json`` in ``folder`` says. labels: ``others`` is always among them. videos: in the order they were added."""

    folder: Path
    name: str
    labels: tuple[ProjectLabel, ...] = (ProjectLabel(OTHERS, OTHERS_COLOUR, OTHERS_KEY),)
    videos: tuple[ProjectVideo, ...] = ()

    @property
    def label_names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def marks_file(self, video: ProjectVideo) -> Path:
        """Where the marks of ``video`` are."""
        return self.folder / f"{video.name}.csv"

    def with_label(self, name: str) -> Project:
        """With one more label, of a colour and a key that are free; as it is where it has the label."""
        if name in self.label_names:
            return self
        key = next((key for key in KEYS if key not in {label.key for label in self.labels}), "")
        used = [label.colour.upper() for label in self.labels]
        label = ProjectLabel(name, min(COLOURS, key=used.count), key)
        place = len(self.labels) - (
            self.labels[-1:] == (_others(self.labels),)
        )  # before others, which stays the last one
        return replace(self, labels=(*self.labels[:place], label, *self.labels[place:]))

    def with_video(self, path: Path, content: str) -> tuple[Project, ProjectVideo]:
        """With the video at ``path``, and how the project calls it; one of the same content is the same video."""
        there = next((video for video in self.videos if video.content == content), None)
        video = ProjectVideo(there.name if there else self._free_name(path), _as_text(self.folder, path), content)
        if there is None:
            return replace(self, videos=(*self.videos, video)), video
        return replace(self, videos=tuple(video if one is there else one for one in self.videos)), video

    def _free_name(self, path: Path) -> str:
        taken = {video.name.casefold() for video in self.videos}
        first, number = file_name(path.stem, LONGEST_NAME - 10), 1
        name = first
        own = self.folder / f"{path.stem}.csv" if _as_text(self.folder, path) == path.name else None
        while name.casefold() in taken or self._is_there(f"{name}.csv", own):
            number += 1
            name = f"{first}-{number}"
        return name

    def _is_there(self, name: str, own: Path | None) -> bool:
        """Whether a file in the folder has that name; own: that of a video that lies in there, which is its to have."""
        return os.path.lexists(self.folder / name) and self.folder / name != own


def is_project(folder: Path) -> bool:
    """Whether ``folder`` is a teaching project, be it a damaged one."""
    return (Path(folder) / PROJECT_FILE).is_file()


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
    rows = (
        csv_line(f"{part.start:.3f}", f"{part.end:.3f}", table_cell(part.label))
        for part in sorted(segments, key=lambda part: part.start)
    )
    return write_whole(project.marks_file(video), csv_line("start", "end", "label") + "".join(rows), durable=True)


def video_path(project: Project, video: ProjectVideo) -> Path:
    """Where ``video`` lay when the project last saw it."""
    path = Path(video.path)
    return path if path.is_absolute() else project.folder / path


def _as_text(folder: Path, path: Path) -> str:
    path, folder = Path(os.path.abspath(path)), Path(os.path.abspath(folder))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


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
    if _others(labels) is None:
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


def _others(labels: tuple[ProjectLabel, ...]) -> ProjectLabel | None:
    return next((label for label in labels if label.name == OTHERS), None)


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


def is_label(name: Any) -> bool:
    """Whether ``name`` can be a label."""
    return is_text(name, LONGEST_LABEL) and name.strip() == name != ""


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
