"""Plain annotation files of other tools: ActivityNet's and Label Studio's JSON, Audacity's label track, YouTube's chapters."""

from __future__ import annotations

import re
from pathlib import Path

from app.label_display import title_of
from app.recorded.result import Result
from model.errors import FootageError
from model.known_results import write_result
from model.marks import text_of, wrote_json
from model.safe_text import json_text, one_line
from model.video.reader import video_info
from model.video.timestamps import ASSUMED_FPS

CHAPTER_SECONDS = 10.0  # YouTube shows no shorter ones, and none at all below three
_LABEL = re.compile(r"\d+\.\d{6}\t\d+\.\d{6}\t.+")
_CHAPTER = re.compile(r"(?:\d+:)?\d?\d:\d\d \S.*")


def write_activitynet(result: Result, path: Path) -> Path:
    """Write the segments in ActivityNet's form. See ``Format.write``."""
    parts = [
        {"segment": [round(part.start, 3), round(part.end, 3)], "label": part.label, "score": round(part.confidence, 4)}
        for part in result.segments
    ]
    about = {
        "duration": round(result.end, 3),
        "subset": "testing",
        "annotations": parts,
    }
    data = {"version": "Live Action Classifier", "taxonomy": [], "database": {result.video.name: about}}
    return write_result(path, json_text(data, indent=1) + "\n")


def wrote_activitynet(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_activitynet``."""
    return wrote_json(path, "version", "taxonomy", "database")


def write_label_studio(result: Result, path: Path) -> Path:
    """Write the segments as a task with predictions and annotations on its timeline. See ``Format.write``."""
    try:
        rate = video_info(result.video).fps or ASSUMED_FPS
    except FootageError:
        rate = ASSUMED_FPS
    parts = []
    for number, part in enumerate(result.segments, 1):
        first, last = round(part.start * rate) + 1, max(round(part.start * rate) + 1, round(part.end * rate))
        value = {"ranges": [{"start": first, "end": last}], "timelinelabels": [part.label], "framerate": rate}
        parts.append(
            {"id": f"part{number}", "type": "timelinelabels", "from_name": "label", "to_name": "video", "value": value}
        )
    task = {"data": {"video": result.video.name}, "annotations": [{"result": parts}]}
    return write_result(path, "[" + json_text(task, indent=1) + "]\n")


def wrote_label_studio(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_label_studio``."""
    text = text_of(path)
    return text.startswith('[{\n "data": {') and '"timelinelabels"' in text


def write_audacity(result: Result, path: Path) -> Path:
    """Write the segments as a label track. See ``Format.write``."""
    lines = (f"{part.start:.6f}\t{part.end:.6f}\t{one_line(part.label)}\n" for part in result.segments)
    return write_result(path, "".join(lines))


def wrote_audacity(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_audacity``."""
    lines = text_of(path).splitlines()
    return bool(lines) and all(_LABEL.fullmatch(line) for line in lines)


def write_chapters(result: Result, path: Path) -> Path:
    """Write the segments as chapters for a description on YouTube. See ``Format.write``.

    The first begins at 0:00; a segment that is shorter than CHAPTER_SECONDS belongs to the chapter before it.
    """
    chapters: list[tuple[int, str]] = []
    for part in result.segments:
        title = title_of(part.label)
        begin = int(part.start) if chapters else 0
        if chapters and (part.duration < CHAPTER_SECONDS or chapters[-1][1] == title):
            continue
        if chapters and begin - chapters[-1][0] < CHAPTER_SECONDS:
            chapters[-1] = (chapters[-1][0], title)  # the first one was too short
        else:
            chapters.append((begin, title))
    long = any(begin >= 3600 for begin, _ in chapters)
    lines = (
        f"{f'{begin // 3600}:{begin // 60 % 60:02d}' if long else begin // 60}:{begin % 60:02d} {title}\n"
        for begin, title in chapters
    )
    return write_result(path, "".join(lines))


def wrote_chapters(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_chapters``."""
    lines = text_of(path).splitlines()
    return bool(lines) and all(_CHAPTER.fullmatch(line) for line in lines)
