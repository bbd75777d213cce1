"""Watching a file with its timeline: shows the document on the bar and in the list of segments, and takes what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, Qt, QTimer

from app.events import Dispatch
from app.live.pace import Pace
from app.live.player import Player
from app.live.session import State
from app.sources import is_file_source
from app.timeline.document import SCANNING, TimelineDocument
from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.plain import tip
from app.window.player_view import PlayerView
from app.window.record_control import show_saved
from app.window.reel import Reel
from app.window.segment_panel import SegmentPanel
from app.window.still_picture import StillPicture
from app.window.timeline_outputs import TimelineOutputs

if TYPE_CHECKING:
    pass

LIST_MS = 500  # how often the list follows a running scan: its bar does at once


class Replay(QObject):
    """Follows a player: each file that is opened gets its timeline.

    Attributes:
        document: The timeline of the file that plays.
        pace: How it is gone through.
        panel: The list of segments.
        reel: Cuts highlights.
        outputs: Exports the timeline and asks for reels.
    """

    def __init__(self, player: Player, view: PlayerView, dispatch: Dispatch, parent: QObject | None = None):
        """
        Args:
            player: What is playing.
            view: Shows it; its bar and its picture show the timeline.
            dispatch: Brings what the scan says into the window's thread.
        """
        super().__init__(parent)
        self._player, self._view = player, view
        self._bar, self._transport_bar = view.transport_bar.bar, view.transport_bar
        self.document, self.pace = TimelineDocument(dispatch), Pace(player)
        self.panel, self.reel = SegmentPanel(), Reel(view)
        view.add_beside(self.panel)
        self._still = StillPicture(player, view, self.document, self)
        self.outputs = TimelineOutputs(player, view, self.document, self.reel)
        view.correction_at = self._correction_at
        self._list_timer = QTimer(self)
        self._list_timer.setInterval(LIST_MS)
        self._list_timer.setSingleShot(True)
        self._list_timer.timeout.connect(self._show_list)
        self._connect()

    def _connect(self) -> None:
        player, document, say = self._player, self.document, self._view.picture_stack.show_toast
        player.opening.connect(self._on_opening)
        player.state_changed.connect(self._on_state)
        player.model_changed.connect(self._on_model)
        document.opened.connect(self._on_opened)
        document.closed.connect(self._on_closed)
        document.scanned.connect(self._on_scanned)
        document.edited.connect(self._on_edited)
        document.chosen.connect(self._select)
        document.said.connect(say)
        document.wrote.connect(self._show_written)
        self.pace.said.connect(say)
        self.pace.loop_changed.connect(self._bar.show_loop)
        self.pace.speed_changed.connect(self._transport_bar.show_speed)
        self._bar.seek_asked.connect(player.seek)
        self._bar.segment_clicked.connect(lambda id: self._select([id]))
        self._bar.edge_moved.connect(lambda id, which, time: document.edit(which, [id], time))
        document.chaptered.connect(lambda: self._bar.show_chapters(document.chapters))
        self.panel.jump_asked.connect(self.jump_to)
        self.panel.edit_asked.connect(self.edit)
        self.panel.keep_asked.connect(document.keep_beside)
        self.panel.take_over_asked.connect(lambda: document.take_over(self.panel.table.selected()))
        document.labelled.connect(self._show_beside)
        self.panel.export_asked.connect(self.outputs.export)
        self.panel.highlights_asked.connect(self.outputs.ask_for_reel)
        self.panel.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.reel.said.connect(say)
        self.reel.wrote.connect(lambda text, path: show_saved(self._view.picture_stack, text, Path(path)))
        self._transport_bar.segments_asked.connect(self.toggle_panel)

    def _show_written(self, text: str, path: Path) -> None:
        show_saved(self._view.picture_stack, tr(text.removesuffix(path.name)) + path.name, path)

    # ---- the player

    def _on_opening(self) -> None:
        if self._player.source != self.document.source:
            self.document.close()
            self._on_closed()  # a stream without a timeline may have been sought in, too

    def _on_state(self, state: State, _message: str) -> None:
        session, source = self._player.session, self._player.source
        if state is State.PLAYING and session is not None and session.seekable:
            self._transport_bar.set_seekable(True)
            if source != self.document.source and is_file_source(source):
                self.document.open(source, self._player.model, session.spec, session.duration)
        elif state is State.FAILED:
            self._hide_timeline()

    def _on_model(self, _spec, message: str) -> None:
        """Another model has a timeline of its own."""
        if not message and self.document.source:
            self.document.close()
            self._on_state(State.PLAYING, "")

    def close(self) -> None:
        """End the scan; what it found stays. Idempotent."""
        self._list_timer.stop()
        self._still.close()
        self._transport_bar.preview.close()
        self.document.shut_down()

    # ---- the document

    def _on_opened(self) -> None:
        colours = theme.label_colours(self.document.labels)
        self._bar.begin(colours)
        self._bar.show_duration(self.document.known_until)
        self._transport_bar.legend.show_labels(colours)
        self._transport_bar.preview.begin(self.document.path)
        self.panel.begin(self.document.labels, colours)

    def _on_closed(self) -> None:
        self._transport_bar.show_scan("")
        self._bar.begin({})
        self._transport_bar.legend.show_labels({})
        self._transport_bar.preview.begin(None)
        self._transport_bar.second.show_segments((), {}, "")
        self.panel.show_comparison("", None, None)
        self.panel.begin((), {})
        if not is_file_source(self._player.source):
            self._hide_timeline()

    def _hide_timeline(self) -> None:
        """There is none; whoever had the list of segments beside the picture gets the side panel in its place."""
        self._transport_bar.set_seekable(False)
        if self._view.beside is self.panel:
            self._view.show_beside(self._view.panel)

    def _on_scanned(self) -> None:
        scan = self.document.scan
        self._bar.show_duration(self.document.known_until)
        self._show_bar()
        progress = self.document.progress
        part = progress.removeprefix(SCANNING)
        self._transport_bar.show_scan(tr(progress) if part == progress else tr("Scanning {part}", part=part))
        if scan.error:
            self._transport_bar.scan.setToolTip(tip(scan.error))
        if scan.ended:
            self._show_list()
        elif not self._list_timer.isActive():
            self._list_timer.start()

    def _on_edited(self) -> None:
        self._show_bar()
        self._fill_list()

    def _show_bar(self) -> None:
        scan = self.document.scan
        self._bar.show_segments(self.document.timeline.segments(), scan.done, scan.ended)

    def _show_beside(self) -> None:
        """Show the labels of the file beside the video, and how far they agree with the timeline."""
        document = self.document
        labels = dict.fromkeys((*document.labels, *(part.label for part in document.beside)))
        self._transport_bar.second.show_segments(document.beside, theme.label_colours(labels), document.beside_name)
        self._show_agreement()

    def _show_agreement(self) -> None:
        document = self.document
        if document.beside:
            found = document.agreement
            self.panel.show_comparison(document.beside_name, found.share, found.kappa)
        else:
            self.panel.show_comparison("", None, None)

    def _show_list(self) -> None:
        if self.panel.isVisible():
            self._fill_list()

    def _fill_list(self) -> None:
        timeline = self.document.timeline
        self.panel.show_segments(timeline.segments(), timeline.can_undo, timeline.can_redo)
        self._show_agreement()

    def _correction_at(self, time: float) -> Segment | None:
        part = self.document.timeline.segment_at(time)
        return part if part is not None and part.by_user else None

    # ---- moving about

    def toggle_panel(self) -> None:
        """Show the list of segments in the side panel's place, and back."""
        if not self.document.source:
            return
        if self.panel.isVisible():
            self._view.show_beside(self._view.panel)
            self._view.picture_stack.setFocus(Qt.OtherFocusReason)
            return
        self._view.show_beside(self.panel)
        self._show_list()
        here = self.document.timeline.segment_at(self._player.position)
        self.panel.table.begin_at(0 if here is None else here.id)
        self.panel.table.setFocus(Qt.OtherFocusReason)  # its keys work at once; Esc gives them back to the video

    def jump_to(self, id: int) -> None:
        """Show where a segment begins."""
        part = self.document.timeline.segment(id)
        self._bar.select(id)
        self._player.seek(part.start)

    def jump(self, step: int) -> None:
        """To the next segment (1) or the one before (-1), of the label that the list shows only."""
        label = self.panel.label.currentData()
        begin = self._player.position + 0.05 * step
        part = self.document.timeline.following(begin, (label,) if label else (), step)
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
        """Do an edit to the selected segments, see ``TimelineDocument.edit``."""
        chosen = self.panel.table.selected() or ([self._bar.selected] if self._bar.selected else [])
        self.document.edit(what, chosen, self._player.position, label)
