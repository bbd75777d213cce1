"""Parts of several videos one after another in one reel, encoded anew with their sound.

The first video's picture sets the size; others are fitted into it, with bars where their shape is another. Where no video has
sound the reel has none; else silence stands for those without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from app.errors import UserError
from app.recorded.exact_cut import CLOCK, CRF, write_parts
from app.recorded.highlights import Part, check_disk, writing_reel
from app.recorded.reel_sound import ReelSound, add_sound
from app.recording.video_writer import even
from app.sound.decoding import choose_sound
from model.errors import FootageError
from model.video.opening import open_media
from model.video.timestamps import ASSUMED_FPS
from model.video.video_file import VideoFile

_BT709, _LIMITED = 1, 1  # as FFmpeg numbers them


def join_parts(
    chosen: Sequence[tuple[Path, Sequence[Part]]],
    out: Path,
    on_progress: Callable[[float], None] = lambda seconds: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
) -> float:
    """Write parts of several videos one after another to ``out``, sound included, whole or not at all.

    Args:
        chosen: Videos, each with its parts in order of time.
        out: The reel.
        on_progress: Told the seconds that are written.
        on_unreadable: Told a sentence for each video that cannot be read; it is left out.

    Returns:
        The reel's seconds.

    Raises:
        UserError: The kind of file is unknown, or not one video can be read.
        OutputError: ``out`` is one of the videos or anything but an earlier reel.
        OSError: It cannot be written.
    """
    joined: _Joined | None = None
    with writing_reel(out, [video for video, _ in chosen]) as target:
        sounding = any(_has_sound(video) for video, _ in chosen)
        for video, parts in chosen:
            try:
                with VideoFile(video) as source:
                    joined = joined or _Joined(source, target, sounding, on_progress)
                    joined.add(source, parts)
            except FootageError as error:
                on_unreadable(str(error))
            except av.FFmpegError as error:
                check_disk(error)
                on_unreadable(
                    f"Received {video}: it could not be cut ({error.strerror or error}); check that it plays elsewhere."
                )
        if joined is None or not joined.written:
            raise UserError("Received a reel of videos of which none can be read: there is nothing to write.")
        joined.close()
    return joined.written


def _has_sound(video: Path) -> bool:
    try:
        with open_media(video) as container:
            return choose_sound(container) is not None
    except FootageError:
        return False


class _Joined:
    """The reel on its way into the file. written: seconds."""

    def __init__(self, first: VideoFile, target: av.container.OutputContainer, sounding: bool, on_progress):
        self._target, self._on_progress, self._last, self.written = target, on_progress, -1, 0.0
        rate = first.stream.average_rate if first.info.fps else None
        self._stream = target.add_stream(
            "libx264", rate=rate or Fraction(ASSUMED_FPS), options={"crf": CRF, "preset": "veryfast"}
        )
        self._stream.width, self._stream.height = even(*first.info.size)
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.time_base = CLOCK
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        self._sound = add_sound(target) if sounding else None

    def add(self, source: VideoFile, parts: Sequence[Part]) -> None:
        """Write parts of the next video."""
        with ReelSound(source, self._target, self._sound, self.written) as sound:

            def write(frame: av.VideoFrame, time: float) -> None:
                self._write(source.to_bgr(frame), time)

            # Kept after each part: a video that fails in the middle leaves those before it.
            for reached in write_parts(source, parts, write, sound, self._on_progress, self.written):
                self.written = reached

    def _write(self, image: np.ndarray, time: float) -> None:
        stream = self._stream
        seen = av.VideoFrame.from_ndarray(fitted(image, stream.width, stream.height), format="bgr24")
        frame = seen.reformat(format=stream.pix_fmt, dst_colorspace="ITU709")
        self._last = max(self._last + 1, round(time / CLOCK))
        frame.pts, frame.time_base = self._last, CLOCK
        self._target.mux(stream.encode(frame))

    def close(self) -> None:
        """Write what the encoders still hold."""
        self._target.mux(self._stream.encode(None))
        if self._sound is not None:
            self._target.mux(self._sound.encode(None))


def fitted(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """A picture as large as fits into ``width`` x ``height``, black around it.

    Args:
        image: BGR uint8 ``(height, width, 3)``.
        width, height: Pixels.

    Returns:
        BGR uint8 ``(height, width, 3)``.
    """
    rows, columns = image.shape[:2]
    if (columns, rows) == (width, height):
        return np.ascontiguousarray(image)
    scale = min(width / columns, height / rows)
    size = min(width, max(1, round(columns * scale))), min(height, max(1, round(rows * scale)))
    if abs(size[0] - width) <= 1 and abs(size[1] - height) <= 1:
        size = width, height
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.zeros((height, width, 3), np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    canvas[top : top + size[1], left : left + size[0]] = small
    return canvas
