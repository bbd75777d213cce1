"""How the window looks: the palette, the style sheet, the fonts and the colour of each label.

One accent (violet) marks what can be acted on; colours of labels mean labels and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PyQt5.QtGui import QColor, QFont, QFontDatabase, QPalette
from PyQt5.QtWidgets import QApplication

from app import label_display
from app.label_display import LABEL_COLOURS, title_of
from model.datasets.project import COLOURS

__all__ = ["LABEL_COLOURS", "label_colours", "title_of"]

INK = "#0B0D12"  # behind the picture
BASE = "#11141B"  # the window
SURFACE = "#171B24"  # cards and the panel
RAISED = "#212734"  # buttons, tracks of bars
RAISED_HOVER = "#2B3343"
LINE = "#262D3B"
EDGE = "#3B465A"  # around what can be pressed
TEXT = "#EEF1F7"
MUTED = "#9BA5B7"
ACCENT = "#9C8CFF"
ACCENT_HOVER = "#AFA2FF"
ACCENT_INK = "#14102B"
LIVE = "#FF6B6B"
WARNING = "#FFB454"

# The first one installed is used; none is shipped.
_FAMILIES = (
    "Inter",
    "Segoe UI Variable Text",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Cantarell",
    "Noto Sans",
    "Ubuntu",
    "Roboto",
    "Open Sans",
    "Liberation Sans",
    "DejaVu Sans",
)

TICK, ARROW = ((Path(__file__).parents[1] / "assets" / name).as_posix() for name in ("tick.png", "arrow.png"))

_DISABLED = f"color: #5E6879; background: {SURFACE}; border-color: {SURFACE};"
_STYLE = f"""
QWidget {{ color: {TEXT}; }}
QMainWindow, QDialog {{ background: {BASE}; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; padding: 4px 8px; }}
QLabel {{ background: transparent; }}
QLabel[role="brand"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {MUTED}; }}
QLabel[role="caption"] {{ color: {MUTED}; font-weight: 600; }}
QLabel[role="figure"] {{ color: {TEXT}; font-weight: 600; }}
QFrame#header, QFrame#transport, QFrame#panel {{ background: {BASE}; border: 0; }}
QFrame#card {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 10px; }}
QFrame#labelRow {{ background: {SURFACE}; border: 1px solid {SURFACE}; border-radius: 9px; }}
QFrame#labelRow:hover {{ border-color: {RAISED_HOVER}; }}
QFrame#statistics {{ background: rgba(11, 13, 18, 215); border-radius: 10px; }}
QFrame#messageCard, QFrame#helpSheet {{ background: {SURFACE}; border: 1px solid {LINE}; border-radius: 16px; }}
QPushButton {{
    background: {RAISED}; border: 1px solid {EDGE}; border-radius: 9px; padding: 7px 14px; color: {TEXT};
}}
QPushButton:hover {{ background: {RAISED_HOVER}; border-color: {RAISED_HOVER}; }}
QPushButton:pressed {{ background: {LINE}; }}
QPushButton:focus {{ border-color: {ACCENT}; }}
QPushButton:disabled {{ {_DISABLED} }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: {LINE}; color: {MUTED}; }}
QPushButton[kind="link"] {{
    background: transparent; border-color: transparent; color: {ACCENT}; padding: 3px 6px; text-decoration: underline;
}}
QPushButton[kind="link"]:focus {{ border-color: {ACCENT}; }}
QFrame#firstHint {{ background: {SURFACE}; border: 0; border-top: 1px solid {LINE}; }}
QPushButton[kind="quiet"]:hover {{ background: {RAISED}; color: {TEXT}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {ACCENT}; }}
QPushButton[kind="primary"] {{ background: {ACCENT}; border-color: {ACCENT}; color: {ACCENT_INK}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {ACCENT_HOVER}; border-color: {ACCENT_HOVER}; }}
QPushButton[kind="primary"]:focus {{ border-color: {TEXT}; }}
QPushButton[kind="primary"]:disabled {{ {_DISABLED} }}
QCheckBox::indicator, QTableView::indicator {{
    width: 15px; height: 15px; border: 1px solid {MUTED}; border-radius: 4px; background: {SURFACE};
}}
QCheckBox::indicator:checked, QTableView::indicator:checked {{
    background: {ACCENT}; border-color: {ACCENT}; image: url("{TICK}");
}}
QCheckBox::indicator:focus {{ border-color: {TEXT}; }}
QLineEdit {{ background: {RAISED}; border: 1px solid {RAISED}; border-radius: 8px; padding: 5px 8px; }}
QLineEdit:focus {{ border-color: {ACCENT}; }}
QTableView {{
    background: {SURFACE}; border: 1px solid {LINE}; border-radius: 8px; selection-background-color: {RAISED_HOVER};
    selection-color: {TEXT}; outline: 0;
}}
QHeaderView::section {{ background: {SURFACE}; color: {MUTED}; border: 0; padding: 6px 8px; }}
QHeaderView {{ background: {SURFACE}; border: 0; }}
QComboBox, QSpinBox, QDoubleSpinBox {{
    background: {RAISED}; border: 1px solid {RAISED}; border-radius: 8px; padding: 5px 8px; color: {TEXT};
}}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: url("{ARROW}"); width: 12px; height: 12px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: 0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {ACCENT}; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{
    {_DISABLED}
}}
QComboBox QAbstractItemView, QMenu {{ background: {RAISED}; border: 1px solid {LINE}; padding: 4px; }}
QMenu::item {{ padding: 6px 18px; border-radius: 6px; }}
QMenu::item:selected {{ background: {RAISED_HOVER}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {RAISED_HOVER}; border-radius: 3px; min-height: 24px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {RAISED_HOVER}; border-radius: 3px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QPushButton[kind="round"] {{ border-radius: 20px; padding: 0; }}
"""


_chosen: dict[str, str] = {}  # by label: what a person chose in the teaching project that is open


def choose_colours(chosen: dict[str, str]) -> bool:
    """Have these labels in these colours, in the whole window; whether any of them is another one now."""
    global _chosen
    changed, _chosen = chosen != _chosen, dict(chosen)
    return changed


def label_colours(labels: Iterable[str]) -> dict[str, str]:
    """A colour ``#RRGGBB`` for each label: the one that was chosen, else the program's own (``app.label_display``).

    A label whose own colour was chosen for another one takes one that none of them has, while there is any.
    """
    labels = tuple(labels)
    colours = label_display.label_colours(labels) | {label: _chosen[label] for label in labels if label in _chosen}
    chosen = {_chosen[label] for label in labels if label in _chosen}
    for label in labels:
        if label not in _chosen and colours[label] in chosen:
            free = (one for one in COLOURS if one not in colours.values())
            colours[label] = next(free, colours[label])
    return colours


def font(pixels: int, weight: int = QFont.Normal) -> QFont:
    """The program's font at ``pixels`` (logical, so it grows with the screen's scale)."""
    result = QFont(QApplication.font())
    result.setPixelSize(pixels)
    result.setWeight(weight)
    return result


def tabular(result: QFont) -> QFont:
    """``result`` with hints that keep changing digits from dancing."""
    result.setStyleStrategy(QFont.PreferAntialias)
    result.setHintingPreference(QFont.PreferNoHinting)
    return result


def mixed(colour: str, alpha: float) -> QColor:
    """A colour that lets through what is below.

    Args:
        colour: ``#RRGGBB``.
        alpha: Opacity, 0 to 1.

    Returns:
        Qt's colour.
    """
    result = QColor(colour)
    result.setAlphaF(alpha)
    return result


def apply_theme(application: QApplication) -> None:
    """Give the application its font, palette and style sheet, once: to set them anew has Qt go through all widgets there are."""
    if application.styleSheet() == _STYLE:
        return
    installed = set(QFontDatabase().families())
    base = QFont(next((family for family in _FAMILIES if family in installed), QApplication.font().family()))
    base.setPixelSize(13)
    base.setHintingPreference(QFont.PreferNoHinting)
    base.setStyleStrategy(QFont.PreferAntialias)
    application.setStyle("Fusion")
    application.setFont(base)
    palette = QPalette()
    for role, colour in (
        (QPalette.Window, BASE),
        (QPalette.WindowText, TEXT),
        (QPalette.Base, SURFACE),
        (QPalette.AlternateBase, RAISED),
        (QPalette.Text, TEXT),
        (QPalette.Button, RAISED),
        (QPalette.ButtonText, TEXT),
        (QPalette.Highlight, ACCENT),
        (QPalette.HighlightedText, ACCENT_INK),
        (QPalette.Link, ACCENT),
        (QPalette.ToolTipBase, RAISED),
        (QPalette.ToolTipText, TEXT),
    ):
        palette.setColor(role, QColor(colour))
    application.setPalette(palette)
    application.setStyleSheet(_STYLE)
