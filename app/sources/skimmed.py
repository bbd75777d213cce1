"""A video file for classifying without a window: nobody looks at it, so only what the model samples is decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.sources.base import source_error
from model.errors import FootageError
from model.video.reader import to_bgr
from model.video.sampling import TickSampler
from model.video.selective_decode import Skimmer
from model.video.timestamps import sane_rate


class SkimmedVideo:
    """See ``app.sources.base.Source``: gives the sampled frames alone. Its first frame is already decoded.

    size: width and height as the file states them, pixels.
    """

    live = False

    def __init__(self, path: Path, sampler: TickSampler, threads: int = 0):
        """sampler, threads: see ``Skimmer``. Raises FootageError when no frame can be decoded."""
        self.name = path.name
        self._skimmer = Skimmer(path, sampler, threads)
        self._found = self._skimmer.frames()
        try:
            self._next = next(self._found, None)
        except BaseException:
            self._skimmer.close()
            raise
        self._frame = None
        self.fps = sane_rate(self._skimmer.fps)
        self.duration = self._skimmer.duration
        self.size = self._skimmer.size

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``; steps to the next sampled frame, its index counted among all."""
        found, self._next = self._next, None
        found = found or next(self._found, None)
        if found is None:
            return None
        index, time, _, self._frame = found
        return index, time

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        return to_bgr(self._frame)

    def close(self) -> None:
        """See ``Source.close``."""
        self._skimmer.close()


def open_skimmed(path: Path, sampler: TickSampler, threads: int = 0) -> SkimmedVideo:
    """Open a video file for its sampled frames alone. See ``Skimmer``.

    Raises SourceNotFoundError or SourceUnreadableError as ``open_file`` does.
    """
    try:
        return SkimmedVideo(path, sampler, threads)
    except FootageError as error:
        raise source_error(error) from error
