"""Video files through PyAV: the second try, for what OpenCV opens without giving a frame (AV1, animated WebP)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.sources.base import SourceUnreadableError
from model.video.reader import to_bgr
from model.video.timestamps import ASSUMED_FPS, HALF_TICK, StampClock


class AvVideo:
    """See ``app.sources.base.Source``. Its first frame is already decoded."""

    live = False

    def __init__(self, path: Path):
        """Raises SourceUnreadableError when PyAV, too, finds no frame."""
        import av

        self.name = path.name
        self._frame = self._container = None
        try:
            self._container = av.open(str(path))
            stream = self._container.streams.video[0]
            stream.thread_type = "AUTO"
            self.fps = float(stream.average_rate or 0.0)
            self.duration = self._container.duration / av.time_base if self._container.duration else None
            self._frames = self._container.decode(stream)
            self._frame = next(self._frames)
        except (av.FFmpegError, OSError, IndexError, StopIteration, ValueError) as error:
            self.close()
            raise SourceUnreadableError(
                f"Received {path.name}: not one frame of it can be decoded ({error or 'it holds none'}); "
                "check that it plays elsewhere, or convert it with `ffmpeg -i INPUT -c:v libx264 OUTPUT.mp4`."
            ) from error
        self._ended_by = (av.FFmpegError, StopIteration)
        self._clock = StampClock(self.fps or ASSUMED_FPS)
        self._index = -1

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        if self._index >= 0:
            try:
                self._frame = next(self._frames)
            except self._ended_by:
                return None
        self._index += 1
        stamp = self._frame.time
        return self._index, self._clock.time(float("nan") if stamp is None else float(stamp))

    def seek(self, time: float) -> tuple[int, float] | None:
        """See ``SeekableSource.seek``."""
        stream = self._container.streams.video[0]
        aim = self._clock.stamp(max(0.0, time))
        try:
            self._container.seek(int(aim / stream.time_base), stream=stream)
            self._frames = self._container.decode(stream)
            self._frame = next(self._frames)
            while self._frame.time is not None and self._frame.time < aim - HALF_TICK:
                self._frame = next(self._frames)
        except self._ended_by:
            return None
        reached = self._clock.jump(float(self._frame.time or 0.0))
        self._index = round(reached * (self.fps or ASSUMED_FPS))
        return self._index, reached

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        return to_bgr(self._frame)

    def close(self) -> None:
        """See ``Source.close``."""
        if self._container is not None:
            self._container.close()
            self._container = None
