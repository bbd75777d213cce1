"""Selective decoding of a video file: only the frames that the model's clock samples, decoding as little as that allows.

Which frames those are is known from the packets' timestamps, before anything is decoded. A frame that is not sampled
and that no other frame is predicted from need not be decoded at all: half of what common encoders write. All this
rests on a file that is what its packets say. As soon as it turns out not to be (damaged, without timestamps, spliced),
it is read again from its beginning, every frame decoded, and goes on behind the last frame that was given: the frames,
times and pixels are those of plain reading either way.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from model.video.decoding import PresentationOrder, clock_of, decode_all, stated_duration, stores_in_order
from model.video.frame_selection import ExpectedFrames, FrameSelector, PacketMismatchError
from model.video.opening import demux, open_video, undecodable
from model.video.picture import PictureConverter
from model.video.sampling import TickSampler
from model.video.timestamps import sane_rate

# Decoders that leave out unreferenced frames without a trace in the others; elsewhere every frame is decoded.
SKIPPING = {"h264", "hevc"}


class SelectiveDecoder:
    """One video file's sampled frames, from its beginning to its end. Belongs to one thread.

    fps: frames a second as the file says, 0.0 where it does not. duration: seconds from zero to the end, as stated until
    the end was read; None where unknown. size: width and height of the frames as the file states them, pixels. plain:
    whether every frame is decoded. decoded: frames decoded so far.
    """

    def __init__(self, path: Path, sampler: TickSampler, threads: int = 0):
        """sampler: the model's clock; a copy of it is asked. threads: for decoding, 0: as many as there are cores.

        Raises FootageError when the file cannot be opened or holds no video.
        """
        self.path = Path(path)
        self._sampler = sampler
        self._threads = threads
        self._open()
        self.fps = sane_rate(float(self._stream.average_rate or 0.0))
        self.duration = stated_duration(self._container, self._stream)
        self.size = self._stream.codec_context.width, self._stream.codec_context.height
        self.decoded = 0
        self.plain = self._stream.codec_context.name not in SKIPPING or stores_in_order(self._container, self._stream)

    def _open(self) -> None:
        self._container, self._stream = open_video(self.path, self._threads)
        self._pictures = PictureConverter(self._stream)

    def frames(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """Yield ``(index, time, ticks, frame)`` of each sampled frame; call once. ``to_bgr`` makes a picture of it.

        index: among all frames, from 0. time: seconds from what players call zero. ticks: as ``TickSampler.ticks`` says.
        Raises FootageError when not one frame can be decoded.
        """
        last = -1.0
        if not self.plain:
            try:
                for found in self._decode_selected():
                    last = found[1]
                    yield found
                return
            except (PacketMismatchError, av.FFmpegError):
                self.plain = True
                self.close()
                self._open()
        for found in self._read_plainly():
            if found[1] > last:
                yield found

    def to_bgr(self, frame: av.VideoFrame) -> np.ndarray:
        """See ``PictureConverter.to_bgr``."""
        return self._pictures.to_bgr(frame)

    def close(self) -> None:
        """Let go of the file; may be called again."""
        if self._container is not None:
            self._container.close()
            self._container = None

    def _decode_selected(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; raises PacketMismatchError as soon as a frame is not the one that was expected."""
        clock, expected = clock_of(self._container, self._stream), ExpectedFrames()
        selector = FrameSelector(self._sampler, clock, self._stream.time_base)
        for step in selector.steps(demux(self._container, self._stream)):
            for frame in expected.decode(self._stream.codec_context, step):
                self.decoded += 1
                self._pictures.hear(frame)
                due = expected.match(frame)
                if due is not None:
                    yield due.index, due.time, due.ticks, frame
        expected.end()
        self.duration = clock.end

    def _read_plainly(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; every frame is decoded, and its own timestamp says when it is shown."""
        clock, sampler, index = clock_of(self._container, self._stream), copy.copy(self._sampler), 0
        order = PresentationOrder(stores_in_order(self._container, self._stream))
        for timestamp, frame in decode_all(self._container, self._stream, order):
            self._pictures.hear(frame)
            time = clock.time(timestamp)
            ticks = sampler.ticks(time)
            if ticks > 0:
                yield index, time, ticks, frame
            index += 1
            self.decoded += 1
        if index == 0:
            raise undecodable(self.path, self._stream)
        self.duration = clock.end
