"""What is made of a timeline: files in the formats of other programs, and reels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.export import FORMATS
from app.live.player import Player
from app.recorded.known_timeline import corrected
from app.recorded.scanner import scan_now
from app.timeline.document import TimelineDocument
from app.window.dialogs import choose_file
from app.window.language import tr
from app.window.player_view import PlayerView
from app.window.reel import Reel
from model.errors import OutputError
from model.outputs import Wrote
from model.paths import expand_user

if TYPE_CHECKING:
    from app.library.moment import Hit


class TimelineOutputs:
    """Asks where to, and writes.

    Attributes:
        playlist: The files that play one after another; none where one plays alone.
    """

    def __init__(self, player: Player, view: PlayerView, document: TimelineDocument, reel: Reel):
        """
        Args:
            player: Whose model scans the files of a playlist.
            view: Dialogs open in front of it.
            document: The timeline.
            reel: Cuts.
        """
        self._player, self._view, self._document, self._reel = player, view, document, reel
        self.playlist: Callable[[], Sequence[str]] = lambda: ()

    def export(self) -> None:
        """Ask for a file, and write the timeline as it now stands in the format that its kind says."""
        document = self._document
        if not document.source:
            return
        kinds = {f"{tr(form.title)} (*{form.ending})": name for name, form in FORMATS.items()}

        def named(path: Path, kind: str) -> tuple[Path, Wrote]:
            return document.named(path, kinds.get(kind, "csv"))

        try:
            chosen = choose_file(
                self._view, tr("Export the timeline"), document.proposed_file, list(kinds), named, [document.path]
            )
        except OutputError as error:
            self._view.picture_stack.show_toast(str(error))
            return
        if chosen is not None:
            document.write(chosen[0], kinds.get(chosen[1], "csv"))

    def ask_for_reel(self) -> None:
        """Ask for a reel of this video, or of all files that play one after another."""
        document = self._document
        if not document.source:
            return
        model, here, duration = self._player.model, document.path, document.duration
        segments = document.timeline.segments()

        def find(path: Path) -> list[Hit]:
            from app.library.reel import hits_of

            if path == here:
                return hits_of(path, segments, duration)
            found = scan_now(path, model)
            return hits_of(path, corrected(found.segments, found.corrections), found.duration)

        files = [expand_user(file) for file in self.playlist()]
        self._reel.ask(here, document.labels, segments, duration, files, find)
