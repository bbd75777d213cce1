"""What the program offers to others while it runs, OBS and the overlay page, as the settings say."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import UserError
from app.frames import Decision
from app.integrations.obs import Obs
from app.integrations.obs_place import find_obs
from app.integrations.overlay import Overlay
from app.live.states import State
from app.settings import Settings


class Connections:
    """Lives as long as the window; belongs to its thread.

    Attributes:
        obs: Asked by rules.
        overlay: Follows the decisions.
    """

    def __init__(self, settings: Settings):
        """
        Args:
            settings: In use.

        Raises:
            UserError: The overlay page cannot be served there, or the address of OBS is none.
        """
        find_obs(settings.obs)
        self.obs, self.overlay = Obs(settings.obs), Overlay()
        self.overlay.use(settings.overlay)

    def use(self, settings: Settings) -> str:
        """The settings are others; what of them cannot be, in a sentence, "" where all can."""
        problem = ""
        try:
            if settings.obs != self.obs.address:
                find_obs(settings.obs)
                self.obs.reconnect(settings.obs)
        except UserError as error:
            problem = str(error)
        try:
            self.overlay.use(settings.overlay)
        except UserError as error:
            problem = problem or str(error)
        return problem

    def tell(self, on_said: Callable[[str], None]) -> None:
        """Let ``on_said`` be told what OBS refused, from any thread."""
        self.obs.on_said = on_said

    def begin(self, labels: tuple[str, ...]) -> None:
        """Another source or model."""
        self.overlay.begin(labels)

    def decide(self, decision: Decision, source: str) -> None:
        """Take a decision about ``source``; returns at once."""
        self.overlay.decide(decision, source)

    def state(self, state: State) -> None:
        """The source's state has changed."""
        self.overlay.state(state)

    def close(self) -> None:
        """End all of them."""
        self.overlay.close()
        self.obs.close()
