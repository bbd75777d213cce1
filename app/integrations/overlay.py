"""What the overlay page shows of what is going on: label changes at once, confidences a few times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from app.frames import Decision
from app.integrations.overlay_address import parse_address
from app.integrations.overlay_server import OverlayServer
from app.label_display import label_colours, title_of
from app.live.states import State
from model.addresses import shown_address

EVERY = 0.1  # seconds between two messages on the same label


class Overlay:
    """Follows the decisions; belongs to one thread.

    Attributes:
        server: None while it is switched off.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self.server: OverlayServer | None = None
        self._address = ""
        self._colours: dict[str, str] = {}
        self._labels: tuple[str, ...] = ()
        self._now: dict[str, Any] = {
            "label": "",
            "title": "",
            "confidence": 0.0,
            "sure": False,
            "time": 0.0,
            "state": "opening",
        }
        self._told = float("-inf")

    def use(self, address: str) -> None:
        """Serve at the setting's address, see ``parse_address``; "" to serve nothing. Raises UserError."""
        if address == self._address:
            return
        if self.server is not None:
            self.server.close()
            self.server = None
        self._address = ""
        if address:
            self.server = OverlayServer(parse_address(address))
            self.server.tell(self._now)
        self._address = address

    def begin(self, labels: tuple[str, ...]) -> None:
        """Another source or model: nothing is known of it yet."""
        self._labels, self._colours = tuple(labels), label_colours(labels)
        self._tell(label="", title="", confidence=0.0, sure=False)

    def decide(self, decision: Decision, source: str) -> None:
        """Take a decision about ``source``."""
        if self.server is None:
            return
        same = (decision.label, decision.sure) == (self._now["label"], self._now["sure"])
        if same and self._clock() - self._told < EVERY:
            return
        self._tell(
            label=decision.label,
            title=title_of(decision.label),
            confidence=round(decision.confidence, 4),
            sure=decision.sure,
            time=round(decision.time, 3),
            colour=self._colours.get(decision.label, "#9BA5B7"),
            source=shown_address(source),
            labels=list(self._labels),
        )

    def state(self, state: State) -> None:
        """The source's state has changed."""
        self._tell(state=state.value)

    def close(self) -> None:
        """Serve nothing any more."""
        if self.server is not None:
            self.server.close()
            self.server = None

    def _tell(self, **news: Any) -> None:
        self._now = {**self._now, **news}
        self._told = self._clock()
        if self.server is not None:
            self.server.tell(self._now)
