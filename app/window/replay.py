"""Watching a file with its timeline: the scan ahead, the bar, the list of segments, corrections and exports."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.export import FORMATS, named_as
from app.live.session import State
from app.recorded.classify import Result
from app.recorded.scan_store import StoredScan
from app.recorded.scanner import Scanner
from app.sources import is_file_source
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window import theme
from app.window.correction_saver import CorrectionSaver
from app.window.pace import Pace
from app.window.plain import tip
from app.window.player import Player
from app.window.player_view import PlayerView
from app.window.reel import Reel
from app.window.save_dialog import choose_file
from app.window.segment_panel import SegmentPanel
from model.errors import OutputError
from model.outputs import Outputs, Wrote
from model.paths import expand_user

STILL_MS = 60
LIST_MS = 500  # how often the list follows a running scan: its bar does at once


class Replay(QObject):
    """Follows a player: each file that is opened is scanned, and what was found or corrected before is there at once."""

    _news = pyqtSignal(object, object, object, float)  # Scanner, Kept, new segments, from when

    def __init__(self, player: Player, view: PlayerView, parent: QObject | None = None):
        super().__init__(parent)
        self._player, self._view = player, view
        self._bar, self._transport_bar = view.transport_bar.bar, view.transport_bar
        self.panel = SegmentPanel()
        view.add_beside(self.panel)
        self.timeline = EditableTimeline()
        self.scanner: Scanner | None = None
        self._still: tuple[str, float] | None = None
        self._scanned = ""  # the source that the timeline is of
        self._ending: list[Scanner] = []
        self._list_timer = QTimer(self)
        self._list_timer.setInterval(LIST_MS)
        self._list_timer.setSingleShot(True)
        self._list_timer.timeout.connect(self._show_list)
        self._correction_saver = CorrectionSaver(self)
        self._correction_saver.said.connect(view.picture_stack.show_toast)
        self.pace = Pace(player, view)
        self._news.connect(self._on_news)
        self._still_timer = QTimer(self)
        self._still_timer.setInterval(STILL_MS)
        self._still_timer.timeout.connect(self._label_still)
        player.opening.connect(self._on_opening)
        player.state_changed.connect(self._on_state)
        player.model_changed.connect(self._on_model)
        self._bar.seek_asked.connect(player.seek)
        self._bar.segment_clicked.connect(lambda id: self._select([id]))
        self.panel.jump_asked.connect(self.jump_to)
        self.panel.edit_asked.connect(self.edit)
        self.panel.export_asked.connect(self.export)
        self.reel = Reel(view)
        self.reel.said.connect(view.picture_stack.show_toast)
        self.panel.highlights_asked.connect(self._ask_for_reel)
        self.panel.table.selectionModel().selectionChanged.connect(self._on_selection)
        self._transport_bar.segments_asked.connect(self.toggle_panel)

    # ---- the player

    def _on_opening(self) -> None:
        self.pace.end_loop()
        if self._player.source != self._scanned:
            self._forget()

    def _on_state(self, state: State, _message: str) -> None:
        self._still = None
        if state is State.PAUSED:
            self._still_timer.start()
        else:
            self._still_timer.stop()
        session = self._player.session
        if state is State.PLAYING and session is not None and session.seekable:
            self._transport_bar.set_seekable(True)
            if self._player.source != self._scanned and is_file_source(self._player.source):
                self._begin(session)
        elif state is State.FAILED:
            self._transport_bar.set_seekable(False)

    def _on_model(self, _spec, message: str) -> None:
        """Another model has a timeline of its own."""
        if not message and self._scanned:
            shown = self.panel.isVisible()
            self._forget()
            self._on_state(State.PLAYING, "")
            if shown:
                self._view.show_beside(self.panel)

    def _forget(self) -> None:
        self._stop_scan()
        self._scanned = ""
        self._transport_bar.set_seekable(False)
        self._transport_bar.show_scan("")
        self._bar.begin({})
        if self._view.beside is self.panel:
            self._view.show_beside(self._view.panel)

    def _begin(self, session) -> None:
        self._scanned = self._player.source
        colours = theme.label_colours(session.spec.labels)
        self._bar.begin(colours)
        self._bar.show_duration(session.duration or 0.0)
        self.panel.begin(session.spec.labels, colours)
        self.timeline = EditableTimeline()
        path = expand_user(self._scanned)
        self.scanner = scanner = Scanner(
            path, self._player.model, lambda stored, new, begin: self._news.emit(scanner, stored, new, begin)
        )
        scanner.start()

    def _stop_scan(self) -> None:
        self._correction_saver.finish()
        self._ending = [one for one in self._ending if not one.join(0)]
        if self.scanner is not None:
            self.scanner.stop()
            self._ending.append(self.scanner)
            self.scanner = None

    def close(self) -> None:
        """End the scan; what it found stays. Idempotent."""
        self._list_timer.stop()
        self._still_timer.stop()
        self._stop_scan()
        for one in self._ending:
            one.join(1.0)

    # ---- the scan

    def _on_news(self, scanner: Scanner, stored: StoredScan, new: list[Segment], begin: float) -> None:
        if scanner is not self.scanner:
            return
        if not self.timeline.revision and stored.corrections:
            self.timeline = EditableTimeline(stored.corrections)
        if new:
            self.timeline.fill(new, begin)
        if not self._player.session or not self._player.session.duration:
            self._bar.show_duration(max(stored.duration or 0.0, stored.done))
        self._show_bar(stored)
        if stored.error:
            self._transport_bar.show_scan("Scan ended early")
            self._transport_bar.scan.setToolTip(tip(stored.error))
        elif stored.complete:
            self._transport_bar.show_scan("")
        else:
            share = f"{stored.done / stored.duration:.0%}" if stored.duration else f"{stored.done:.0f} s"
            self._transport_bar.show_scan(f"Scanning {share}")
        if stored.ended:
            self._show_list()
        elif not self._list_timer.isActive():
            self._list_timer.start()

    def _show_bar(self, stored: StoredScan) -> None:
        self._bar.show_segments(self.timeline.segments(), stored.done, stored.ended)

    def _show_list(self) -> None:
        if self.panel.isVisible():
            self.panel.show_segments(self.timeline.segments(), self.timeline.can_undo, self.timeline.can_redo)

    def _label_still(self) -> None:
        """While the picture stands still, the timeline says what it shows: the model sees no window of frames then."""
        if not self._scanned:
            return
        part = self.timeline.segment_at(self.pace.position)
        shown = None if part is None else (part.label, part.confidence)
        if shown is not None and shown != self._still:
            colour = theme.label_colours(self._player.session.spec.labels).get(part.label, theme.MUTED)
            self._view.picture_stack.card.show_decision(part.label, part.confidence, colour)
        self._still = shown

    # ---- moving about

    def toggle_panel(self) -> None:
        """Show the list of segments in the side panel's place, and back."""
        if not self._scanned:
            return
        self._view.show_beside(self._view.panel if self.panel.isVisible() else self.panel)
        self._show_list()

    def jump_to(self, id: int) -> None:
        """Show where a segment begins."""
        part = self.timeline.segment(id)
        self._bar.select(id)
        self._player.seek(part.start)

    def jump(self, step: int) -> None:
        """To the next segment (1) or the one before (-1), of the label that the list shows only."""
        label = self.panel.label.currentData()
        part = self.timeline.following(self.pace.position + 0.05 * step, (label,) if label else (), step)
        if part is not None:
            self._select([part.id])
            self._player.seek(part.start)

    # ---- correcting

    def _select(self, ids: list[int]) -> None:
        self._bar.select(ids[0] if ids else 0)
        if self.panel.isVisible():
            self.panel.table.choose(ids)

    def _on_selection(self, *_ranges) -> None:
        chosen = self.panel.table.selected()
        self._bar.select(chosen[0] if len(chosen) == 1 else 0)

    def edit(self, what: str, label: str = "") -> None:
        """Do the edit ``what`` to the selected segments: relabel, start, end, split, merge, delete, undo, redo."""
        chosen = self.panel.table.selected() or ([self._bar.selected] if self._bar.selected else [])
        timeline, now = self.timeline, self.pace.position
        if what in ("undo", "redo"):
            if not getattr(timeline, what)():
                self._view.picture_stack.show_toast(f"Nothing to {what}")
                return
        elif not chosen:
            self._view.picture_stack.show_toast("Choose a segment first: click it in the list or on the timeline")
            return
        elif what == "relabel":
            for id in chosen:
                timeline.relabel(id, label)
        elif what in ("start", "end"):
            timeline.move(chosen[0], **{what: now})
        elif what == "split":
            if timeline.split(chosen[0], now) is None:
                self._view.picture_stack.show_toast("The playhead is not inside the chosen segment")
                return
        elif what == "merge":
            timeline.merge(chosen)
        elif what == "delete":
            timeline.delete(chosen)
        self._changed()

    def _changed(self) -> None:
        self._show_bar(self.scanner.stored if self.scanner is not None else StoredScan())
        self.panel.show_segments(self.timeline.segments(), self.timeline.can_undo, self.timeline.can_redo)
        self._correction_saver.later(self.scanner, self.timeline)

    # ---- exporting

    def export(self) -> None:
        """Ask for a file, and write the timeline as it now stands in the format that its kind says."""
        session = self._player.session
        if session is None or not self._scanned:
            return
        kinds = {f"{form.title} (*{form.ending})": name for name, form in FORMATS.items()}
        video = expand_user(self._scanned)
        # The video's own name with .csv is where labels made by hand lie.
        begin = video.with_name(f"{video.stem} timeline")

        def named(path: Path, kind: str) -> tuple[Path, Wrote]:
            path, form = named_as(path, kinds.get(kind, "csv"))
            return path, form.wrote

        try:
            chosen = choose_file(self._view, "Export the timeline", begin, list(kinds), named, [video])
        except OutputError as error:
            self._view.picture_stack.show_toast(str(error))
            return
        if chosen is not None:
            self.write(chosen[0], kinds.get(chosen[1], "csv"))

    def _ask_for_reel(self) -> None:
        session = self._player.session
        if session is not None and self._scanned:
            video = expand_user(self._scanned)
            self.reel.ask(video, session.spec.labels, self.timeline.segments(), session.duration)

    def write(self, path: Path, name: str) -> bool:
        """Write the timeline to ``path`` in the format ``name`` (see ``app.export.named_as``); says so in a toast.

        It takes the place of an earlier file of that kind, and of nothing else.
        """
        session, video = self._player.session, expand_user(self._scanned)
        path, form = named_as(path, name)
        result = Result(video, session.spec, session.duration, (), (), tuple(self.timeline.segments()))
        try:
            Outputs([video]).claim(path, "", form.wrote)
            form.write(result, path)
        except OutputError as error:
            self._view.picture_stack.show_toast(str(error))
            return False
        except OSError as error:
            self._view.picture_stack.show_toast(f"{path.name} could not be written: {error.strerror or error}")
            return False
        self._view.picture_stack.show_toast(f"Written: {path.name}")
        return True
