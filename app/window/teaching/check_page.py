"""*Check these*: moments that the model would like to be told. Each shows its guess; a click or a digit corrects it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.teach.report import Said
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, tip
from app.window.teaching.thumbnail import MomentLoader, Thumbnail
from app.window.wording import clock
from model.datasets.project import ProjectLabel

COLUMNS, MOST = 3, 12
PICTURE = (106, 64)
UNKNOWN = ""  # the answer to a moment of which nothing shall be learned


class Card(QWidget):
    """One moment: its picture, and its label below. ``answer``: the label as it stands, the guess to begin with."""

    clicked = pyqtSignal()

    def __init__(self, said: Said, parent: QWidget | None = None):
        super().__init__(parent)
        self.said, self.answer = said, said.label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.picture = Thumbnail(PICTURE)
        self.picture.clicked.connect(self.clicked)
        self._text = Label()
        self._text.setFont(theme.font(12, QFont.DemiBold))
        self._text.setAlignment(Qt.AlignCenter)
        column.addWidget(self.picture)
        column.addWidget(self._text)

    def show_answer(self, colour: str, current: bool, confirmed: bool) -> None:
        """Show the answer in its label's colour. current: it is the one that a digit answers. confirmed: a guess is none now."""
        text = theme.title_of(self.answer) if self.answer else tr("leave out")
        if self.answer == self.said.label and not confirmed:
            text += "?"
        self._text.setText(self._text.fontMetrics().elidedText(text, Qt.ElideRight, PICTURE[0]))
        self._text.setStyleSheet(f"color: {colour};")
        self.picture.set_outline(theme.ACCENT if current else colour if self.answer != self.said.label else "")
        self.picture.setToolTip(
            tip(
                f"{self.said.video}, {clock(self.said.start)}: {theme.title_of(self.said.label)}, "
                + tr("{value} % sure. A click gives the next label.", value=round(100 * self.said.confidence))
            )
        )


class CheckPage(QFrame):
    """confirmed: all answers as they stand, a list of ``(video, start, end, label)``. The digit keys come through ``press``."""

    confirmed = pyqtSignal(list)
    teach_asked = pyqtSignal()
    back_asked = pyqtSignal()

    def __init__(self, loader: MomentLoader, parent: QWidget | None = None):
        super().__init__(parent)
        self._loader = loader
        self._labels: Sequence[ProjectLabel] = ()
        self._confirmed = False
        self.cards: list[Card] = []
        self.current = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        title = Label(tr("Check these"))
        title.setFont(theme.font(18, QFont.DemiBold))
        self.text = Label()
        self.text.setProperty("role", "muted")
        self.text.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(self.text)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.NoFocus)
        self._scroll.setStyleSheet("QScrollArea, QWidget#cards { background: transparent; }")
        column.addWidget(self._scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.confirm = Button(tr("Confirm all"), kind="primary", on_click=self.confirm_all)
        self.confirm.setToolTip(tr("All labels are right as they stand now (Enter)"))
        self.teach = Button(tr("Teach again"), kind="primary", on_click=self.teach_asked.emit)
        self.back = Button(tr("Back"), on_click=self.back_asked.emit)
        for button in (self.confirm, self.teach, self.back):
            row.addWidget(button, 1)
        column.addLayout(row)

    def show_moments(
        self, moments: Sequence[Said], labels: Sequence[ProjectLabel], path_of: Callable[[str], Path | None]
    ) -> None:
        """Ask about these, MOST of them. labels: what they may be. path_of: where a video of the project is, by its name."""
        self._loader.forget()
        self._labels = labels
        inside = QWidget()
        inside.setObjectName("cards")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setSpacing(8)
        self.cards, self.current, self._confirmed = [], 0, False
        for number, said in enumerate(moments[:MOST]):
            card = Card(said)
            card.picture.load(self._loader, partial(path_of, said.video), said.start, said.end)
            card.clicked.connect(lambda number=number: self.cycle(number))
            grid.addWidget(card, number // COLUMNS, number % COLUMNS, Qt.AlignLeft | Qt.AlignTop)
            self.cards.append(card)
        grid.setColumnStretch(COLUMNS, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._scroll.setWidget(inside)
        keys = ", ".join(f"{label.key} {theme.title_of(label.name)}" for label in labels if label.key)
        self.text.setText(
            tr(
                "The model is unsure of these. Digits answer ({keys}), a click gives the next label, Enter confirms.",
                keys=keys,
            )
        )
        self.confirm.show()
        self.teach.hide()
        self._show()

    def press(self, label: str) -> None:
        """Answer the current moment, and go on to the next."""
        if self.current < len(self.cards) and not self._confirmed:
            self.cards[self.current].answer = label
            self.current += 1
            self._show()
            if self.current < len(self.cards):  # in a low window it may be out of sight
                self._scroll.ensureWidgetVisible(self.cards[self.current], 0, 8)

    def cycle(self, number: int) -> None:
        """Give a moment the next label; after the last of them it is left out. It becomes the current one."""
        if self._confirmed:
            return
        names = [*(label.name for label in self._labels), UNKNOWN]
        card = self.cards[number]
        card.answer = names[(names.index(card.answer) + 1) % len(names)] if card.answer in names else names[0]
        self.current = number
        self._show()

    def confirm_all(self) -> None:
        """The answers are right as they stand."""
        if self._confirmed or not self.cards:
            return
        self._confirmed = True
        answers = [(card.said.video, card.said.start, card.said.end, card.answer) for card in self.cards if card.answer]
        self.confirm.hide()
        self.teach.show()
        self.confirmed.emit(answers)
        self._show()
        self.text.setText(
            tr("{count} moments marked. Teach again to learn from them; Ctrl+Z takes them back.", count=len(answers))
        )

    def _show(self) -> None:
        colours = {label.name: label.colour for label in self._labels}
        for number, card in enumerate(self.cards):
            current = number == self.current and not self._confirmed
            card.show_answer(colours.get(card.answer, theme.MUTED), current, self._confirmed)
