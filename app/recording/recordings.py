"""Everything that is kept of what is watched, behind one face: the recording, the last seconds, pictures, the hooks.

Frames come from the capture thread and decisions from the window's; nothing here makes either wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import cv2

from app.errors import UserError, cannot_save
from app.frames import Decision, Frame
from app.live.hook_command import Command
from app.live.hooks import ChangeWatch, EventFile
from app.recording.annotate import annotate
from app.recording.last_seconds import LastSeconds
from app.recording.recorder import Recorder
from app.recording.video_writer import recording_files
from app.settings import Settings
from model.outputs import Outputs, first_free
from model.paths import expand_user


def recordings_folder(settings: Settings) -> Path:
    """Where recordings go: the folder of the settings, or one in the user's videos folder.

    Args:
        settings: In use.

    Returns:
        The folder.

    Raises:
        UserError: It cannot be one.
    """
    if settings.recordings:
        try:
            return expand_user(settings.recordings)
        except OSError as error:
            raise cannot_save(settings.recordings, error) from error
    import platformdirs

    return Path(platformdirs.user_videos_dir()) / "Live Action Classifier"


class Recordings:
    """Lives as long as the window, across its sources.

    Attributes:
        recorder: The recording that runs or ran last, or None.
        prepared: A recording that was asked for before there was anything to record, or None.
        failed: Whether that one had to end before it was told to, or events were lost.
    """

    def __init__(self, settings: Settings, on_label: str = ""):
        """
        Args:
            settings: In use.
            on_label: A command.

        Raises:
            UserError: It cannot be started.
        """
        self.settings = settings
        self._events: EventFile | None = None
        self._command = Command(on_label) if on_label else None
        self._watch = ChangeWatch(*self._hooks)
        self._labels: tuple[str, ...] = ()
        self._last: LastSeconds | None = None
        self._decision: Decision | None = None
        self.recorder: Recorder | None = None
        self.prepared: Recorder | None = None
        self._first: Recorder | None = None

    def begin(self, labels: tuple[str, ...]) -> None:
        """Another source or model: what was decided before is nothing to it. A recording goes on."""
        if self._last is None or tuple(labels) != self._last.labels:
            if self._last is not None:
                self._last.close()
            self._last = LastSeconds(labels, max(self.settings.clip_seconds, self.settings.moment_seconds))
        self._labels, self._decision = tuple(labels), None

    def frame(self, frame: Frame) -> None:
        """Take a frame; returns at once."""
        recorder, last = self.recorder, self._last
        if recorder is not None:
            recorder.offer(frame)
        if last is not None:
            last.offer(frame)

    def decide(self, decision: Decision, source: str) -> None:
        """Take a decision about ``source``; returns at once."""
        self._decision = decision
        self._watch.decide(decision, source)
        if self.recorder is not None:
            self.recorder.decide(decision)
        if self._last is not None:
            self._last.decide(decision)

    @property
    def failed(self) -> bool:
        recording = self._first is not None and bool(self._first.error)
        return recording or (self._events is not None and self._events.failed)

    @property
    def _hooks(self) -> list[EventFile | Command]:
        return [hook for hook in (self._events, self._command) if hook is not None]

    def open_events(self, path: str, outputs: Outputs) -> None:
        """Append each change of label to the file at ``path``, or to standard output for ``-``.

        Args:
            outputs: What the run writes besides.

        Raises:
            UserError, OutputError: It cannot be.
        """
        self._events = EventFile(path, outputs)
        self._watch = ChangeWatch(*self._hooks)

    def tell_of_events(self, on_error: Callable[[str], None]) -> None:
        """Let ``on_error`` be told, from any thread, when events are lost."""
        if self._events is not None:
            self._events.on_error = on_error

    @property
    def recording(self) -> bool:
        return self.recorder is not None and self.recorder.running

    def prepare(self, path: Path, labels: tuple[str, ...], outputs: Outputs | None = None, asked: str = "") -> None:
        """Make sure of a recording to ``path``, which ``record`` then begins; the arguments are ``Recorder``'s.

        Args:
            path: See ``Recorder``.
            labels: See ``Recorder``.
            asked: See ``Recorder``.

        Raises:
            UserError, OutputError: It cannot be.
        """
        self.prepared = Recorder(path, labels, self.settings.record_what, outputs=outputs, asked=asked)

    def record(self, on_error: Callable[[str], None] | None = None) -> Recorder:
        """Begin the recording that was prepared, else one in the recordings folder under today's date.

        Args:
            on_error: Told once, from the recording's thread, why it had to end.

        Returns:
            The recording.

        Raises:
            UserError, OutputError: It cannot be begun.
        """
        recorder, self.prepared = self.prepared, None
        self._first = self._first or recorder
        self.recorder = recorder or Recorder(self._free_recording(), self._labels, self.settings.record_what)
        self.recorder.on_error = on_error
        self.recorder.start()
        return self.recorder

    def stop(self) -> list[Path]:
        """End the recording; returns its files."""
        return self.recorder.stop() if self.recorder is not None else []

    def save_clip(self, suffix: str = ".mp4") -> Path:
        """Write the last seconds; takes a second or two.

        Args:
            suffix: ``.mp4`` or ``.gif``.

        Returns:
            The file.

        Raises:
            UserError: Nothing was seen yet, or it cannot be written.
        """
        if self._last is None:
            raise UserError("Received a wish for the last seconds: nothing is being watched; open a source first.")
        return self._last.save(self._named(suffix), self.settings.clip_seconds)

    def save_moment(self, path: Path) -> Path:
        """Write what was seen just now to ``path``, as it came and as long as a moment that is taught. Raises UserError."""
        if self._last is None:
            raise UserError("Received a digit to mark with: nothing is being watched; open a source first.")
        return self._last.save(path, self.settings.moment_seconds, annotated=False)

    def save_picture(self, frame: Frame | None) -> Path:
        """Write a picture with the newest decision on it as PNG.

        Args:
            frame: The picture; None: nothing was seen.

        Returns:
            The file.

        Raises:
            UserError: Nothing was seen yet, or it cannot be written.
        """
        from model.files import placing

        if frame is None:
            raise UserError("Received a wish for a picture: there is none yet; open a source first.")
        path = self._named(".png")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            content = cv2.imencode(".png", annotate(frame.image, self._decision, self._labels))[1]
            with placing(path) as temporary:
                temporary.write_bytes(content.tobytes())
            return path
        except OSError as error:
            raise cannot_save(path, error) from error

    def close(self) -> list[Path]:
        """End everything; returns the files of a recording that ran."""
        files = self.stop() if self.recording else []
        if self.prepared is not None:
            self.prepared.stop()
            self.prepared = None
        if self._last is not None:
            self._last.close()
        for hook in self._hooks:
            hook.close()
        return files

    def _named(self, suffix: str) -> Path:
        """A name by date and time that is free: clocks are set back, and some file systems are slow."""
        now = datetime.now()
        name = now.strftime("%Y-%m-%d %H-%M-%S.") + f"{now.microsecond // 1000:03d}{suffix}"
        return first_free(recordings_folder(self.settings) / name)

    def _free_recording(self) -> Path:
        """As ``_named``, free for all files of a recording."""
        while True:
            path = self._named(".mkv")
            if not any(file.exists() for file in recording_files(path, "both", mp4=True)):
                return path
            time.sleep(0.001)  # the next millisecond has another name
