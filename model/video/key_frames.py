"""The key frames of a video: the way back where timestamps do not lead there, as in recordings that were joined into one file.

In transport and programme streams timestamps may go on elsewhere at any place. A container then finds a moment by bisection
between timestamps that do not rise, which leads anywhere.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import av

from model.errors import FootageError
from model.video.decoding import clock_of
from model.video.opening import demux, open_video
from model.video.timestamps import HALF_TICK, LONGEST_STILL_IN_STREAM

MARK_SECONDS = 1.0  # from one key frame that is remembered to the next
MOST_BYTES = 2**29  # of a file that is read whole before its first seek: about a second
AHEAD = 40  # packets: more than any frame is moved by reordering (16 in H.264 and HEVC)


@dataclass(frozen=True)
class KeyFrame:
    """A key frame that was read.

    time: seconds from zero. position: of its packet, bytes. pts: its timestamp. zero: the timestamp, in seconds, that zero
    would have by this one.
    """

    time: float
    position: int
    pts: int
    zero: float


class KeyFrames:
    """The key frames that were read, in order of time."""

    def __init__(self):
        self._times: list[float] = []
        self._marks: list[KeyFrame] = []
        self._positions: dict[int, int] = {}  # by the timestamps of key frames on their way through the decoder

    def enter(self, packet: av.Packet) -> None:
        """Hear of a packet before it is decoded."""
        if packet.is_keyframe and packet.pts is not None and packet.pos is not None:
            self._positions[packet.pts] = packet.pos

    def leave(self, frame: av.VideoFrame, time: float) -> None:
        """Hear of a frame that was decoded, and when it is shown."""
        if not frame.key_frame or frame.pts is None:
            return
        position = self._positions.get(frame.pts)
        self._positions.clear()  # of damaged ones as well
        if position is not None:
            self.add(KeyFrame(time, position, frame.pts, float(frame.pts * frame.time_base) - time))

    def add(self, mark: KeyFrame) -> None:
        """Take a key frame, unless it comes not after the last one, or right after it by timestamps that went on."""
        last = self._marks[-1] if self._marks else None
        if last is None or mark.time >= last.time + (
            MARK_SECONDS if abs(mark.zero - last.zero) < MARK_SECONDS else 0.0
        ):
            self._times.append(mark.time)
            self._marks.append(mark)

    def before(self, time: float) -> KeyFrame | None:
        """The last key frame at or before ``time``."""
        place = bisect_right(self._times, time + HALF_TICK)
        return self._marks[place - 1] if place else None


def may_jump(container: av.container.InputContainer) -> bool:
    """Whether timestamps may go on elsewhere in files of that kind."""
    return bool(container.format.flags & av.format.Flags.ts_discont.value)


def find_jumps(path: Path, container: av.container.InputContainer) -> tuple[KeyFrames, float] | None:
    """Read the packets of the file at ``path`` for timestamps that go on elsewhere, decoding nothing.

    Args:
        path: the file.
        container: the same file, open; it is left where it is.

    Returns:
        All key frames, and when the video ends, seconds from zero. None where timestamps lead to every moment, or that cannot
        be told: some packets have none, or the file is larger than MOST_BYTES.
    """
    if not may_jump(container) or container.size > MOST_BYTES:
        return None
    try:
        whole, stream = open_video(path, threads=1)
    except FootageError:  # it is gone
        return None
    clock, marks = clock_of(whole, stream), KeyFrames()
    waiting: list[tuple[int, int]] = []  # a heap of timestamps, with the positions of key frames and -1 for all others
    newest = None

    def show(most: int) -> None:
        """Take the frames that are shown next, until no more than ``most`` wait."""
        while len(waiting) > most:
            pts, position = heapq.heappop(waiting)
            time = clock.time(float(pts * stream.time_base))
            if position >= 0:
                marks.add(KeyFrame(time, position, pts, float(pts * stream.time_base) - time))

    with whole:
        try:
            for packet in demux(whole, stream):
                if packet.pts is None or packet.dts is None:
                    if packet.size:
                        return None
                    continue
                if newest is not None and not 0 <= packet.dts - newest <= LONGEST_STILL_IN_STREAM / stream.time_base:
                    show(0)  # what comes now is shown behind all that came before
                newest = packet.dts
                known = packet.is_keyframe and packet.pos is not None
                heapq.heappush(waiting, (packet.pts, packet.pos if known else -1))
                show(AHEAD)
        except av.FFmpegError:  # the file ends in the middle of a packet
            pass
        show(0)
    return (marks, clock.end) if clock.jumped else None
