"""OBS as rules use it: always connected where OBS runs, asked in order in a thread of its own, refusals said plainly."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from app.errors import UserError
from app.integrations.obs_client import ObsClient, ObsGoneError
from app.integrations.obs_place import find_obs, kept_password
from app.label_display import title_of
from app.live.hooks import Change
from app.log import note

RETRY_SECONDS = 0.5  # between two tries to reach OBS, and looks whether it is still there
WAITING = 100  # requests that may wait
STALE_SECONDS = 5.0  # a request that waited longer, as OBS was away, is not done any more: its moment is over
CLOSE_SECONDS = 5.0


class Obs:
    """Connects when it is first needed, and again whenever OBS comes back.

    Attributes:
        status: How it is, for people.
        left_out: Requests that were not done as OBS was away or too many waited.
    """

    def __init__(
        self,
        address: str = "",
        on_said: Callable[[str], None] = lambda sentence: None,
        clock: Callable[[], float] = time.monotonic,
    ):
        """
        Args:
            address: The setting, see ``find_obs``.
            on_said: Told each refusal, and when OBS comes or goes, from the thread that asks it.
            clock: Monotonic seconds.
        """
        self.address, self.on_said, self._clock = address, on_said, clock
        self.status, self.left_out = "not used yet", 0
        self._waiting: deque[tuple[float, str, Change]] = deque()
        self._news = threading.Condition()
        self._closed = False
        self._client: ObsClient | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Connect, so that the first event does not have to wait for it. Idempotent."""
        with self._news:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="obs", daemon=True)
                self._thread.start()

    def ask(self, what: str, change: Change) -> None:
        """Have OBS do ``what``, see ``rules.ACTIONS``; returns at once."""
        self.start()
        with self._news:
            if len(self._waiting) >= WAITING:
                self._waiting.popleft()
                self.left_out += 1
            self._waiting.append((self._clock(), what, change))
            self._news.notify()

    def reconnect(self, address: str | None = None) -> None:
        """Connect anew: the password, or the address, is another one."""
        with self._news:
            self.address = self.address if address is None else address
            self._again = True
            self._news.notify()

    _again = False

    def close(self) -> None:
        """Do what waits, if OBS is there, and end."""
        with self._news:
            self._closed = True
            self._news.notify()
            thread = self._thread
        if thread is not None:
            thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        try:
            while self._wait():
                if self._client is None:
                    self._connect()
                self._drop_stale()
                while self._client is not None and self._waiting:
                    with self._news:
                        _since, what, change = self._waiting.popleft()
                    self._do(what, change)
        finally:
            if self._client is not None:
                self._client.close()

    def _wait(self) -> bool:
        """Wait for something to do; False at the end."""
        with self._news:
            if self._client is not None and not self._waiting and not self._again:
                self._news.wait(RETRY_SECONDS)
            elif self._client is None and self.status != "not used yet":
                self._news.wait_for(lambda: self._closed or self._again, RETRY_SECONDS)
            again, self._again = self._again, False
        if self._client is not None and (again or self._client.gone):
            self._lose("" if again else "OBS has gone away")
        return not self._closed or (self._client is not None and bool(self._waiting))

    def _connect(self) -> None:
        try:
            self._client = ObsClient(*find_obs(self.address), kept_password())
        except (ObsGoneError, UserError) as error:
            self._say_status(str(error))
        else:
            self._say_status(f"connected to OBS {self._client.version}")

    def _say_status(self, status: str) -> None:
        """Each new state once; that OBS is not there is no news before it was."""
        if status != self.status:
            known, self.status = self.status, status
            note(f"OBS: {status}")
            if not (known == "not used yet" and status.startswith("OBS is not there")):
                self.on_said(status[:1].upper() + status[1:])

    def _lose(self, why: str) -> None:
        self._client.close()
        self._client = None
        if why:
            self._say_status(why)

    def _drop_stale(self) -> None:
        with self._news:
            before = len(self._waiting)
            while self._waiting and self._clock() - self._waiting[0][0] > STALE_SECONDS:
                self._waiting.popleft()
            dropped = before - len(self._waiting)
        if dropped:
            self.left_out += dropped
            self.on_said(f"OBS was away: {self.left_out} requests were left out")

    def _do(self, what: str, change: Change) -> None:
        try:
            do(self._client, what, change)
        except UserError as error:
            note(str(error))
            self.on_said(str(error))
        except ObsGoneError as error:
            self.left_out += 1
            self._lose(f"{error}: {what} was not done")


def do(client: ObsClient, what: str, change: Change) -> None:
    """Ask OBS for what a rule wants.

    Args:
        client: Connected.
        what: See ``rules.ACTIONS``.
        change: The event.

    Raises:
        UserError, ObsGoneError: See ``ObsClient.ask``.
    """
    verb, _, name = what.strip().partition(" ")
    name = name.strip()
    if verb == "replay":
        client.ask("SaveReplayBuffer")
    elif verb == "chapter":
        client.ask("CreateRecordChapter", chapterName=name or title_of(change.label))
    elif verb == "scene":
        client.ask("SetCurrentProgramScene", sceneName=name)
    elif verb in ("show", "hide"):
        scene = client.ask("GetCurrentProgramScene")["currentProgramSceneName"]
        item = client.ask("GetSceneItemId", sceneName=scene, sourceName=name)["sceneItemId"]
        client.ask("SetSceneItemEnabled", sceneName=scene, sceneItemId=item, sceneItemEnabled=verb == "show")
    elif verb == "text":
        client.ask("SetInputSettings", inputName=name, inputSettings={"text": title_of(change.label)}, overlay=True)
