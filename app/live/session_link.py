"""Carries a session's callbacks from its threads into the thread of the view models, and ends it in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.events import Dispatch
from app.frames import Decision, Prediction
from app.live.session import Session, State
from model.spec import ModelSpec

# Session, or what looks like one: Session(source, model, loop=, on_prediction=, on_state=, on_model=, on_notice=)
SessionFactory = Callable[..., Any]


class SessionLink:
    """One session and who hears of it. After ``close`` nothing comes any more, though its threads may still be ending.

    Attributes:
        session: What the factory made.
    """

    def __init__(
        self,
        source: str,
        model: Path,
        *,
        loop: bool,
        factory: SessionFactory = Session,
        dispatch: Dispatch,
        on_prediction: Callable[[Prediction, Decision], None],
        on_state: Callable[[State, str], None],
        on_model: Callable[[ModelSpec, str], None],
        on_notice: Callable[[str], None],
    ):
        """Make the session; it does not start.

        Args:
            source: As for ``app.sources.open_source``.
            model: The model's folder.
            loop: Whether a file begins again at its end.
            factory: Makes the session.
            dispatch: Brings the callbacks into their thread.
            on_prediction: As ``Session`` tells it, and so are the others.
            on_state: With each new state and its message.
            on_model: With the model now in use, and why another could not take over.
            on_notice: With a sentence on what classifies.

        Raises:
            ModelError: The model's description cannot be read.
        """
        self._closed = False
        self._dispatch = dispatch
        self._stopper: threading.Thread | None = None
        self.session = factory(
            source,
            model,
            loop=loop,
            on_prediction=self._brought(on_prediction),
            on_state=self._brought(on_state),
            on_model=self._brought(on_model),
            on_notice=self._brought(on_notice),
        )

    def _brought(self, callback: Callable[..., None]) -> Callable[..., None]:
        """What the session's threads call, so that ``callback`` is called in its own thread, unless it is too late."""

        def arrive(*values: Any) -> None:
            if not self._closed:
                callback(*values)

        def post(*values: Any) -> None:
            if not self._closed:
                self._dispatch(lambda: arrive(*values))

        return post

    def close(self) -> None:
        """Stop the session without holding up the caller: stopping may take a second. Idempotent."""
        if self._stopper is None:
            self._closed = True
            self._stopper = threading.Thread(target=self.session.stop, name="session-stop", daemon=True)
            self._stopper.start()

    def wait(self, seconds: float = 1.5) -> bool:
        """Wait for a closed session's end.

        Args:
            seconds: How long at most.

        Returns:
            Whether the end came.
        """
        if self._stopper is None:
            return False
        self._stopper.join(seconds)
        return not self._stopper.is_alive()
