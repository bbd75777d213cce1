"""What the window does about recording: the button, the keys, the word on where a file went."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QBuffer, QObject, QTimer, QUrl, pyqtSignal
from PyQt5.QtGui import QDesktopServices

from app.errors import UserError
from app.live.player import Player
from app.live.session import Session, State
from app.live.states import TROUBLED
from app.log import log_file, note
from app.recording.recordings import Recordings
from app.settings import Settings
from app.window.header import Header
from app.window.language import tr
from app.window.picture_stack import PictureStack
from model.errors import OutputError
from model.safe_text import say, say_failure

MOST_WAITING = 20  # files: each clip holds on to some megabytes


class RecordControl(QObject):
    """Passes the player's frames and decisions to the recordings, and tells the person what became of them."""

    said = pyqtSignal(str)  # from any thread
    recording_changed = pyqtSignal()  # a recording has begun or ended
    saved = pyqtSignal(str, str)  # from any thread: a sentence, and the file that it is about

    def __init__(self, player: Player, picture_stack: PictureStack, header: Header, settings: Settings):
        super().__init__(picture_stack)
        self._player, self._picture_stack, self._header = player, picture_stack, header
        self.recordings = Recordings(settings)
        self.recordings.on_said = self.said.emit
        self._jobs: queue.SimpleQueue[Callable[[], Path] | None] = queue.SimpleQueue()
        self._waiting = 0  # jobs that are not done
        self._recording = False  # as was told last
        self._saving: threading.Thread | None = None
        self.said.connect(picture_stack.show_toast)
        self.saved.connect(lambda text, path: show_saved(picture_stack, text, Path(path)))
        player.opened.connect(self._opened)
        player.decided.connect(lambda decision: self.recordings.decide(decision, player.source))
        player.state_changed.connect(self._on_state)
        header.record_asked.connect(self.toggle)
        self._clock = QTimer(self)
        self._clock.setInterval(250)
        self._clock.timeout.connect(self._show)

    def use(self, recordings: Recordings) -> None:
        """Let ``recordings`` take the place of the one there is; what it has prepared begins with the first source."""
        self.recordings.close()
        self.recordings = recordings
        recordings.tell_of_events(self.said.emit)
        recordings.on_said = self.said.emit

    @property
    def session(self) -> Session | None:
        """What is watched."""
        return self._player.session

    def toggle(self) -> None:
        """Begin to record, or stop."""
        if self.recordings.recording:
            files = self.recordings.stop()
            self._show()
            if len(files) > 1:
                self.saved.emit(tr("Recorded {name}", name=files[0].name), str(files[0]))
            else:
                self.said.emit(tr("Nothing was recorded"))
        elif self._player.session is None:
            self.said.emit(tr("Open a source first, then record"))
        else:
            self._begin()

    def save_picture(self) -> None:
        """Save the picture that is shown now, with its label."""
        session = self._player.session
        frame = None if session is None else session.latest_frame()
        self._in_background(self.recordings.picture(frame))

    def save_window(self) -> None:
        """Save a picture of the whole window, as it looks now."""
        content = QBuffer()
        content.open(QBuffer.WriteOnly)
        self._picture_stack.window().grab().save(content, "PNG")
        data = bytes(content.data())
        self._in_background(lambda: self.recordings.save_png(lambda: data))

    def save_clip(self) -> None:
        """Save the last seconds as a clip."""
        self._in_background(self.recordings.clip(".mp4"))

    def save_gif(self) -> None:
        """Save the last seconds as an animated GIF."""
        self._in_background(self.recordings.clip(".gif"))

    def close(self) -> None:
        """Finish what is being written."""
        self._clock.stop()
        if self._saving is not None:
            self._jobs.put(None)
            self._saving.join()
            self._saving = None
        self.recordings.close()

    def _opened(self) -> None:
        session = self._player.session
        self.recordings.begin(session.spec.labels)
        session.watch_frames(lambda frame: self.recordings.frame(frame))  # by name: other recordings may take over
        if self.recordings.prepared is not None:
            self._begin()

    def _on_state(self, state: State, _message: str) -> None:
        self.recordings.state(state)
        if state in TROUBLED:
            self.recordings.lost(self._player.position, self._player.source)

    def _begin(self) -> None:
        try:
            self.recordings.record(self._tell)
        except (UserError, OutputError) as error:
            self._tell(str(error))
            return
        self._clock.start()
        self._show()

    @property
    def recording(self) -> bool:
        """Whether a recording runs."""
        return self.recordings.recording

    def _show(self) -> None:
        recorder = self.recordings.recorder
        if self.recording != self._recording:
            self._recording = self.recording
            self.recording_changed.emit()
        if recorder is None or not recorder.running:
            self._clock.stop()
            self._header.show_recording("")
            return
        whole = int(recorder.seconds)
        lost = "  " + tr("({count} dropped)", count=recorder.dropped) if recorder.dropped else ""
        self._header.show_recording(f"{whole // 60}:{whole % 60:02d}{lost}")

    def _tell(self, sentence: str) -> None:
        """A recording could not begin, or had to end; from any thread."""
        note(sentence)
        self.said.emit(sentence)

    def _in_background(self, save: Callable[[], Path]) -> None:
        """Save what was held on to, after what was asked for before: nothing is dropped."""
        if self._waiting >= MOST_WAITING:
            self.said.emit(tr("{count} files are still being saved; this one is not", count=MOST_WAITING))
            return
        self._waiting += 1
        self._jobs.put(save)
        if self._waiting > 1:
            self.said.emit(tr("Saving {count} files…", count=self._waiting))
        if self._saving is None:
            self._saving = threading.Thread(target=self._save_all, name="saving")
            self._saving.start()

    def _save_all(self) -> None:
        while (save := self._jobs.get()) is not None:
            try:
                path = save()
                self.saved.emit(tr("Saved {name}", name=path.name), str(path))
            except UserError as error:
                say(error, error=True)
                self._tell(str(error))
            except Exception as error:  # whatever it is, somebody waits for a word
                note(f"On saving: {error}", error)
                say_failure(error)
                self.said.emit(
                    tr(
                        "It could not be saved ({kind}); the log says why: {log}",
                        kind=type(error).__name__,
                        log=log_file(),
                    )
                )
            self._waiting -= 1


def show_saved(picture_stack: PictureStack, text: str, path: Path) -> None:
    """Say that a file was written, with a way to where it lies."""
    folder = str(path.absolute().parent)
    picture_stack.show_toast(
        text, tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)), about=folder
    )
