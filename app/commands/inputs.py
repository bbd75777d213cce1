"""Which videos a command line means, and what their results are called."""

from __future__ import annotations

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
    """The videos in order, each once (files as they are, folders searched), and a sentence for each empty folder."""
    videos: dict[Path, Path] = {}
    failures = []
    for path in paths:
        if not path.is_dir():
            videos.setdefault(path.resolve(), path)
            continue
        found = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in VIDEO_SUFFIXES
            and file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        for file in found:
            videos.setdefault(file.resolve(), file)
        if not found:
            failures.append(
                f"Received folder {path}: there is no video in it; "
                "expected files such as .mp4, .mkv, .avi or .mov, name another folder."
            )
    return list(videos.values()), failures


def name_results(videos: list[Path]) -> list[Job]:
    """STEM for each; where several videos share one, the second becomes STEM-2, the third STEM-3, in the order given.

    Letter case does not tell two names apart, as some file systems ignore it.
    """
    own = {video.stem.casefold() for video in videos}
    used: set[str] = set()
    jobs = []
    for video in videos:
        stem, count = video.stem, 1
        while stem.casefold() in used or (count > 1 and stem.casefold() in own):
            count += 1
            stem = f"{video.stem}-{count}"
        used.add(stem.casefold())
        jobs.append(Job(video, stem))
    return jobs
