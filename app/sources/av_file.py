"""Video files, through PyAV: every frame in order, with the container's own time stamps (variable frame rates too)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.sources.base import source_error
from model.errors import FootageError
from model.video.opening import clock_of, decode_all, open_video, seconds_of, undecodable
from model.video.reader import to_bgr
from model.video.timestamps import ASSUMED_FPS, HALF_TICK, sane_rate

SEEK_BACK = (0.0, 0.5, 3.0, 15.0)  # seconds a seek starts before its aim, when containers land behind it


class AvVideo:
    """See ``app.sources.base.SeekableSource``. Its first frame is already decoded."""

    live = False

    def __init__(self, path: Path):
        """Raises SourceError where the file is no video, or holds no frame that can be decoded."""
        self.name = path.name
        try:
            self._container, self._stream = open_video(path, threads=0, pipe=True)
        except FootageError as error:
            raise source_error(error) from error
        self.fps = sane_rate(float(self._stream.average_rate or 0.0))
        self.duration = seconds_of(self._container, self._stream)
        self._frames = decode_all(self._container, self._stream)
        self._frame = next(self._frames, None)
        if self._frame is None:
            error = source_error(undecodable(path, self._stream))
            self.close()
            raise error
        self._clock = clock_of(self._container, self._stream)
        self._index = -1

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        if self._index >= 0:
            following = next(self._frames, None)
            if following is None:
                return None
            self._frame = following
        self._index += 1
        stamp = self._frame.time
        return self._index, self._clock.time(float("nan") if stamp is None else float(stamp))

    def seek(self, time: float) -> tuple[int, float] | None:
        """See ``SeekableSource.seek``. Containers seek only roughly right: from before the aim on, frames are read."""
        aim = self._clock.stamp(max(0.0, time))
        for back in (*SEEK_BACK, None):
            begin = self._clock.stamp(0.0) if back is None else aim - back
            found = self._decode_from(begin)
            if found is None:
                continue
            if found.time is not None and found.time > aim + HALF_TICK and back is not None:
                continue  # it landed behind the aim
            while found.time is not None and found.time < aim - HALF_TICK:
                following = next(self._frames, None)
                if following is None:
                    break
                found = following
            self._frame = found
            reached = self._clock.jump(float(found.time or 0.0))
            self._index = round(reached * (self.fps or ASSUMED_FPS))
            return self._index, reached
        return None

    def _decode_from(self, stamp: float):
        """Go to the keyframe at or before ``stamp`` (seconds) and decode one frame; None where that cannot be."""
        import av

        try:
            self._container.seek(int(stamp / self._stream.time_base), stream=self._stream)
        except av.FFmpegError:
            return None
        self._frames = decode_all(self._container, self._stream)
        return next(self._frames, None)

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        return to_bgr(self._frame)

    def close(self) -> None:
        """See ``Source.close``."""
        self._frames = iter(())
        self._container.close()
