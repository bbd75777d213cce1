"""Interlaced frames made whole: two moments lie in one frame, line by line in turn, and what moved looks like a comb.

The lines of the second moment are kept where nothing moved, and filled in from their neighbours where they stand out from
both. Each frame is looked at by itself, so that it is the same picture whether it was sought, played to, or decoded in a
part of the file. (As the field filters of Avisynth and ffdshow do; temporal ones, such as yadif, need the frames around it.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import av

COMB = 4  # grey levels of 255 by which a line that belongs to another moment differs from both of its neighbours
_AROUND = (5, 3)  # pixels across and lines of one moment: what stands out is not all that moved
# Layouts whose planes are each one array of numbers of this width, in bytes.
_PLANAR = {
    **{f"yuv{kind}p": 1 for kind in ("420", "422", "444", "440", "411", "410")},
    **{f"yuvj{kind}p": 1 for kind in ("420", "422", "444", "440", "411")},
    **{f"yuv{kind}p{bits}le": 2 for kind in ("420", "422", "444") for bits in (9, 10, 12, 14, 16)},
    "gray": 1,
    "gbrp": 1,
}


def deinterlace(frame: av.VideoFrame) -> av.VideoFrame | None:
    """A copy of ``frame`` without combs; None where its layout cannot be taken apart here."""
    import av

    size = _PLANAR.get(frame.format.name)
    if size is None:
        return None
    whole = av.VideoFrame(frame.width, frame.height, frame.format.name)
    for tag in ("colorspace", "color_range", "color_trc", "color_primaries"):
        setattr(whole, tag, getattr(frame, tag))
    levels = 1 << frame.format.components[0].bits - 8
    for plane, copy in zip(frame.planes, whole.planes, strict=True):
        _pixels(copy, size)[:] = _whole(_pixels(plane, size), COMB * levels)
    return whole


def deinterlace_image(image: np.ndarray) -> np.ndarray:
    """``image``, uint8 ``(height, width, 3)``, without combs."""
    return np.dstack([_whole(image[..., colour], COMB) for colour in range(image.shape[2])])


def _pixels(plane: av.video.plane.VideoPlane, size: int) -> np.ndarray:
    """The plane's own numbers, ``(height, width)``."""
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height]
    return rows.view(f"<u{size}")[:, : plane.width]


def _whole(lines: np.ndarray, comb: int) -> np.ndarray:
    """``(height, width)``; lines 1, 3, 5 ... are of the other moment."""
    import cv2

    if len(lines) < 3:
        return lines
    odd = lines[1::2].astype(np.int32)
    above = lines[: 2 * len(odd) : 2].astype(np.int32)
    below = np.concatenate([lines[2::2], lines[2 * len(odd) - 2 :: 2]])[: len(odd)].astype(np.int32)
    higher, lower = odd - above, odd - below
    stands_out = (np.minimum(higher, lower) > comb) | (np.maximum(higher, lower) < -comb)
    moved = cv2.dilate(stands_out.astype(np.uint8), np.ones(_AROUND[::-1], np.uint8))
    result = lines.copy()
    result[1::2] = np.where(moved, (above + below + 1) >> 1, odd).astype(lines.dtype)
    return result
