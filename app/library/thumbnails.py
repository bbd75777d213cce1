"""Small pictures of a video, taken while it is classified: one for each segment, and others in between."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from math import floor

import cv2
import numpy as np

from app.timeline.timeline import Segment

WIDTH, HEIGHT = 160, 120  # pixels at most
JPEG = [cv2.IMWRITE_JPEG_QUALITY, 60, cv2.IMWRITE_JPEG_OPTIMIZE, 1]  # two to three kilobytes each
EVERY = 1.0  # seconds between the pictures that are chosen from
BETWEEN = 10.0  # seconds between those that show no segment's middle
ONE_IN = 10.0  # seconds of video for each picture that is kept, and
FEWEST = 3  # more
MOST_BYTES = 64 << 20  # of all that are chosen from


class Thumbnails:
    """Looks at the sampled frames of one video, from several threads and in no order."""

    def __init__(self, sample_fps: float):
        """sample_fps: How many frames come a second."""
        self._tick = 1.0 / sample_fps
        self._every, self._bytes = EVERY, 0
        self._pictures: dict[float, bytes] = {}
        self._lock = threading.Lock()

    def look(self, time: float, image: np.ndarray) -> None:
        """Take a frame.

        Args:
            time: Seconds.
            image: BGR uint8 ``(height, width, 3)``.
        """
        if not self._wants(time):
            return
        done, picture = cv2.imencode(".jpg", shrunk(image), JPEG)
        if not done:
            return
        with self._lock:
            self._pictures[time] = picture.tobytes()
            self._bytes += len(self._pictures[time])
            if self._bytes > MOST_BYTES:  # of a day's recording
                self._every *= 2
                self._pictures = {time: one for time, one in self._pictures.items() if self._wants(time)}
                self._bytes = sum(map(len, self._pictures.values()))

    def _wants(self, time: float) -> bool:
        return floor(time / self._every) != floor((time - self._tick) / self._every)

    def chosen(self, segments: Sequence[Segment], duration: float) -> tuple[tuple[float, bytes], ...]:
        """Those that are kept: long segments come first, and time without any.

        Args:
            segments: Of the video's timeline.
            duration: Of the video, seconds.

        Returns:
            Times in seconds and JPEG files, in order.
        """
        times = sorted(self._pictures)
        if not times:
            return ()
        most = FEWEST + int(duration / ONE_IN)
        wanted = [*np.arange(times[0], times[-1] + BETWEEN, BETWEEN).tolist()]
        by_length = sorted(segments, key=lambda part: (-part.duration, part.start))
        wanted += [(part.start + part.end) / 2 for part in by_length]
        kept: set[float] = set()
        for time in wanted:
            if len(kept) >= most:
                break
            kept.add(_nearest(times, time))
        return tuple((time, self._pictures[time]) for time in sorted(kept))


def shrunk(image: np.ndarray) -> np.ndarray:
    """A picture of at most WIDTH x HEIGHT, of the same shape."""
    height, width = image.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height, 1.0)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _nearest(times: Sequence[float], time: float) -> float:
    row = bisect_left(times, time)
    return min(times[max(0, row - 1) : row + 1], key=lambda one: abs(one - time))
