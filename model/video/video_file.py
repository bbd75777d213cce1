"""One video file, open: its frames in order, from any of its moments on, and what it says of itself.

Everything that reads a video whole reads it through this: the window, ``footage check``, training, evaluation and varied
copies. What samples a file (``selective_decode``, ``parallel_decode``) decodes less, by the same stream, clock and pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from model.video.decoding import PresentationOrder, clock_of, decode_all, stated_duration, stores_in_order
from model.video.file_check import is_pipe
from model.video.key_frames import KeyFrame, KeyFrames, find_jumps, may_jump
from model.video.opening import open_video, undecodable
from model.video.picture import PictureConverter
from model.video.timestamps import ASSUMED_FPS, HALF_TICK, sane_rate

SEEK_BACK = (0.0, 0.5, 3.0, 15.0)  # seconds a seek starts before its aim, when containers land behind it


@dataclass(frozen=True)
class VideoInfo:
    """What a video file says of itself, after its first frame was decoded.

    size: width and height of the picture as it is shown, pixels: upright, and square ones. fps: mean frames a second, 0.0
    where it does not say. zero: the container's timestamp, in seconds, of what players call zero. start: when the first frame
    is shown, seconds from zero; above 0 where sound comes first. duration: when the video ends, seconds from zero, as stated;
    None where it does not say. time_code: of its first frame, as the camera wrote it (``01:00:00:00``), "" without.
    """

    size: tuple[int, int]
    fps: float
    zero: float
    start: float
    duration: float | None
    time_code: str


class VideoFile:
    """A video file that is read frame by frame. Belongs to one thread; its first frame is already decoded.

    info: what it says of itself. duration: as ``info`` has it, and once the end was read, what it is.
    """

    def __init__(self, path: Path | str, threads: int = 0, pipe: bool = False):
        """threads: for decoding, 0: as many as there are cores. pipe: see ``open_media``.

        Raises FootageError where the file is no video, or holds no frame that can be decoded.
        """
        self.path, self._threads = Path(path), threads
        self._pipe = pipe and is_pipe(path)
        self._looked = False  # for jumps
        self._open(self._pipe)
        self.duration = stated_duration(self.container, self.stream)
        self.info = VideoInfo(
            self.pictures.size(self._frame),
            sane_rate(float(self.stream.average_rate or 0.0)),
            self._clock.timestamp(0.0),
            self._time,
            self.duration,
            _time_code(self.container, self.stream),
        )

    def _open(self, pipe: bool = False) -> None:
        self.container, self.stream = open_video(self.path, self._threads, pipe)
        try:
            self.pictures = PictureConverter(self.stream)
            self._order = PresentationOrder(stores_in_order(self.container, self.stream))
            self._clock, self._marks = clock_of(self.container, self.stream), KeyFrames()
            self._frames = self._decode()
            found = next(self._frames, None)
            if found is None:
                raise undecodable(self.path, self.stream)
        except BaseException:
            self.close()
            raise
        self._timestamped = math.isfinite(found[0])
        self._take(found)
        self._index = -1

    def read(self) -> tuple[int, float, av.VideoFrame] | None:
        """The next frame: ``(index, time, frame)``; None behind the last one.

        index: from 0. time: seconds from what players call zero, never decreasing.
        """
        if self._index >= 0:
            found = next(self._frames, None)
            if found is None:
                self.duration = self._clock.end
                return None
            self._take(found)
        self._index += 1
        return self._index, self._time, self._frame

    def seek(self, time: float) -> tuple[int, float, av.VideoFrame] | None:
        """Go to the first frame at or after ``time`` (seconds), or the last one where ``time`` lies behind it.

        Containers seek only roughly right: from before the aim on, frames are read. The index is reckoned from the time
        and the stated rate. None where the file cannot be sought.
        """
        self.look_for_jumps()
        time = max(time, self.info.start)
        if not self._timestamped or self._clock.jumped or not self._seek_timestamp(self._clock.timestamp(time)):
            if self._pipe:
                return None
            self._read_up_to(time)
        self._index = max(0, round((self._time - self.info.start) * (self.info.fps or ASSUMED_FPS)))
        return self._index, self._time, self._frame

    def look_for_jumps(self) -> bool:
        """Whether the file's timestamps are known to go on elsewhere somewhere, as those of joined recordings do.

        Where they may, all of it is read once, nothing decoded, unless it is very large; then what was read so far tells.
        """
        if not self._looked:
            self._looked = True
            found = None if self._pipe or self._clock.jumped else find_jumps(self.path, self.container)
            if found is not None:
                self._marks, self.duration = found
                self._clock.jumped = True
        return self._clock.jumped

    def key_frame(self, time: float) -> KeyFrame | None:
        """The last key frame that is known at or before ``time``; None where timestamps lead to every moment."""
        return self._marks.before(time) if self._clock.jumped else None

    def to_bgr(self, frame: av.VideoFrame) -> np.ndarray:
        """See ``PictureConverter.to_bgr``."""
        return self.pictures.to_bgr(frame)

    def close(self) -> None:
        """Let go of the file; may be called again."""
        self._frames = iter(())
        self.container.close()

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def _decode(self) -> Iterator[tuple[float, av.VideoFrame]]:
        self._order.begin()
        for found in decode_all(self.container, self.stream, self._order, self._marks.enter):
            self.pictures.hear(found[1])
            yield found

    def _take(self, found: tuple[float, av.VideoFrame]) -> None:
        timestamp, self._frame = found
        self._time = self._clock.time(timestamp)
        self._marks.leave(self._frame, self._time)

    def _seek_timestamp(self, aim: float) -> bool:
        """Go to the first frame stamped at or after ``aim`` (seconds); whether that can be."""
        # In a programme stream few frames are stamped: after a seek the first ones carry timestamps that were guessed.
        skip = 1 if self.container.format.name == "mpeg" else 0
        for back in SEEK_BACK[skip:]:
            try:
                self.container.seek(int((aim - back) / self.stream.time_base), stream=self.stream)
            except av.FFmpegError:
                continue
            self._frames = self._decode()
            found = next(self._frames, None)
            if found is None or not found[0] <= aim + HALF_TICK:
                continue  # it landed behind the aim
            while not found[0] >= aim - HALF_TICK:  # NaN is no timestamp to stop at
                following = next(self._frames, None)
                if following is None:
                    break
                found = following
            self._frame = found[1]
            self._time = self._clock.jump(found[0] if math.isfinite(found[0]) else 0.0)
            return True
        return False

    def _read_up_to(self, time: float) -> None:
        """Go on from the last key frame before ``time`` that was read, or from the beginning: timestamps do not lead there.

        Joined recordings have the same timestamps twice; raw streams have none; and some are not found by theirs.
        """
        if not self._resume(self._marks.before(time)):
            marks, jumped = self._marks, self._clock.jumped
            self.container.close()
            self._open()
            self._marks, self._clock.jumped = marks, jumped
        while self._time < time - HALF_TICK:
            found = next(self._frames, None)
            if found is None:
                return
            self._take(found)

    def _resume(self, mark: KeyFrame | None) -> bool:
        """Go back to a key frame that was read; whether it is the one that was found there."""
        if mark is None:
            return False
        try:
            if may_jump(self.container):
                self.container.seek(mark.position, unsupported_byte_offset=True)
            else:
                self.container.seek(mark.pts, stream=self.stream)
        except av.FFmpegError:
            return False
        self._frames = self._decode()
        found = next(self._frames, None)
        if found is None or found[1].pts != mark.pts:
            return False
        self._clock.resume(found[0], mark.time)
        self._frame, self._time = found[1], mark.time
        return True


def _time_code(container: av.container.InputContainer, stream: av.VideoStream) -> str:
    """The time code of the first frame as it is written in the file, "" without one."""
    for one in (stream, container, *container.streams):
        if one.metadata.get("timecode"):
            return one.metadata["timecode"]
    return ""
