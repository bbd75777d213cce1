"""Opens the rules, tries them on the timeline of the video that is open, and undoes clips that saved themselves."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from app.errors import UserError
from app.events import Dispatch
from app.integrations.connections import Connections
from app.integrations.rule_engine import decisions_from, would_fire
from app.integrations.rule_list import RuleList
from app.integrations.rules import Rule
from app.window.connections_row import ConnectionsRow
from app.window.language import tr
from app.window.record_control import RecordControl
from app.window.replay import Replay
from app.window.timeline_bar import TimelineBar
from app.window.triggers_dialog import TriggersDialog


class TriggersControl(QObject):
    """Belongs to the window.

    Attributes:
        dialog: The one that is open, or None.
        connections: To OBS and the overlay page; None: none.
    """

    def __init__(self, record: RecordControl, replay: Replay, bar: TimelineBar, dispatch: Dispatch, parent: QObject):
        super().__init__(parent)
        self._record, self._replay, self._bar, self._dispatch = record, replay, bar, dispatch
        self.dialog: TriggersDialog | None = None
        self.connections: Connections | None = None
        replay.document.opened.connect(lambda: bar.show_ticks(()))
        replay.document.closed.connect(lambda: bar.show_ticks(()))

    def make(self) -> TriggersDialog:
        """The dialog, not yet shown."""
        recordings = self._record.recordings
        recordings.saved.dispatch = self._dispatch
        rules = RuleList(recordings.triggers.kept, self._use)
        rules.problems |= {n: text for n, text in recordings.triggers.problems.items() if n < len(rules.drafts)}
        session = self._record.session
        labels = () if session is None else session.spec.labels
        more = None if self.connections is None else ConnectionsRow(self.connections)
        self.dialog = TriggersDialog(
            rules, recordings.saved, labels, lambda: self.try_rules(rules.rules()), self._undo, more, self.parent()
        )
        return self.dialog

    def open(self) -> None:
        """Show the rules and what they saved, and wait for the dialog's end."""
        self.make().exec_()
        self.dialog = None
        self._bar.show_ticks(())

    def try_rules(self, rules: list[Rule]) -> str:
        """Mark on the timeline when the rules would have fired.

        Args:
            rules: To be tried; those that are switched off count as well.

        Returns:
            What to say of it.
        """
        document = self._replay.document
        if not document.source:
            return tr("Open a video first")
        segments = document.timeline.segments()
        if not segments and not document.scan.ended:
            return tr("Not scanned yet: try again in a moment")
        rules = [Rule(**{**vars(rule), "enabled": True}) for rule in rules]
        fired = would_fire(rules, decisions_from(segments))
        self._bar.show_ticks([one.time for one in fired])
        so_far = (
            ""
            if document.scan.ended or not document.duration
            else tr(" in the first {part}", part=f"{document.scan.done / document.duration:.0%}")
        )
        return (
            tr(
                "Would have fired {count} time" if len(fired) == 1 else "Would have fired {count} times",
                count=len(fired),
            )
            + so_far
        )

    def _use(self, rules) -> dict[int, str]:
        recordings = self._record.recordings
        recordings.use_rules(rules)
        return recordings.triggers.problems

    def _undo(self, number: int) -> None:
        saved = self._record.recordings.saved
        clip = saved.clips[number]
        try:
            saved.undo(clip)
            self._record.said.emit(
                tr("Undone: {name}" if clip.removed else "Put back: {name}", name=clip.files[0].name)
            )
        except UserError as error:
            self._record.said.emit(str(error))
