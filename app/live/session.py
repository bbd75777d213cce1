"""A session: one source classified by one model, from the first frame to the last. Knows no widget.

The window and the tests drive it; ``classify`` uses the same capture, buffer and predictor without the clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.frames import Decision, Frame, Prediction, Stats
from app.live.buffers import LatestSlot
from app.live.capture_supervisor import Capture, Patience
from app.live.classifying import LIVE_PENDING, Classifying
from app.live.meters import resident_memory_mb
from app.live.states import TROUBLED, State, StateMachine
from app.sources import describe_source, open_source
from app.timeline.smoothing import Rules
from model.spec import ModelSpec

__all__ = ["Session", "State"]

STOP_SECONDS = 0.4  # for capture and worker to end by themselves; they are daemons, a blocked read holds nobody


class Session:
    """Opens, plays, classifies and ends one source.

    The callbacks come from the session's threads: ``on_prediction(Prediction, Decision)``, ``on_state(State, message)``
    and ``on_model(ModelSpec, message)``. None comes after ``stop`` has returned.
    """

    def __init__(
        self,
        source: str,
        model: Path,
        *,
        loop: bool = False,
        rules: Rules | None = None,
        patience: Patience | None = None,
        on_prediction: Callable[[Prediction, Decision], None] | None = None,
        on_state: Callable[[State, str], None] | None = None,
        on_model: Callable[[ModelSpec, str], None] | None = None,
        device: str = "cpu",
        on_notice: Callable[[str], None] | None = None,
    ):
        """source: as for ``app.sources.open_source``. model: the model's folder. loop: a file begins again at its end.

        rules: how predictions become labels. patience: with a live source that goes silent. on_model: another model has
        taken over, with its spec and "", or could not: with the spec that stays and why. device: see ``open_engine``.
        on_notice: given a sentence when what classifies changes.
        Raises ModelError when the model's description cannot be read; whatever else is wrong becomes State.FAILED.
        """
        self.source_name = describe_source(source)
        self._rules = rules or Rules()
        self._on_prediction = on_prediction
        self._on_state = on_state
        self._on_model = on_model
        self._device, self._on_notice = device, on_notice
        self._machine = StateMachine()
        self._stopped = threading.Event()
        self._latest = LatestSlot()
        self._switching = threading.Lock()
        self._now = self._classifying(model)
        self._next: Classifying | None = None
        self._capture = Capture(
            lambda: open_source(source),
            self._now.sampler,
            self._now.buffer,
            latest=self._latest,
            paced=True,
            loop=loop,
            live_pending=LIVE_PENDING,
            patience=patience,
            on_state=self._captured,
        )

    def _classifying(self, model: Path) -> Classifying:
        return Classifying(
            model,
            self._rules,
            on_prediction=self._predicted,
            on_end=self._classified,
            on_error=self._model_failed,
            device=self._device,
            on_notice=self._noticed,
        )

    def start(self) -> None:
        """Open the source and load the model, each in its own thread; returns at once. Call it once."""
        self._capture.start()  # first: from its first frame on the model needs the length of a window anyway
        self._now.worker.start()

    def stop(self) -> None:
        """End the session within a second from any state; may be called again, and before ``start``."""
        self._stopped.set()
        self._capture.stop()
        with self._switching:
            running = [one for one in (self._now, self._next) if one is not None]
        for one in running:
            one.close()
        self._capture.join(STOP_SECONDS)
        for one in running:
            one.worker.join(STOP_SECONDS)
        self._machine.move(State.ENDED)

    def pause(self) -> None:
        """Hold the picture. A live source is read on, its frames dropped, so that it resumes with the present."""
        if self._move(State.PAUSED):
            self._capture.pause()

    def resume(self) -> None:
        """Go on after ``pause``; into what has become of the source meanwhile."""
        if self.state is State.PAUSED:
            self._capture.resume()
            trouble = self._capture.state in TROUBLED
            self._move(self._capture.state if trouble else State.PLAYING, self._capture.message if trouble else "")

    def seek(self, time: float) -> None:
        """Show the frame at ``time`` (seconds of video), and go on from there unless paused. Does nothing where it cannot."""
        if self.seekable:
            self._capture.transport.seek(time)

    def step(self, frames: int) -> None:
        """Show the frame ``frames`` later, or earlier where it is negative; pauses first."""
        if self.seekable:
            self.pause()
            self._capture.transport.step(frames)

    def set_speed(self, speed: float) -> None:
        """Play a file at ``speed`` times its own, 0.25 to 8; ValueError outside."""
        self._capture.transport.speed = speed

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Play from A to B over and over, seconds of video; None: to the end."""
        self._capture.transport.loop = loop

    def switch_model(self, model: Path) -> None:
        """Let the model in folder ``model`` take over as soon as its window is full; until then this one goes on.

        Raises ModelError when its description cannot be read; what is wrong with it later comes through ``on_model``.
        """
        following = self._classifying(model)
        with self._switching:
            dropped, self._next = self._next, following
        if dropped is not None:
            self._let_go(dropped)
        following.worker.start()
        self._capture.add_lane(following.lane)

    def set_rules(self, rules: Rules) -> None:
        """How predictions become labels, from the next one on."""
        self._rules = rules
        for one in (self._now, self._next):
            if one is not None:
                one.worker.decider.rules = rules

    def watch_frames(self, on_frame: Callable[[Frame], None] | None) -> None:
        """Give every frame to ``on_frame``, in the capture's thread: it must return at once. None: to nobody."""
        self._capture.on_frame = on_frame

    @property
    def spec(self) -> ModelSpec:
        """Of the model whose predictions come."""
        return self._now.spec

    @property
    def state(self) -> State:
        return self._machine.state

    @property
    def message(self) -> str:
        """What went wrong, in one sentence, when the state is FAILED, STALLED or RECONNECTING; empty otherwise."""
        return self._machine.message

    @property
    def warm(self) -> tuple[int, int]:
        """``(filled, clip_length)``: how much of the model's window holds frames of the present."""
        return self._now.worker.filled, self.spec.clip_length

    @property
    def live(self) -> bool:
        """Whether the source is live (camera, stream); False until it is open."""
        return self._capture.live

    @property
    def seekable(self) -> bool:
        """Whether the source can be read from any of its moments; False until it is open."""
        return self._capture.seekable

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
        capture, worker = self._capture, self._now.worker
        return Stats(
            capture_fps=capture.rate.per_second(),
            inference_ms=worker.inference.mean() * 1000,
            predictions_per_s=worker.rate.per_second(),
            latency_ms_p50=worker.latency.median() * 1000,
            drops={**capture.drops, **self._now.buffer.drops},
            memory_mb=resident_memory_mb(),
            latency_ms_p95=worker.latency.quantile(0.95) * 1000,
            latency_ms_p99=worker.latency.quantile(0.99) * 1000,
            wanted_per_s=self.spec.sample_fps,
            source_fps=capture.fps,
            stalls=capture.troubles["stalled"],
            reconnects=capture.troubles["reconnected"],
            engine=worker.engine,
        )

    def _move(self, state: State, message: str = "") -> bool:
        moved = self._machine.move(state, message)
        if moved and self._on_state is not None and not self._stopped.is_set():
            self._on_state(state, message)
        return moved

    def _captured(self, state: State, message: str) -> None:
        """The capture's word. Its end is the session's only when the last frame is classified; a pause hides trouble."""
        if state is State.FAILED:
            self._fail(message)
        elif state is not State.ENDED and self.state is not State.PAUSED:
            self._move(state, message)

    def _predicted(self, by: Classifying, prediction: Prediction, decision: Decision) -> None:
        if self._stopped.is_set():
            return
        if by is self._next:
            self._take_over(by)
        if by is self._now and self._on_prediction is not None:
            self._on_prediction(prediction, decision)

    def _take_over(self, by: Classifying) -> None:
        with self._switching:
            if by is not self._next:
                return
            before, self._now, self._next = self._now, by, None
        self._let_go(before)
        if self._on_model is not None:
            self._on_model(by.spec, "")

    def _let_go(self, one: Classifying) -> None:
        self._capture.remove_lane(one.buffer)
        one.close()

    def _classified(self, by: Classifying) -> None:
        if by is self._now and not self._stopped.is_set():
            self._move(State.ENDED)

    def _noticed(self, sentence: str) -> None:
        if self._on_notice is not None and not self._stopped.is_set():
            self._on_notice(sentence)

    def _model_failed(self, by: Classifying, message: str) -> None:
        if by is self._now:
            self._fail(message)
            return
        with self._switching:
            mine = by is self._next
            self._next = None if mine else self._next
        self._let_go(by)
        if mine and self._on_model is not None and not self._stopped.is_set():
            self._on_model(self.spec, message)

    def _fail(self, message: str) -> None:
        self._move(State.FAILED, message)
        self._capture.stop()
        for one in (self._now, self._next):
            if one is not None:
                one.close()
