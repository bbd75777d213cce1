"""A decoded frame as the picture that people see: upright, with square pixels, whole frames, ordinary colours, nothing behind it.

The same for everyone: the window, the model, training and what is cut. What common videos are (progressive, square pixels,
8 bits, ordinary colours) goes the short way and is the very bytes that it has always been.
"""

from __future__ import annotations

import struct
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from model.limits import MOST_FRAME_PIXELS, size_refusal
from model.video.deinterlace import deinterlace, deinterlace_image
from model.video.wide_colour import is_wide, to_ordinary

if TYPE_CHECKING:
    import av

# Below this a pixel counts as square: encoders that round a size to even numbers write such shapes (1280:1281).
NEARLY_SQUARE = 0.005
MOST_PIXEL_ASPECT = (
    8.0  # of a pixel's width to its height, or the other way; what a file claims beyond is no shape of a pixel
)
_NO_MATRIX = (1, 0, 0, 1)


class PictureConverter:
    """Makes pictures of the frames of one stream. Belongs to the thread that decodes it."""

    def __init__(self, stream: av.VideoStream):
        """stream: opened; the shape of its pixels may change while it is decoded (television switches between 4:3 and 16:9)."""
        self._context = stream.codec_context
        self._stated, self._first = stream.sample_aspect_ratio, self._context.sample_aspect_ratio
        self._shape = self._stated

    def hear(self, frame: av.VideoFrame) -> None:
        """Hear of every frame that comes out of the decoder, in its turn: with a key frame the shape of pixels may change.

        The decoder's own word is ahead of its frames, but by less than from one key frame to the next.
        """
        if frame.key_frame:
            now = self._context.sample_aspect_ratio
            self._shape = self._stated if now == self._first else now

    def size(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height of the picture that ``to_bgr`` makes of ``frame``, pixels."""
        width, height = self._square(frame), frame.height
        return (height, width) if _matrix(frame)[0] == 0 else (width, height)

    def to_bgr(self, frame: av.VideoFrame) -> np.ndarray:
        """``frame`` as BGR uint8 ``(height, width, 3)``, an array of its own.

        Upright; pixels square, by another width; of an interlaced frame its first lines, with those of the other moment
        filled in; wide colours and high brightness (BT.2020, PQ, HLG) as an ordinary screen shows them; over black where
        it is transparent.
        """
        width = self._square(frame)
        if frame.interlaced_frame:
            whole = deinterlace(frame)
            image = _convert(frame, width) if whole is None else _convert(whole, width)
            image = deinterlace_image(image) if whole is None else image
        else:
            image = _convert(frame, width)
        return _turn(image, _matrix(frame))

    def is_plain(self, frame: av.VideoFrame) -> bool:
        """Whether the frame's own pixels are those of the picture: it need not be converted to be written again."""
        return not (
            frame.interlaced_frame
            or is_wide(frame)
            or _has_alpha(frame.format.name)
            or self._square(frame) != frame.width
            or _matrix(frame) != _NO_MATRIX
        )

    def _square(self, frame: av.VideoFrame) -> int:
        """The width of ``frame`` where its pixels are square."""
        width = max(1, round(frame.width * square_shape(self._shape)))
        return frame.width if size_refusal(width, frame.height, MOST_FRAME_PIXELS) else width


def square_shape(shape: Fraction | None) -> Fraction:
    """By what a picture whose pixels have this shape (width to height, None: unknown) is widened; 1 where that cannot be."""
    if not shape or abs(shape - 1) < NEARLY_SQUARE or not 1 / MOST_PIXEL_ASPECT <= shape <= MOST_PIXEL_ASPECT:
        return Fraction(1)
    return shape


def _convert(frame: av.VideoFrame, width: int) -> np.ndarray:
    """Pixels as they lie in the frame, so many in a row."""
    if is_wide(frame):
        return to_ordinary(frame, width)
    if _has_alpha(frame.format.name):
        image = _scale(frame, width, "bgra")
        covered = image[..., 3:].astype(np.uint16)
        return ((image[..., :3] * covered + 127) // 255).astype(np.uint8)
    return _scale(frame, width, "bgr24")


def _scale(frame: av.VideoFrame, width: int, layout: str) -> np.ndarray:
    """Bicubic is how OpenCV asks for chroma to be spread over the pixels; another choice differs by up to 83 grey levels.

    In the caller's thread alone: helpers cost a third more, and where all cores are busy their start is waited for.
    """
    import av

    def scaled(**colours) -> np.ndarray:
        return frame.to_ndarray(width=width, format=layout, interpolation="BICUBIC", threads=1, **colours)

    try:
        return scaled()
    except (av.FFmpegError, ValueError):  # colours that are tagged as nothing known: read as most are
        return scaled(src_colorspace="ITU601")


@lru_cache(maxsize=64)
def _has_alpha(layout: str) -> bool:
    """Whether pixels of this layout (FFmpeg's name) may be transparent; those of a palette may."""
    import av

    shape = av.VideoFormat(layout)
    return shape.has_palette or any(part.is_alpha for part in shape.components)


def display_matrix(frame: av.VideoFrame) -> bytes | None:
    """How the frame is turned when it is shown, as FFmpeg keeps it: nine 32-bit integers; None where it says nothing.

    Not by ``frame.side_data``: the frame then holds what holds the frame, and each of a video's pictures stays in memory
    until the garbage collector comes.
    """
    from av.sidedata.sidedata import SideDataContainer

    data = SideDataContainer(frame).get("DISPLAYMATRIX")
    return None if data is None else bytes(data)


def _matrix(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    """Where the frame's right and lower directions point when it is shown: ``(a, b, c, d)``, each -1, 0 or 1.

    ISO/IEC 14496-12, 6.2.2: a point (x, y) is shown at (a x + c y, b x + d y).
    """
    data = display_matrix(frame)
    if data is None:
        return _NO_MATRIX
    a, b, _, c, d = struct.unpack_from("=5i", data)
    if abs(b) > abs(a) and abs(c) > abs(d):
        turned = (0, _sign(b), _sign(c), 0)
    else:
        turned = (_sign(a), 0, 0, _sign(d))
    return turned if turned[0] or turned[1] else _NO_MATRIX


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _turn(image: np.ndarray, matrix: tuple[int, int, int, int]) -> np.ndarray:
    """``image`` as it is shown."""
    if matrix == _NO_MATRIX:
        return image
    a, b, c, d = matrix
    if a * d - b * c < 0:  # mirrored
        image, a, b = image[:, ::-1], -a, -b
    turns = {(1, 0): 0, (0, -1): 1, (-1, 0): 2, (0, 1): 3}[a, b]
    return np.ascontiguousarray(np.rot90(image, turns))
