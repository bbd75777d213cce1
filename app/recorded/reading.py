"""Reading a file ahead: the frames that a model samples of it, made in a thread of its own while others are encoded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from typing import TypeVar

from app.frames import Frame, Sampled
from app.sources.base import SourceUnreadableError, source_error
from model.errors import FootageError
from model.video.sampling import TickSampler
from model.video.selective_decode import SelectiveDecoder

Item = TypeVar("Item")

LEAVE_SECONDS = 1.0  # how long a read that hangs is waited for by someone who no longer wants it
_END = object()


def sampled_frames(decoder: SelectiveDecoder) -> Iterator[Sampled]:
    """Yield each frame of a file that the model is to see, in order, and close the file at the end.

    Args:
        decoder: a file, just opened.

    Yields:
        Sampled frames, all of the same generation.

    Raises:
        SourceError: when the file cannot be read any further.
    """
    try:
        for index, moment, ticks, frame in decoder.frames():
            yield Sampled(Frame(index, moment, decoder.to_bgr(frame), time.perf_counter()), ticks)
    except FootageError as error:
        raise source_error(error) from error
    except Exception as error:  # one file that a decoder trips over must not end a batch
        raise SourceUnreadableError(
            f"Received {decoder.path}: an unexpected {type(error).__name__} while reading it ({error}); "
            "check that it plays elsewhere, or convert it with `ffmpeg -i INPUT -c:v libx264 OUTPUT.mp4`."
        ) from error
    finally:
        decoder.close()


def prefetch(items: Iterable[Item], most: int) -> Iterator[Item]:
    """Yield what ``items`` gives, which a thread of its own takes out of it ahead of use.

    Closing this iterator ends the thread, and closes ``items`` where it is a generator.

    Args:
        items: read by that thread alone. What it raises is raised here, in its turn.
        most: how many items may wait to be used, at least 1.
    """
    found: SimpleQueue = SimpleQueue()
    room = threading.Semaphore(most)
    left = threading.Event()
    thread = threading.Thread(target=_read, args=(iter(items), found, room, left), name="prefetch", daemon=True)
    thread.start()
    try:
        while (item := found.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            room.release()
            yield item
    finally:
        item = None  # an exception must not hold the frame that holds it
        left.set()
        room.release()
        thread.join(LEAVE_SECONDS)


def _read(items: Iterator, found: SimpleQueue, room: threading.Semaphore, left: threading.Event) -> None:
    try:
        for item in items:
            room.acquire()
            if left.is_set():
                break
            found.put(item)
    except BaseException as error:
        found.put(error)
    finally:
        if hasattr(items, "close"):
            items.close()
        found.put(_END)


class LateSampler(TickSampler):
    """Its clock runs from the video's first frame, as ever; those before ``begin`` are skipped."""

    def __init__(self, fps: float, most: int, begin: float):
        super().__init__(fps, most)
        self._begin = begin

    def ticks(self, time: float) -> int:
        ticks = super().ticks(time)
        return ticks if time >= self._begin else 0
