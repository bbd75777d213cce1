"""A teaching project: one folder of plain files, in which a person marks what happens in videos of their own game.

    project.json   the name, the labels with colours and keys, and the videos by where they lie and what is in them
    STEM.csv       each video's marks, ``start,end,label`` in seconds (see ``label_file``)
    clips/         the last seconds of live sources, saved as videos that have one label
    cache/         what can be made again    models/   what was taught

Videos lie where they are; one that was moved is found again by its content. A project that came from somebody else is data: it
is bounded, its names stay in its folder, and of its videos nothing but the named file is opened.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.json_data import is_text
from model.safe_text import file_name
from model.spec import LONGEST_LABEL

PROJECT_FILE = "project.json"
CLIPS, CACHE, MODELS = "clips", "cache", "models"
OTHERS, OTHERS_COLOUR, OTHERS_KEY = "others", "#8A93A6", "0"
# Okabe and Ito's colours, and more that stay apart from them and from the grey of ``others`` with every common colour
# blindness; theirs for the purple, which does not, comes last.
COLOURS = ("#E69F00", "#56B4E9", "#F0E442", "#D55E00", "#009E73", "#0072B2", "#9B28F7", "#CAFCB2", "#89412B", "#CC79A7")
KEYS = "123456789"
LONGEST_NAME = 180  # bytes


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


def video_path(project: Project, video: ProjectVideo) -> Path:
    """Where ``video`` lay when the project last saw it."""
    path = Path(video.path)
    return path if path.is_absolute() else project.folder / path


def _as_text(folder: Path, path: Path) -> str:
    path, folder = Path(os.path.abspath(path)), Path(os.path.abspath(folder))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _others(labels: tuple[ProjectLabel, ...]) -> ProjectLabel | None:
    return next((label for label in labels if label.name == OTHERS), None)


def is_label(name: Any) -> bool:
    """Whether ``name`` can be a label."""
    return is_text(name, LONGEST_LABEL) and name.strip() == name != ""
