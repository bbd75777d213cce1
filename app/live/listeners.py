"""Who is told what happens in a session, and that nobody is told anything once it is over."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from app.frames import Decision, Frame, Prediction
from app.live.states import State
from model.safe_text import say_failure
from model.spec import ModelSpec


class Listeners:
    """Calls a session's callbacks from whichever thread has something to say, with no lock held.

    A callback that raises is said on stderr and harms nothing else. ``close`` forgets them all.
    """

    def __init__(
        self,
        on_prediction: Callable[[Prediction, Decision], None] | None = None,
        on_state: Callable[[State, str], None] | None = None,
        on_model: Callable[[ModelSpec, str], None] | None = None,
        on_notice: Callable[[str], None] | None = None,
    ):
        """See ``Session``; None: nobody is told."""
        self._told: dict[str, Callable | None] = {
            "prediction": on_prediction,
            "state": on_state,
            "model": on_model,
            "notice": on_notice,
        }
        self._changed = threading.Condition()
        self._closed = False
        self._running: Counter[int] = Counter()  # callbacks by the thread that runs them

    def prediction(self, prediction: Prediction, decision: Decision) -> None:
        """There is a prediction, and what the program makes of it."""
        self._tell("prediction", prediction, decision)

    def state(self, state: State, message: str) -> None:
        """The session's state has changed."""
        self._tell("state", state, message)

    def model(self, spec: ModelSpec, message: str) -> None:
        """Another model has taken over, or could not."""
        self._tell("model", spec, message)

    def notice(self, sentence: str) -> None:
        """Something about the engine that people may want to know."""
        self._tell("notice", sentence)

    def frame(self, frame: Frame) -> None:
        """There is a new frame."""
        self._tell("frame", frame)

    def watch_frames(self, on_frame: Callable[[Frame], None] | None) -> None:
        """Tell ``on_frame`` of each new frame from now on, and nobody else; None: nobody."""
        with self._changed:
            if not self._closed:
                self._told["frame"] = on_frame

    def close(self, seconds: float) -> bool:
        """Begin no more callbacks, and wait for those that other threads are in.

        Args:
            seconds: how long to wait at most.

        Returns:
            Whether all of them have returned.
        """
        me = threading.get_ident()
        with self._changed:
            self._closed = True
            self._told.clear()
            return self._changed.wait_for(lambda: not set(self._running) - {me}, seconds)

    def _tell(self, what: str, *news) -> None:
        me = threading.get_ident()
        with self._changed:
            listener = self._told.get(what)
            if listener is None:
                return
            self._running[me] += 1
        try:
            listener(*news)
        except Exception as error:  # a listener's mistake is its own: the video goes on
            say_failure(error)
        finally:
            with self._changed:
                self._running[me] -= 1
                if not self._running[me]:
                    del self._running[me]
                    self._changed.notify_all()
