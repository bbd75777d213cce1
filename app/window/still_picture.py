"""What a picture that stands still shows: what the timeline says of it, else what the model does when it is asked."""

from __future__ import annotations

from math import inf

from PyQt5.QtCore import QObject, QTimer

from app.frames import Decision
from app.live.player import Player
from app.live.session import State
from app.timeline.document import TimelineDocument
from app.window.player_view import STILL_SECONDS, PlayerView
from model.video.timestamps import HALF_TICK

LOOK_MS = 60


class StillPicture(QObject):
    """While the player is paused, what the model said last holds for the picture that it was said of, and no other."""

    def __init__(self, player: Player, view: PlayerView, document: TimelineDocument, parent: QObject | None = None):
        """
        Args:
            player: What is playing.
            view: Shows the label.
            document: The timeline of the file that plays.
        """
        super().__init__(parent)
        self._player, self._view, self._document = player, view, document
        self._said: tuple | float | None = None  # of the timeline, or where the model was asked
        self._known_at = 0.0  # where the model has said what stands there
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        player.state_changed.connect(self._on_state)
        player.decided_still.connect(self._on_decision)

    def close(self) -> None:
        """Look no more. Idempotent."""
        self._timer.stop()

    def _on_state(self, state: State, _message: str) -> None:
        self._said = None
        if state is State.PAUSED:
            self._known_at = self._player.position
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        here = self._player.position
        part = self._document.timeline.segment_at(here + HALF_TICK)  # one that begins with this very picture, too
        moved = abs(here - self._known_at) > STILL_SECONDS
        if part is None and not moved:
            return
        said = here if part is None else (part.label, part.confidence, part.by_user)
        if said == self._said:
            return
        self._said = said
        if moved:
            self._view.show_unknown()  # the bars, too, are of another picture
        if part is None:
            self._known_at = -inf
            self._player.classify_still()
        else:
            self._view.show_label(part.label, part.confidence, yours=part.by_user)

    def _on_decision(self, decision: Decision) -> None:
        if abs(decision.time - self._player.position) <= STILL_SECONDS:
            self._known_at = decision.time
