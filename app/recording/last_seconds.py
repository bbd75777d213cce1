"""The last seconds, always at hand: kept as JPEG in memory, saved as a clip or an animated picture when asked."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from app.errors import UserError, cannot_save
from app.frames import Decision, Frame
from app.recording.annotate import annotate
from app.recording.video_writer import VideoWriter, remux

RATE = 15.0  # pictures kept a second: half of a common source's, at a quarter of a core's twentieth each
QUALITY = 85
WIDEST = 1280  # pixels; larger pictures are halved
MOST_BYTES = 120 * 2**20
GIF_RATE, GIF_WIDTH = 8.0, 480


@dataclass(frozen=True)
class PackedFrame:
    """A picture as JPEG, when it was captured (machine clock), its video time, and what was decided then."""

    jpeg: bytes
    captured: float
    decision: Decision | None
    time: float = 0.0


class LastSeconds:
    """Takes frames in a thread of its own; more than one waiting frame is passed over.

    Attributes:
        full: Whether MOST_BYTES were too few for all that was to be kept.
    """

    def __init__(self, labels: tuple[str, ...], seconds: float = 15.0):
        """
        Args:
            labels: In the order of the decisions' probabilities.
            seconds: How far back it reaches.
        """
        self.labels, self.seconds = tuple(labels), seconds
        self._packed: tuple[np.ndarray, bytes] | None = None  # the newest picture, and what was made of it
        self._kept: deque[PackedFrame] = deque()
        self._bytes = 0
        self.full = False
        self._lock = threading.Lock()
        self._queue: queue.Queue[Frame] = queue.Queue(1)
        self._decision: Decision | None = None
        self._due = 0.0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="last-seconds", daemon=True)
        self._thread.start()

    def offer(self, frame: Frame) -> None:
        """Keep ``frame`` when its turn has come; returns at once."""
        if frame.captured >= self._due:
            self._due = max(self._due + 1 / RATE, frame.captured)
            try:
                self._queue.put_nowait(frame)
            except queue.Full:
                pass  # the one before is still being packed

    @property
    def packing(self) -> bool:
        """Whether a frame that was offered is not at hand yet."""
        return self._queue.unfinished_tasks > 0

    def decide(self, decision: Decision) -> None:
        """What the frames from now on show."""
        self._decision = decision

    def close(self) -> None:
        """Forget everything and end the thread. Idempotent."""
        if not self._closed.is_set():
            self._closed.set()
            self._thread.join(1.0)
            self._kept.clear()

    def captured_at(self, time: float) -> float | None:
        """When the picture of a video time was captured, the newest of that time; None where it is not kept any more."""
        with self._lock:
            found = next((one for one in reversed(self._kept) if one.time <= time), None)
            return found.captured if found is not None else self._kept[0].captured if self._kept else None

    def between(self, begin: float, end: float) -> list[PackedFrame]:
        """What is kept of the pictures that were captured in ``[begin, end)`` (machine clock)."""
        with self._lock:
            return [one for one in self._kept if begin <= one.captured < end]

    def snapshot(self, seconds: float | None = None, annotated: bool = True) -> Callable[[Path], Path]:
        """Hold on to what is kept just now.

        Args:
            seconds: Only the last of them; None: all.
            annotated: With the label on the picture.

        Returns:
            Writes it to a path, whenever that is, as ``save`` does.
        """
        with self._lock:
            kept = [one for one in self._kept if seconds is None or self._kept[-1].captured - one.captured <= seconds]
        return lambda path: self._write(Path(path), kept, annotated)

    def save(self, path: Path, seconds: float | None = None, annotated: bool = True) -> Path:
        """Write them as ``.mp4``, ``.mkv`` or ``.gif``, whole or not at all; takes a second or two.

        Args:
            path: Where to, a new file.
            seconds: Only the last of them; None: all.
            annotated: With the label on the picture.

        Returns:
            ``path``.

        Raises:
            UserError: Nothing was seen yet, the file is there already or cannot be written.
        """
        return self.snapshot(seconds, annotated)(path)

    def _write(self, path: Path, kept: list[PackedFrame], annotated: bool) -> Path:
        if not kept:
            raise UserError("Received a wish for the last seconds: nothing was seen yet; wait for the first picture.")
        return write_pictures(path, kept, self.labels, annotated)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                frame = self._queue.get(timeout=0.2)
            except queue.Empty:
                continue
            self._pack(frame)
            self._queue.task_done()

    def _pack(self, frame: Frame) -> None:
        if self._packed is None or self._packed[0] is not frame.image:
            self._packed = frame.image, self._jpeg(frame.image)
        packed = self._packed[1]
        with self._lock:
            self._kept.append(PackedFrame(packed, frame.captured, self._decision, frame.time))
            self._bytes += len(packed)
            self.full = self.full or self._bytes > MOST_BYTES
            while self._bytes > MOST_BYTES or frame.captured - self._kept[0].captured > self.seconds:
                self._bytes -= len(self._kept.popleft().jpeg)

    @staticmethod
    def _jpeg(image: np.ndarray) -> bytes:
        while image.shape[1] > WIDEST:  # by halves: any other size takes three times as long
            image = cv2.resize(
                image, (image.shape[1] // 2, max(1, image.shape[0] // 2)), interpolation=cv2.INTER_LINEAR
            )
        return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()


def write_pictures(path: Path, kept: list[PackedFrame], labels: tuple[str, ...], annotated: bool = True) -> Path:
    """Write pictures as ``.mp4``, ``.mkv`` or ``.gif``, whole or not at all.

    Args:
        path: Where to, a new file.
        kept: In order of time, at least one.
        labels: In the order of the decisions' probabilities.
        annotated: With the label on the picture.

    Returns:
        ``path``.

    Raises:
        UserError: The file is there already or cannot be written.
    """
    from av import FFmpegError

    path = Path(path)
    if not annotated:
        kept = [replace(one, decision=None) for one in kept]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _write_gif(path, kept, labels) if path.suffix == ".gif" else _write_clip(path, kept, labels)
    except (OSError, FFmpegError) as error:
        raise cannot_save(path, error) from error


def _picture(kept: PackedFrame, labels: tuple[str, ...]) -> np.ndarray:
    return annotate(cv2.imdecode(np.frombuffer(kept.jpeg, np.uint8), cv2.IMREAD_COLOR), kept.decision, labels)


def _write_clip(path: Path, kept: list[PackedFrame], labels: tuple[str, ...]) -> Path:
    from model.files import temporary_file

    with temporary_file(path.with_suffix(".mkv")) as temporary:
        first = _picture(kept[0], labels)
        file = VideoWriter(temporary, first.shape[1], first.shape[0], mode="w")
        try:
            for one in kept:
                image = _picture(one, labels)
                if image.shape == first.shape:  # a source that changed its size: the clip keeps the older one
                    file.write(image, one.captured - kept[0].captured)
        finally:
            file.close()
        return remux(file.path, path)


def _write_gif(path: Path, kept: list[PackedFrame], labels: tuple[str, ...]) -> Path:
    """Through FFmpeg's palette filters: one palette of 256 colours made for these very pictures."""
    import av
    from av.filter import Graph

    from model.files import placing
    from model.video.opening import media_name

    images, due = [], kept[0].captured
    for one in kept:
        if one.captured >= due:
            due += 1 / GIF_RATE
            image = _picture(one, labels)
            images.append(cv2.resize(image, (GIF_WIDTH, round(image.shape[0] * GIF_WIDTH / image.shape[1]) // 2 * 2)))
    images = [image for image in images if image.shape == images[0].shape]
    height, width = images[0].shape[:2]
    graph = Graph()
    source = graph.add("buffer", f"video_size={width}x{height}:pix_fmt=bgr24:time_base=1/100:pixel_aspect=1/1")
    split, make, use, sink = (graph.add(name) for name in ("split", "palettegen", "paletteuse", "buffersink"))
    source.link_to(split)
    split.link_to(make, 0, 0)
    split.link_to(use, 1, 0)
    make.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    with (
        placing(path) as temporary,
        av.open(media_name(temporary), "w", format="gif", options={"loop": "0"}) as container,
    ):
        stream = container.add_stream("gif", rate=round(GIF_RATE))
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 100)
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = round(number * 100 / GIF_RATE), stream.time_base
            source.push(frame)
        source.push(None)
        while True:
            try:
                frame = sink.pull()
            except (av.error.EOFError, av.error.BlockingIOError):
                break
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
