"""OBS as rules use it: always connected where OBS runs, asked in order in a thread of its own, refusals said plainly."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from app.errors import UserError
from app.integrations.obs_client import ObsClient, ObsGoneError
from app.integrations.obs_password import keep_password, kept_password
from app.integrations.obs_place import find_obs
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
        problem: Why the password that was given is not kept; "" where it is.
        left_out: Requests that were not done as OBS was away or too many waited.
    """

    def __init__(
        self,
        address: str = "",
        on_said: Callable[[str], None] = lambda sentence: None,
        clock: Callable[[], float] = time.monotonic,
        retry: float = RETRY_SECONDS,
    ):
        """
        Args:
            address: The setting, see ``find_obs``.
            on_said: Told each refusal, and when OBS comes or goes, from the thread that asks it.
            clock: Monotonic seconds.
            retry: Seconds between two tries to reach OBS.
        """
        self.address, self.on_said, self._clock, self._retry = address, on_said, clock, retry
        self.status, self.problem, self.left_out = "not used yet", "", 0
        self._password: str | None = None  # None: not asked for yet
        self._given: str | None = None  # to be kept
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

    def use_password(self, password: str) -> None:
        """Connect with this password and keep it; returns at once, for a keyring may wait for a person."""
        with self._news:
            self._given = password
        self.start()
        self.reconnect()

    def reconnect(self, address: str | None = None) -> None:
        """Connect anew, to another address where one is given."""
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
            self._keep_given()
            if self._client is not None:
                self._client.close()

    def _wait(self) -> bool:
        """Wait for something to do; False at the end."""
        with self._news:
            if self._client is not None and not self._waiting and not self._again:
                self._news.wait(self._retry)
            elif self._client is None and self.status != "not used yet":
                self._news.wait_for(lambda: self._closed or self._again, self._retry)
            again, self._again = self._again, False
        if self._client is not None and (again or self._client.gone):
            self._lose("" if again else "OBS has gone away")
        return not self._closed or (self._client is not None and bool(self._waiting))

    def _connect(self) -> None:
        self._keep_given()
        try:
            self._client = ObsClient(*find_obs(self.address), self._get_password)
        except (ObsGoneError, UserError) as error:
            self._say_status(str(error))
        else:
            self._say_status(f"connected to OBS {self._client.version}")

    def _keep_given(self) -> None:
        with self._news:
            given, self._given = self._given, None
        if given is None:
            return
        self._password, self.problem = given, ""
        try:
            keep_password(given)
        except UserError as error:
            self.problem = str(error)
            note(self.problem)
            self.on_said(self.problem)

    def _get_password(self) -> str:
        """Read once: OBS is tried twice a second, and a locked keyring asks a person each time."""
        if self._password is None:
            self._password = kept_password()
        return self._password

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
