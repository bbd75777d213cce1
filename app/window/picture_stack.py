"""The picture with everything that lies on it, and where each of those lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QRect, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QWidget

from app.window.buttons import Button
from app.window.chips import Chip, Toast
from app.window.help_sheet import HelpSheet
from app.window.language import tr
from app.window.message_card import MessageCard
from app.window.overlay import LabelCard
from app.window.statistics_panel import StatisticsPanel
from app.window.video_view import VideoView
from app.window.wording import for_people

MARGIN = 20
TOAST_MS, OFFER_MS = 2600, 7000
DIFFERS = "Unlike what it learned from: "
UNFAMILIAR = "Unfamiliar picture: teach it?"
SMALL = (700, 430)  # pixels; a smaller view gets the smaller card


class PictureStack(VideoView):
    """A VideoView with the label's card (lower left of the picture), the chips (its top) and the cards in the middle.

    Attributes:
        teach_asked: The line that tells of an unfamiliar picture was pressed.
    """

    teach_asked = pyqtSignal()

    def __init__(
        self,
        actions: Sequence[tuple[str, Callable[[], None]]],
        on_label_painted: Callable[[str], None] | None = None,
        parent: QWidget | None = None,
    ):
        """
        Args:
            actions: The message card's buttons.
            on_label_painted: Called with each label that reaches the screen.
        """
        super().__init__(parent)
        self.card = LabelCard(self, on_label_painted)
        self.chip = Chip(self)
        self.toast = Toast(self)
        self.compared = Chip(self)
        self.differs = Chip(self)
        self.unfamiliar = Button(tr(UNFAMILIAR), on_click=self.teach_asked.emit)
        self.unfamiliar.setParent(self)
        self.unfamiliar.setToolTip(tr("Nothing like this picture was among what the model learned from (Shift+T)"))
        self.unfamiliar.hide()
        self.message = MessageCard(actions, self)
        self.help = HelpSheet(self)
        self.statistics = StatisticsPanel(self)
        self._differs = ""
        self._toast_timer = QTimer(self)
        self._toast_timer.setSingleShot(True)
        self._toast_timer.timeout.connect(self._end_toast)  # a method: Qt lets go of it with the widget
        self.resized.connect(self.place)
        self.setFocusPolicy(Qt.ClickFocus)  # so that no button wears a ring before somebody asks for one

    def show_frame(self, frame) -> bool:
        before = self.picture
        changed = super().show_frame(frame)
        if self.picture != before:
            self.place()
        return changed

    def show_chip(self, text: str, progress: float | None = None) -> None:
        """Say something at the picture's upper left.

        Args:
            text: An empty one says nothing.
            progress: Of the ring, 0 to 1; None: no ring.
        """
        if (text, progress) != (self.chip.text, self.chip.progress):
            self.chip.show_text(text, progress)
            self.place()

    def show_toast(self, text: str, action: str = "", do: Callable[[], object] = lambda: None, about: str = "") -> None:
        """Say something at the top for a moment, longer where something can be done about it.

        Args:
            text: What.
            action: A button's text; "" for none.
            do: What the button does.
            about: The button's tool tip.
        """
        self.toast.offer(for_people(tr(text)), action, do, about)
        self._toast_timer.start(OFFER_MS if action else TOAST_MS)
        self.place()

    def show_compared(self, text: str) -> None:
        """Say ``text`` above the label's card: what another model says; an empty one says nothing."""
        if text != self.compared.text:
            self.compared.show_text(text)
            self.place()

    def show_unfamiliar(self, unfamiliar: bool) -> None:
        """Say at the picture's lower right that it is unlike all that the model learned from, or no longer."""
        if unfamiliar == self.unfamiliar.isHidden():
            self.unfamiliar.setVisible(unfamiliar)
            self.place()

    def show_differs(self, differences: Sequence[str]) -> None:
        """Say at the picture's lower right how it differs from those that a taught model learned from; none: nothing."""
        text = tr(DIFFERS) + "; ".join(map(tr, differences)) if differences else ""
        if text != self._differs:
            self._differs = text
            self.place()

    def _end_toast(self) -> None:
        self.toast.show_text("")

    def show_message(self, icon: str, title: str, text: str, without: str = "") -> None:
        """Darken the picture and show a message on it.

        Args:
            icon: A name of ``app.window.icons``.
            title: In large type.
            text: Sentences.
            without: The text of a button that is left out; "" for none.
        """
        self.card.clear()
        self.show_unfamiliar(False)
        self.show_differs(())
        self.show_chip("")
        self.set_dimmed(True)
        self.message.show_message(icon, title, for_people(text), without)
        self.place()

    def hide_message(self) -> None:
        """Show the picture again, with the keyboard."""
        if not self.message.isHidden():
            self.setFocus(Qt.OtherFocusReason)
        self.message.hide()
        self.set_dimmed(False)

    def place(self) -> None:
        """Put everything where it belongs, after a change of size."""
        small = self.width() < SMALL[0] or self.height() < SMALL[1]
        margin = 12 if small else MARGIN
        picture = self.picture if not self.picture.isEmpty() else self.rect()
        self.card.set_compact(small)
        self.statistics.set_compact(small)
        self.card.move(picture.left() + margin, picture.bottom() + 1 - margin - self.card.height())
        self.compared.move(picture.left() + margin, self.card.y() - self.compared.height() - 8)
        self.unfamiliar.adjustSize()
        above = margin + (self.card.height() + 8 if small else 0)  # beside the card there is no room for both
        self.unfamiliar.move(
            picture.right() + 1 - margin - self.unfamiliar.width(),
            picture.bottom() + 1 - above - self.unfamiliar.height(),
        )
        self._place_differs(picture, margin)
        self.chip.move(picture.left() + margin, picture.top() + margin)
        self.toast.fit(self.width() - 2 * margin)
        top = max(0, min(picture.top() + margin, self.height() - self.toast.height() - margin))
        self.toast.move((self.width() - self.toast.width()) // 2, top)
        self.statistics.move(picture.right() + 1 - margin - self.statistics.width(), picture.top() + margin)
        if self.message.isVisible():
            self.message.place(self.width(), self.height())
        self.help.place(self.width(), self.height())

    def _place_differs(self, picture: QRect, margin: int) -> None:
        """A line of its own, above all else that lies low in the picture, at the right."""
        self.differs.show_text(self._differs, room=picture.width() - 2 * margin)
        low = [one.y() for one in (self.card, self.compared, self.unfamiliar) if not one.isHidden()]
        bottom = min([picture.bottom() + 1 - margin, *(y - 8 for y in low)])
        self.differs.move(picture.right() + 1 - margin - self.differs.width(), bottom - self.differs.height())
