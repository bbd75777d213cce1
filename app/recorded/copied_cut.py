"""Parts of a video one after another, copied packet by packet: nothing is encoded anew, so nothing is lost.

Each part begins at the keyframe at or before its first frame, since nothing else can be shown without what came before it,
and ends with its last frame. Where that one was predicted from a later frame, the later one is there as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import av

from app.errors import UserError
from app.sound.decoding import choose_sound
from model.video.decoding import stores_in_order
from model.video.opening import demux
from model.video.timestamps import HALF_TICK
from model.video.video_file import SEEK_BACK

if TYPE_CHECKING:
    from app.recorded.highlights import Part
    from model.video.video_file import VideoFile

RUN_UP = 1.0  # seconds read before the keyframe: its sound may be stored before it


def copy_parts(
    source: VideoFile, parts: Sequence[Part], target: av.container.OutputContainer, on_progress: Callable[[float], None]
) -> float:
    """Copy parts of a video without encoding, each from a keyframe on.

    Args:
        source: Open.
        parts: In order of time.
        target: Where to.
        on_progress: Told the seconds that are written.

    Returns:
        The seconds written, 0.0 where there is no frame in them.

    Raises:
        UserError: The video's packets cannot be copied into a file of that kind.
    """
    copying = _Copy(source, target)
    for part in parts:
        copying.add(part)
        on_progress(copying.written)
    return copying.written


class _Copy:
    """One reel on its way. written: seconds so far."""

    def __init__(self, source: VideoFile, target: av.container.OutputContainer):
        self.written = 0.0
        self._source, self._container, self._target = source, source.container, target
        self._pictures = source.stream
        self._streams = [one for one in (self._pictures, choose_sound(self._container)) if one is not None]
        if stores_in_order(self._container, self._pictures) and self._pictures.codec_context.has_b_frames:
            raise self._untimed()
        if source.look_for_jumps():
            raise UserError(
                f"Received {source.path} to copy from: its timestamps begin anew in the middle, as those of recordings that "
                "were joined, and a copy finds its moments by them; have it encoded anew (without --copy)."
            )
        self._last: dict[int, int] = {}  # the decoding timestamps that were written, by stream
        try:
            self._outs = {stream.index: target.add_stream_from_template(stream) for stream in self._streams}
            target.start_encoding()
        except (ValueError, av.FFmpegError) as error:
            raise self._unfit() from error

    def _untimed(self) -> UserError:
        return UserError(
            f"Received {self._source.path} to copy from: it does not say when its pictures are shown, "
            "which a copy has to; have it encoded anew (without --copy)."
        )

    def _unfit(self) -> UserError:
        coded = " and ".join(stream.codec_context.name for stream in self._streams)
        return UserError(
            f"Received {self._source.path} to copy from: {coded} cannot be put into such a file as it is; name a reel "
            "that ends in .mkv, or have it encoded anew (without --copy)."
        )

    def add(self, part: Part) -> None:
        """Copy one part."""
        start, end = (time + self._source.info.zero for time in (part.start, part.end))
        begin, back = self._keyframe(start)
        if begin is None:
            return
        reached, late = 0.0, []  # late: frames shown behind the end, of which earlier ones may be predicted
        for packet in self._packets(begin, end, back):
            timestamp = float(packet.pts * packet.time_base)
            if packet.stream.index != self._pictures.index:
                self._write(packet, begin)
            elif timestamp >= end - HALF_TICK:
                late.append(packet)
                continue
            else:
                for one in (*late, packet):
                    reached = max(reached, float((one.pts + (one.duration or 0)) * one.time_base) - begin)
                    self._write(one, begin)
                late.clear()
        self.written += reached

    def _keyframe(self, start: float) -> tuple[float | None, float | None]:
        """The timestamp of the last keyframe at or before ``start``, else the first of all, and how far before it to seek.

        None where nothing is shown at ``start``.
        """
        for back in (*SEEK_BACK, None):
            if not self._seek(start, back):
                continue
            begin, shown = None, False
            for packet in demux(self._container, self._pictures):
                if packet.dts is None and packet.pts is None:
                    continue
                timestamp = self._timestamp(packet)
                if packet.is_keyframe and (timestamp <= start + HALF_TICK or (begin is None and back is None)):
                    begin = timestamp
                shown = shown or timestamp + float((packet.duration or 1) * packet.time_base) > start
                if packet.dts is not None and float(packet.dts * packet.time_base) > start:
                    break
                if begin is None and timestamp > start and back is not None:
                    break
            if begin is not None:
                return (begin if shown else None), back
        return None, None

    def _packets(self, begin: float, end: float, back: float | None) -> Iterator[av.Packet]:
        """Yield the packets of a part that begins with the keyframe stamped ``begin``, in the order of storing."""
        self._seek(begin, None if back is None else back + RUN_UP)
        begun, ended = False, set()
        for packet in demux(self._container, *self._streams):
            if packet.dts is None and packet.pts is None:
                continue
            timestamp, video = self._timestamp(packet), packet.stream.index == self._pictures.index
            begun = begun or (video and packet.is_keyframe and abs(timestamp - begin) < HALF_TICK / 10)
            if (packet.pts if packet.dts is None else packet.dts) * packet.time_base >= end - HALF_TICK:
                ended.add(packet.stream.index)
                if len(ended) == len(self._streams):
                    return
            elif timestamp >= begin - HALF_TICK / 10 and (begun or not video) and packet.stream.index not in ended:
                yield packet

    def _timestamp(self, packet: av.Packet) -> float:
        if packet.pts is None:
            raise self._untimed()
        return float(packet.pts * packet.time_base)

    def _seek(self, timestamp: float, back: float | None) -> bool:
        """Go to a place so many seconds before ``timestamp``; back: None for the beginning. Whether that can be."""
        aim = self._source.info.zero if back is None else timestamp - back
        try:
            self._container.seek(int(aim / self._pictures.time_base), stream=self._pictures)
        except av.FFmpegError:
            return False
        return True

    def _write(self, packet: av.Packet, begin: float) -> None:
        """Write a packet, moved from its part's ``begin`` (a timestamp in seconds) to where the reel has come to."""
        shift, index = round((self.written - begin) / packet.time_base), packet.stream.index
        packet.pts += shift
        moved = packet.pts if packet.dts is None else packet.dts + shift
        packet.dts = max(moved, self._last.get(index, moved - 1) + 1)
        packet.pts = max(packet.pts, packet.dts)
        self._last[index] = packet.dts
        packet.stream = self._outs[index]
        try:
            self._target.mux(packet)
        except av.error.ArgumentError as error:  # so FFmpeg says that its bytes are not laid out as the file wants them
            raise self._unfit() from error
