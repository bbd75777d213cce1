"""Where the overlay page is served, and who may read it: this machine alone, or whoever knows a token."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass

from app.errors import UserError
from model.files import PRIVATE, write_whole
from model.paths import make_private, program_folder, read_bounded

LOCAL = ("127.0.0.1", "localhost", "[::1]")
TOKEN_FILE = "overlay-token"


@dataclass(frozen=True)
class OverlayAddress:
    """A host to bind and a port.

    Attributes:
        token: What a request must bear; "" on this machine alone.
    """

    host: str
    port: int
    token: str = ""

    @property
    def page(self) -> str:
        """The overlay's address for a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/overlay" + (f"?token={self.token}" if self.token else "")

    def refusal(self, host: str, origin: str | None, token: str) -> str:
        """Why a request is refused.

        Another web page in the same browser must not read what is going on: its requests bear its own origin, and where it
        has its own name lead here (DNS rebinding), that name as the host.

        Args:
            host: The request's Host.
            origin: Its Origin; None where it has none, as programs' requests.
            token: What it bears.

        Returns:
            A sentence; "" for one that is answered.
        """
        if self.token and not hmac.compare_digest(token.encode(), self.token.encode()):
            return "The token is missing or wrong; take the address that the program shows."
        if not self.token and host.lower() not in {f"{name}:{self.port}" for name in LOCAL}:
            return "This host is unknown here; use 127.0.0.1."
        if origin is not None and origin.lower() != f"http://{host.lower()}":
            return "Pages of other origins are not answered."
        return ""


def parse_address(text: str) -> OverlayAddress:
    """Read the setting.

    Args:
        text: ``PORT`` for this machine alone, or ``HOST:PORT``; a host that is not this machine gets a token, the same each time.

    Raises:
        UserError: It is no such address.
    """
    host, _, port = text.strip().rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    wrong = f"Received --overlay {text[:80]!r}: expected a port from 1024 to 65535, or HOST:PORT."
    if not (port.isascii() and port.isdecimal() and 1024 <= int(port) <= 65535):
        raise UserError(wrong)
    if host == "localhost":
        host = "127.0.0.1"
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        raise UserError(f"{wrong[:-1]}, with a host such as 192.168.0.5.") from error
    return OverlayAddress(host, int(port), "" if loopback else _token())


def _token() -> str:
    """The token for other machines, kept in a file that only its owner reads."""
    path = program_folder("config") / TOKEN_FILE
    try:
        kept = read_bounded(path, 200).decode("ascii").strip()
        if len(kept) >= 22:
            return kept
    except (OSError, ValueError):
        pass
    token = secrets.token_urlsafe(24)
    make_private(path.parent)
    write_whole(path, token + "\n", mode=PRIVATE)
    return token
