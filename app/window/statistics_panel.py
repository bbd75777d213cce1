"""All figures of a session, on the picture: for who wants to know why it stutters."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QWidget

from app.frames import Stats
from app.window import theme
from app.window.language import tr
from app.window.plain import Label
from model.safe_text import shortened


class StatisticsPanel(QFrame):
    """Rows of a name and a value, at the picture's upper right. Lets the mouse through."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("statistics")
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Statistics"))
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(20)
        self.values: dict[str, Label] = {}
        self.set_compact(False)
        self.hide()

    def set_compact(self, compact: bool) -> None:
        """Lines closer together, for a small window."""
        self._grid.setContentsMargins(16, *((6, 16, 6) if compact else (12, 16, 12)))
        self._grid.setVerticalSpacing(0 if compact else 4)
        self.adjustSize()

    def show_stats(self, stats: Stats, shown_fps: float, model: str) -> None:
        """
        Args:
            shown_fps: Pictures painted a second.
        """
        drops = ", ".join(f"{count} {tr(cause)}" for cause, count in sorted(stats.drops.items()) if count) or tr("none")
        for name, text in (
            (
                tr("Source"),
                tr("{rate} stated", rate=f"{stats.source_fps:.2f} /s") if stats.source_fps else tr("rate unknown"),
            ),
            (tr("Captured"), f"{stats.capture_fps:.1f} /s"),
            (tr("Painted"), f"{shown_fps:.1f} /s"),
            (
                tr("Classified"),
                tr("{part} of {whole}", part=f"{stats.predictions_per_s:.1f}", whole=f"{stats.wanted_per_s:g} /s"),
            ),
            (tr("One prediction"), f"{stats.inference_ms:.1f} ms"),
            (
                tr("Capture to label"),
                f"{stats.latency_ms_p50:.0f} / {stats.latency_ms_p95:.0f} / {stats.latency_ms_p99:.0f} ms"
                "  (p50 / p95 / p99)",
            ),
            (tr("Dropped"), drops),
            (tr("Stalls, reconnects"), f"{stats.stalls}, {stats.reconnects}"),
            (tr("Engine"), stats.engine or tr("loading")),
            (tr("Model"), shortened(model, 60)),
            (tr("Memory"), f"{stats.memory_mb:.0f} MB"),
        ):
            self._row(name).setText(text)
        self.adjustSize()

    def _row(self, name: str) -> Label:
        if name not in self.values:
            row = len(self.values)
            title, value = Label(name), Label()
            title.setProperty("role", "muted")
            value.setFont(theme.tabular(theme.font(12, QFont.DemiBold)))
            self._grid.addWidget(title, row, 0)
            self._grid.addWidget(value, row, 1)
            self.values[name] = value
        return self.values[name]
