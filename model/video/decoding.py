"""The frames of a file in the order in which they are shown, each with its timestamp, and what the file says of its clock.

Frames leave a decoder in the right order, but some files stamp packets in the order in which they are stored: AVI knows no
other, and some recorders write it elsewhere. Frames that are predicted from later ones then carry each other's timestamps.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from model.video.opening import decode_packet, demux
from model.video.timestamps import ASSUMED_FPS, LONGEST_STILL, LONGEST_STILL_IN_STREAM, TimestampClock, sane_rate

if TYPE_CHECKING:
    import av

_MOST_WAITING = 64  # timestamps of packets whose frames have not come out: more than any decoder holds


def stores_in_order(container: av.container.InputContainer, stream: av.VideoStream) -> bool:
    """Whether timestamps say when a frame is stored, not when it is shown, as in AVI.

    Of MPEG-4 and its forerunners FFmpeg tells the one from the other by itself.
    """
    return container.format.name == "avi" and not stream.codec_context.name.startswith(("mpeg", "msmpeg"))


def zero_of(container: av.container.InputContainer, stream: av.VideoStream) -> float | None:
    """The timestamp, in seconds, of the moment that players call zero; None where it is the first frame's, whatever that is.

    AVI counts frames from 0, but FFmpeg stamps those that wait for others one or two later.
    """
    if container.start_time is None or container.format.name == "avi":
        return None
    zero = container.start_time / 1_000_000
    # What a coder of sound puts before its beginning (Opus, AAC) is stamped below zero, and never heard.
    if zero < 0 and stream.start_time is not None and stream.start_time >= 0:
        return 0.0
    return zero


def clock_of(container: av.container.InputContainer, stream: av.VideoStream) -> TimestampClock:
    """What makes the times of the video's frames of their timestamps."""
    import av

    jumps = container.format.flags & av.format.Flags.ts_discont.value
    return TimestampClock(
        sane_rate(float(stream.average_rate or 0.0)) or ASSUMED_FPS,
        LONGEST_STILL_IN_STREAM if jumps else LONGEST_STILL,
        zero_of(container, stream),
    )


def stated_duration(container: av.container.InputContainer, stream: av.VideoStream) -> float | None:
    """When the video ends, in seconds from zero, as its file states it: a guess. None where it does not say."""
    if stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate) + stated_start(container, stream)
    return container.duration / 1_000_000 if container.duration else None


def stated_start(container: av.container.InputContainer, stream: av.VideoStream) -> float:
    """When the first frame is shown, in seconds from zero, as the file states it."""
    zero = zero_of(container, stream)
    if zero is None or stream.start_time is None:
        return 0.0
    start = float(stream.start_time * stream.time_base) - zero
    return start if 0.0 <= start <= LONGEST_STILL else 0.0


class PresentationOrder:
    """Gives each frame the timestamp that belongs to it.

    Where packets are stamped as they are stored, the frames take the packets' timestamps in rising order. A key frame, before
    which nothing waits, puts right what frames that were lost have moved.
    """

    def __init__(self, stored: bool):
        """stored: whether timestamps are known to be those of storing; else it is found out."""
        self.stored = self._known = stored
        self.begin()

    def begin(self) -> None:
        """Begin anew behind a seek."""
        self._rising, self._newest = True, -math.inf
        self._waiting: list[int] = []  # a heap

    def enter(self, packet: av.Packet) -> None:
        """Hear of a packet before it is decoded; call for every one."""
        if self._known and packet.dts is not None:
            packet.pts = packet.dts
        timestamp = packet.pts
        if timestamp is None:
            return
        if timestamp < self._newest and not self._known:
            self._rising = self.stored = False
            self._waiting.clear()
        self._newest = max(self._newest, timestamp)
        if self._rising:
            heapq.heappush(self._waiting, timestamp)
            if len(self._waiting) > _MOST_WAITING:
                heapq.heappop(self._waiting)

    def timestamp(self, frame: av.VideoFrame) -> float:
        """The timestamp of the next frame, in seconds; NaN where there is none."""
        own = frame.pts
        if own is not None and self._rising:
            own = self._place(own, frame)
        return math.nan if own is None or frame.time_base is None else float(own * frame.time_base)

    def _place(self, own: int, frame: av.VideoFrame) -> int:
        import av

        waiting = self._waiting
        if not self.stored and waiting and waiting[0] < own:
            # Lost frames leave timestamps behind as well; but packets of such a kind do not rise where timestamps are right.
            self.stored = frame.pict_type == av.video.frame.PictureType.B
        if not self.stored or frame.key_frame:
            while waiting and waiting[0] < own:
                heapq.heappop(waiting)
        return heapq.heappop(waiting) if waiting else own


def decode_all(
    container: av.container.InputContainer,
    stream: av.VideoStream,
    order: PresentationOrder,
    hear: Callable[[av.Packet], None] = lambda packet: None,
) -> Iterator[tuple[float, av.VideoFrame]]:
    """Yield ``(timestamp, frame)`` of every frame that can be decoded; what is damaged is left out.

    timestamp: the container's, in seconds, NaN where it has none. hear: told of every packet before it is decoded.
    """
    import av

    packets = demux(container, stream)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:  # the file ends in the middle of a packet
            return
        if packet is None:
            return
        order.enter(packet)
        hear(packet)
        for frame in decode_packet(packet):
            yield order.timestamp(frame), frame
