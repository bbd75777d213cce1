"""The program from Python: push frames and get labels, label a whole video, timelines as tables.

>>> from app.api import DEMO_CLIP, Classifier, iterate_video
>>> first = next(iterate_video(DEMO_CLIP))
>>> first.label, first.time > 0.5
('others', True)

Push frames of your own, BGR as OpenCV and ``ImageGrab`` after a conversion give them:

>>> import numpy as np
>>> classifier = Classifier()
>>> classifier.labels
('chop', 'others', 'gun', 'chests', 'shooting')
>>> for number in range(30):
...     decision = classifier.push(np.zeros((360, 640, 3), np.uint8), time=number / 30)
>>> decision is None  # this frame was none that the model looks at: it sees ten a second
True
>>> classifier.newest.label in classifier.labels
True

A timeline becomes a table of pandas, and one a timeline (``pip install pandas``):

>>> table = to_pandas([Segment(0.0, 1.5, "gun", 0.9), Segment(1.5, 4.0, "others", 0.8)])
>>> float(table[table["label"] == "gun"]["end"].max())
1.5
>>> from_pandas(table)[1].label
'others'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import runtime_env  # noqa: F401  (cv2 first)
from app.errors import UserError
from app.frames import Decision, Prediction
from app.recorded.classify import classify_video as _classify_video
from app.recorded.result import Result
from app.settings import DEMO_CLIP, SmoothingRules
from app.sources import SourceError
from app.sources.base import source_error
from app.timeline.smoothing import LabelSmoother
from app.timeline.timeline import Segment
from model.engine import open_engine
from model.engine.litert import threads_beside_decoding
from model.engine.streaming import StreamingClassifier
from model.errors import FootageError, ModelError
from model.registry import DEFAULT_MODEL, find_model
from model.safe_text import cell_text
from model.video.reader import read_frames
from model.video.sampling import TickSampler

if TYPE_CHECKING:
    import numpy as np
    import pandas

__all__ = [
    "DEMO_CLIP",
    "Classifier",
    "Decision",
    "ModelError",
    "Result",
    "Segment",
    "SourceError",
    "UserError",
    "classify_video",
    "from_pandas",
    "iterate_video",
    "to_pandas",
]

COLUMNS = ("start", "end", "label", "confidence")
GAP_SECONDS = 3.0  # between two frames: what was before no longer belongs to what is now


class Classifier:
    """Labels a stream of frames, one at a time, as the window does. Belongs to one thread.

    Attributes:
        labels: What it tells apart, in the order of the probabilities.
        newest: The newest decision; None until the model's window is full (0.7 s).
    """

    def __init__(self, model: str | Path = DEFAULT_MODEL, *, rules: SmoothingRules | None = None, device: str = "cpu"):
        """
        Args:
            model: A model's name or its folder.
            rules: How predictions become labels; None: the program's own way.
            device: ``cpu``, ``gpu`` or ``auto``.

        Raises:
            ModelError: There is no such model, or it is damaged.
        """
        engine = open_engine(find_model(model), device=device)
        self.spec = engine.spec
        self.labels = engine.spec.labels
        self._stream = StreamingClassifier(engine)
        self._smoother = LabelSmoother(self.labels, rules)
        self._clock = TickSampler(self.spec.sample_fps, self.spec.clip_length)
        self._last = -math.inf
        self.newest: Decision | None = None

    def push(self, image: np.ndarray, time: float) -> Decision | None:
        """Take the next frame.

        Args:
            image: BGR uint8 ``(height, width, 3)``.
            time: Seconds, of any clock; a step back or a long gap begins anew.

        Returns:
            The decision that it brings; None where it is none that the model looks at, or the window is not full yet.

        Raises:
            ValueError: It is no such image, or ``time`` is no number.
        """
        shape, kind = getattr(image, "shape", ()), str(getattr(image, "dtype", ""))
        if len(shape) != 3 or shape[2] != 3 or kind != "uint8" or 0 in shape:
            raise ValueError(f"Received an image of shape {shape} and type {kind or type(image).__name__}: expected "
                             "BGR uint8 (height, width, 3).")  # fmt: skip
        if not math.isfinite(time):
            raise ValueError(f"Received time {time}: expected seconds.")
        if time < self._last or time - self._last > GAP_SECONDS:
            self.reset()
        self._last = time
        ticks = self._clock.ticks(time)
        return self._take(image, ticks, time) if ticks else None

    def _take(self, image: np.ndarray, ticks: int, time: float) -> Decision | None:
        probabilities = self._stream.push(image, ticks)
        if probabilities is None:
            return None
        self.newest = self._smoother.decide(
            Prediction(time, probabilities, 0.0, 0, unfamiliarity=self._stream.unfamiliarity)
        )
        return self.newest

    def reset(self) -> None:
        """Forget what was seen."""
        self._stream.reset()
        self._smoother.reset()
        self._clock.reset()
        self._last, self.newest = -math.inf, None


def iterate_video(video: str | Path, model: str | Path = DEFAULT_MODEL) -> Iterator[Decision]:
    """Label a video file moment by moment, as a live source: each decision knows only what was before it.

    Args:
        video: The file.
        model: A model's name or its folder.

    Yields:
        A decision for each frame that the model looks at, ten a second, from the first full window on.

    Raises:
        SourceError: It cannot be read.
        ModelError: There is no such model, or it is damaged.
    """
    classifier = Classifier(model)
    try:
        for time, ticks, image in read_frames(Path(video), classifier._clock.ticks):
            decision = classifier._take(image, ticks, time)
            if decision is not None:
                yield decision
    except FootageError as error:
        raise source_error(error) from error


def classify_video(
    video: str | Path,
    model: str | Path = DEFAULT_MODEL,
    *,
    device: str = "cpu",
    on_progress: Callable[[float, float | None], None] = lambda seconds, duration: None,
) -> Result:
    """Label a whole video, as ``run_app.py classify`` does, knowing what comes after each moment.

    Args:
        video: The file.
        model: A model's name or its folder.
        device: ``cpu``, ``gpu`` or ``auto``.
        on_progress: Called with the seconds that are done, and their number (None: unknown).

    Returns:
        What was found; its ``segments`` are the timeline.

    Raises:
        SourceError: It cannot be read, or is shorter than the model's window.
        ModelError: There is no such model, or it is damaged.
    """
    engine = open_engine(find_model(model), threads_beside_decoding(), device)
    return _classify_video(Path(video), engine, on_progress)


def to_pandas(timeline: Result | Iterable[Segment]) -> pandas.DataFrame:
    """A timeline as a table.

    Args:
        timeline: A result, or segments.

    Returns:
        One row a segment, with the columns ``start``, ``end`` (seconds), ``label`` and ``confidence`` (0..1).

    Raises:
        ImportError: pandas is not installed.
    """
    import pandas

    segments = timeline.segments if isinstance(timeline, Result) else timeline
    rows = [(part.start, part.end, part.label, part.confidence) for part in segments]
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def from_pandas(table: pandas.DataFrame) -> list[Segment]:
    """A table as a timeline, such as one of ``to_pandas`` or one that ``pandas.read_csv`` made of ``STEM.csv``.

    Args:
        table: With the columns ``start``, ``end`` and ``label``; ``confidence`` may be missing (1).

    Returns:
        The segments in order of time.

    Raises:
        UserError: A column is missing, or a row says no segment.
    """
    missing = [name for name in COLUMNS[:3] if name not in table.columns]
    if missing:
        raise UserError(f"Received a table without {', '.join(missing)}: expected the columns start, end, label.")
    shares: Sequence = table["confidence"] if "confidence" in table.columns else [1.0] * len(table)
    segments = []
    for number, (start, end, label, share) in enumerate(zip(table["start"], table["end"], table["label"], shares)):
        try:
            part = Segment(float(start), float(end), cell_text(label.strip()), float(share))
            good = part.label and 0 <= part.start < part.end < math.inf and 0 <= part.confidence <= 1
        except (TypeError, ValueError, AttributeError):
            good = False
        if not good:
            raise UserError(
                f"Received row {number} of the table: expected 0 <= start < end in seconds, a label, and a confidence of 0 to 1."
            )
        segments.append(part)
    return sorted(segments, key=lambda part: part.start)
