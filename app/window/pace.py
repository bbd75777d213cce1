"""How a file is gone through: seconds on and back, faster and slower, over and over from A to B."""

from __future__ import annotations

from app.live.reader_controls import SPEEDS
from app.window.player import Player
from app.window.player_view import PlayerView


class Pace:
    """Moves a player's session; without one, nothing happens."""

    def __init__(self, player: Player, view: PlayerView):
        self._player, self._view = player, view
        self._bar, self._transport_bar = view.transport_bar.bar, view.transport_bar
        self._loop: tuple[float, float | None] | None = None

    @property
    def position(self) -> float:
        """Where the picture is, seconds."""
        return 0.0 if self._player.session is None else self._player.session.position

    def skip(self, seconds: float) -> None:
        """Go on, or back, by so many seconds."""
        session = self._player.session
        if session is not None:
            last = (session.duration or float("inf")) - 0.05
            self._player.seek(min(max(0.0, self.position + seconds), max(0.0, last)))

    def faster(self, step: int) -> None:
        """The next speed up (1) or down (-1); 0: the file's own."""
        now = min(range(len(SPEEDS)), key=lambda number: abs(SPEEDS[number] - self._player.speed))
        speed = SPEEDS[min(max(0, now + step), len(SPEEDS) - 1)] if step else 1.0
        self._player.set_speed(speed)
        self._transport_bar.show_speed(speed)

    def mark_loop(self) -> None:
        """First A, then B, then no loop."""
        now = self.position
        if self._loop is None:
            self._set_loop((now, None))
            self._view.picture_stack.show_toast("Loop from here; L again where it ends")
        elif self._loop[1] is None and now > self._loop[0] + 0.05:
            self._set_loop((self._loop[0], now))
        else:
            self._set_loop(None)
            self._view.picture_stack.show_toast("No loop")

    def end_loop(self) -> None:
        """No loop any more."""
        self._set_loop(None)

    def _set_loop(self, loop: tuple[float, float | None] | None) -> None:
        self._loop = loop
        self._bar.show_loop(loop)
        session = self._player.session
        if session is not None:
            session.set_loop(None if loop is None or loop[1] is None else (loop[0], loop[1]))
