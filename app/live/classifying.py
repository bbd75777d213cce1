"""One model at work on a session's frames: its lane, its buffer and its worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.frames import Decision, Prediction
from app.live.buffers import RollingBuffer
from app.live.frame_feed import Lane
from app.live.inference_worker import Worker
from app.timeline.smoothing import Rules
from model.spec import ModelSpec, read_spec
from model.video.sampling import TickSampler

LIVE_PENDING = 1  # sampled frames of a live source that may wait for the model: more would only be older


class Classifying:
    """Made for each model that a session uses. The callbacks come from the worker's thread, with this as first argument."""

    def __init__(
        self,
        model: Path,
        rules: Rules,
        *,
        on_prediction: Callable[[Classifying, Prediction, Decision], None],
        on_end: Callable[[Classifying], None],
        on_error: Callable[[Classifying, str], None],
        device: str = "cpu",
        on_notice: Callable[[str], None] = lambda sentence: None,
    ):
        """Raises ModelError when the model's description cannot be read; nothing runs before ``start``."""
        self.folder = Path(model)
        self.spec: ModelSpec = read_spec(self.folder)
        self.buffer = RollingBuffer(self.spec.clip_length)
        self.sampler = TickSampler(self.spec.sample_fps, self.spec.clip_length)
        self.worker = Worker(
            self.folder,
            self.spec,
            self.buffer,
            rules=rules,
            on_prediction=lambda prediction, decision: on_prediction(self, prediction, decision),
            on_end=lambda: on_end(self),
            on_error=lambda message: on_error(self, message),
            device=device,
            on_notice=on_notice,
        )

    @property
    def lane(self) -> Lane:
        """A lane of its own into its buffer."""
        return Lane(self.sampler, self.buffer, LIVE_PENDING)

    def close(self) -> None:
        """End the worker; what waits for it is dropped."""
        self.buffer.close()
