"""A recording while it runs: a thread of its own takes frames and decisions and writes them down."""

from __future__ import annotations

import json
import queue
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from app.errors import UserError, cannot_save
from app.frames import Decision, Frame
from app.recording.annotate import annotate
from app.recording.video_writer import VideoWriter, even, part_name, recording_files, remux
from app.recording.whole_writes import LineFile
from app.settings import RECORD_WHAT
from model.outputs import Outputs
from model.paths import expand_user
from model.safe_text import say, say_failure

WAITING = 12  # frames that may wait for the disk; more are left out and counted
LEAST_FREE = 50 * 2**20  # bytes: a recording ends by itself before the disk is full


class Recorder:
    """Writes ``PATH.mkv`` (annotated) or ``PATH.raw.mkv`` or both, and ``PATH.jsonl`` with the decisions.

    A change of the picture's size begins ``PATH.2.mkv``. None of them takes the place of a file that is there.
    Attributes: written (frames), dropped (frames left out because the disk was too slow), seconds (recorded so far),
    files (video files begun), error (why it ended early, or ""), on_error (told that once, from the recording's thread).
    """

    def __init__(self, path: Path, labels: tuple[str, ...], what: str = "annotated", mp4: bool = False,
                 on_error: Callable[[str], None] | None = None, outputs: Outputs | None = None, asked: str = ""):  # fmt: skip
        """
        Args:
            path: Where to; its suffix is replaced.
            labels: In the order of the decisions' probabilities.
            what: One of RECORD_WHAT.
            mp4: Whether the .mkv becomes an .mp4 on a clean stop, by copying its stream.
            on_error: Told once, from the recording's thread, why it had to end.
            outputs: What the run writes besides.
            asked: The option that named ``path``, for sentences.

        Raises:
            UserError, OutputError: Nothing can be recorded there, or ``what`` is not one of RECORD_WHAT.
        """
        if what not in RECORD_WHAT:
            raise UserError(f"Received {what!r} to record: expected one of {', '.join(RECORD_WHAT)}.")
        try:
            path = expand_user(path)
        except OSError as error:
            raise cannot_save(path, error) from error
        if not path.name or path.name == "..":
            raise UserError(
                f"Received {asked or path!s} to record to: a file's name was expected, such as watched.mkv."
            )
        self._base = path.with_suffix("") if path.suffix.lower() in (".mkv", ".mp4") else path
        self._labels, self._mp4, self.on_error = tuple(labels), mp4 or path.suffix.lower() == ".mp4", on_error
        self._kinds = ("annotated", "raw") if what == "both" else (what,)
        self.written = self.dropped = 0
        self.seconds = 0.0
        self.files: list[Path] = []
        self.error = ""
        self._open: dict[str, VideoWriter] = {}
        self._part = 0
        self._origin: float | None = None
        self._newest: tuple[float, float] | None = None  # video time and recording's time of the newest frame
        self._decision: Decision | None = None
        outputs = outputs or Outputs()
        files = recording_files(path, what, self._mp4)
        if path.name.casefold() not in {file.name.casefold() for file in files}:
            files.insert(0, path)  # what was asked for, too, if only the names made of it are written
        for file in files:
            outputs.claim(file, asked, instead="choose another name")
        self._sidecar_path = self._base.with_name(self._base.name + ".jsonl")
        try:
            self._base.parent.mkdir(parents=True, exist_ok=True)
            if (free := self._free()) < LEAST_FREE:
                raise UserError(
                    f"Received {self._base.parent} to record to: it has only {free / 2**20:.0f} MB left, and a recording "
                    f"needs {LEAST_FREE / 2**20:.0f}; free some room or choose another folder."
                )
            self._sidecar = LineFile(self._sidecar_path)
        except OSError as error:
            raise UserError(
                f"Received {self._base.parent} to record to: it cannot be written to ({error.strerror or error}); "
                "choose another folder."
            ) from error
        self._queue: queue.Queue[Frame | Decision | None] = queue.Queue(WAITING)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder")  # no daemon: what was taken is written

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive() and not self._ending.is_set() and not self.error

    def offer(self, frame: Frame) -> None:
        """Record ``frame`` unless too many wait already; returns at once."""
        if self.running:
            try:
                self._queue.put_nowait(frame)
            except queue.Full:
                self.dropped += 1

    def decide(self, decision: Decision) -> None:
        """What frames show from now on, and a line of the sidecar; returns at once."""
        if self.running:
            try:
                self._queue.put_nowait(decision)
            except queue.Full:
                self._decision = decision  # its line is left out, as the frames around it are

    def stop(self) -> list[Path]:
        """Write what waits, finish the files and return them, sidecar last; none where nothing was recorded. Idempotent."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        elif self._thread.ident is None:
            self._finish()
        return [*self.files, self._sidecar_path] if self.files else []

    def _run(self) -> None:
        try:
            while not (self._ending.is_set() and self._queue.empty()):
                try:
                    self._take(self._queue.get(timeout=0.1))
                except queue.Empty:
                    continue
        except Exception as error:  # a full disk, a pulled stick: say so, keep what is there, let the program go on
            self._fail(error)
        finally:
            self._finish()

    def _fail(self, error: Exception) -> None:
        """Say why it ends, once, before anything else can go wrong."""
        if self.error:
            return
        if not isinstance(error, OSError | UserError):
            say_failure(error)
        self.error = str(error) if isinstance(error, UserError) else self._sentence(error)
        say(self.error, error=True)
        if self.on_error is not None:
            self.on_error(self.error)

    def _take(self, item: Frame | Decision) -> None:
        if isinstance(item, Decision):
            self._decision = item
            self._note(item)
            return
        if self._origin is None:
            self._origin = item.captured
        self.seconds = item.captured - self._origin
        self._newest = item.time, self.seconds
        height, width = item.image.shape[:2]
        for kind in self._kinds:
            file = self._open.get(kind)
            if file is None or file.size != even(width, height):
                file = self._begin(kind, width, height)
            shown = annotate(item.image, self._decision, self._labels) if kind == "annotated" else item.image
            file.write(shown, self.seconds)
        self.written += 1
        if self.written % 30 == 0:
            self._check_room()

    def _begin(self, kind: str, width: int, height: int) -> VideoWriter:
        if kind in self._open:
            self._open.pop(kind).close()
        if kind == self._kinds[0]:
            self._part = self._next_part()
        path = part_name(self._base, kind, self._part)
        self._check_room()
        self._open[kind] = VideoWriter(path, width, height)
        self.files.append(path)
        return self._open[kind]

    def _next_part(self) -> int:
        """The next number whose names are all free: one may have come since the recording was asked for."""
        part = self._part + 1
        while any(part_name(self._base, kind, part).exists() for kind in self._kinds):
            part += 1
        return part

    def _free(self) -> int:
        return shutil.disk_usage(self._base.parent).free

    def _check_room(self) -> None:
        if (free := self._free()) < LEAST_FREE:
            raise UserError(
                f"Recording ended after {self.seconds:.0f} s: {self._base.parent} has only {free / 2**20:.0f} MB left; "
                "free some room or choose another folder. What was recorded is kept."
            )

    def _note(self, decision: Decision) -> None:
        """A sidecar line; its time is that of the decision's own frame within the recording."""
        if self._newest is None:
            return
        video, recorded = self._newest
        line = {
            "time": round(max(0.0, recorded + decision.time - video), 3), "source_time": round(decision.time, 3),
            "label": decision.label, "confidence": round(decision.confidence, 4), "sure": decision.sure,
            "probabilities": {n: round(float(p), 4) for n, p in zip(self._labels, decision.probabilities, strict=False)},
        }  # fmt: skip
        self._sidecar.write(json.dumps(line))

    def _finish(self) -> None:
        """Close every file, whatever the others say; a recording of nothing leaves none."""
        for close in [*(file.close for file in self._open.values()), self._sidecar.close]:
            try:
                close()
            except Exception as error:
                self._fail(error)
        if not self.files:
            self._sidecar_path.unlink(missing_ok=True)
        if self._mp4 and not self.error:
            for number, path in enumerate(self.files):
                try:
                    self.files[number] = self._to_mp4(path)
                except Exception as error:
                    self._fail(error)

    def _to_mp4(self, path: Path) -> Path:
        try:
            target = remux(path, path.with_suffix(".mp4"))
        except FileExistsError as error:
            raise UserError(
                f"Received {path.stem}.mp4 to record to: somebody has put such a file there meanwhile; "
                f"the recording is kept as {path.name}."
            ) from error
        path.unlink()
        return target

    def _sentence(self, error: Exception) -> str:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        return (
            f"Recording ended after {self.seconds:.0f} s: {self._base.name} could not be written on ({reason}); "
            "check the disk. What was recorded is kept."
        )
