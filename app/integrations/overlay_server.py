"""Serves the overlay page, ``/state`` and a WebSocket of events, in a thread of its own. No request changes anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import socket
import threading
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from app.errors import UserError
from app.integrations.overlay_address import OverlayAddress

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

PAGE = Path(__file__).parents[1] / "assets" / "overlay.html"
MOST_CLIENTS = 32
CLOSE_SECONDS = 2.0


class OverlayServer:
    """Listens from the moment it is made until it is closed.

    Attributes:
        address: Where.
    """

    def __init__(self, address: OverlayAddress):
        """
        Args:
            address: Where to listen; port 0: any.

        Raises:
            UserError: Nobody can listen there.
        """
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        try:
            self._socket = socket.create_server((address.host, address.port), family=family)
        except OSError as error:
            raise UserError(
                f"Received --overlay {address.host}:{address.port}: it cannot be listened to there "
                f"({error.strerror or error}); choose another port."
            ) from error
        self.address = OverlayAddress(address.host, self._socket.getsockname()[1], address.token)
        self._state: dict[str, Any] = {"label": "", "state": "opening"}
        self._clients: set[ServerConnection] = set()
        self._nonce = secrets.token_urlsafe(16)
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="overlay", daemon=True)
        self._thread.start()

    def tell(self, state: dict[str, Any]) -> None:
        """This is how things are now; from any thread, at once.

        Args:
            state: What JSON takes; it is not changed any more.
        """
        self._state = state
        if self._clients:
            with contextlib.suppress(RuntimeError):  # it is being closed
                self._loop.call_soon_threadsafe(self._broadcast, state)

    def close(self) -> None:
        """End all connections. Idempotent."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(CLOSE_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        from websockets.asyncio.server import serve

        quiet = logging.getLogger("live-action-classifier.overlay")  # what strangers send is no news
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        async with serve(
            self._follow,
            sock=self._socket,
            process_request=self._answer,
            max_size=1024,
            max_queue=4,
            compression=None,
            logger=quiet,
            server_header=None,
            close_timeout=0.2,
        ):
            await self._closing.wait()

    async def _follow(self, client: ServerConnection) -> None:
        """Send a client how things are, and from then on what changes, until it goes; what it sends is passed over."""
        from websockets.exceptions import ConnectionClosed

        self._clients.add(client)
        try:
            await client.send(json.dumps(self._state))
            async for _ in client:
                pass
        except ConnectionClosed:
            pass
        finally:
            self._clients.discard(client)

    def _broadcast(self, state: dict[str, Any]) -> None:
        from websockets.asyncio.server import broadcast

        broadcast(self._clients, json.dumps(state))

    def _answer(self, client: ServerConnection, request: Request) -> Response | None:
        """The answer to a request; None for a WebSocket that is let in."""
        parts = urlsplit(request.path)
        headers = request.headers
        token = parse_qs(parts.query).get("token", [""])[0]
        if getattr(request, "method", "GET") != "GET":
            return self._reply(client, HTTPStatus.METHOD_NOT_ALLOWED, "Nothing can be changed from here.\n")
        if len(headers.get_all("Host")) != 1 or len(headers.get_all("Origin")) > 1:
            return self._reply(client, HTTPStatus.BAD_REQUEST, "Expected one Host and one Origin at most.\n")
        refusal = self.address.refusal(headers["Host"], headers.get("Origin"), token)
        if refusal:
            return self._reply(client, HTTPStatus.FORBIDDEN, refusal + "\n")
        if parts.path == "/overlay":
            page = PAGE.read_text(encoding="utf-8").replace("NONCE", self._nonce)
            return self._reply(client, HTTPStatus.OK, page, "text/html")
        if parts.path == "/state":
            return self._reply(client, HTTPStatus.OK, json.dumps(self._state) + "\n", "application/json")
        if parts.path == "/events" and headers.get("Upgrade", "").lower() == "websocket":
            full = len(self._clients) >= MOST_CLIENTS
            return self._reply(client, HTTPStatus.SERVICE_UNAVAILABLE, "Too many are connected.\n") if full else None
        return self._reply(client, HTTPStatus.NOT_FOUND, "Expected /overlay, /state or a WebSocket at /events.\n")

    def _reply(self, client: ServerConnection, status: HTTPStatus, text: str, kind: str = "text/plain") -> Response:
        answer = client.respond(status, text)
        del answer.headers["Content-Type"]
        policy = (
            f"default-src 'none'; script-src 'nonce-{self._nonce}'; style-src 'nonce-{self._nonce}'; connect-src 'self'"
        )
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", f"{policy} ws://{self.address.host}:{self.address.port} ws://localhost:*"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ):
            answer.headers[name] = value
        return answer
