"""A video's timeline, now: as it is kept, with what a person corrected, or made here and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.recorded import corrections
from app.recorded import scan_store as cache
from app.recorded.classify import classify_video
from app.recorded.result import Result
from app.recorded.scan_predictions import load_predictions
from app.recorded.scan_store import StoredScan
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.engine import open_engine
from model.engine.litert import threads_beside_decoding
from model.spec import read_spec


def timeline_of(
    video: Path,
    model: Path,
    on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None,
    uncorrected: bool = False,
) -> tuple[list[Segment], float | None]:
    """The timeline of a video by a model: as it is kept, else made now and kept.

    Args:
        video: The file.
        model: The model's folder.
        on_progress: Called with the seconds of video done, and their number (None: unknown).
        uncorrected: Whether a person's corrections are left out.

    Returns:
        The segments with a person's corrections, and the video's duration in seconds (None: unknown).

    Raises:
        SourceError: It cannot be read.
        ModelError: The model cannot be used.
    """
    key = cache.key_of(video, model)
    stored = cache.load(key, video)
    if stored is None or not stored.complete:
        begun = load_predictions(
            cache.predictions_file(key), len(read_spec(model).labels)
        )  # by a scan that was stopped
        result = classify_video(video, open_engine(model, threads_beside_decoding()), on_progress, *begun)
        found = StoredScan(
            result.duration, result.segments[-1].end, True, "", result.segments, stored.corrections if stored else ()
        )
        cache.save(key, found)
        stored = cache.load(key, video) or found  # with what was corrected meanwhile
    return corrected(stored.segments, () if uncorrected else stored.corrections), stored.duration


def with_corrections(result: Result) -> Result:
    """What was found in a video, with what a person corrected in it: the one timeline that the window shows as well.

    Args:
        result: Of ``classify_video``.

    Returns:
        It with other segments; the predictions are the model's.
    """
    made = corrections.load(cache.own_key_of(result.video, result.spec), result.video)
    return replace(result, segments=tuple(corrected(result.segments, made))) if made else result


def corrected(segments: Iterable[Segment], made: Iterable[Segment]) -> list[Segment]:
    """The segments of a scan with those that a person ``made`` in their places."""
    timeline = EditableTimeline(made)
    timeline.fill(segments)
    return timeline.segments()
