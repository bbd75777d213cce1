"""Which videos a command line means, and what their results are called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from model.video.names import videos_below


@dataclass(frozen=True)
class Job:
    """One video and the name of its results, without a suffix."""

    video: Path
    stem: str


def find_videos(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """Find the videos that a command line means.

    What is named like a video and is none, such as a pipe, is among them: whoever opens it says what it is.

    Args:
        paths: Files, taken as they are, and folders, searched.

    Returns:
        The videos in order, each once, and a sentence for each empty folder.
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
    """The videos in ``folder`` and below, sorted, and a sentence for each folder of which nothing comes."""
    found, wrong = videos_below(folder)
    if not found and not wrong:
        wrong.append(
            f"Received folder {folder}: there is no video in it; "
            "expected files such as .mp4, .mkv, .avi or .mov, name another folder."
        )
    return found, wrong


def name_results(videos: list[Path]) -> list[Job]:
    """Name the results of videos (``model.outputs.distinct_stems``).

    Args:
        videos: In the order given.

    Returns:
        A job for each.
    """
    from model.outputs import distinct_stems

    return [Job(video, stem) for video, stem in zip(videos, distinct_stems(videos), strict=True)]
