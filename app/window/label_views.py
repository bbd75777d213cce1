"""Everything in which the present label shows, told as one: the card on the picture, the floating one, bars and notes."""

from __future__ import annotations

from app.frames import Decision
from app.timeline.timeline import Segment
from app.window import theme
from app.window.compact import CompactOverlay
from app.window.picture_stack import PictureStack
from app.window.side_panel import SidePanel


class LabelViews:
    """No two of them ever say different things.

    Attributes:
        colours: ``#RRGGBB`` by label.
    """

    def __init__(self, picture_stack: PictureStack, panel: SidePanel, compact: CompactOverlay):
        self._picture_stack, self._bars, self._compact = picture_stack, panel.bars, compact
        self._cards = (picture_stack.card, compact.card)
        self._decision: Decision | None = None  # that the bars are of
        self.colours: dict[str, str] = {}

    def use_labels(self, labels: tuple[str, ...]) -> None:
        """Be as wide as the longest of a model's labels, in their colours."""
        self.colours = theme.label_colours(labels)
        self._picture_stack.card.set_labels(labels)
        self._compact.set_labels(labels)

    def recolour(self, labels: tuple[str, ...]) -> dict[str, str]:
        """Take the colours that ``labels`` have by now, and give them: ``#RRGGBB`` by label."""
        self.colours = theme.label_colours(labels)
        for card in self._cards:
            card.recolour(self.colours)
        return self.colours

    def show_decision(self, decision: Decision, mine: Segment | None, bars: bool, unfamiliar: bool) -> None:
        """Show what was decided.

        Args:
            decision: The newest.
            mine: What a person or the timeline says of that moment in its place, or None.
            bars: Whether the bars move: in a minimised window they would be painted for nobody.
            unfamiliar: Whether the picture may be called unfamiliar, if it is.
        """
        self._decision = decision
        if bars:
            self.show_bars()
        self._picture_stack.show_unfamiliar(unfamiliar and not decision.familiar)
        if mine is None:
            self.show_label(decision.label, decision.confidence, decision.sure)
        else:
            self.show_label(mine.label, mine.confidence, yours=True)

    def show_bars(self) -> None:
        """Let the bars catch up; the label itself may be a person's, or the timeline's, by now."""
        if self._decision is not None:
            self._bars.show_probabilities(self._decision.probabilities, self._decision.label)

    def show_label(self, label: str, confidence: float, sure: bool = True, yours: bool = False) -> None:
        """Show a label on the cards alone; the arguments are ``LabelCard``'s."""
        colour = self.colours.get(label, theme.MUTED)
        for card in self._cards:
            card.show_decision(label, confidence, colour, sure, yours)

    def show_unknown(self) -> None:
        """Show that nobody knows what the picture shows: a dash, and empty bars."""
        self._show_nothing()
        for card in self._cards:
            card.show_unknown()

    def clear(self) -> None:
        """Show nothing: what was decided before no longer holds."""
        self._show_nothing()
        for card in self._cards:
            card.clear()
        self._picture_stack.show_differs(())

    def _show_nothing(self) -> None:
        self._decision = None
        self._bars.show_nothing()
        self._picture_stack.show_unfamiliar(False)
