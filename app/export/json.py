"""``STEM.json``: every prediction as the model gave it, and the segments made of them.

A prediction's label and confidence are those of its own largest probability; the segments' come from the timeline, as in the
window. Where a person corrected any of them, ``by`` says of each whose word it is. Times are seconds to the millisecond,
probabilities to six places. A prediction's unfamiliarity says how unlike all that the model learned from the picture is, 1
where doubt begins; ``unfamiliar`` is the share of the predictions at which it had been so for some seconds (0 for a model that
cannot tell). ``differs`` says in words how the pictures differ from those that a taught model learned from, in size, rate or
brightness.
"""

from __future__ import annotations

from pathlib import Path

from app.export.csv import whose
from app.recorded.result import Result
from model.known_results import write_result
from model.marks import wrote_json as begins_with
from model.safe_text import json_text


def as_data(result: Result) -> dict:
    """What ``STEM.json`` holds."""
    labels = result.spec.labels
    predictions = []
    for prediction in result.predictions:
        best = int(prediction.probabilities.argmax())
        values = [round(float(value), 6) for value in prediction.probabilities]
        predictions.append(
            {
                "time": round(prediction.time, 3),
                "label": labels[best],
                "confidence": values[best],
                "probabilities": dict(zip(labels, values, strict=True)),
                "unfamiliarity": round(prediction.unfamiliarity, 3),
            }
        )
    by = any(part.by_user for part in result.segments)
    segments = [
        {
            "start": round(part.start, 3),
            "end": round(part.end, 3),
            "label": part.label,
            "confidence": round(part.confidence, 4),
            **({"by": whose(part)} if by else {}),
        }
        for part in result.segments
    ]
    return {
        "video": result.video.name,
        "model": result.spec.name,
        "labels": list(labels),
        "sample_fps": result.spec.sample_fps,
        "unfamiliar": round(result.unfamiliar, 4),
        "differs": list(result.differs),
        "predictions": predictions,
        "segments": segments,
    }


def wrote_json(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_json``."""
    return begins_with(path, "video", "model", "labels")


def write_json(result: Result, path: Path) -> Path:
    """Write everything that was found. See ``Format.write``."""
    return write_result(path, json_text(as_data(result), indent=1) + "\n")
