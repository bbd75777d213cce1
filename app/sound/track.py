"""The sound of a recording that plays, in step with its picture.

The reader of the pictures says when it begins, where and how fast; from then on the sound card's clock leads, and the pictures
follow what is ``heard``.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.log import note_once
from app.sound import FASTEST, RATE, SLOWEST
from model.errors import FootageError

if TYPE_CHECKING:
    from app.sound.decoding import SoundReader

AHEAD = 1.0  # seconds of sound that are decoded before they are heard
STEADY = 0.1  # the part that each request of the device has in the sound's clock, against their jitter


class Track:
    """The sound of one file. ``play``, ``stop`` and ``heard`` are its reader's; ``fill`` is the device's.

    Attributes:
        audible: Whether the file has sound; False until that is known.
    """

    def __init__(self, path: Path, clock: Callable[[], float], start: Callable[[], float | None]):
        """
        Args:
            path: A video file.
            clock: Of its pictures, seconds.
            start: Opens the device, see ``Sound.start``; called in the thread that decodes.
        """
        self._path, self._clock, self._start = path, clock, start
        self._changed = threading.Condition()
        self._aim: tuple[float, float, float] | None = None  # (video time, speed, when), as the pictures go
        self._wanted = 0  # counts what the decoder is to begin anew
        self._chunks: deque[np.ndarray] = deque()  # (samples, 2), decoded and not yet played
        self._next = 0.0  # video time of the first of them
        self._ahead = 0  # how many samples they are
        self._latency: float | None = None
        self._in_step = False
        self._anchor: tuple[float, float] | None = None  # (video time, when it is heard) of the newest samples
        self._closed = False
        self._thread: threading.Thread | None = None
        self.audible = False

    # ---- the pictures' reader

    def play(self, moment: float, speed: float) -> None:
        """The picture of ``moment`` (seconds of video) is shown now, and from here on it goes at ``speed``."""
        with self._changed:
            if not SLOWEST <= speed <= FASTEST:
                self._halt()
                return
            before, self._aim = self._aim, (moment, speed, self._clock())
            self._in_step, self._anchor = False, None
            reach = self._next + self._ahead * speed / RATE + AHEAD
            if before is None or before[1] != speed or not self._next <= moment <= reach:
                self._chunks.clear()
                self._ahead, self._next = 0, moment
                self._wanted += 1
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def stop(self) -> None:
        """The picture stands still: silence."""
        with self._changed:
            self._halt()

    def close(self) -> None:
        """End; nothing is heard of it any more. Idempotent."""
        with self._changed:
            self._closed = True
            self._halt()
            self._changed.notify_all()

    @property
    def ahead(self) -> float:
        """Seconds of sound that are decoded and not yet played."""
        return self._ahead / RATE

    def heard(self) -> float | None:
        """Video time of what is heard now, seconds; None while nothing is."""
        with self._changed:
            if self._anchor is None or self._aim is None:
                return None
            return self._anchor[0] + (self._clock() - self._anchor[1]) * self._aim[1]

    def _halt(self) -> None:
        self._aim, self._anchor, self._in_step = None, None, False
        self._chunks.clear()
        self._ahead = 0
        self._wanted += 1

    # ---- the device

    def fill(self, count: int) -> np.ndarray:
        """The next samples.

        Args:
            count: How many.

        Returns:
            Float32 ``(count, 2)``; silence where there are none.
        """
        out = np.zeros((count, 2), np.float32)
        with self._changed:
            if self._aim is None or self._latency is None:
                return out
            moment, speed, when = self._aim
            due = self._clock() + self._latency  # when the first of them is heard
            begin = 0 if self._in_step else self._fall_in(moment + (due - when) * speed, speed, count)
            first, then = self._next, due + begin / RATE
            taken = self._take(out[begin:])
            if taken and self._in_step:
                expected = moment + (then - when) * speed
                first = expected + STEADY * (first - expected)
            if taken:  # what is heard leads from here on
                self._in_step, self._anchor, self._aim = True, (first, then), (first, speed, then)
            if taken < count - begin:
                self._in_step, self._anchor = False, None  # it could not be decoded in time, or there is no more
            self._changed.notify_all()
        return out

    def _fall_in(self, picture: float, speed: float, count: int) -> int:
        """Bring the sound in step with ``picture``; how many samples of silence come before it."""
        early = round((self._next - picture) / speed * RATE)
        if early >= 0:
            return min(count, early) if self._ahead else count
        late = min(-early, self._ahead)
        while late > 0:
            chunk = self._chunks[0]
            dropped = min(late, len(chunk))
            self._advance(dropped, speed)
            late -= dropped
        return 0 if self._ahead else count

    def _take(self, out: np.ndarray) -> int:
        """Move samples into ``out`` as far as there are any; how many."""
        taken, speed = 0, self._aim[1]
        while taken < len(out) and self._chunks:
            chunk = self._chunks[0][: len(out) - taken]
            out[taken : taken + len(chunk)] = chunk
            taken += len(chunk)
            self._advance(len(chunk), speed)
        return taken

    def _advance(self, count: int, speed: float) -> None:
        chunk = self._chunks.popleft()
        if count < len(chunk):
            self._chunks.appendleft(chunk[count:])
        self._ahead -= count
        self._next += count * speed / RATE

    # ---- decoding, in a thread of its own

    def _run(self) -> None:
        from app.sound.decoding import SoundReader
        from model.video.video_file import VideoFile

        try:
            video = VideoFile(self._path, threads=1)
        except FootageError:
            return  # what is wrong with it, its pictures' reader says
        try:
            reader = SoundReader(video)
            try:
                self.audible = reader.audible
                if reader.audible:
                    self._latency = self._start()
                if self._latency is not None:
                    while self._decode(reader):
                        pass
            finally:
                reader.close()
        except (FootageError, OSError) as error:  # damaged: the pictures go on
            note_once(f"The sound of {self._path} cannot be played: {error}")
        finally:
            video.close()

    def _decode(self, reader: SoundReader) -> bool:
        """Decode from where it is wanted until something else is; False at the end of it all."""
        from app.sound.tempo import at_speed

        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._aim is not None)
            if self._closed:
                return False
            (moment, speed, when), wanted = self._aim, self._wanted
            begin = max(0.0, moment + max(0.0, self._clock() - when) * speed)  # the pictures went on meanwhile
            self._chunks.clear()
            self._ahead, self._next = 0, begin
        for chunk in at_speed(reader.read_from(begin), speed):
            with self._changed:
                self._changed.wait_for(
                    lambda: self._closed or self._wanted != wanted or self._ahead < AHEAD * RATE,
                )
                if self._closed or self._wanted != wanted:
                    return not self._closed
                if chunk.shape[1]:
                    self._chunks.append(np.ascontiguousarray(chunk.T))
                    self._ahead += chunk.shape[1]
        with self._changed:  # all of it is decoded
            self._changed.wait_for(lambda: self._closed or self._wanted != wanted)
            return not self._closed
