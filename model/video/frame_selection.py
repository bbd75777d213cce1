"""Frame selection: which of a video file's frames the model's clock samples, told from the packets before anything is decoded.

A frame that is not sampled and that no other is predicted from is then not decoded at all.
"""

from __future__ import annotations

import copy
import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import av

from model.video.sampling import TickSampler
from model.video.timestamps import TimestampClock

# Packets read before the first is decoded: more than any frame is moved by reordering (16 in H.264 and HEVC).
AHEAD = 40


class PacketMismatchError(Exception):
    """The file is not what its packets say: it has to be read plainly."""


@dataclass(frozen=True)
class SelectedFrame:
    """A sampled frame that the decoder is to give.

    pts: its timestamp. index: among all frames, from 0. time: seconds from what players call zero. ticks: as
    ``TickSampler.ticks`` says.
    """

    pts: int
    index: int
    time: float
    ticks: int


@dataclass(frozen=True)
class PacketStep:
    """One packet on its way to the decoder. due: its frame, where that is sampled. needed: whether it must be decoded even
    where no other frame is predicted from it."""

    packet: av.Packet
    due: SelectedFrame | None
    needed: bool


class FrameSelector:
    """Puts packets' timestamps in the order of their frames, and asks the sampler about each."""

    def __init__(self, sampler: TickSampler, clock: TimestampClock, time_base):
        """sampler: a copy of it is asked. clock: a fresh one, that makes times of timestamps."""
        self._sampler = copy.copy(sampler)
        self._clock = clock
        self._time_base = time_base
        self._timestamps: list[int] = []  # a heap: read, but a smaller one may still come
        self._placed: dict[int, SelectedFrame | None] = {}
        self._index = 0
        self._last: int | None = None

    def steps(self, packets: Iterator[av.Packet]) -> Iterator[PacketStep]:
        """Yield a step for each packet, in their order, AHEAD packets late. Raises PacketMismatchError."""
        waiting: deque[av.Packet] = deque()
        for packet in packets:
            waiting.append(packet)
            if packet.pts is None:
                if packet.size:
                    raise PacketMismatchError  # no timestamp
                break
            # Frames that an edit list cuts off are decoded (others may need them) but never come out.
            if not packet.is_discard:
                heapq.heappush(self._timestamps, packet.pts)
            if len(self._timestamps) > AHEAD:
                self._place(heapq.heappop(self._timestamps))
            while waiting and (waiting[0].is_discard or waiting[0].pts in self._placed):
                yield self._release(waiting.popleft())
        while self._timestamps:
            self._place(heapq.heappop(self._timestamps))
        while waiting:
            yield self._release(waiting.popleft())

    def _place(self, timestamp: int) -> None:
        if self._last is not None and timestamp <= self._last:
            raise PacketMismatchError
        self._last = timestamp
        time = self._clock.time(float(timestamp * self._time_base))
        ticks = self._sampler.ticks(time)
        self._placed[timestamp] = SelectedFrame(timestamp, self._index, time, ticks) if ticks > 0 else None
        self._index += 1

    def _release(self, packet: av.Packet) -> PacketStep:
        # PyAV ends its packets with an empty one, without a timestamp, which empties the decoder.
        if packet.is_discard or packet.pts is None:
            return PacketStep(packet, None, True)
        due = self._placed.pop(packet.pts)
        return PacketStep(packet, due, due is not None)


class ExpectedFrames:
    """The sampled frames that a decoder was given and owes."""

    def __init__(self):
        self._due: list[tuple[int, SelectedFrame]] = []  # a heap, by timestamp

    def decode(self, context: av.CodecContext, step: PacketStep) -> list[av.VideoFrame]:
        """The frames that come out of the decoder as ``step`` goes in."""
        if step.due is not None:
            heapq.heappush(self._due, (step.due.pts, step.due))
        context.skip_frame = "DEFAULT" if step.needed else "NONREF"
        return context.decode(step.packet)

    def match(self, frame: av.VideoFrame) -> SelectedFrame | None:
        """What is sampled of the next frame, if anything. Raises PacketMismatchError where it is not the one expected."""
        first = self._due[0][0] if self._due else None
        if frame.pts is None or frame.is_corrupt or (first is not None and frame.pts > first):
            raise PacketMismatchError
        return heapq.heappop(self._due)[1] if frame.pts == first else None

    def end(self) -> None:
        """The decoder is empty; raises PacketMismatchError where it still owes a frame."""
        if self._due:
            raise PacketMismatchError
