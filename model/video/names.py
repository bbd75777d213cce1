"""Which files are called like videos: one list for all who look into a folder (classify, footage, training, dialogs)."""

from __future__ import annotations

import os
from pathlib import Path

# What FFmpeg reads here as pictures that move. GIF and APNG are among them; animated WebP is not, it is a picture.
VIDEO_SUFFIXES = frozenset(
    ".264 .265 .3g2 .3gp .apng .asf .avi .divx .dv .f4v .flv .gif .h264 .h265 .hevc .ivf .m1v .m2t .m2ts .m2v .m4v .mjpeg "
    ".mjpg .mkv .mov .mp4 .mpe .mpeg .mpg .mts .mxf .nut .ogm .ogv .qt .rm .rmvb .ts .vob .webm .wmv .wtv .y4m".split()
)
COMMON = (".mp4", ".mkv", ".mov", ".avi", ".webm")  # those that a list for people begins with


def is_video_name(name: str) -> bool:
    """Whether a file of this name is taken for a video where nobody named it: by its ending, in any case, and not hidden."""
    return os.path.splitext(name)[1].lower() in VIDEO_SUFFIXES and not name.startswith(".")


def name_patterns() -> str:
    """All endings as file dialogs take them, common ones first: ``*.mp4 *.mkv …``, and in capitals, as cameras write them."""
    endings = [*COMMON, *sorted(VIDEO_SUFFIXES - set(COMMON))]
    return " ".join(f"*{ending} *{ending.upper()}" for ending in endings)


def videos_below(folder: Path) -> tuple[list[Path], list[str]]:
    """What is named like a video in ``folder`` and below, sorted, and a sentence for each folder of which nothing comes.

    A folder may be named like a video and hold some. Hidden files and folders are passed over, as are links to folders.
    """
    found: list[Path] = []
    wrong: list[str] = []

    def unreadable(error: OSError) -> None:
        wrong.append(f"Received folder {error.filename}: it cannot be read ({error.strerror}); change its permissions.")

    named_like_videos = []
    for where, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        named_like_videos += [Path(where, name) for name in folders if is_video_name(name)]
        found += [Path(where, name) for name in files if is_video_name(name)]
    found.sort()
    for empty in named_like_videos:
        if not any(empty in file.parents for file in found):
            wrong.append(f"Received {empty}: it is a folder without a video in it, expected a video file; rename it.")
    return found, wrong
