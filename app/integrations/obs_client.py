"""Asks OBS through its WebSocket, version 5 of the protocol, one request at a time.

Source: https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import json
import logging
from collections.abc import Callable
from typing import Any

from app.errors import UserError

OPEN_TIMEOUT = 1.0  # seconds: where OBS is not there yet, it is soon tried again
TIMEOUT = 3.0  # seconds for an answer
HELLO, IDENTIFY, IDENTIFIED, REQUEST, RESPONSE = 0, 1, 2, 6, 7
WRONG_PASSWORD = 4009
UNKNOWN_REQUEST = 204
LARGEST = 2**20


class ObsGoneError(Exception):
    """OBS is not there, or has gone away."""


class ObsClient:
    """A connection that is open from the moment it is made. Belongs to one thread."""

    def __init__(self, host: str, port: int, password: Callable[[], str]):
        """
        Args:
            host, port: Where OBS listens.
            password: Gives it, "" for none; called only where OBS wants one.

        Raises:
            ObsGoneError: OBS is not there.
            UserError: It wants another password, or is no OBS of this protocol.
        """
        from websockets.sync.client import connect

        quiet = logging.getLogger("live-action-classifier.obs")
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        self._stack = contextlib.ExitStack()
        self._numbers = itertools.count(1)
        where = f"{host}:{port}"
        try:
            address = f"ws://{f'[{host}]' if ':' in host else host}:{port}"
            self._socket = self._stack.enter_context(
                connect(
                    address,
                    subprotocols=["obswebsocket.json"],
                    open_timeout=OPEN_TIMEOUT,
                    close_timeout=0.5,
                    max_size=LARGEST,
                    proxy=None,
                    logger=quiet,
                )  # fmt: skip
            )
            hello = self._receive(HELLO)
            self._identify(hello, password, where)
        except (OSError, TimeoutError) as error:
            self.close()
            raise ObsGoneError(f"OBS is not there ({where})") from error
        except (ObsGoneError, UserError):
            self.close()
            raise
        except Exception as error:  # InvalidHandshake, and whatever the library makes of a peer that speaks out of turn
            self.close()
            raise UserError(f"Received {where} for OBS: another program listens there; set the port of OBS.") from error
        self.version = str(self.ask("GetVersion").get("obsVersion", ""))[:40]

    def _identify(self, hello: dict, get_password: Callable[[], str], where: str) -> None:
        identity: dict[str, Any] = {"rpcVersion": 1, "eventSubscriptions": 0}
        wanted, password = hello.get("authentication"), ""
        if wanted:
            password = get_password()
            secret = base64.b64encode(hashlib.sha256((password + str(wanted.get("salt"))).encode()).digest())
            answer = hashlib.sha256(secret + str(wanted.get("challenge")).encode()).digest()
            identity["authentication"] = base64.b64encode(answer).decode()
        self._socket.send(json.dumps({"op": IDENTIFY, "d": identity}))
        try:
            self._receive(IDENTIFIED)
        except ObsGoneError:
            if self._socket.close_code == WRONG_PASSWORD:
                what = "another password" if password else "a password"
                raise UserError(f"OBS at {where} wants {what}: give it in When it happens (Ctrl+T).") from None
            raise

    @property
    def gone(self) -> bool:
        """Whether OBS has gone away."""
        return self._socket.close_code is not None

    def ask(self, request: str, **values: Any) -> dict[str, Any]:
        """Have OBS do something.

        Args:
            request: A request's name in the protocol.
            values: Its fields.

        Returns:
            The answer's fields.

        Raises:
            UserError: OBS refused; the sentence says what it said.
            ObsGoneError: It has gone away.
        """
        from websockets.exceptions import ConnectionClosed

        number = str(next(self._numbers))
        data = {"requestType": request, "requestId": number, **({"requestData": values} if values else {})}
        try:
            self._socket.send(json.dumps({"op": REQUEST, "d": data}))
        except (ConnectionClosed, OSError) as error:
            raise ObsGoneError("OBS has gone away") from error
        while True:
            answer = self._receive(RESPONSE)
            if answer.get("requestId") == number:
                break
        status = answer.get("requestStatus") or {}
        if not status.get("result"):
            code = status.get("code")
            why = str(status.get("comment") or f"code {code}")[:300]
            if code == UNKNOWN_REQUEST:
                why = f"OBS {getattr(self, 'version', '')} does not know it; a later one does"
            raise UserError(f"OBS refused {request}: {why.rstrip('.')}.")
        return answer.get("responseData") or {}

    def _receive(self, kind: int) -> dict[str, Any]:
        """The next message of a kind. Raises ObsGoneError."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                message = json.loads(self._socket.recv(TIMEOUT))
                if message["op"] == kind:
                    return message["d"]
        except (ConnectionClosed, OSError, TimeoutError) as error:
            raise ObsGoneError("OBS has gone away") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ObsGoneError("what listens there is no OBS") from error

    def close(self) -> None:
        """Let go of the connection. Idempotent."""
        self._stack.close()
