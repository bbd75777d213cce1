"""Encoding the moments of a video that teaching needs, each once: what was encoded is kept in a cache, by the video's content.

Only marked time and what a window around it sees is decoded and encoded, wherever in a long recording it lies.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import floor
from pathlib import Path

import numpy as np

from model.arrays import read_arrays
from model.engine.base import Encode
from model.files import replacing
from model.spec import ModelSpec
from model.teaching.pictures import brightness
from model.video.video_file import VideoFile

SEEK_TICKS = 60  # a gap of more is jumped over, a shorter one read through
_EPSILON = 1e-6  # as in ``model/video/sampling.py``
MOST_TICKS = 10_000_000


@dataclass(frozen=True)
class Embeddings:
    """Encoded frames of one video, at ticks of the model's clock.

    ticks: int64 ``(frames,)``, rising; tick k is ``k / sample_fps`` seconds behind the first frame. times: of the frames
    that stand for them, seconds from the video's zero. features: float16 ``(frames, features)``. brightness: of the pictures,
    0 to 255, float32 ``(frames,)``.
    """

    ticks: np.ndarray
    times: np.ndarray
    features: np.ndarray
    brightness: np.ndarray

    @classmethod
    def none(cls, features: int) -> Embeddings:
        """Those of a video of which nothing is encoded yet."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros((0, features), np.float16), np.zeros(0, np.float32))

    def merged(self, other: Embeddings) -> Embeddings:
        """These and ``other``'s together."""
        ticks, first = np.unique(np.concatenate([self.ticks, other.ticks]), return_index=True)
        times, features = np.concatenate([self.times, other.times]), np.concatenate([self.features, other.features])
        bright = np.concatenate([self.brightness, other.brightness])
        return Embeddings(ticks, times[first], features[first], bright[first])

    def only(self, ticks: np.ndarray) -> Embeddings:
        """Those of ``ticks`` alone."""
        rows = np.isin(self.ticks, ticks, assume_unique=True)
        if rows.all():
            return self
        return Embeddings(self.ticks[rows], self.times[rows], self.features[rows], self.brightness[rows])


class EmbeddingCache:
    """A folder of embeddings of one encoder, a file for each video. What cannot be read is encoded anew."""

    def __init__(self, folder: Path, encoder: str, most_bytes: int):
        """encoder: what tells its features from another's. most_bytes: of all files; the ones used longest ago go first."""
        self._folder, self._encoder, self._most = Path(folder), encoder, most_bytes

    def _path(self, content: str) -> Path:
        return self._folder / f"{content}-{self._encoder}.npz"

    def load(self, content: str, features: int) -> Embeddings:
        """What is kept of the video with that ``content``; none where nothing is."""
        path = self._path(content)
        try:
            found = read_arrays(path, {"ticks": 1, "times": 1, "features": 2, "brightness": 1})
            kept = Embeddings(**found)
            right = len({len(array) for array in found.values()}) == 1 and kept.features.shape[1] == features
            kinds = [array.dtype for array in (kept.ticks, kept.times, kept.features, kept.brightness)]
            right = right and kinds == [np.int64, np.float64, np.float16, np.float32]
            finite = all(np.isfinite(array).all() for array in found.values())
            if not (right and finite and (np.diff(kept.ticks) > 0).all()):
                return Embeddings.none(features)
        except (OSError, ValueError):
            return Embeddings.none(features)
        with contextlib.suppress(OSError):
            path.touch()  # it was used now
        return kept

    def save(self, content: str, embeddings: Embeddings) -> None:
        """Keep ``embeddings``, whole or not at all, and remove others where there are too many. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(content)
        with replacing(path) as temporary:
            np.savez(temporary, **vars(embeddings))
        size = 0
        for _, bytes_, file in sorted(self._files(), reverse=True):
            size += bytes_
            if size > self._most and file != path:
                with contextlib.suppress(OSError):
                    file.unlink()

    def _files(self) -> list[tuple[float, int, Path]]:
        """When each file was used last, its bytes and its path."""
        found = []
        for file in self._folder.glob("*.npz"):
            with contextlib.suppress(OSError):  # another process may remove it just now
                about = file.stat()
                found.append((about.st_mtime, about.st_size, file))
        return found


def ticks_between(
    spans: Iterable[tuple[float, float]], first_frame: float, fps: float, before: int, after: int
) -> np.ndarray:
    """The ticks that windows see whose moments lie in ``spans``.

    Args:
        spans: Of time, ``(start, end)`` in seconds from the video's zero.
        first_frame: When the video's first frame is shown, seconds from its zero.
        fps: Ticks a second.
        before: Ticks that a window sees before a moment.
        after: Ticks that it sees behind one.

    Returns:
        int64 ``(ticks,)``, rising, 0 or more.
    """
    found: set[int] = set()
    for start, end in spans:
        first = floor(max(start - first_frame, 0.0) * fps) - before
        last = floor(min(max(end - first_frame, 0.0) * fps, MOST_TICKS)) + after
        found.update(range(max(first, 0), last + 1))
    return np.array(sorted(found), np.int64)


def encode_ticks(
    video: VideoFile,
    ticks: np.ndarray,
    encode: Encode,
    spec: ModelSpec,
    on_frame: Callable[[int], None] = lambda ticks: None,
) -> Embeddings:
    """Decode and encode the frames that stand for ``ticks`` of ``video``.

    A frame stands for the tick that it is the first one at or after, and for those before that no frame came in time for, as
    when the video is classified (``model/video/sampling.py``).

    Args:
        video: Open; belongs to the caller.
        ticks: int64, rising.
        encode: The CNN.
        spec: Of the model: its rate, and how many ticks one frame may stand for.
        on_frame: Told how many ticks were done by the next frame; it may raise to stop.

    Returns:
        The embeddings; fewer than ``ticks`` where the video ends before.

    Raises:
        FootageError: The video cannot be read any further. ModelError: the CNN does not work.
    """
    kept: dict[int, tuple[float, np.ndarray, float]] = {}
    wanted, start = set(ticks.tolist()), video.info.start
    for first, last in _runs(ticks):
        found = video.seek(start + first / spec.sample_fps) if first > 0 else video.seek(start)
        passed = first - 1
        while found is not None:
            _, time, frame = found
            tick = floor((time - start) * spec.sample_fps + _EPSILON)
            if tick > passed:
                stands_for = [t for t in range(max(passed + 1, tick - spec.clip_length + 1), tick + 1) if t in wanted]
                if stands_for:
                    image = video.to_bgr(frame)
                    kept |= dict.fromkeys(stands_for, (time, encode(image).astype(np.float16), brightness(image)))
                    on_frame(len(stands_for))
                passed = tick
            if tick >= last:
                break
            found = video.read()
    done = sorted(kept)
    if not done:
        return Embeddings.none(0)
    times, features, bright = zip(*(kept[tick] for tick in done), strict=True)
    return Embeddings(np.array(done, np.int64), np.array(times), np.stack(features), np.array(bright, np.float32))


def _runs(ticks: np.ndarray) -> list[tuple[int, int]]:
    """The first and last tick of each stretch without a gap that is worth jumping over."""
    if not len(ticks):
        return []
    breaks = np.flatnonzero(np.diff(ticks) > SEEK_TICKS)
    firsts, lasts = np.r_[ticks[0], ticks[breaks + 1]], np.r_[ticks[breaks], ticks[-1]]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
