"""All figures of a session, on the picture: for who wants to know why it stutters."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QWidget

from app.frames import Stats
from app.window import theme
from app.window.plain import Label
from model.safe_text import shortened


class StatisticsPanel(QFrame):
    """Rows of a name and a value, at the picture's upper right. Lets the mouse through."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("statistics")
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.setAccessibleName("Statistics")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self.values: dict[str, Label] = {}
        self.hide()

    def show_stats(self, stats: Stats, shown_fps: float, model: str) -> None:
        """
        Args:
            shown_fps: Pictures painted a second.
        """
        drops = ", ".join(f"{count} {cause}" for cause, count in sorted(stats.drops.items()) if count) or "none"
        for name, text in (
            ("Source", f"{stats.source_fps:.2f} /s stated" if stats.source_fps else "rate unknown"),
            ("Captured", f"{stats.capture_fps:.1f} /s"),
            ("Painted", f"{shown_fps:.1f} /s"),
            ("Classified", f"{stats.predictions_per_s:.1f} of {stats.wanted_per_s:g} /s"),
            ("One prediction", f"{stats.inference_ms:.1f} ms"),
            (
                "Capture to label",
                f"{stats.latency_ms_p50:.0f} / {stats.latency_ms_p95:.0f} / {stats.latency_ms_p99:.0f} ms"
                "  (p50 / p95 / p99)",
            ),
            ("Dropped", drops),
            ("Stalls, reconnects", f"{stats.stalls}, {stats.reconnects}"),
            ("Engine", stats.engine or "loading"),
            ("Model", shortened(model, 60)),
            ("Memory", f"{stats.memory_mb:.0f} MB"),
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
