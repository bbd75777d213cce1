"""Parts of a video one after another, each from its very first frame to its last, encoded anew with their sound.

Pixels are written as they lie in the file, and what it says of them (turned, not square, colours) is written with them, so
that nothing is scaled or converted twice. Interlaced frames are made whole; what has no such pixels (RGB, transparent) is
written as the picture that people see.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from app.recorded.reel_sound import ReelSound
from app.recording.video_writer import even
from model.video.deinterlace import deinterlace
from model.video.picture import MOST_PIXEL_ASPECT, display_matrix
from model.video.timestamps import ASSUMED_FPS, HALF_TICK

if TYPE_CHECKING:
    from app.recorded.highlights import Part
    from model.video.video_file import VideoFile

CRF = "18"
CLOCK = Fraction(1, 90_000)
LONG_GAP = (
    0.1  # seconds without a new frame: the picture stands still, as slides do, and is shown from the part's start
)
SEARCH_BACK = (1.0, 10.0, 100.0)  # seconds before a part in which the frame that stands still is looked for
_TAGS = ("colorspace", "color_primaries", "color_trc", "color_range")
_BT709, _LIMITED, _FULL = 1, 1, 2  # as FFmpeg numbers them: matrix, primaries and transfer alike; ranges


def encode_parts(
    source: VideoFile, parts: Sequence[Part], target: av.container.OutputContainer, on_progress: Callable[[float], None]
) -> float:
    """Encode parts of a video anew, exact to the frame.

    Args:
        source: Freshly opened.
        parts: In order of time.
        target: Where to.
        on_progress: Told the seconds that are written.

    Returns:
        The seconds written, 0.0 for no frame at all.
    """
    pictures, written = _Pictures(source, target), 0.0
    with ReelSound(source, target) as sound:
        for reached in write_parts(source, parts, pictures.write, sound, on_progress):
            written = reached
        if written:
            pictures.close()
            sound.close()
    return written


def write_parts(
    source: VideoFile,
    parts: Sequence[Part],
    write: Callable[[av.VideoFrame, float], None],
    sound: ReelSound,
    on_progress: Callable[[float], None],
    written: float = 0.0,
) -> Iterator[float]:
    """Write parts of a video, pictures and sound in step, one after another.

    Args:
        source: The video.
        parts: Of it, in order of time.
        write: Writes a frame that is shown so many seconds from the reel's beginning.
        sound: Of the video.
        on_progress: Told the seconds that are written.
        written: Those that are in the reel already.

    Yields:
        The seconds written, after each part of which there is anything.
    """
    for part in parts:
        begin, end = None, part.end
        for time, frame in _frames_of(source, part):
            if frame is None:
                end = min(end, time)
                break
            if begin is None:
                begin = time
                sound.begin(begin)
            reached = written + time - begin
            write(frame, reached)
            sound.write_until(reached)
            on_progress(reached)
        if begin is not None:
            written += end - begin
            sound.end(written)
            on_progress(written)
            yield written


def _frames_of(source: VideoFile, part: Part) -> Iterator[tuple[float, av.VideoFrame | None]]:
    """The frames of a part.

    Args:
        source: The video.
        part: Of it.

    Yields:
        Time and frame of what is shown in the part; where the video itself ends there, ``(end, None)`` at last.
    """
    before, found = None, source.seek(part.start)
    if found is None:
        return
    if found[1] < part.start - HALF_TICK:  # the last frame of all
        before, found = found, source.read()
    elif found[1] > min(part.start + LONG_GAP, part.end - HALF_TICK):
        before, found = _standing(source, part.start)
    if before is not None and (found is not None or part.start < source.duration - HALF_TICK):
        yield part.start, before[2]
    while found is not None and found[1] < part.end - HALF_TICK:
        yield found[1:]
        found = source.read()
    if found is None:
        yield source.duration, None


def _standing(source: VideoFile, time: float) -> tuple:
    """The frame that stands still at ``time``, None before the first one; and the frame after it, None behind the last."""
    for back in (*SEARCH_BACK, time):
        found, before = source.seek(max(0.0, time - back)), None
        while found is not None and found[1] <= time:
            before, found = found, source.read()
        if before is not None:
            return before, found
    return None, source.seek(time)


class _Pictures:
    """The reel's pictures on their way into the file."""

    def __init__(self, source: VideoFile, target: av.container.OutputContainer):
        _, _, first = source.read()
        self._to_bgr, self._target, self._last = source.to_bgr, target, -1
        self._own = not (first.format.is_rgb or first.format.has_palette or _has_alpha(first))
        width, height = (first.width, first.height) if self._own else source.info.size
        rate = source.stream.average_rate if source.info.fps else None
        self._stream = target.add_stream(
            "libx264", rate=rate or Fraction(ASSUMED_FPS), options={"crf": CRF, "preset": "veryfast"}
        )
        self._stream.width, self._stream.height = even(width, height)
        deep = self._own and first.format.components[0].bits > 8
        self._stream.pix_fmt = "yuv420p10le" if deep else "yuv420p"
        self._stream.codec_context.time_base = CLOCK
        self._full = self._own and (first.color_range == _FULL or first.format.name.startswith("yuvj"))
        self._tag(first, source.stream.sample_aspect_ratio)

    def _tag(self, first: av.VideoFrame, shape: Fraction | None) -> None:
        """Write down what the first frame says of the pixels. shape: of a pixel, its width to its height."""
        context = self._stream.codec_context
        for tag in _TAGS:
            setattr(context, tag, getattr(first, tag) if self._own else _BT709)
        context.color_range = _FULL if self._full else _LIMITED
        if not self._own:
            return
        if shape and 1 / MOST_PIXEL_ASPECT <= shape <= MOST_PIXEL_ASPECT:
            context.sample_aspect_ratio = shape.limit_denominator(10_000)
        matrix = display_matrix(first)
        if matrix is not None:
            self._stream.set_display_matrix(struct.unpack_from("=9i", matrix))

    def write(self, frame: av.VideoFrame, time: float) -> None:
        """Write a frame that is shown ``time`` seconds from the reel's beginning."""
        stream = self._stream
        if not self._own:
            seen = av.VideoFrame.from_ndarray(self._to_bgr(frame), format="bgr24")
            frame = seen.reformat(stream.width, stream.height, stream.pix_fmt, dst_colorspace="ITU709")
        elif frame.interlaced_frame:
            frame = deinterlace(frame) or frame
        if (frame.width, frame.height, frame.format.name) != (stream.width, stream.height, stream.pix_fmt):
            range_ = _FULL if self._full else _LIMITED
            frame = frame.reformat(
                stream.width, stream.height, stream.pix_fmt, src_color_range=range_, dst_color_range=range_
            )
        self._last = max(self._last + 1, round(time / CLOCK))
        frame.pts, frame.time_base = self._last, CLOCK
        frame.pict_type = av.video.frame.PictureType.NONE
        self._target.mux(stream.encode(frame))

    def close(self) -> None:
        """Write what the encoder still holds."""
        self._target.mux(self._stream.encode(None))


def _has_alpha(frame: av.VideoFrame) -> bool:
    return any(part.is_alpha for part in frame.format.components)
