"""The side panel's figures: how fast pictures and predictions come."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QGridLayout, QWidget

from app.frames import Stats
from app.window import theme
from app.window.language import tr
from app.window.plain import Label, tip
from model.safe_text import shown

BEHIND = 0.85  # of the rate the model was trained at: fewer classifications a second are shown as "6.0 of 10 /s"


class Figures(QWidget):
    """Rows of a name and a value: frame rate shown, classifications a second, latency, model."""

    ROWS = (
        ("shown", "Frame rate shown"),
        ("predictions", "Classifications"),
        ("latency", "Latency"),
        ("model", "Model"),
    )

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 0, 12, 0)
        grid.setVerticalSpacing(9)
        self.values: dict[str, Label] = {}
        for row, (key, title) in enumerate(self.ROWS):
            name, value = Label(tr(title)), Label("–")
            name.setProperty("role", "muted")
            value.setProperty("role", "figure")
            value.setFont(theme.font(13, QFont.DemiBold))
            value.setAlignment(Qt.AlignRight | Qt.AlignVCenter)
            value.setAccessibleName(tr(title))
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 0)  # the row's whole width: a model's name is long, and "Model" is short
            self.values[key] = value
        self.values["latency"].setToolTip(tr("Median time from a frame's capture to its classification"))

    def show_model(self, name: str) -> None:
        """Show the model's name."""
        label = self.values["model"]
        label.setToolTip(tip(name))
        label.setText(label.fontMetrics().elidedText(shown(name), Qt.ElideMiddle, 190))

    def show_stats(self, shown_fps: float, stats: Stats) -> None:
        """Show figures; one of 0 is not known yet.

        Args:
            shown_fps: Pictures painted a second.
            stats: The session's own.
        """
        self._set("shown", f"{shown_fps:.0f} /s" if shown_fps > 0 else "–")
        rate, wanted = stats.predictions_per_s, stats.wanted_per_s
        behind = wanted and rate < BEHIND * wanted  # said openly: this machine does not keep up
        self._set(
            "predictions",
            (tr("{part} of {whole}", part=f"{rate:.1f}", whole=f"{wanted:g} /s") if behind else f"{rate:.1f} /s")
            if rate > 0
            else "–",
        )
        self._set("latency", f"{stats.latency_ms_p50:.0f} ms" if stats.latency_ms_p50 > 0 else "–")

    def clear(self) -> None:
        """Show that nothing is known."""
        for key in ("shown", "predictions", "latency"):
            self._set(key, "–")

    def _set(self, key: str, text: str) -> None:
        label = self.values[key]
        if label.text() != text:
            label.setText(text)
