"""Skimming a video file: only the frames that the model's clock samples, decoding as little as that allows.

Which frames those are is known from the packets' time stamps, before anything is decoded. A frame that is not sampled
and that no other frame is predicted from need not be decoded at all: half of what common encoders write. All this
rests on a file that is what its packets say. As soon as it turns out not to be (damaged, without time stamps, spliced),
it is read again from its beginning, every frame decoded, and goes on behind the last frame that was given: the frames,
times and pixels are those of plain reading either way.
"""

from __future__ import annotations

import copy
import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av

from model.errors import FootageError
from model.sampling import TickSampler
from model.stamps import ASSUMED_FPS, StampClock

# Decoders that leave out unreferenced frames without a trace in the others; elsewhere every frame is decoded.
SKIPPING = {"h264", "hevc"}
AHEAD = (
    40  # packets read before the first is decoded: more than any frame is moved by reordering (16 in H.264 and HEVC)
)


class _UntidyError(Exception):
    """The file is not what its packets say."""


@dataclass
class _Due:
    """A sampled frame that the decoder is to give."""

    pts: int
    index: int
    time: float
    ticks: int


class Skimmer:
    """One video file's sampled frames, from its beginning to its end. Belongs to one thread.

    fps: frames a second as the file says, 0.0 where it does not. duration: seconds, None where unknown.
    plain: whether every frame is decoded. decoded: frames decoded so far.
    """

    def __init__(self, path: Path, sampler: TickSampler, threads: int = 0):
        """sampler: the model's clock; a copy of it is asked. threads: for decoding, 0: as many as there are cores.

        Raises FootageError when the file cannot be opened or holds no video.
        """
        self.path = Path(path)
        self._sampler = sampler
        self._threads = threads
        self._container, self._stream = self._open()
        self.fps = float(self._stream.average_rate or 0.0)
        self.duration = _duration(self._container, self._stream)
        self.decoded = 0
        self.plain = self._stream.codec_context.name not in SKIPPING

    def frames(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """Yield ``(index, time, ticks, frame)`` of each sampled frame; call once. ``to_bgr`` makes a picture of it.

        index: among all frames, from 0. time: seconds from the first. ticks: as ``TickSampler.ticks`` says.
        Raises FootageError when not one frame can be decoded.
        """
        last = -1.0
        if not self.plain:
            try:
                for found in self._skim():
                    last = found[1]
                    yield found
                return
            except (_UntidyError, av.FFmpegError):
                self.plain = True
                self.close()
                self._container, self._stream = self._open()
        for found in self._read_plainly():
            if found[1] > last:
                yield found

    def close(self) -> None:
        """Let go of the file; may be called again."""
        if self._container is not None:
            self._container.close()
            self._container = None

    def _open(self):
        try:
            container = av.open(str(self.path))
            stream = container.streams.video[0]
        except (av.FFmpegError, OSError, IndexError, ValueError) as error:
            reason = " ".join(str(error).split()) or "it holds no picture"
            raise FootageError(
                f"Received {self.path}: no video can be read from it ({reason}); expected one that plays elsewhere, "
                "`ffmpeg -i` may repair it."
            ) from error
        stream.codec_context.thread_count = self._threads
        # Frame threads, not slices: most recordings have one slice a frame.
        stream.thread_type = "AUTO"
        return container, stream

    def _skim(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; raises _UntidyError as soon as a frame is not the one that was expected."""
        context, foresight = self._stream.codec_context, _Foresight(self._sampler, self.fps, self._stream.time_base)
        due, skips = foresight.due, ""
        for packet, sampled in foresight.look(self._container.demux(self._stream)):
            skip = "DEFAULT" if sampled else "NONREF"
            if skip != skips:
                context.skip_frame = skips = skip
            # PyAV ends its packets with an empty one, which empties the decoder.
            for frame in context.decode(packet):
                self.decoded += 1
                if frame.pts is None or frame.is_corrupt or (due and frame.pts > due[0].pts):
                    raise _UntidyError
                if due and frame.pts == due[0].pts:
                    one = due.popleft()
                    yield one.index, one.time, one.ticks, frame
        if due:
            raise _UntidyError

    def _read_plainly(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; every frame is decoded, and its own stamp says when it is shown."""
        clock, sampler, index = StampClock(self.fps or ASSUMED_FPS), copy.copy(self._sampler), 0
        for frame in _decode_all(self._container, self._stream):
            time = clock.time(float("nan") if frame.time is None else float(frame.time))
            ticks = sampler.ticks(time)
            if ticks > 0:
                yield index, time, ticks, frame
            index += 1
            self.decoded += 1
        if index == 0:
            raise FootageError(
                f"Received {self.path}: no frame can be read from it; expected a video, `ffmpeg -i` may repair it."
            )


class _Foresight:
    """Puts packets' time stamps in the order of their frames, and asks the sampler about each. ``due``: who is sampled."""

    def __init__(self, sampler: TickSampler, fps: float, time_base):
        self.due: deque[_Due] = deque()
        self._sampler = copy.copy(sampler)
        self._clock = StampClock(fps or ASSUMED_FPS)
        self._time_base = time_base
        self._stamps: list[int] = []  # a heap: read, but a smaller one may still come
        self._sampled: dict[int, bool] = {}
        self._index = 0
        self._last: int | None = None

    def look(self, packets: Iterator[av.Packet]) -> Iterator[tuple[av.Packet, bool]]:
        """Yield each packet with whether its frame is sampled, AHEAD packets late. Raises _UntidyError."""
        waiting: deque[av.Packet] = deque()
        for packet in packets:
            waiting.append(packet)
            if packet.pts is None:
                if packet.size:
                    raise _UntidyError  # no time stamp
                break
            # Frames that an edit list cuts off are decoded (others may need them) but never come out.
            if not packet.is_discard:
                heapq.heappush(self._stamps, packet.pts)
            if len(self._stamps) > AHEAD:
                self._place(heapq.heappop(self._stamps))
            while waiting and (waiting[0].is_discard or waiting[0].pts in self._sampled):
                yield self._release(waiting.popleft())
        while self._stamps:
            self._place(heapq.heappop(self._stamps))
        while waiting:
            yield self._release(waiting.popleft())

    def _place(self, stamp: int) -> None:
        if self._last is not None and stamp <= self._last:
            raise _UntidyError
        self._last = stamp
        time = self._clock.time(float(stamp * self._time_base))
        ticks = self._sampler.ticks(time)
        if ticks > 0:
            self.due.append(_Due(stamp, self._index, time, ticks))
        self._sampled[stamp] = ticks > 0
        self._index += 1

    def _release(self, packet: av.Packet) -> tuple[av.Packet, bool]:
        return packet, packet.is_discard or self._sampled.pop(packet.pts, True)


def _decode_all(container, stream) -> Iterator[av.VideoFrame]:
    """Every frame that can be decoded; what is damaged is left out, as OpenCV does."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:  # the file ends in the middle of a packet
            return
        if packet is None:
            return
        try:
            yield from stream.codec_context.decode(packet)
        except av.FFmpegError:
            continue


def _duration(container, stream) -> float | None:
    if stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate)
    return container.duration / av.time_base if container.duration else None
