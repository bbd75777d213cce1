"""A session: one source classified by one model, from the first frame to the last. Knows no widget.

The window and the tests drive it; ``classify`` uses the same engine and label smoothing without the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.frames import Decision, Frame, Prediction, Stats
from app.live.capture_supervisor import CaptureSupervisor, ReconnectPolicy
from app.live.frame_sink import FrameSink
from app.live.inference_worker import InferenceWorker
from app.live.listeners import Listeners
from app.live.meters import resident_memory_mb
from app.live.model_switch import ModelSwitch
from app.live.reader_controls import Clock, Pictures, ReaderControls
from app.live.states import State, StateMachine
from app.settings import SmoothingRules
from app.sources import describe_source, is_file_source, open_source
from model.paths import expand_user
from model.spec import ModelSpec

if TYPE_CHECKING:
    from app.sound.sound import Sound

__all__ = ["Session", "State"]

STOP_SECONDS = 0.8  # for all threads to end by themselves; they are daemons, a blocked read holds nobody


class Session:
    """Opens, plays, classifies and ends one source.

    A session is a face: its threads know its parts, and none of its parts knows it. What it held is let go of by ``stop``.
    Each method may be called from any thread, and from within a callback.
    """

    def __init__(
        self,
        source: str,
        model: Path,
        *,
        loop: bool = False,
        rules: SmoothingRules | None = None,
        policy: ReconnectPolicy | None = None,
        clock: Clock | None = None,
        on_prediction: Callable[[Prediction, Decision], None] | None = None,
        on_state: Callable[[State, str], None] | None = None,
        on_model: Callable[[ModelSpec, str], None] | None = None,
        device: str = "cpu",
        sound: Sound | None = None,
        on_notice: Callable[[str], None] | None = None,
    ):
        """Prepare a session; nothing runs before ``start``.

        The callbacks come from the session's threads, and none of them begins after ``stop`` has returned.

        Args:
            source: as for ``app.sources.open_source``.
            model: the model's folder.
            loop: a file begins again at its end.
            rules: how predictions become labels.
            policy: with a live source that goes silent.
            clock: what the source is played by; the machine's if None.
            on_prediction: given each prediction and what the program makes of it.
            on_state: given each new state with its message, one at a time and in order.
            on_model: another model has taken over, with its spec and ""; or could not, with the spec that stays and why.
            device: what classifies, see ``open_engine``.
            sound: plays the sound of files; None: nobody.
            on_notice: given a sentence when what classifies changes.

        Raises:
            ModelError: when the model's description cannot be read; whatever else is wrong becomes State.FAILED.
        """
        self.source_name = describe_source(source)
        self._listeners = Listeners(on_prediction, on_state, on_model, on_notice)
        self._machine = StateMachine(self._listeners.state)
        self._controls = ReaderControls(clock)
        if sound is not None and is_file_source(source) and (path := expand_user(source)).is_file():
            self._controls.sound = sound.track(path, self._controls.clock.now)
        self._sink = FrameSink(self._listeners.frame)
        self._supervisor = CaptureSupervisor(
            lambda: open_source(source), self._sink, self._controls, self._machine, loop=loop, policy=policy
        )
        self._models = ModelSwitch(
            partial(InferenceWorker, device=device, on_notice=self._listeners.notice),
            Path(model),
            rules or SmoothingRules(),
            self._sink,
            self._machine,
            self._listeners,
            self._supervisor.stop,
        )

    def start(self) -> None:
        """Open the source and load the model, each in its own thread; returns at once. Call it once."""
        self._supervisor.start()  # first: from its first frame on the model needs the length of a window anyway
        self._models.start()

    def stop(self) -> None:
        """End the session within a second from any state; may be called again, and before ``start``."""
        end = time.perf_counter() + STOP_SECONDS
        self._listeners.close(0.0)  # what ends from here on is nobody's news
        if self._controls.sound is not None:
            self._controls.sound.close()
        self._models.close()
        self._supervisor.stop()
        for wait in (self._listeners.close, self._supervisor.join, self._models.join):
            wait(max(0.0, end - time.perf_counter()))
        self._machine.move(State.ENDED)
        self._sink.forget()

    def pause(self) -> None:
        """Hold the picture. A live source is read on, its frames dropped, so that it resumes with the present."""
        self._machine.move(State.PAUSED, then=self._controls.pause)

    def resume(self) -> None:
        """Go on after ``pause``; into what has become of the source meanwhile."""
        self._machine.resume(then=self._controls.resume)

    def seek(self, time: float) -> None:
        """Show the frame at ``time`` (seconds of video), and go on from there unless paused. Does nothing where it cannot."""
        if self.seekable:
            self._controls.seek(time)

    def step(self, frames: int) -> None:
        """Show the frame ``frames`` later, or earlier where it is negative; pauses first."""
        if self.seekable:
            self.pause()
            self._controls.step(frames)

    def classify_still(self) -> None:
        """Predict what is shown while paused, by the window of frames that ends with it; does nothing where it cannot."""
        if self.seekable:
            self._controls.look_back()

    def set_speed(self, speed: float) -> None:
        """Play a file at ``speed`` times its own, 0.25 to 8; ValueError outside."""
        self._controls.speed = speed

    def need(self, pictures: Pictures) -> None:
        """Say how many of a live source's pictures are needed, every one unless told otherwise: fewer come to ``latest_frame``
        and ``watch_frames``, too."""
        self._controls.need(pictures)

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Play from A to B over and over, seconds of video; None: to the end."""
        self._controls.loop = loop

    def switch_model(self, model: Path) -> None:
        """Let the model in folder ``model`` take over as soon as its window is full; until then this one goes on.

        Raises ModelError when its description cannot be read; what is wrong with it later comes through ``on_model``.
        Does nothing once the session has failed or was stopped.
        """
        self._models.switch(Path(model))

    def set_rules(self, rules: SmoothingRules) -> None:
        """How predictions become labels, from the next one on."""
        self._models.set_rules(rules)

    def watch_frames(self, on_frame: Callable[[Frame], None] | None) -> None:
        """Give every frame to ``on_frame``, in the reader's thread: it must return at once. None: to nobody."""
        self._listeners.watch_frames(on_frame)

    @property
    def spec(self) -> ModelSpec:
        """Of the model whose predictions come."""
        return self._models.now.spec

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
        worker = self._models.now
        return worker.filled, worker.spec.clip_length

    @property
    def differs(self) -> tuple[str, ...]:
        """How the pictures differ from those that a taught model learned from, a few words each; none where they do not."""
        return self._models.now.differs

    @property
    def live(self) -> bool:
        """Whether the source is live (camera, stream); False until it is open."""
        return self._sink.info.live

    @property
    def seekable(self) -> bool:
        """Whether the source can be read from any of its moments; False until it is open."""
        return self._sink.info.seekable

    @property
    def duration(self) -> float | None:
        """Seconds of video; None for a live source, one of unknown length, and while it is being opened."""
        return self._sink.info.duration

    @property
    def position(self) -> float:
        """Video time of the newest frame, seconds."""
        frame = self._sink.latest
        return 0.0 if frame is None else frame.time

    def latest_frame(self) -> Frame | None:
        """The newest frame for display, None before the first; never blocks."""
        return self._sink.latest

    def stats(self) -> Stats:
        """How the session does just now."""
        sink, worker, troubles = self._sink, self._models.now, self._supervisor.troubles
        return Stats(
            capture_fps=sink.rate.per_second(),
            inference_ms=worker.inference.mean() * 1000,
            predictions_per_s=worker.rate.per_second(),
            latency_ms_p50=worker.latency.median() * 1000,
            drops={**sink.drops, **self._models.drops},
            memory_mb=resident_memory_mb(),
            latency_ms_p95=worker.latency.quantile(0.95) * 1000,
            latency_ms_p99=worker.latency.quantile(0.99) * 1000,
            wanted_per_s=worker.spec.sample_fps,
            source_fps=sink.info.fps,
            stalls=troubles["stalled"],
            reconnects=troubles["reconnected"],
            engine=worker.engine,
        )
