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

    Attributes:
        index: Its number in the source, from 0, skipped frames counted.
        time: Video time, seconds.
        image: BGR uint8 ``(height, width, 3)``; nobody writes to it.
        captured: Machine clock when it was read, seconds.
    """

    index: int
    time: float
    image: np.ndarray
    captured: float


@dataclass(frozen=True)
class Sampled:
    """A frame the model is to see.

    Attributes:
        ticks: How many ticks of the model's clock it stands for (``model.video.sampling.TickSampler``), at least 1.
        generation: Counts the source's restarts (loop, seek, stall); when it changes, the past no longer belongs to the
            present.
    """

    frame: Frame
    ticks: int
    generation: int = 0


@dataclass(frozen=True)
class Prediction:
    """What the model says about the window that ends with one frame.

    Attributes:
        time: Video time of the window's newest frame.
        probabilities: Float32 ``(labels,)`` summing to 1, as the model gave them.
        latency: Seconds from that frame's capture to the prediction.
        frame_index: That frame's number.
        unfamiliarity: How unlike all that the model learned from that frame is (``model/engine/familiarity.py``): 1 where
            doubt begins, 0 where the model cannot tell.
    """

    time: float
    probabilities: np.ndarray
    latency: float
    frame_index: int
    unfamiliarity: float = 0.0


@dataclass(frozen=True)
class Moment:
    """What the model says of one moment of a recorded video, which it may do knowing what came after it.

    Attributes:
        time: Video time of a sampled frame.
        probabilities: ``(labels,)`` summing to 1.
    """

    time: float
    probabilities: np.ndarray


@dataclass(frozen=True)
class Decision:
    """What the program makes of the predictions so far (``app/timeline/smoothing.py``).

    Attributes:
        label: The one that holds, mostly but not always the largest of the probabilities.
        confidence: Its own, 0..1.
        time: Video time of the newest frame behind it.
        probabilities: Smoothed, ``(labels,)`` in the model's order, summing to 1; two decisions are compared without
            them.
        sure: False where the label is no more than the best guess.
        familiar: False while the picture has been unlike all that the model learned from for some seconds.
    """

    label: str
    confidence: float
    time: float
    probabilities: np.ndarray = field(compare=False, repr=False)
    sure: bool = True
    familiar: bool = True


@dataclass(frozen=True)
class Stats:
    """How a running session does, over its last seconds.

    Attributes:
        capture_fps: Frames read per second.
        inference_ms: Mean cost of one prediction.
        latency_ms_p50, latency_ms_p95, latency_ms_p99: Time from capture to prediction.
        drops: Frames not shown or not classified, counted by cause since the start.
        memory_mb: Resident memory of the whole process.
        wanted_per_s: The model's own rate.
        source_fps: Frames a second as the source says, 0.0 where it does not.
        stalls, reconnects: Of a live source, since the start.
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
