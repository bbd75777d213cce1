"""Several files, one after another: when one has ended, the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.events import Event
from app.live.player import Player
from app.live.states import State


class Playlist:
    """Opens its files in a player. Another source than one of them ends it.

    Attributes:
        files: Them, in order; none where a single source plays.
        changed: There are others, or another of them plays.
    """

    def __init__(self, player: Player, later: Callable[[Callable[[], None]], None]):
        """
        Args:
            player: Plays them.
            later: Calls something once everybody was told what happens now.
        """
        self._player, self._later = player, later
        self.files: tuple[str, ...] = ()
        self.changed = Event()
        player.opening.connect(self._on_opening)
        player.state_changed.connect(self._on_state)

    @property
    def place(self) -> int | None:
        """The number of the file that plays, from 0; None where there is no playlist."""
        return self.files.index(self._player.source) if self._player.source in self.files else None

    def open(self, files: Sequence[str]) -> None:
        """Play files in their order, each once.

        Args:
            files: One or more.
        """
        files = tuple(dict.fromkeys(files))
        self.files = files if len(files) > 1 else ()
        self._player.open(files[0])

    def go(self, step: int) -> bool:
        """Play the next file (1), or the one before (-1); False where there is none."""
        place = self.place
        if place is None or not 0 <= place + step < len(self.files):
            return False
        self._player.open(self.files[place + step])
        return True

    def _on_opening(self) -> None:
        if self._player.source not in self.files:
            self.files = ()
        self.changed.emit()

    def _on_state(self, state: State, _message: str) -> None:
        if state is State.ENDED and self.place is not None:
            ended = self._player.session
            self._later(lambda: self._player.session is ended and self._player.state is State.ENDED and self.go(1))
