"""The states of a session and the moves between them that are allowed; no other code decides that."""

from __future__ import annotations

import enum
import threading
from collections import deque
from collections.abc import Callable


class State(enum.Enum):
    """What a session is doing."""

    OPENING = "opening"  # the source is being opened, its first frame awaited
    PLAYING = "playing"
    PAUSED = "paused"
    STALLED = "stalled"  # a live source has gone silent, but is still open
    RECONNECTING = "reconnecting"  # a live source was lost and is opened again and again, with growing pauses
    ENDED = "ended"  # the source has no more frames and each sampled one was classified, or the session was stopped
    FAILED = "failed"  # the message says what, why and what to do


TRANSITIONS: dict[State, frozenset[State]] = {
    State.OPENING: frozenset({State.PLAYING, State.ENDED, State.FAILED}),
    State.PLAYING: frozenset({State.PAUSED, State.STALLED, State.RECONNECTING, State.ENDED, State.FAILED}),
    State.PAUSED: frozenset({State.PLAYING, State.STALLED, State.RECONNECTING, State.ENDED, State.FAILED}),
    State.STALLED: frozenset({State.PLAYING, State.RECONNECTING, State.ENDED, State.FAILED}),
    State.RECONNECTING: frozenset({State.PLAYING, State.ENDED, State.FAILED}),
    State.ENDED: frozenset(),
    State.FAILED: frozenset(),
}
TROUBLED = frozenset({State.STALLED, State.RECONNECTING})


class StateMachine:
    """The state of a session, its message, and what its source says underneath while it is paused.

    Moves are atomic: two threads cannot both end a session. They are told one at a time and in the order in which they
    were made, without a lock held, by the threads that make them.
    """

    def __init__(self, on_change: Callable[[State, str], None] = lambda state, message: None):
        """
        Args:
            on_change: told each move, with the new state and its message. It may move the machine in its turn.
        """
        self._on_change = on_change
        self._lock = threading.Lock()
        self._now = self._source = (State.OPENING, "")
        self._untold: deque[tuple[State, str]] = deque()
        self._telling = False

    @property
    def state(self) -> State:
        return self._now[0]

    @property
    def message(self) -> str:
        """A sentence for people; empty where the state says it all."""
        return self._now[1]

    @property
    def source(self) -> State:
        """What the source does, which a pause hides."""
        return self._source[0]

    def move(self, state: State, message: str = "", then: Callable[[], None] = lambda: None) -> bool:
        """Go to ``state`` where ``TRANSITIONS`` allows it.

        Args:
            state: the new state.
            message: a sentence for people, "" where there is nothing to say.
            then: done together with the move, so that no other move comes between; must return at once.

        Returns:
            Whether the move was made.
        """
        with self._lock:
            moved = self._move(state, message)
            if moved:
                then()
        self._tell()
        return moved

    def report(self, state: State, message: str = "") -> None:
        """Take what the source does now. A pause goes on over it, unless the source has failed."""
        with self._lock:
            self._source = (state, message)
            if self._now[0] is not State.PAUSED or state is State.FAILED:
                self._move(state, message)
        self._tell()

    def resume(self, then: Callable[[], None] = lambda: None) -> None:
        """Leave a pause for what the source does now; ``then`` as in ``move``."""
        with self._lock:
            if self._now[0] is State.PAUSED and self._move(*self._source):
                then()
        self._tell()

    def _move(self, state: State, message: str) -> bool:
        if state not in TRANSITIONS[self._now[0]]:
            return False
        self._now = (state, message)
        self._untold.append(self._now)
        return True

    def _tell(self) -> None:
        """Tell what is untold, unless another thread is telling: that one then tells this, too."""
        while True:
            with self._lock:
                if self._telling or not self._untold:
                    return
                self._telling = True
                change = self._untold.popleft()
            try:
                self._on_change(*change)
            finally:
                with self._lock:
                    self._telling = False
