"""The view model of what is playing: one source at a time is opened, paused, replaced and ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.events import Dispatch, Event, at_once
from app.frames import Decision, Prediction
from app.live.reader_controls import Pictures
from app.live.session import Session, State
from app.live.session_link import SessionFactory, SessionLink
from app.live.states import TROUBLED
from app.settings import SmoothingRules
from app.sources import describe_source, is_camera, is_demo
from model.errors import ModelError


class Player:
    """Plays one source after another. The demo clip plays in a loop, everything else once.

    Attributes:
        factory: Makes the session of each source.
        source: What is played, as it was asked for; "" before anything was.
        state: The current source's.
        pictures: How many of a live source's are needed.
        speed: How fast files are played, 1.0 as they were recorded.
        rules: How predictions become labels; None for the program's own way.
        clock: Seconds since some moment; tests put their own in its place.
        opening: Another source was asked for; its session is not there yet.
        opened: Its session is there, and has said nothing yet. Where the model cannot be read, ``state_changed`` to FAILED
            comes instead and there is no session.
        decided: A ``Decision`` was made.
        decided_still: One was made while paused: it is for the eye, nothing has happened.
        state_changed: The new ``State``, and what went wrong in one sentence or "".
        noticed: A sentence on what classifies.
        model_changed: The ``ModelSpec`` now in use, and why another could not take over or "".
    """

    def __init__(self, model: Path, factory: SessionFactory = Session, dispatch: Dispatch = at_once):
        """
        Args:
            model: The folder of the model that every session uses.
            factory: Makes a session; tests pass their own.
            dispatch: Brings what a session says into the thread that the player belongs to.
        """
        self._model, self.factory, self._dispatch = Path(model), factory, dispatch
        self._link: SessionLink | None = None
        self._closing: list[SessionLink] = []
        self._asked = self._model
        self._pending: float | None = None  # where to go as soon as the source is open
        self.speed = 1.0
        self.pictures = Pictures.EVERY
        self.clock: Callable[[], float] = time.monotonic
        self._trouble_began: float | None = None
        self.rules: SmoothingRules | None = None
        self.source = ""
        self.state = State.OPENING
        self.opening, self.opened, self.decided, self.decided_still = Event(), Event(), Event(), Event()
        self.state_changed, self.noticed, self.model_changed = Event(), Event(), Event()

    @property
    def model(self) -> Path:
        """The folder of the model in use."""
        return self._model

    @property
    def session(self) -> Session | None:
        """The session of the source; None before the first and where the model cannot be read."""
        return None if self._link is None else self._link.session

    @property
    def live(self) -> bool:
        """Whether a live source (camera, stream) is open."""
        return self.session is not None and self.session.live

    @property
    def position(self) -> float:
        """Where the picture is, seconds of video."""
        return 0.0 if self.session is None else self.session.position

    @property
    def silent_seconds(self) -> float:
        """For how long the source has been lost or silent; 0.0 where it is not."""
        return 0.0 if self._trouble_began is None else self.clock() - self._trouble_began

    @property
    def warm(self) -> tuple[int, int]:
        """``(filled, clip_length)`` of the model's window, frames."""
        return (0, 0) if self.session is None else self.session.warm

    @property
    def name(self) -> str:
        """The source's name for people."""
        if is_demo(self.source):
            return "Demo clip"
        name = describe_source(self.source)
        return name.capitalize() if is_camera(self.source) else name

    def open(self, source: str, at: float | None = None) -> None:
        """Play ``source`` instead of what plays now. Whatever is wrong with it becomes State.FAILED with a message.

        Args:
            source: As for ``app.sources.open_source``.
            at: Seconds of video to begin at; None: its beginning.
        """
        self._drop()
        self._pending = at
        if source != self.source:
            self.speed = 1.0  # one that was watched quickly does not hurry the next one
        self.source = source
        self.opening.emit()
        try:
            self._link = SessionLink(
                source,
                self._model,
                loop=is_demo(source),
                factory=self.factory,
                dispatch=self._dispatch,
                on_prediction=self._on_prediction,
                on_state=self._set_state,
                on_model=self._on_model,
                on_notice=self.noticed.emit,
            )
        except ModelError as error:
            self._set_state(State.FAILED, str(error))
            return
        self.set_rules(self.rules)
        self.need(self.pictures)
        self.opened.emit()
        self._set_state(State.OPENING, "")
        self.session.start()

    def set_rules(self, rules: SmoothingRules | None) -> None:
        """Set how predictions become labels, now and for sources to come.

        Args:
            rules: None for the program's own way.
        """
        self.rules = rules
        if rules is not None and self.session is not None:
            self.session.set_rules(rules)

    def need(self, pictures: Pictures) -> None:
        """Say how many of a live source's pictures are needed, see ``Session.need``; holds for sources to come.

        Args:
            pictures: How many.
        """
        self.pictures = pictures
        if self.session is not None:
            self.session.need(pictures)

    def use_model(self, model: Path) -> None:
        """Let another model take over; the one in use goes on until it is ready. A video that has ended begins again.

        Args:
            model: Its folder.

        Raises:
            ModelError: Its description cannot be read.
        """
        self._asked = Path(model)
        if self.session is None or self.state in (State.ENDED, State.FAILED):
            self._model = self._asked
            if self.source:
                self.restart()
            if self.session is not None:
                self.model_changed.emit(self.session.spec, "")
        else:
            self.session.switch_model(self._asked)

    def restart(self) -> None:
        """Open the same source once more."""
        self.open(self.source)

    def toggle_pause(self) -> None:
        """Pause or go on; an ended or failed source begins again."""
        if self.session is None or self.state in (State.ENDED, State.FAILED):
            self.restart()
        elif self.state is State.PLAYING:
            self.session.pause()
        elif self.state is State.PAUSED:
            self.session.resume()

    def seek(self, time: float) -> None:
        """Show the frame at a time; a video that has ended is opened again there.

        Args:
            time: Seconds of video.
        """
        if self.session is None:
            return
        if self.state is State.ENDED:
            self.open(self.source)
            self._pending = max(0.0, time)
        elif self.state in (State.PLAYING, State.PAUSED):
            self.session.seek(time)

    def step(self, frames: int) -> None:
        """Hold the picture and show another frame.

        Args:
            frames: How many later, or earlier where it is negative.
        """
        if self.session is not None and self.state in (State.PLAYING, State.PAUSED) and self.session.seekable:
            self.session.step(frames)

    def classify_still(self) -> None:
        """Have the picture that stands still classified; ``decided_still`` brings the answer."""
        if self.session is not None and self.state is State.PAUSED:
            self.session.classify_still()

    def set_speed(self, speed: float) -> None:
        """Play files faster or slower.

        Args:
            speed: Times their own, 0.25 to 8.
        """
        self.speed = speed
        if self.session is not None:
            self.session.set_speed(speed)

    def close(self) -> None:
        """End the session and wait for its threads (a second and a half at most). Idempotent."""
        self._drop()
        for link in self._closing:
            link.wait()

    def _drop(self) -> None:
        """Let the session end by itself; nothing of it arrives any more."""
        self._closing = [link for link in self._closing if not link.wait(0)]
        if self._link is not None:
            self._link.close()
            self._closing.append(self._link)
            self._link = None

    def _on_prediction(self, _prediction: Prediction, decision: Decision) -> None:
        if self.state is State.PAUSED:
            self.decided_still.emit(decision)
        elif self.state not in (State.ENDED, State.FAILED, *TROUBLED):  # of a picture that is gone
            self.decided.emit(decision)

    def _on_model(self, spec, message: str) -> None:
        if not message:
            self._model = self._asked
        self.model_changed.emit(spec, message)

    def _set_state(self, state: State, message: str) -> None:
        self.state = state
        if state not in TROUBLED:
            self._trouble_began = None
        elif self._trouble_began is None:
            self._trouble_began = self.clock()
        if state is State.PLAYING and self.session is not None:
            if self.speed != 1.0:
                self.session.set_speed(self.speed)
            if self._pending is not None:
                self.session.seek(self._pending)
                self._pending = None
        self.state_changed.emit(state, message)
