"""Reads what a video's file and its folder say of it besides, in threads: chapters, and labels that lie in a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.events import Dispatch
from app.timeline.other_labels import labels_beside, labels_in
from app.timeline.timeline import Segment
from model.errors import FootageError
from model.video.chapters import Chapter, chapters_of


class BesideReader:
    """Of one video at a time; what was being read of the one before is passed over."""

    def __init__(
        self,
        dispatch: Dispatch,
        on_chapters: Callable[[tuple[Chapter, ...]], None],
        on_labels: Callable[[tuple[Segment, ...], str], None],
        on_trouble: Callable[[str], None],
    ):
        """
        Args:
            dispatch: Brings what follows into the thread that it belongs to.
            on_chapters: Told the video's chapters, if it has any.
            on_labels: Told labels in order, and the name of their file.
            on_trouble: Told a sentence on a file that cannot be read.
        """
        self._dispatch = dispatch
        self._on_chapters, self._on_labels, self._on_trouble = on_chapters, on_labels, on_trouble
        self._video: Path | None = None
        self._turn = 0

    def begin(self, video: Path) -> None:
        """Another video: read its chapters, and the labels in the file beside it."""
        self.end()
        self._video = video
        self._in_thread(lambda: self._look(video))

    def read(self, file: Path) -> None:
        """Read the labels of the video in a file, be it another tool's; a long one takes seconds."""
        video = self._video
        self._in_thread(lambda: self._read(file, video))

    def end(self) -> None:
        """The video is closed."""
        self._video = None
        self._turn += 1

    def _in_thread(self, work: Callable[[], list[Callable[[], None]]]) -> None:
        turn = self._turn

        def run() -> None:
            news = work()
            self._dispatch(lambda: [tell() for tell in news if turn == self._turn])

        threading.Thread(target=run, name="beside", daemon=True).start()

    def _look(self, video: Path) -> list[Callable[[], None]]:
        chapters, labels = tuple(chapters_of(video)), tuple(labels_beside(video))
        news = [lambda: self._on_chapters(chapters)] if chapters else []
        return news + ([lambda: self._on_labels(labels, video.with_suffix(".csv").name)] if labels else [])

    def _read(self, file: Path, video: Path) -> list[Callable[[], None]]:
        try:
            labels = tuple(labels_in(file, video))
        except (FootageError, OSError) as error:
            said = str(error)
            return [lambda: self._on_trouble(said)]
        return [lambda: self._on_labels(labels, file.name)]
