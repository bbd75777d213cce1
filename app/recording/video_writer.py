"""A video file that is written frame by frame and can be read up to its last moment, even after a kill."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from app.errors import UserError
from app.recording.whole_writes import WholeWrites

FORMATS = {".mp4": "mp4", ".mkv": "matroska"}
CLOCK = Fraction(1, 1000)  # time stamps are whole milliseconds
CODECS = (("libx264", {"preset": "ultrafast", "tune": "zerolatency", "crf": "21"}), ("mpeg4", {"qscale": "3"}))
KEYFRAME_EVERY = 60  # frames: a player seeks to these


def even(width: int, height: int) -> tuple[int, int]:
    """The largest size of even width and height within: colour is stored for pairs of pixels."""
    return width - width % 2, height - height % 2


class VideoWriter:
    """Matroska, H.264 where PyAV has its encoder, else MPEG-4. Each packet reaches the disk as it is made."""

    def __init__(self, path: Path, width: int, height: int, mode: str = "x"):
        """
        Args:
            path: Where to.
            width, height: Of the frames, pixels; odd ones lose their last column or row.
            mode: ``x`` for a new file, ``w`` for one that may be there.

        Raises:
            OSError: It cannot be written; FileExistsError where a new file is there.
        """
        import av

        self.path, self.size = Path(path), even(width, height)
        self.frames = 0
        self._last = -1
        # Clusters of a tenth of a second, each flushed: a reader of a killed recording finds all but the last one.
        options = {"cluster_time_limit": "100", "flush_packets": "1"}
        self._file = WholeWrites(self.path, mode)  # PyAV keeps a buffer of its own
        try:
            self._container = av.open(self._file, "w", format="matroska", container_options=options, buffer_size=4096)
            self._stream = self._open_stream()
        except BaseException:
            self._file.close()
            if mode == "x":
                self.path.unlink()
            raise

    def _open_stream(self):
        for name, options in CODECS:
            try:
                stream = self._container.add_stream(name, rate=30, options=options)
                break
            except ValueError:  # this build of FFmpeg comes without that encoder
                continue
        stream.width, stream.height = self.size
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = CLOCK
        stream.codec_context.gop_size = KEYFRAME_EVERY
        stream.codec_context.thread_count = 1  # the model and the window need the other cores
        return stream

    def write(self, image: np.ndarray, seconds: float) -> None:
        """Add a frame.

        Args:
            image: BGR uint8 ``(height, width, 3)``.
            seconds: From when it is shown; never earlier than a millisecond after the one before.

        Raises:
            OSError: It cannot be written.
        """
        import av

        width, height = self.size
        picture = av.VideoFrame.from_ndarray(
            cv2.cvtColor(np.ascontiguousarray(image[:height, :width]), cv2.COLOR_BGR2YUV_I420), format="yuv420p"
        )
        self._last = max(self._last + 1, round(seconds * 1000))
        picture.pts, picture.time_base = self._last, CLOCK
        self._container.mux(self._stream.encode(picture))
        self.frames += 1

    def close(self) -> None:
        """Finish the file. Raises OSError when some of it could not be written; what was is readable. Idempotent."""
        import av

        if self._file.closed:
            return
        try:
            try:
                if self.frames:
                    self._container.mux(self._stream.encode(None))
            finally:
                self._container.close()
        except av.FFmpegError as error:
            raise self._file.error or error from error
        finally:
            self._file.close()


def remux(source: Path, target: Path) -> Path:
    """Copy a video into another container, whole or not at all, without encoding it anew.

    Raises OSError; FileExistsError where ``target`` is there.

    Args:
        source: The file.
        target: ``.mp4`` or ``.mkv``.

    Returns:
        ``target``.

    Raises:
        OSError: It cannot be written; FileExistsError where it is there.
    """
    import av

    from model.files import placing
    from model.video.opening import media_name, open_media

    target = Path(target)
    if target.suffix not in FORMATS:
        raise UserError(f"Received {target.name} to write: expected a name that ends in {' or '.join(FORMATS)}.")
    options = {"movflags": "faststart"} if target.suffix == ".mp4" else {}  # an .mp4 then plays while it is loaded

    with placing(target) as temporary, open_media(source) as old:
        with av.open(media_name(temporary), "w", format=FORMATS[target.suffix], options=options) as new:
            stream = new.add_stream_from_template(old.streams.video[0])
            for packet in old.demux(old.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    new.mux(packet)
    return target


def recording_files(path: Path, what: str, mp4: bool = False) -> list[Path]:
    """The files that a recording begins with and ends as.

    Args:
        path: Where it was asked for.
        what: One of ``app.settings.RECORD_WHAT``.
        mp4: Whether its .mkv becomes an .mp4.
    """
    base = path.with_suffix("") if path.suffix.lower() in (".mkv", ".mp4") else path
    kinds = ("annotated", "raw") if what == "both" else (what,)
    suffixes = (".mkv", ".mp4") if mp4 else (".mkv",)
    videos = [part_name(base, kind).with_suffix(suffix) for kind in kinds for suffix in suffixes]
    return [*videos, base.with_name(base.name + ".jsonl")]


def part_name(base: Path, kind: str, part: int = 1) -> Path:
    """The name of one part of a recording, of the kind ``annotated`` or ``raw``.

    Args:
        base: The recording's path without an ending.
        kind: ``annotated`` or ``raw``.
        part: From 1; a new part begins where the picture's size changes.

    Returns:
        The file.
    """
    number = f".{part}" if part > 1 else ""
    return base.with_name(f"{base.name}{number}{'.raw' if kind == 'raw' else ''}.mkv")
