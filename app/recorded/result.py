"""What was found in a video, of which files of results, the library and the Python interface are made; or why nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.frames import Decision, Moment, Prediction
from app.timeline.timeline import Segment
from model.spec import ModelSpec
from model.video.opening import CONVERT


@dataclass(frozen=True)
class Result:
    """All that was found in one video.

    Attributes:
        duration: Seconds, None where the file does not say.
        moments: The segments' own.
        differs: How its pictures differ from those that the model learned from, a few words each.
    """

    video: Path
    spec: ModelSpec
    duration: float | None
    predictions: tuple[Prediction, ...]
    decisions: tuple[Decision, ...]
    segments: tuple[Segment, ...]
    moments: tuple[Moment, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def end(self) -> float:
        """The video's duration, seconds; where the file does not say, as far as it is labelled."""
        return self.duration or (self.segments[-1].end if self.segments else 0.0)

    @property
    def unfamiliar(self) -> float:
        """The share of the predictions, 0 to 1, at which the picture was unlike all that the model learned from."""
        return sum(not decision.familiar for decision in self.decisions) / max(1, len(self.decisions))


def too_little(path: Path, spec: ModelSpec, first: float, seen: float, stated: float) -> str:
    """Why there is no prediction, in a sentence: the video is damaged, or was short from the beginning.

    Args:
        path: The video.
        spec: The model's.
        first, seen: When the first and the last picture that could be read are shown, seconds; 0 without any.
        stated: The length that the file states, seconds; 0 where it states none.
    """
    tick, needed = 1 / spec.sample_fps, spec.clip_seconds
    received = f"Received {path}: "
    expected = f"expected at least the {needed:.2f} s that the model looks at"
    if stated > max(needed, seen + tick) + tick:
        readable = f"{seen - first:.2f} s" if seen > first else "1 picture"
        return f"{received}only {readable} of its stated {stated:.2f} s can be decoded, {expected}; copy it again, or {CONVERT}."
    shown = f"its last picture comes at {seen:.2f} s"
    if first > tick:  # behind a second of sound, or of damage
        shown = f"its pictures are shown from {first:.2f} to {seen:.2f} s alone"
    return f"{received}{shown}, {expected}; name a longer video."
