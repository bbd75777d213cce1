"""A video's timeline, now: as it is kept, with what a person corrected, or made here and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.recorded import scan_store as cache
from app.recorded.classify import classify_video
from app.recorded.scan_predictions import load_predictions
from app.recorded.scan_store import StoredScan
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.engine import open_engine
from model.engine.litert import threads_beside_decoding
from model.spec import read_spec


def timeline_of(
    video: Path, model: Path, on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None
) -> tuple[list[Segment], float | None]:
    """The timeline of a video by a model: as it is kept, else made now and kept.

    Args:
        video: The file.
        model: The model's folder.
        on_progress: Called with the seconds of video done, and their number (None: unknown).

    Returns:
        The segments with a person's corrections, and the video's duration in seconds (None: unknown).

    Raises:
        SourceError: It cannot be read.
        ModelError: The model cannot be used.
    """
    key = cache.key_of(video, model)
    stored = cache.load(key)
    if stored is None or not stored.complete:
        begun = load_predictions(
            cache.predictions_file(key), len(read_spec(model).labels)
        )  # by a scan that was stopped
        result = classify_video(video, open_engine(model, threads_beside_decoding()), on_progress, *begun)
        found = StoredScan(
            result.duration, result.segments[-1].end, True, "", result.segments, stored.corrections if stored else ()
        )
        cache.save(key, found)
        stored = cache.load(key) or found  # with what was corrected meanwhile
    timeline = EditableTimeline(stored.corrections)
    timeline.fill(stored.segments)
    return timeline.segments(), stored.duration
