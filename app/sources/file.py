"""Video files for the window: ``model.video.video_file`` as a source, every frame in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.sources.base import SeekableSource, source_error
from model.errors import FootageError
from model.video import file_check


class FileSource:
    """See ``app.sources.base.SeekableSource``. Its first frame is already decoded."""

    live = False

    def __init__(self, path: Path):
        """A pipe (FIFO) is waited for until somebody writes a video into it.

        Args:
            path: The video.

        Raises:
            SourceError: The file is no video, or holds no frame that can be decoded.
        """
        from model.video.video_file import VideoFile

        self.name = path.name
        try:
            self._video = VideoFile(path, pipe=True)
        except FootageError as error:
            raise source_error(error) from error
        self.fps = self._video.info.fps
        self._frame = None

    @property
    def duration(self) -> float | None:
        """Seconds, as the file states it; as it is, once the end was read."""
        return self._video.duration

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        return self._step(self._video.read())

    def seek(self, time: float) -> tuple[int, float] | None:
        """See ``SeekableSource.seek``."""
        try:
            return self._step(self._video.seek(time))
        except FootageError as error:  # it is gone
            raise source_error(error) from error

    def _step(self, found) -> tuple[int, float] | None:
        if found is None:
            return None
        index, time, self._frame = found
        return index, time

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        return self._video.to_bgr(self._frame)

    def close(self) -> None:
        """See ``Source.close``."""
        self._video.close()


def check_file(path: Path) -> None:
    """Make sure of a video as far as it can be known without opening it.

    Args:
        path: What was asked for.

    Raises:
        SourceError: It is missing, a folder, a pipe or empty.
    """
    try:
        file_check.check_file(path)
    except FootageError as error:
        raise source_error(error) from error


def open_file(path: Path) -> SeekableSource:
    """Open a video file; OpenCV, which cannot be kept from opening what a file names, has no part in it.

    Args:
        path: The video.

    Returns:
        The source.

    Raises:
        SourceNotFoundError, SourceUnreadableError: It is a folder, an empty file, or holds no video.
    """
    return FileSource(path)
