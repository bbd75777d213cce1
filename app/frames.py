"""What flows through the program, one way: frames, predictions, decisions. Values only, no behaviour.

Times are seconds (float) of *video* time, unless they are said to be of the machine's clock (``time.perf_counter()``): from
what players call zero of a file (``model.video.timestamps``), from the first frame of anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Frame:
    """One picture of a source.

    index: its number in the source, from 0, skipped frames counted. time: video time, seconds.
    image: BGR uint8 ``(height, width, 3)``; nobody writes to it. captured: machine clock when it was read, seconds.
    """

    index: int
    time: float
    image: np.ndarray
    captured: float


@dataclass(frozen=True)
class Sampled:
    """A frame the model is to see.

    ticks: how many ticks of the model's clock it stands for (``model.video.sampling.TickSampler``), at least 1.
    generation: counts the source's restarts (loop, seek, stall); when it changes, the past no longer belongs to the present.
    """

    frame: Frame
    ticks: int
    generation: int = 0


@dataclass(frozen=True)
class Prediction:
    """What the model says about the window that ends with one frame.

    time: video time of the window's newest frame. probabilities: float32 ``(labels,)`` summing to 1, as the model gave
    them. latency: seconds from that frame's capture to the prediction. frame_index: that frame's number.
    """

    time: float
    probabilities: np.ndarray
    latency: float
    frame_index: int


@dataclass(frozen=True)
class Moment:
    """What the model says of one moment of a recorded video, which it may do knowing what came after it.

    time: video time of a sampled frame. probabilities: ``(labels,)`` summing to 1.
    """

    time: float
    probabilities: np.ndarray


@dataclass(frozen=True)
class Decision:
    """What the program makes of the predictions so far (``app/timeline/smoothing.py``).

    label: the one that holds, mostly but not always the largest of the probabilities; confidence: its own, 0..1.
    time: video time of the newest frame behind it. probabilities: smoothed, ``(labels,)`` in the model's order, summing
    to 1; two decisions are compared without them. sure: False where the label is no more than the best guess.
    """

    label: str
    confidence: float
    time: float
    probabilities: np.ndarray = field(compare=False, repr=False)
    sure: bool = True


@dataclass(frozen=True)
class Stats:
    """How a running session does, over its last seconds.

    capture_fps: frames read per second. inference_ms: mean cost of one prediction. latency_ms_p50, p95, p99: time from
    capture to prediction. drops: frames not shown or not classified, counted by cause since the start.
    memory_mb: resident memory of the whole process. wanted_per_s: the model's own rate. source_fps: frames a second as
    the source says, 0.0 where it does not. stalls, reconnects: of a live source, since the start.
    """

    capture_fps: float
    inference_ms: float
    predictions_per_s: float
    latency_ms_p50: float
    drops: dict[str, int]
    memory_mb: float
    latency_ms_p95: float = 0.0
    latency_ms_p99: float = 0.0
    wanted_per_s: float = 0.0
    source_fps: float = 0.0
    stalls: int = 0
    reconnects: int = 0
    engine: str = ""
