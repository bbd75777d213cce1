"""The list of clips that the program saved by itself; each can be undone, and done again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError, cannot_save
from app.events import Dispatch, Event, at_once
from model.outputs import first_free

REMOVED = "removed clips"  # a folder beside them: what was undone is not lost
MOST_LISTED = 500


@dataclass
class SavedClip:
    """One event's clip.

    Attributes:
        files: Where they are now.
        labels: Of its events.
        at: When it was saved, wall clock, ISO 8601.
        seconds: Of video.
        note: What a person should know of it, such as that it is shorter than was asked; "" for nothing.
        removed: Whether it was undone.
    """

    files: tuple[Path, ...]
    labels: tuple[str, ...]
    at: str
    seconds: float
    note: str = ""
    removed: bool = False


class SavedClips:
    """The newest MOST_LISTED clips of this run, the newest last.

    Attributes:
        clips: See above.
        changed: The list is another one; told in the thread of ``dispatch``.
    """

    def __init__(self, dispatch: Dispatch = at_once):
        self.dispatch = dispatch
        self.clips: list[SavedClip] = []
        self.changed = Event()

    def add(self, clip: SavedClip) -> None:
        """List a clip; from any thread."""
        self.dispatch(lambda: self._add(clip))

    def _add(self, clip: SavedClip) -> None:
        self.clips = [*self.clips, clip][-MOST_LISTED:]
        self.changed.emit()

    def undo(self, clip: SavedClip) -> None:
        """Move a clip's files into the folder REMOVED beside them, or back where it was undone already.

        Raises:
            UserError: They cannot be moved; those that could be are where they were.
        """
        moved: list[tuple[Path, Path]] = []
        try:
            for file in clip.files:
                target = file.parent.parent / file.name if clip.removed else file.parent / REMOVED / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target = first_free(target)
                os.rename(file, target)
                moved.append((file, target))
        except OSError as error:
            for file, target in moved:
                os.rename(target, file)
            raise cannot_save(clip.files[0], error) from error
        clip.files = tuple(target for _, target in moved)
        clip.removed = not clip.removed
        self.changed.emit()

    def undo_last(self) -> SavedClip:
        """Undo the newest clip that is not undone.

        Raises:
            UserError: There is none, or it cannot be moved.
        """
        clip = next((one for one in reversed(self.clips) if not one.removed), None)
        if clip is None:
            raise UserError("Received a wish to undo a clip: nothing was saved by itself in this run.")
        self.undo(clip)
        return clip
