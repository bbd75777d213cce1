"""The states of a capture and of a session, and the moves between them that are allowed; no other code decides that."""

from __future__ import annotations

import enum
import threading


class State(enum.Enum):
    """What a capture or a session is doing."""

    OPENING = "opening"  # the source is being opened, its first frame awaited
    PLAYING = "playing"
    PAUSED = "paused"  # of a session only
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
    """The current state and its message; moves are atomic, so that two threads cannot both end a session."""

    def __init__(self):
        self._lock = threading.Lock()
        self._state = State.OPENING
        self._message = ""

    @property
    def state(self) -> State:
        return self._state

    @property
    def message(self) -> str:
        """A sentence for people; empty where the state says it all."""
        return self._message

    def move(self, state: State, message: str = "") -> bool:
        """Go to ``state`` if ``TRANSITIONS`` allows it; says whether it did."""
        with self._lock:
            if state not in TRANSITIONS[self._state]:
                return False
            self._state, self._message = state, message
            return True
