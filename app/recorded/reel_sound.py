"""A reel's sound, in step with its pictures to the sample: what lies between is silence, what is too much is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

from app.sound import RATE
from app.sound.decoding import SoundReader
from model.video.video_file import VideoFile


def add_sound(target: av.container.OutputContainer) -> av.AudioStream:
    """A reel's stream of sound."""
    stream = target.add_stream("aac", rate=RATE)
    stream.layout = "stereo"
    return stream


class ReelSound:
    """Decodes a video's sound part by part, and writes it as AAC. Does nothing for a reel without sound."""

    def __init__(
        self,
        video: VideoFile,
        target: av.container.OutputContainer,
        out: av.AudioStream | None = None,
        written: float = 0.0,
    ):
        """
        Args:
            video: Whose sound it is.
            target: The reel.
            out: Of the reel, with sound of other videos already; None: one is made where the video has sound.
            written: Seconds that are in ``out`` by now.

        Raises:
            FootageError: The video cannot be read.
        """
        self._sound, self._target = SoundReader(video), target
        self._written = round(written * RATE)  # samples
        self._pending = np.zeros((2, 0), np.float32)
        self._chunks: Iterator[np.ndarray] = iter(())
        self._out = add_sound(target) if out is None and self._sound.audible else out

    def begin(self, time: float) -> None:
        """Go on with what is heard ``time`` seconds from the video's zero."""
        if self._sound.audible:
            self._pending = self._pending[:, :0]
            self._chunks = self._sound.read_from(time)

    def write_until(self, time: float) -> None:
        """Write sound up to ``time`` seconds from the reel's beginning, as far as there is any."""
        wanted = round(time * RATE) - self._written
        while self._pending.shape[1] < wanted and (chunk := next(self._chunks, None)) is not None:
            self._pending = np.concatenate([self._pending, chunk], axis=1)
        self._put(self._pending[:, : max(0, wanted)])
        self._pending = self._pending[:, max(0, wanted) :]

    def end(self, time: float) -> None:
        """The part ends ``time`` seconds from the reel's beginning: write its sound up to there, and silence without any."""
        if self._out is not None:
            self.write_until(time)
            self._put(np.zeros((2, max(0, round(time * RATE) - self._written)), np.float32))

    def close(self) -> None:
        """Write what the encoder still holds."""
        if self._out is not None:
            self._target.mux(self._out.encode(None))

    def __enter__(self) -> ReelSound:
        return self

    def __exit__(self, *error) -> None:
        self._sound.close()

    def _put(self, sound: np.ndarray) -> None:
        for at in range(0, sound.shape[1], RATE):
            piece = np.ascontiguousarray(sound[:, at : at + RATE])
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._written, Fraction(1, RATE)
            self._written += piece.shape[1]
            self._target.mux(self._out.encode(frame))
