"""The pace at which decisions are shown: fast enough to be live, slow enough to be read."""

from __future__ import annotations

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.frames import Decision

REST_MS = 200  # figures change at most five times a second: faster cannot be read


class LabelPacing(QObject):
    """Passes decisions on: a new label at once, the same label with new figures in its turn, always the newest.

    Whoever shows a label or a percent takes it from ``shown`` and so agrees with all the others.
    """

    shown = pyqtSignal(object)  # Decision

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._label: tuple[str, str] | None = None
        self._pending: Decision | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._show_pending)

    def take(self, decision: Decision, corrected: str = "") -> None:
        """Pass ``decision`` on, now or when the one before has been there long enough.

        Args:
            decision: The newest.
            corrected: The label that a person has set in its place; "" for none.
        """
        label = (decision.label, corrected)
        if label == self._label and self._rest.isActive():
            self._pending = decision
        else:
            self._label = label
            self._show(decision)

    def reset(self) -> None:
        """Forget what waits; the next decision is shown at once."""
        self._label, self._pending = None, None
        self._rest.stop()

    def _show_pending(self) -> None:
        if self._pending is not None:
            self._show(self._pending)

    def _show(self, decision: Decision) -> None:
        self._pending = None
        self._rest.start()
        self.shown.emit(decision)
