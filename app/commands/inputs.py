"""Which videos a command line means, and what their results are called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

VIDEO_SUFFIXES = frozenset(
    ".3gp .asf .avi .flv .gif .m2ts .m4v .mjpeg .mkv .mov .mp4 .mpeg .mpg .mts .mxf .ogv .ts .vob .webm .wmv".split()
)


@dataclass(frozen=True)
class Job:
    """One video and the name of its results, without a suffix."""

    video: Path
    stem: str


def find_videos(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """The videos in order, each once (files as they are, folders searched), and a sentence for each empty folder.

    What is named like a video and is none, such as a pipe, is among them: whoever opens it says what it is.
    """
    videos: dict[str, Path] = {}
    failures = []
    for path in paths:
        found, wrong = _search(path) if os.path.isdir(path) else ([path], [])
        for file in found:
            videos.setdefault(os.path.realpath(file), file)
        failures += wrong
    return list(videos.values()), failures


def _search(folder: Path) -> tuple[list[Path], list[str]]:
    """What is named like a video in ``folder`` and below, sorted, and a sentence for each folder of which nothing comes."""
    found: list[Path] = []
    wrong: list[str] = []

    def unreadable(error: OSError) -> None:
        wrong.append(f"Received folder {error.filename}: it cannot be read ({error.strerror}); change its permissions.")

    named_like_videos = []
    for where, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        named_like_videos += [Path(where, name) for name in folders if _is_video(name)]
        found += [Path(where, name) for name in files if _is_video(name) and not name.startswith(".")]
    found.sort()
    for empty in named_like_videos:
        if not any(empty in file.parents for file in found):
            wrong.append(f"Received {empty}: it is a folder without a video in it, expected a video file; rename it.")
    if not found and not wrong:
        wrong.append(
            f"Received folder {folder}: there is no video in it; "
            "expected files such as .mp4, .mkv, .avi or .mov, name another folder."
        )
    return found, wrong


def _is_video(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in VIDEO_SUFFIXES


def name_results(videos: list[Path]) -> list[Job]:
    """The videos with the names of their results (``model.outputs.distinct_stems``)."""
    from model.outputs import distinct_stems

    return [Job(video, stem) for video, stem in zip(videos, distinct_stems(videos), strict=True)]
