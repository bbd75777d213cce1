"""Classifying a whole video without a window or a clock.

The same capture, sampler, predictor and decisions as in a session, only that files are read as fast as the model takes
them: the results are equal, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.buffer import RollingBuffer
from app.capture import Capture
from app.decisions import Decider
from app.frames import Decision, Prediction
from app.predictor import Predictor
from app.sources import SourceError, SourceUnreadableError
from app.sources.skimmed import open_skimmed
from app.states import State
from app.timeline import Segment, Timeline
from model.engine import Engine
from model.sampling import TickSampler
from model.spec import ModelSpec


@dataclass(frozen=True)
class Result:
    """All that was found in one video. duration: seconds, None where the file does not say."""

    video: Path
    spec: ModelSpec
    duration: float | None
    predictions: tuple[Prediction, ...]
    decisions: tuple[Decision, ...]
    segments: tuple[Segment, ...]


def classify_video(
    path: Path,
    engine: Engine,
    on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None,
    known: Sequence[Prediction] = (),
    on_prediction: Callable[[Prediction, Timeline], None] = lambda prediction, timeline: None,
    decoders: int = 0,
) -> Result:
    """Classify every moment of the video at ``path``.

    on_progress: called after each sampled frame with the seconds of video done, and their number (None: unknown).
    known: this model's first predictions of this video, by an earlier call: they are not made again.
    on_prediction: given each new prediction, and the timeline so far. decoders: threads, 0: as many as there are cores.
    Raises SourceError when the file cannot be read, or is shorter than the model's window.
    """
    spec = engine.spec
    errors: list[str] = []
    buffer = RollingBuffer(spec.clip_length)

    # What comes just before the first new prediction is read again: it is in that prediction's window.
    begin = known[-spec.clip_length - 1].time if len(known) > spec.clip_length else 0.0

    def clock() -> TickSampler:
        rate, length = spec.sample_fps, spec.clip_length
        return _LateSampler(rate, length, begin) if begin else TickSampler(rate, length)

    # Reading is a step ahead in its own thread: decoding one frame overlaps with encoding another.
    capture = Capture(
        lambda: open_skimmed(path, clock(), decoders),
        clock(),
        buffer,
        paced=False,
        on_state=lambda state, message: errors.append(message) if state is State.FAILED else None,
    )
    predictor, decider, timeline = Predictor(engine), Decider(spec.labels), Timeline.of(spec)
    predictions, decisions, seen = [], [], 0.0

    def take(prediction: Prediction) -> None:
        predictions.append(prediction)
        decisions.append(decider.decide(prediction))
        timeline.add(decisions[-1], prediction)

    for prediction in known:
        take(prediction)
    capture.start()
    try:
        while (sampled := buffer.get()) is not None:
            predictor.begins_anew(sampled)
            prediction = predictor.take(sampled)
            if prediction is not None and not (predictions and prediction.time <= predictions[-1].time):
                take(prediction)
                on_prediction(prediction, timeline)
            seen = sampled.frame.time
            on_progress(seen, capture.duration)
    finally:
        capture.stop()
        buffer.close()
        capture.join(1.0)
    if errors:
        raise SourceError(errors[0])
    if not predictions:
        raise SourceUnreadableError(
            f"Received {path}: it lasts about {capture.duration or seen:.2f} s, expected at least the "
            f"{spec.clip_seconds:.2f} s that the model looks at; name a longer video."
        )
    return Result(path, spec, capture.duration, tuple(predictions), tuple(decisions), tuple(timeline.segments()))


class _LateSampler(TickSampler):
    """Its clock runs from the video's first moment, whichever frame it is shown first."""

    def __init__(self, fps: float, most: int, begin: float):
        super().__init__(fps, most)
        self._begin = begin
        super().ticks(0.0)

    def ticks(self, time: float) -> int:
        ticks = super().ticks(time)
        return ticks if time >= self._begin else 0
