"""How much the program takes from outside at once. Checked before memory is taken, since a small file may claim anything.

Each limit is above what people have and below what a computer cannot bear.
"""

from __future__ import annotations

import os

# Pixels of one frame of a video: the most that H.265 and AV1 know at their level 6.2 (8192x4352, an 8K film and a bit).
MOST_FRAME_PIXELS = 35_651_584
# Pixels of a picture in a file of its own: beyond the largest cameras' (61 million).
MOST_PICTURE_PIXELS = 2**26
MOST_SIDE = 32_768  # pixels of a frame's or a picture's width and height
MOST_PICTURE_BYTES = 256 << 20  # of a picture's file
MOST_PICTURES = 1_000_000  # in a folder that is played as a video: nine hours of them
# Frames and packets of sound that an MP4's tables list in all: a day at 60 frames a second. FFmpeg takes 37 bytes for each.
MOST_SAMPLES = 10_000_000
MOST_INDEX_BYTES = 256 << 20  # of an MP4's index that is compressed, before and after
MOST_BOXES = 2_000_000  # of an MP4: a day in fragments of a second
MOST_LABEL_BYTES = 64 << 20  # of a label file
MOST_LABEL_ROWS = 250_000  # of a label file: three labels a second for a day
MOST_PROBLEMS = 100  # that are listed of one label file
FRAMES_IN_HAND = 256 << 20  # bytes of decoded frames that wait, here or in a decoder, if more than one does


def size_refusal(width: int, height: int, most: int) -> str:
    """Why a picture of this size (pixels) is not decoded, to be put into a sentence; "" where it is."""
    if width * height <= most and max(width, height) <= MOST_SIDE:
        return ""
    return (
        f"its pictures are {width}x{height} pixels, expected at most {most / 1e6:.0f} million in all "
        f"and {MOST_SIDE} a side; make it smaller, such as with `ffmpeg -i INPUT -vf scale=1280:-2 OUTPUT.mp4`"
    )


def frames_in_hand(width: int, height: int, most: int, bytes_a_pixel: float = 3.0) -> int:
    """How many frames of this size (pixels) may wait at once: ``most``, fewer of large ones, at least 1."""
    return max(1, min(most, int(FRAMES_IN_HAND / max(1.0, width * height * bytes_a_pixel))))


def decoding_threads(width: int, height: int, threads: int) -> int:
    """How many threads may decode frames of this size (pixels), each of which holds one.

    Args:
        threads: Wanted, 0: all cores.
    """
    return frames_in_hand(width, height, threads or os.cpu_count() or 1, 1.5)
