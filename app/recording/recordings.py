"""Everything that is kept of what is watched, behind one face: the recording, the last seconds, pictures, the hooks.

Frames come from the capture thread and decisions from the window's; nothing here makes either wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from app.errors import UserError, cannot_save
from app.frames import Decision, Frame
from app.integrations.actions import Actions
from app.integrations.obs import Obs
from app.integrations.rules import Rule, save_rules
from app.integrations.triggers import Triggers
from app.live.hooks import Change, ChangeWatch, EventFile
from app.live.states import State
from app.recording.annotate import annotate
from app.recording.event_clips import EventClips
from app.recording.last_seconds import LastSeconds
from app.recording.names import free_clip, free_name, free_recording
from app.recording.recorder import Recorder
from app.recording.saved_clips import SavedClips
from app.settings import Settings
from model.outputs import Outputs


class Recordings:
    """Lives as long as the window, across its sources.

    Attributes:
        recorder: The recording that runs or ran last, or None.
        prepared: A recording that was asked for before there was anything to record, or None.
        failed: Whether that one had to end before it was told to, or events were lost.
        triggers: The rules, and what is done by them.
        saved: The clips that were saved by themselves.
        on_said: Told what became of those, and what a rule could not do, from any thread.
    """

    on_said: Callable[[str], None] | None = None

    def __init__(
        self,
        settings: Settings,
        rules: Sequence[Rule] = (),
        kept_rules: Sequence[Rule] = (),
        outputs: Outputs | None = None,
        obs: Obs | None = None,
    ):
        """
        Args:
            settings: In use.
            rules: Of this run alone.
            kept_rules: Those of the file; what of them cannot be done is in ``triggers.problems``.
            outputs: What the run writes besides.
            obs: Does what rules want of OBS.

        Raises:
            UserError: One of ``rules`` cannot be done.
        """
        self.settings = settings
        self._events: EventFile | None = None
        self._watch = ChangeWatch()
        self.saved = SavedClips()
        self._clips = EventClips(self.saved, lambda suffix, labels: free_clip(self.settings, suffix, labels), self._say)
        self.triggers = Triggers(
            kept_rules, rules, lambda rules, before: Actions(rules, self._save_event, obs, self._say, outputs, before)
        )
        refused = [text for number, text in self.triggers.problems.items() if number >= len(kept_rules)]
        if refused:
            self.triggers.close()
            raise UserError(refused[0])
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
                self._clips.last = None  # which takes what it is to save
                self._last.close()
            self._last = LastSeconds(labels)
            self._clips.last = self._last
        self.keep_enough()
        self._labels, self._decision = tuple(labels), None

    def keep_enough(self) -> None:
        """Keep as many of the last seconds as the settings and the rules want; call it when either has changed."""
        longest = max(
            (float(rule.what or self.settings.clip_seconds) for rule in self.triggers.rules if rule.do == "clip"),
            default=0.0,
        )
        seconds = max(self.settings.clip_seconds, self.settings.moment_seconds)
        if longest:
            seconds = max(seconds, self._clips.keep(longest + self.settings.clip_tail))
        self._clips.what = self.settings.clip_what
        if self._last is not None:
            self._last.seconds = seconds

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
        self.triggers.decide(decision, source)
        if self.recorder is not None:
            self.recorder.decide(decision)
        if self._last is not None:
            self._last.decide(decision)

    def lost(self, time: float, source: str) -> None:
        """The live ``source`` has gone silent or away, ``time`` seconds into it; returns at once."""
        self._watch.lost(time, source)

    @property
    def packing(self) -> bool:
        """Whether a frame that was taken is not among the last seconds yet."""
        return self._last is not None and self._last.packing

    def use_rules(self, rules: Sequence[Rule]) -> None:
        """Let these rules take the place of the file's, and keep them. Raises OSError where they cannot be kept."""
        self.triggers.use(rules)
        self.keep_enough()
        save_rules(rules)

    def state(self, state: State) -> None:
        """The source's state has changed."""
        self.triggers.state(state)

    @property
    def failed(self) -> bool:
        recording = self._first is not None and bool(self._first.error)
        return recording or (self._events is not None and self._events.failed) or self.triggers.failed

    def open_events(self, path: str, outputs: Outputs) -> None:
        """Append each change of label to the file at ``path``, or to standard output for ``-``.

        Args:
            outputs: What the run writes besides.

        Raises:
            UserError, OutputError: It cannot be.
        """
        self._events = EventFile(path, outputs)
        self._watch = ChangeWatch(self._events)

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
        self.recorder = recorder or Recorder(free_recording(self.settings), self._labels, self.settings.record_what)
        self.recorder.on_error = on_error
        self.recorder.start()
        return self.recorder

    def stop(self) -> list[Path]:
        """End the recording; returns its files."""
        return self.recorder.stop() if self.recorder is not None else []

    def clip(self, suffix: str = ".mp4") -> Callable[[], Path]:
        """Hold on to the last seconds as they are now.

        Args:
            suffix: ``.mp4`` or ``.gif``.

        Returns:
            Writes them and returns their file, in a second or two; raises UserError where nothing was seen yet, or it
            cannot be written.
        """
        write = None if self._last is None else self._last.snapshot(self.settings.clip_seconds)

        def save() -> Path:
            if write is None:
                raise UserError("Received a wish for the last seconds: nothing is being watched; open a source first.")
            return write(free_name(self.settings, suffix))

        return save

    def save_moment(self, path: Path) -> Path:
        """Write what was seen just now to ``path``, as it came and as long as a moment that is taught. Raises UserError."""
        if self._last is None:
            raise UserError("Received a digit to mark with: nothing is being watched; open a source first.")
        return self._last.save(path, self.settings.moment_seconds, annotated=False)

    def picture(self, frame: Frame | None) -> Callable[[], Path]:
        """Hold on to a picture with the newest decision on it.

        Args:
            frame: The picture; None: nothing was seen.

        Returns:
            Writes it as PNG and returns its file; raises UserError where nothing was seen yet, or it cannot be written.
        """
        decision, labels = self._decision, self._labels

        def save() -> Path:
            if frame is None:
                raise UserError("Received a wish for a picture: there is none yet; open a source first.")
            return self.save_png(lambda: cv2.imencode(".png", annotate(frame.image, decision, labels))[1].tobytes())

        return save

    def save_png(self, encoded: Callable[[], bytes]) -> Path:
        """Write a picture under today's date; returns its file. Raises UserError where it cannot be written."""
        from model.files import placing

        path = free_name(self.settings, ".png")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            content = encoded()
            with placing(path) as temporary:
                temporary.write_bytes(content)
            return path
        except OSError as error:
            raise cannot_save(path, error) from error

    def close(self) -> list[Path]:
        """End everything; returns the files of a recording that ran."""
        files = self.stop() if self.recording else []
        if self.prepared is not None:
            self.prepared.stop()
            self.prepared = None
        self._clips.finish()
        if self._last is not None:
            self._last.close()
        self.triggers.close()
        if self._events is not None:
            self._events.close()
        return files

    def _save_event(self, change: Change, before: float | None) -> None:
        """Plan the clip of an event."""
        before = self.settings.clip_seconds if before is None else before
        began = change.time if change.began is None else change.began
        self._clips.ask(change.time, began, before, self.settings.clip_tail, change.label)

    def _say(self, sentence: str) -> None:
        if self.on_said is not None:
            self.on_said(sentence)
