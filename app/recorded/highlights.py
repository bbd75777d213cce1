"""The best moments of a video as a reel: which segments, and cutting them out with their sound.

Two ways of cutting. Exact: each part begins and ends on its very frame, for which the picture is encoded anew. Copied:
nothing is encoded, so nothing is lost, but each part begins at the keyframe before its first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.errors import UserError
from app.recording.video_file import FORMATS, even
from app.timeline.timeline import Segment
from model.errors import FootageError
from model.files import placing, replacing
from model.marks import video_marks, wrote_video
from model.outputs import Outputs
from model.video.opening import decode_packet, demux, media_name, open_media
from model.video.timestamps import HALF_TICK

SUFFIXES = FORMATS | {".mov": "mov"}
CRF = "18"
REEL = "highlight reel"  # what it says of itself


@dataclass(frozen=True)
class Part:
    """``[start, end)`` of a video, in seconds, and the label it was chosen for."""

    start: float
    end: float
    label: str

    @property
    def duration(self) -> float:
        return self.end - self.start


def choose(
    segments: Iterable[Segment],
    labels: Sequence[str],
    pad: float = 1.0,
    most: float | None = None,
    duration: float | None = None,
) -> list[Part]:
    """The parts to cut, in order of time.

    labels: of the segments that count. pad: seconds added before and after each. most: seconds in all: the most confident
    segments are taken first, and the last one is cut short. duration: of the video, seconds. Parts that touch become one.
    """
    wanted = sorted(
        (part for part in segments if part.label in labels), key=lambda part: (-part.confidence, part.start)
    )
    chosen: list[Part] = []
    for segment in wanted:
        start = max(0.0, segment.start - pad)
        end = segment.end + pad if duration is None else min(duration, segment.end + pad)
        together = _joined([*chosen, Part(start, end, segment.label)])
        if most is not None and _seconds(together) > most:
            room = most - _seconds(chosen)
            if room >= 1.0 and not any(part.start < end and start < part.end for part in chosen):
                chosen = _joined([*chosen, Part(start, min(end, start + room), segment.label)])
            continue
        chosen = together
    return chosen


def _joined(parts: Sequence[Part]) -> list[Part]:
    result: list[Part] = []
    for part in sorted(parts, key=lambda one: one.start):
        if result and part.start <= result[-1].end:
            before = result[-1]
            result[-1] = Part(before.start, max(before.end, part.end), before.label)
        else:
            result.append(part)
    return result


def _seconds(parts: Sequence[Part]) -> float:
    return sum(part.duration for part in parts)


def cut(
    video: Path,
    parts: Sequence[Part],
    out: Path,
    copy: bool = False,
    on_progress: Callable[[float], None] = lambda s: None,
) -> float:
    """Write ``parts`` of ``video`` one after another to ``out``, sound included, whole or not at all; returns its seconds.

    copy: without encoding, from keyframes on. on_progress: seconds of the reel that are done.
    Raises UserError for an unknown kind of file or a video that cannot be read, OutputError where ``out`` is ``video`` or
    anything but an earlier reel, OSError where it cannot be written.
    """
    import av

    if out.suffix.lower() not in SUFFIXES:
        raise UserError(f"Received {out.name} to write: expected a name that ends in {', '.join(SUFFIXES)}.")
    Outputs([video]).claim(out, "", wrote_reel)
    writing = replacing if out.exists() else placing
    try:
        with open_media(video) as source, writing(out) as temporary:
            with av.open(media_name(temporary), "w", format=SUFFIXES[out.suffix.lower()]) as target:
                target.metadata.update(video_marks(REEL, out.suffix))
                seconds = (_copy if copy else _encode)(source, parts, target, on_progress)
    except FootageError as error:
        raise UserError(str(error)) from error
    except av.FFmpegError as error:
        if isinstance(error, OSError) and error.errno in (13, 28, 30):  # no right, no room, read-only
            raise OSError(error.errno, error.strerror or str(error)) from error
        raise UserError(f"Received {video}: it could not be cut ({error}); check that it plays elsewhere.") from error
    return seconds


def wrote_reel(path: Path) -> bool:
    """Whether the video at ``path`` is a reel that ``cut`` wrote."""
    return wrote_video(path, REEL)


def _first_stamp(stream) -> float:
    return float((stream.start_time or 0) * stream.time_base)


def _sound(source):
    """The first stream of sound that is coded in a way that is known; None where there is none."""
    return next((stream for stream in source.streams.audio if stream.codec_context is not None), None)


def _copy(source, parts: Sequence[Part], target, on_progress) -> float:
    """Packets as they are, moved in time."""
    ins = [one for one in (source.streams.video[0], _sound(source)) if one is not None]
    outs = {stream.index: target.add_stream_from_template(stream) for stream in ins}
    zero, written = _first_stamp(ins[0]), 0.0
    last: dict[int, int] = {}
    for part in parts:
        source.seek(int((zero + part.start) / ins[0].time_base), stream=ins[0])
        begin: float | None = None
        reached = 0.0
        ended: set[int] = set()
        for packet in demux(source, *ins):
            if packet.dts is None or packet.pts is None:
                continue
            time = float(packet.pts * packet.time_base)
            video = packet.stream.index == ins[0].index
            if begin is None:
                if not (video and packet.is_keyframe):
                    continue
                begin = time
            if float(packet.dts * packet.time_base) >= zero + part.end:
                ended.add(packet.stream.index)
                if len(ended) == len(ins):
                    break
                continue
            if time < begin or time >= zero + part.end:
                continue
            shift = round((written - begin) / packet.time_base)
            index = packet.stream.index
            packet.pts += shift
            packet.dts = max(packet.dts + shift, last.get(index, packet.dts + shift - 1) + 1)
            packet.pts = max(packet.pts, packet.dts)
            last[index] = packet.dts
            reached = max(reached, time + float((packet.duration or 0) * packet.time_base) - begin)
            packet.stream = outs[index]
            target.mux(packet)
        written += reached
        on_progress(written)
    return written


def _encode(source, parts: Sequence[Part], target, on_progress) -> float:
    """Frames from the first to the last of each part, encoded anew; sound resampled to one clock."""
    import av

    video = source.streams.video[0]
    audio = _sound(source)
    rate = video.average_rate or Fraction(30)
    pictures = target.add_stream("libx264", rate=rate, options={"crf": CRF, "preset": "veryfast"})
    pictures.width, pictures.height = even(video.width, video.height)
    pictures.pix_fmt = "yuv420p"
    pictures.codec_context.time_base = Fraction(1, 90_000)
    sounds = resampler = None
    if audio is not None:
        sounds = target.add_stream("aac", rate=48_000)
        sounds.layout = "stereo"
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
    streams = [one for one in (video, audio) if one is not None]
    zero, written, samples, last_picture = _first_stamp(video), 0.0, 0, -1
    for part in parts:
        source.seek(int((zero + part.start) / video.time_base), stream=video)
        ended: set[int] = set()
        for packet in demux(source, *streams):
            if len(ended) == len(streams):
                break
            for frame in decode_packet(packet):
                if frame.time is None:
                    continue
                time = frame.time - zero
                if time >= part.end - HALF_TICK:
                    ended.add(packet.stream.index)
                elif time < part.start - HALF_TICK:
                    continue
                elif packet.stream is video:
                    picture = frame.reformat(pictures.width, pictures.height, "yuv420p")
                    last_picture = max(last_picture + 1, round((written + time - part.start) * 90_000))
                    picture.pts, picture.time_base = last_picture, Fraction(1, 90_000)
                    picture.pict_type = av.video.frame.PictureType.NONE
                    target.mux(pictures.encode(picture))
                    on_progress(written + time - part.start)
                else:
                    for sound in resampler.resample(frame):
                        samples = max(samples, round((written + time - part.start) * 48_000))
                        sound.pts, sound.time_base = samples, Fraction(1, 48_000)
                        samples += sound.samples
                        target.mux(sounds.encode(sound))
        written += part.duration
        on_progress(written)
    target.mux(pictures.encode(None))
    if sounds is not None:
        target.mux(sounds.encode(None))
    return written
