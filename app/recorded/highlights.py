"""The best moments of a video as a reel: which segments, and cutting them out with their sound.

Two ways of cutting. Exact (``exact_cut``): each part begins and ends on its very frame, for which the picture is encoded
anew. Copied (``copied_cut``): nothing is encoded, so nothing is lost, but each part begins at the keyframe before its first
frame. Times are seconds from what players call zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.recording.video_writer import FORMATS
from app.timeline.timeline import Segment
from model.errors import FootageError
from model.files import placing, replacing
from model.marks import video_marks, wrote_video
from model.outputs import Outputs
from model.video.opening import media_name
from model.video.video_file import VideoFile

if TYPE_CHECKING:
    import av

SUFFIXES = FORMATS | {".mov": "mov"}
REEL = "highlight reel"  # what it says of itself
AND = " + "  # between the labels of a part that was joined of several
PLAYS = "check that it plays elsewhere"


@dataclass(frozen=True)
class Part:
    """``[start, end)`` of a video, in seconds, and the label it was chosen for; labels, with `` + `` between, where
    parts of several became one."""

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
    """The parts to cut, in order of time; parts that touch become one.

    Args:
        segments: In any order.
        labels: Of the segments that count.
        pad: Seconds added before and after each.
        most: Seconds in all: the most confident segments are taken first, and the last one is cut short.
        duration: Of the video, seconds.

    Returns:
        The parts.
    """
    wanted = sorted(
        (part for part in segments if part.label in labels), key=lambda part: (-part.confidence, part.start)
    )
    chosen: list[Part] = []
    for segment in wanted:
        start = max(0.0, segment.start - pad)
        end = segment.end + pad if duration is None else min(duration, segment.end + pad)
        part = Part(start, end, segment.label)
        if most is not None and _seconds(_joined([*chosen, part])) > most:
            room = most - _seconds(_joined(chosen))
            if room >= 1.0 and not any(other.start < end and start < other.end for other in chosen):
                chosen.append(Part(start, min(end, start + room), segment.label))
            continue
        chosen.append(part)
    return _joined(chosen)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Parts in order of time, those that touch as one, with all their labels."""
    runs: list[list[Part]] = []
    end = 0.0
    for part in sorted(parts, key=lambda one: one.start):
        if runs and part.start <= end:
            runs[-1].append(part)
        else:
            runs.append([part])
        end = max(end, part.end)
    return [
        Part(run[0].start, max(part.end for part in run), AND.join(dict.fromkeys(part.label for part in run)))
        for run in runs
    ]


def _seconds(parts: Sequence[Part]) -> float:
    return sum(part.duration for part in parts)


def cut(
    video: Path,
    parts: Sequence[Part],
    out: Path,
    copy: bool = False,
    on_progress: Callable[[float], None] = lambda s: None,
) -> float:
    """Write ``parts`` of ``video`` one after another to ``out``, sound included, whole or not at all.

    Args:
        video: The file.
        parts: In order of time.
        out: The reel.
        copy: Whether to copy without encoding, from keyframes on.
        on_progress: Seconds of the reel that are done.

    Returns:
        The reel's seconds.

    Raises:
        UserError: The kind of file is unknown, or the video cannot be read.
        OutputError: ``out`` is ``video`` or anything but an earlier reel.
        OSError: It cannot be written.
    """
    import av

    from app.recorded.copied_cut import copy_parts
    from app.recorded.exact_cut import encode_parts

    try:
        with writing_reel(out, [video]) as target, VideoFile(video) as source:
            seconds = (copy_parts if copy else encode_parts)(source, parts, target, on_progress)
            if not seconds:
                raise UserError(_beyond(source, parts))
    except FootageError as error:
        raise UserError(str(error)) from error
    except av.FFmpegError as error:
        check_disk(error)
        way = "copied into such a file" if copy else "cut"
        advice = "name a reel that ends in .mkv, or have it encoded anew (without --copy)" if copy else PLAYS
        raise UserError(f"Received {video}: it could not be {way} ({error.strerror or error}); {advice}.") from error
    return seconds


@contextmanager
def writing_reel(out: Path, videos: Iterable[Path]) -> Iterator[av.container.OutputContainer]:
    """A reel that is written, whole or not at all.

    Args:
        out: Its file.
        videos: What it is made from, and never takes the place of.

    Raises:
        UserError: The kind of file is unknown.
        OutputError: ``out`` is one of ``videos`` or anything but an earlier reel.
        OSError: It cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise UserError(f"Received {out.name} to write: expected a name that ends in {', '.join(SUFFIXES)}.")
    Outputs(videos).claim(out, "", wrote_reel)
    writing = replacing if out.exists() else placing
    with writing(out) as temporary, _written(temporary, SUFFIXES[out.suffix.lower()]) as target:
        target.metadata.update(video_marks(REEL, out.suffix))
        yield target


def check_disk(error: av.FFmpegError) -> None:
    """Raise OSError where it is the disk, and not a video, that FFmpeg complains of."""
    if isinstance(error, OSError) and error.errno in (13, 28, 30):  # no right, no room, read-only
        raise OSError(error.errno, error.strerror or str(error)) from error


@contextmanager
def _written(path: Path, kind: str) -> Iterator[av.container.OutputContainer]:
    """A file of FFmpeg's format ``kind`` that is written; where that fails, the first error is told, not that of closing it."""
    import av

    target = av.open(media_name(path), "w", format=kind)
    try:
        yield target
    except BaseException:
        with suppress(av.FFmpegError):
            target.close()
        raise
    target.close()


def _beyond(source: VideoFile, parts: Sequence[Part]) -> str:
    """What to say where there is not one frame in ``parts``."""
    end = f"it ends at {source.duration:.2f} s, and " if source.duration else ""
    asked = f"{parts[0].start:.2f} to {parts[-1].end:.2f} s" if parts else "no moment at all"
    return f"Received {asked} of {source.path}: {end}there is no frame in that; name moments within it."


def wrote_reel(path: Path) -> bool:
    """Whether the video at ``path`` is a reel that ``cut`` wrote."""
    return wrote_video(path, REEL)
