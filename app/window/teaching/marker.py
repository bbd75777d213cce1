"""Marking by keys and mouse: digits that are held, starts and ends, edges that are dragged; clips of live sources."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QMenu

from app.errors import UserError
from app.live.player import Player
from app.live.session import State
from app.teach.marking import Marking
from app.window import theme
from app.window.language import tr
from app.window.plain import add_entry
from app.window.player_view import PlayerView
from app.window.record_control import RecordControl
from app.window.teaching.label_list import colour_icon
from app.window.teaching.marks_bar import MarksBar
from app.window.teaching.open_project import OpenProject
from model.video.reader import length

TICK_MS = 50
FIRST_DIGIT = 2  # the scan code of the key of 1; that of 0 is the tenth


class Marker(QObject):
    """Turns what a person does into marks of the project that is open. said: a sentence on what came of it."""

    said = pyqtSignal(str)
    _clip_saved = pyqtSignal(object, str, float)  # path, label, seconds

    def __init__(self, player: Player, view: PlayerView, recording: RecordControl, project: OpenProject):
        super().__init__(view)
        self._player, self._recording, self._project = player, recording, project
        self._marking = Marking(self._mark)
        self._key = ""  # the digit that is down
        self._saving = ThreadPoolExecutor(1, "teaching-clips")
        self.bar = MarksBar(view.transport_bar.bar)
        self.bar.hide()
        view.transport_bar.put_above(self.bar)
        self.bar.seek_asked.connect(player.seek)
        self.bar.edge_moved.connect(lambda id, edge, time: self._do(lambda: self._project.now.move(id, **{edge: time})))
        self.bar.menu_asked.connect(lambda id, point: self._menu(id).exec_(point))
        self._clip_saved.connect(self._take_clip)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._move)
        player.opening.connect(self.give_up)
        player.state_changed.connect(lambda state, _message: state in (State.ENDED, State.FAILED) and self.let_go())
        project.changed.connect(self.show)

    @property
    def _now(self) -> float:
        return 0.0 if self._player.session is None else self._player.session.position

    # ---- keys

    def begin(self) -> None:
        """What is to be marked starts here."""
        self._span(self._marking.begin, tr("Starts here; O where it ends, then a digit"))

    def end(self) -> None:
        """It ends here."""
        self._span(self._marking.end, tr("Ends here; now the digit of its label"))

    def _span(self, do, said: str) -> None:
        if self._player.live:
            self.said.emit(tr("Live: press the digit just after it happened"))
        elif self._project.now is not None and self._project.now.can_mark:
            do(self._now)
            self._show_pending()
            self.said.emit(said)

    def press(self, key: str) -> None:
        """The digit ``key`` goes down."""
        label = self._project.now.label_of_key(key) if self._project.now is not None else ""
        if not label:
            self.said.emit(tr("No label has the key {key}", key=key))
            return
        self.press_label(label, key)

    def press_label(self, label: str, key: str = "") -> None:
        """As ``press``, of a label; key: the digit, "" where the label was clicked."""
        project = self._project.now
        if self._player.session is None:
            self.said.emit(tr("Open a video or a live source first"))
        elif self._player.live:
            self._save_clip(label)
        elif not project.can_mark:
            self.said.emit(tr("Only video files and live sources can be marked"))
        elif self._player.state is State.PAUSED and self.bar.selected and self._marking.pending is None:
            self._do(lambda: project.relabel(self.bar.selected, label))
        else:
            self._key = key
            self._marking.press(label, self._now)
            if not key:
                self._marking.release(self._now)
            self._tick.start()
            self._show_pending()

    def release(self, key: str) -> None:
        """The digit ``key`` comes up."""
        if key == self._key:
            self.let_go()

    def let_go(self) -> None:
        """Whatever is held comes up: its key did, the window lost the keyboard, the video ended."""
        self._key = ""
        self._marking.release(self._now)
        self._tick.stop()
        self._show_pending()

    def give_up(self) -> bool:
        """Forget what is being marked; whether there was anything."""
        self._key = ""
        self._tick.stop()
        there = self._marking.cancel()
        self._show_pending()
        return there

    def delete(self) -> None:
        """Take the chosen mark away."""
        if self.bar.selected:
            self._do(lambda: self._project.now.delete(self.bar.selected))
        else:
            self.said.emit(tr("Choose a mark first: click it above the timeline"))

    def _mark(self, start: float, end: float, label: str) -> None:
        duration = self._player.session.duration if self._player.session is not None else None
        if duration:
            end = min(end, duration)
            start = min(start, max(0.0, end - 0.05))
        if self._do(lambda: self._project.now.mark(start, end, label)):
            self.said.emit(f"{theme.title_of(label)}, {end - start:.1f} s")

    def _do(self, action) -> bool:
        return self._project.now is not None and self._project.attempt(action)

    def _move(self) -> None:
        self._marking.move(self._now)
        if not self._marking.holding:
            self._tick.stop()
        self._show_pending()

    # ---- what is shown

    def show(self) -> None:
        """Show the marks of the video that is watched, if a project is open."""
        project = self._project.now
        self.bar.setVisible(project is not None and project.can_mark)
        if project is not None:
            self.bar.show_marks(project.timeline.segments(), self._project.colours)

    def _show_pending(self) -> None:
        pending = self._marking.pending
        if pending is None:
            self.bar.show_pending(None)
            return
        start, end, label = pending
        colour = self._project.colours.get(label, theme.TEXT)
        self.bar.show_pending((start, self._now if end is None else end, colour))

    def _menu(self, id: int) -> QMenu:
        menu, project = QMenu(self.bar), self._project.now
        for label in project.labels:
            add_entry(
                menu,
                theme.title_of(label.name),
                lambda name=label.name: self._do(lambda: project.relabel(id, name)),
                icon=colour_icon(label.colour),
            )
        menu.addSeparator()
        add_entry(menu, tr("Delete"), lambda: self._do(lambda: project.delete(id)))
        return menu

    # ---- live sources

    def _save_clip(self, label: str) -> None:
        project, recordings = self._project.now, self._recording.recordings

        def save() -> None:
            try:
                path = recordings.save_moment(project.clip_path(label))
                self._clip_saved.emit(path, label, length(path))
            except UserError as error:
                self.said.emit(str(error))

        self._saving.submit(save)

    def _take_clip(self, path: Path, label: str, seconds: float) -> None:
        project = self._project.now
        if project is None or project.folder not in path.parents:
            return
        if seconds and self._project.attempt(lambda: project.add_clip(path, label, seconds)):
            moments = project.counts[label].moments
            self.said.emit(
                tr(
                    "Saved {seconds} s as {label}: {count} of them now",
                    seconds=f"{seconds:.1f}",
                    label=theme.title_of(label),
                    count=moments,
                )
            )

    def close(self) -> None:
        """Finish the clips that are being written."""
        self.give_up()
        self._saving.shutdown()


def digit(event: QKeyEvent) -> str:
    """The digit of the key that an event is about; "" for other keys. By the key's place where its row needs Shift (AZERTY)."""
    if Qt.Key_0 <= event.key() <= Qt.Key_9:
        return chr(event.key())
    place = event.nativeScanCode() - (8 if sys.platform.startswith("linux") else 0) - FIRST_DIGIT
    return "1234567890"[place] if event.nativeScanCode() and 0 <= place < 10 else ""


def is_new(event: QKeyEvent) -> bool:
    """Whether a key went down or came up, and is not just held."""
    return not event.isAutoRepeat() and not event.modifiers() & (Qt.ControlModifier | Qt.AltModifier)
