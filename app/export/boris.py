"""``STEM.boris``: a project of BORIS with one observation, a state event for each segment."""

from __future__ import annotations

from pathlib import Path

from app.recorded.result import Result
from model.known_results import write_result
from model.marks import wrote_json
from model.safe_text import json_text, one_line

VERSION = "7.0"  # of the project's form, which BORIS 7 and later read


def write_boris(result: Result, path: Path) -> Path:
    """Write the segments as a project. See ``Format.write``."""
    labels = list(dict.fromkeys(one_line(part.label) for part in result.segments))
    video = str(result.video.absolute())
    events = []
    for part in result.segments:
        comment = f"{part.confidence:.4f}"
        events += [[round(time, 3), "", one_line(part.label), "", comment, "NA"] for time in (part.start, part.end)]
    data = {
        "time_format": "hh:mm:ss",
        "project_date": "",
        "project_name": result.video.stem,
        "project_description": "Live Action Classifier",
        "project_format_version": VERSION,
        "subjects_conf": {},
        "behaviors_conf": {str(number): _behaviour(label) for number, label in enumerate(labels)},
        "observations": {
            result.video.stem: {
                "file": {str(player): [video] if player == 1 else [] for player in range(1, 9)},
                "type": "MEDIA",
                "date": "",
                "description": "",
                "time offset": 0.0,
                "events": events,
                "observation time interval": [0, 0],
                "independent_variables": {},
                "media_info": {"length": {video: result.end}, "offset": {"1": 0.0}},
            }
        },
        "behavioral_categories": [],
        "independent_variables": {},
        "coding_map": {},
        "converters": {},
    }
    return write_result(path, json_text(data, indent=1) + "\n")


def _behaviour(label: str) -> dict:
    return {
        "type": "State event", "key": "", "code": label, "description": "", "category": "", "modifiers": "",
        "excluded": "", "coding map": "",
    }  # fmt: skip


def wrote_boris(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_boris``."""
    return wrote_json(path, "time_format", "project_date", "project_name")
