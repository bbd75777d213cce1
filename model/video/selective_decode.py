"""Skimming a video file: only the frames that the model's clock samples, decoding as little as that allows.

Which frames those are is known from the packets' time stamps, before anything is decoded. A frame that is not sampled
and that no other frame is predicted from need not be decoded at all: half of what common encoders write. All this
rests on a file that is what its packets say. As soon as it turns out not to be (damaged, without time stamps, spliced),
it is read again from its beginning, every frame decoded, and goes on behind the last frame that was given: the frames,
times and pixels are those of plain reading either way.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import av

from model.errors import FootageError
from model.video.frame_selection import Awaited, Foresight, UntidyError
from model.video.opening import open_media
from model.video.sampling import TickSampler
from model.video.timestamps import ASSUMED_FPS, StampClock

# Decoders that leave out unreferenced frames without a trace in the others; elsewhere every frame is decoded.
SKIPPING = {"h264", "hevc"}


def open_video(path: Path, threads: int):
    """The file at ``path`` as PyAV's container, and its first video stream, with so many threads to decode (0: all cores).

    Raises FootageError when it cannot be opened or holds no video.
    """
    try:
        container = open_media(path)
        stream = container.streams.video[0]
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        reason = " ".join(str(error).split()) or "it holds no picture"
        raise FootageError(
            f"Received {path}: no video can be read from it ({reason}); expected one that plays elsewhere, "
            "`ffmpeg -i` may repair it."
        ) from error
    stream.codec_context.thread_count = threads
    # Frame threads, not slices: most recordings have one slice a frame.
    stream.thread_type = "AUTO"
    return container, stream


def seconds_of(container, stream) -> float | None:
    """How long the video lasts, None where its file does not say."""
    if stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate)
    return container.duration / av.time_base if container.duration else None


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
        self._container, self._stream = open_video(self.path, threads)
        self.fps = float(self._stream.average_rate or 0.0)
        self.duration = seconds_of(self._container, self._stream)
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
            except (UntidyError, av.FFmpegError):
                self.plain = True
                self.close()
                self._container, self._stream = open_video(self.path, self._threads)
        for found in self._read_plainly():
            if found[1] > last:
                yield found

    def close(self) -> None:
        """Let go of the file; may be called again."""
        if self._container is not None:
            self._container.close()
            self._container = None

    def _skim(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; raises UntidyError as soon as a frame is not the one that was expected."""
        foresight, awaited = Foresight(self._sampler, self.fps, self._stream.time_base), Awaited()
        for step in foresight.look(self._container.demux(self._stream)):
            for frame in awaited.decode(self._stream.codec_context, step):
                self.decoded += 1
                due = awaited.match(frame)
                if due is not None:
                    yield due.index, due.time, due.ticks, frame
        awaited.end()

    def _read_plainly(self) -> Iterator[tuple[int, float, int, av.VideoFrame]]:
        """See ``frames``; every frame is decoded, and its own stamp says when it is shown."""
        clock, sampler, index = StampClock(self.fps or ASSUMED_FPS), copy.copy(self._sampler), 0
        for frame in decode_all(self._container, self._stream):
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


def decode_all(container, stream) -> Iterator[av.VideoFrame]:
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
