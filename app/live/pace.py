"""How a file is gone through: seconds on and back, faster and slower, over and over from A to B."""

from __future__ import annotations

from app.events import Event
from app.live.player import Player
from app.live.reader_controls import SPEEDS

LAST_FRAME = 0.05  # seconds before the end: going there shows a picture
SHORTEST_LOOP = 0.05  # seconds


class Pace:
    """Moves a player's session; without one, nothing happens.

    Attributes:
        loop: A and B in seconds of video, B None until it is set; None for no loop.
        speed_changed: The new speed, times the file's own.
        loop_changed: The new ``loop``.
        said: A sentence for the person.
    """

    def __init__(self, player: Player):
        self._player = player
        self.loop: tuple[float, float | None] | None = None
        self.speed_changed, self.loop_changed, self.said = Event(), Event(), Event()
        player.opening.connect(self._on_opening)

    def skip(self, seconds: float) -> None:
        """Go on or back, within the video.

        Args:
            seconds: How far; negative: back.
        """
        session = self._player.session
        if session is not None:
            last = (session.duration or float("inf")) - LAST_FRAME
            self._player.seek(min(max(0.0, session.position + seconds), max(0.0, last)))

    def faster(self, step: int) -> None:
        """Take the next of ``SPEEDS``.

        Args:
            step: 1: the next one up; -1: down; 0: the file's own.
        """
        now = min(range(len(SPEEDS)), key=lambda number: abs(SPEEDS[number] - self._player.speed))
        speed = SPEEDS[min(max(0, now + step), len(SPEEDS) - 1)] if step else 1.0
        self._player.set_speed(speed)
        self.speed_changed.emit(speed)

    def mark_loop(self) -> None:
        """Set A where the picture is, then B, then no loop."""
        now = self._player.position
        if self.loop is None:
            self._set_loop((now, None))
            self.said.emit("Loop from here; L again where it ends")
        elif self.loop[1] is None and now > self.loop[0] + SHORTEST_LOOP:
            self._set_loop((self.loop[0], now))
        else:
            self._set_loop(None)
            self.said.emit("No loop")

    def _on_opening(self) -> None:
        self.end_loop()
        self.speed_changed.emit(self._player.speed)

    def end_loop(self) -> None:
        """Play to the end again."""
        self._set_loop(None)

    def _set_loop(self, loop: tuple[float, float | None] | None) -> None:
        self.loop = loop
        self.loop_changed.emit(loop)
        session = self._player.session
        if session is not None:
            session.set_loop(None if loop is None or loop[1] is None else (loop[0], loop[1]))
