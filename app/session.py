"""A session: one source classified by one model, from the first frame to the last. Knows no widget.

The window and the tests drive it; ``classify`` uses the same capture, buffer and predictor without the clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.buffer import LatestSlot, RollingBuffer
from app.capture import Capture
from app.frames import Decision, Frame, Prediction, Stats
from app.meters import resident_memory_mb
from app.sources import describe_source, open_source
from app.states import State, StateMachine
from app.worker import Worker
from model.sampling import TickSampler
from model.spec import ModelSpec, read_spec

__all__ = ["Session", "State"]

STOP_SECONDS = 0.4  # for each of the two threads to end by itself; they are daemons, a blocked read holds nobody
LIVE_PENDING = 2  # sampled frames of a live source that may wait for the model: more would only be older


class Session:
    """Opens, plays, classifies and ends one source.

    The callbacks come from the session's threads: ``on_prediction(Prediction, Decision)`` and
    ``on_state(State, message)``. None comes after ``stop`` has returned.
    """

    def __init__(
        self,
        source: str,
        model: Path,
        *,
        loop: bool = False,
        on_prediction: Callable[[Prediction, Decision], None] | None = None,
        on_state: Callable[[State, str], None] | None = None,
    ):
        """source: as for ``app.sources.open_source``. model: the model's folder. loop: a file begins again at its end.

        Raises ModelError when the model's description cannot be read; whatever else is wrong becomes State.FAILED.
        """
        self.spec: ModelSpec = read_spec(Path(model))
        self.source_name = describe_source(source)
        self._on_prediction = on_prediction
        self._on_state = on_state
        self._machine = StateMachine()
        self._stopped = threading.Event()
        self._latest = LatestSlot()
        self._buffer = RollingBuffer(self.spec.clip_length)
        self._capture = Capture(
            lambda: open_source(source),
            TickSampler(self.spec.sample_fps, self.spec.clip_length),
            self._buffer,
            latest=self._latest,
            paced=True,
            loop=loop,
            live_pending=LIVE_PENDING,
            on_open=lambda: self._move(State.PLAYING),
            on_error=self._fail,
        )
        self._worker = Worker(
            Path(model), self.spec, self._buffer, on_prediction=self._predicted, on_end=self._ended, on_error=self._fail
        )

    def start(self) -> None:
        """Open the source and load the model, each in its own thread; returns at once. Call it once."""
        self._capture.start()  # first: from its first frame on the model needs the length of a window anyway
        self._worker.start()

    def stop(self) -> None:
        """End the session within a second from any state; may be called again, and before ``start``."""
        self._stopped.set()
        self._capture.stop()
        self._buffer.close()
        self._capture.join(STOP_SECONDS)
        self._worker.join(STOP_SECONDS)
        self._machine.move(State.ENDED)

    def pause(self) -> None:
        """Hold the picture. A live source is read on, its frames dropped, so that it resumes with the present."""
        if self._move(State.PAUSED):
            self._capture.pause()

    def resume(self) -> None:
        """Go on after ``pause``."""
        if self.state is State.PAUSED:
            self._capture.resume()
            self._move(State.PLAYING)

    @property
    def state(self) -> State:
        return self._machine.state

    @property
    def message(self) -> str:
        """What went wrong, in one sentence, when the state is FAILED; empty otherwise."""
        return self._machine.message

    @property
    def warm(self) -> tuple[int, int]:
        """``(filled, clip_length)``: how much of the model's window holds frames of the present."""
        return self._worker.filled, self.spec.clip_length

    @property
    def live(self) -> bool:
        """Whether the source is live (camera, stream); False until it is open."""
        return self._capture.live

    @property
    def duration(self) -> float | None:
        """Seconds of video; None for a live source, one of unknown length, and while it is being opened."""
        return self._capture.duration

    @property
    def position(self) -> float:
        """Video time of the newest frame, seconds."""
        frame = self._latest.get()
        return 0.0 if frame is None else frame.time

    def latest_frame(self) -> Frame | None:
        """The newest frame for display, None before the first; never blocks."""
        return self._latest.get()

    def stats(self) -> Stats:
        """How the session does just now."""
        return Stats(
            capture_fps=self._capture.rate.per_second(),
            inference_ms=self._worker.inference.mean() * 1000,
            predictions_per_s=self._worker.rate.per_second(),
            latency_ms_p50=self._worker.latency.median() * 1000,
            drops={**self._capture.drops, **self._buffer.drops},
            memory_mb=resident_memory_mb(),
        )

    def _move(self, state: State, message: str = "") -> bool:
        moved = self._machine.move(state, message)
        if moved and self._on_state is not None and not self._stopped.is_set():
            self._on_state(state, message)
        return moved

    def _predicted(self, prediction: Prediction, decision: Decision) -> None:
        if self._on_prediction is not None and not self._stopped.is_set():
            self._on_prediction(prediction, decision)

    def _ended(self) -> None:
        self._move(State.ENDED)

    def _fail(self, message: str) -> None:
        self._move(State.FAILED, message)
        self._capture.stop()
        self._buffer.close()
