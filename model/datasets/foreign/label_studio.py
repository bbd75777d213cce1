"""Exports of Label Studio (JSON, and JSON-MIN) of timelines on videos and of labels on sound: https://labelstud.io

A video's ranges count frames from 1, both ends included; sound has seconds.
"""

from __future__ import annotations

from pathlib import Path

from model.datasets.foreign.found import FoundLabels, WrongFormatError, json_of, listing, mapping, number_of

TIMELINE, SOUND = "timelinelabels", "labels"
FIELDS = ("video", "video_url", "audio", "url")


def read_label_studio(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read an export; see ``READERS``. Of several annotations of a task the first that was not cancelled is taken."""
    tasks = json_of(content)
    if not isinstance(tasks, list) or not tasks or not all(isinstance(task, dict) for task in tasks):
        raise WrongFormatError("it is no list of tasks")
    if not any("data" in task and ("annotations" in task or "completions" in task) for task in tasks):
        raise WrongFormatError("its tasks have no data and annotations")
    for task in tasks:
        video = _video(mapping(task.get("data")))
        done = [one for one in listing(task.get("annotations") or task.get("completions")) if isinstance(one, dict)]
        kept = next((one for one in done if not one.get("was_cancelled")), {})
        for part in map(mapping, listing(kept.get("result"))):
            _read_part(video, part, found)


def _video(data: dict) -> str:
    """Where the task's video lies; uploads have eight digits and a hyphen before their name."""
    place = next((data[name] for name in FIELDS if isinstance(data.get(name), str)), "")
    place = place or next((one for one in data.values() if isinstance(one, str)), "")
    folder, _, name = place.split("?")[0].rpartition("/")
    upload, _, rest = name.partition("-")
    return rest if "upload" in folder and len(upload) == 8 and rest else name


def _read_part(video: str, part: dict, found: FoundLabels) -> None:
    value = mapping(part.get("value"))
    for label in listing(value.get(TIMELINE)):
        rate = found.frames_per_second or number_of(value.get("framerate")) or _rate(value)
        for span in map(mapping, listing(value.get("ranges"))):
            start, end = number_of(span.get("start")), number_of(span.get("end"))
            if not rate:
                found.problem(f"{label} from frame {start} to {end}", "frames a second; give them with --fps")
            elif start is None or end is None:
                found.add(video, start, end, label)
            else:
                found.add(video, max(0.0, start - 1) / rate, end / rate, label)
    for label in listing(value.get(SOUND)):
        if "start" in value:
            found.add(video, value.get("start"), value.get("end"), label)


def _rate(value: dict) -> float | None:
    """Frames a second by the length that the region says."""
    frames, seconds = number_of(value.get("framesCount")), number_of(value.get("duration"))
    return frames / seconds if frames and seconds and frames > 0 and seconds > 0 else None
