"""Decoding a file's sound from any of its moments on, by the clock of its pictures."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np

from app.sound import RATE
from model.video.key_frames import KeyFrame
from model.video.opening import decode_packet, demux, open_media
from model.video.timestamps import LONGEST_STILL_IN_STREAM
from model.video.video_file import SEEK_BACK, VideoFile

RUN_UP = 0.2  # seconds decoded before what is wanted: sound coders need the packet before
LATE = 1.0  # seconds between pictures and sound of one moment, as they are stored, and as two recordings were joined
JITTER = RATE // 100  # samples by which timestamps in whole milliseconds may differ from where the sound goes on


def choose_sound(container: av.container.InputContainer) -> av.AudioStream | None:
    """The stream of sound that players choose: the one flagged as default, else the first; None without one."""
    known = [stream for stream in container.streams.audio if stream.codec_context is not None]
    default = [stream for stream in known if stream.disposition & av.stream.Disposition.default]
    return next(iter(default or known), None)


class SoundReader:
    """The sound of a video, in stereo at RATE samples a second. Belongs to one thread.

    Attributes:
        audible: Whether there is any.
    """

    def __init__(self, video: VideoFile):
        """
        Args:
            video: Open; its clock is the sound's.

        Raises:
            FootageError: The file cannot be read.
        """
        self._container, self._video = open_media(video.path), video
        self._stream = choose_sound(self._container)
        self.audible = self._stream is not None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def read_from(self, time: float) -> Iterator[np.ndarray]:
        """Yield the sound from ``time`` (seconds from the video's zero) on, without gaps: float32 ``(2, samples)``."""
        mark, reached = self._video.key_frame(time), 0  # samples
        begin = time + (self._video.info.zero if mark is None else mark.zero)
        for timestamp, sound in self._resampled(begin, mark):
            at = reached if timestamp is None else round((timestamp - begin) * RATE)
            if mark is not None and reached and not -RATE <= at - reached <= LONGEST_STILL_IN_STREAM * RATE:
                # Another recording begins: its sound belongs to its own pictures.
                begin = time + self._video.key_frame(time + reached / RATE + LATE).zero
                at = round((timestamp - begin) * RATE)
                at = at if abs(at - reached) <= LATE * RATE else reached
            if reached and abs(at - reached) <= JITTER:
                at = reached
            while at > reached:  # a pause of hours is not held in memory
                yield np.zeros((2, min(at - reached, RATE)), np.float32)
                reached += min(at - reached, RATE)
            sound = sound[:, reached - at :]
            reached += sound.shape[1]
            yield sound

    def _resampled(self, begin: float, mark: KeyFrame | None) -> Iterator[tuple[float | None, np.ndarray]]:
        """Yield ``(timestamp, sound)`` from before the timestamp ``begin`` on."""
        resampler, known = None, None
        for frame in self._frames(begin, mark):
            layout = (frame.format.name, frame.layout.name, frame.sample_rate)
            if layout != known:
                resampler, known = av.AudioResampler(format="fltp", layout="stereo", rate=RATE), layout
            for sound in resampler.resample(frame):
                yield sound.time, sound.to_ndarray()

    def _frames(self, begin: float, mark: KeyFrame | None) -> Iterator[av.AudioFrame]:
        """Yield decoded sound from before the timestamp ``begin`` (seconds) on; all of it where that cannot be sought.

        mark: the key frame to begin at, where timestamps do not lead there.
        """
        if mark is not None:
            self._container.seek(mark.position, unsupported_byte_offset=True)
            for packet in demux(self._container, self._stream):
                yield from decode_packet(packet)
            return
        for back in (*SEEK_BACK, None):
            aim = self._video.info.zero if back is None else begin - RUN_UP - back
            try:
                self._container.seek(int(aim / self._stream.time_base), stream=self._stream)
            except av.FFmpegError:
                continue
            frames = (frame for packet in demux(self._container, self._stream) for frame in decode_packet(packet))
            first = next(frames, None)
            if back is None or (first is not None and first.time is not None and first.time <= begin):
                if first is not None:
                    yield first
                yield from frames
                return
