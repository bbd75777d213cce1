"""Addresses of streams, fit to be seen: without user, password, token or whatever else lets somebody in.

An address that is *shown* says which stream it is and no more. One that is *kept* can be opened again, but for the secrets
in it, in whose places stands ``…``.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "udp", "tcp", "srt")
LEFT_OUT = "…"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d*)?")
# Names that a secret's value follows; found anywhere in a name, so that ``access_token`` and ``X-Amz-Signature`` are too.
_SECRET_NAME = re.compile(
    r"token|passw|passphrase|pwd|secret|auth|sign(?!al)|credential|session|access|apikey|jwt|policy|user|login|account|nonce"
    r"|(?:^|[^a-z])(?:key|keys|sig|hash|hmac|hdnts|hdnea|pass|pw|pin|otp|code|sid|usr|uid)(?:$|[^a-z])|key$|streamid",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.~%+/=-]{20,}")
_RANDOM_IN_PATH = re.compile(r"[0-9a-fA-F]{32,}|eyJ[\w-]{8,}\.[\w.-]+")
_PAIR_IN_PATH = re.compile(r"(?<![\w.%-])([\w.%-]+)=([^/&;]*)")  # whole names: a long one is gone through once
# In running text an address ends at white space, a quote or a bracket; user and password may hold these last two, too.
_IN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://(?:[^\s/?#]*@)?[^\s\"'<>`]*")

_TAKEN_FOR_PATH = re.compile(rf"\b({'|'.join(SCHEMES)}):/(?=[^/])", re.IGNORECASE)  # paths have no two slashes in a row


def is_address(text: str) -> bool:
    """Whether ``text`` names a stream rather than a file."""
    scheme, separator, _ = text.partition("://")
    return bool(separator) and scheme.lower() in SCHEMES


def taken_for_path(path: Path | str) -> str:
    """The address, fit to be shown, that was taken for a path and so lost a slash; "" where ``path`` is none.

    Of any scheme, as what cannot be opened is not to be called a missing file either. One letter is a drive.
    """
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]+):[/\\]+([^/\\].*)", str(path), re.DOTALL)
    return shown_address(f"{found[1]}://{found[2]}") if found else ""


def shown_address(address: str) -> str:
    """The address as it may be shown: without user, password, query and what looks like a secret in its path."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return address
    scheme, _, host, path, _ = _parts(found)
    return f"{scheme}://{host}{path}"


def kept_address(address: str) -> str:
    """The address with ``…`` for each secret in it; what holds none stays as it is."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return address
    scheme, user, host, path, query = _parts(found)
    kept = f"{scheme}://{LEFT_OUT + '@' if user else ''}{host}{path}{'' if query is None else '?' + query}"
    return kept if LEFT_OUT in kept else address


def lacks_secrets(address: str) -> bool:
    """Whether it is an address that was kept without its secrets: it has to be written whole to be opened."""
    return is_address(address) and LEFT_OUT in address


def hide_secrets(text: str) -> str:
    """``text`` with every address in it as it may be shown: what libraries say of an address, they say with all of it."""
    if ":/" not in text:
        return text
    return _IN_TEXT.sub(_hide, _TAKEN_FOR_PATH.sub(r"\1://", text))


def _hide(found: re.Match) -> str:
    address = found[0].rstrip(".,;:!)]}")
    ending = found[0][len(address) :]
    return found[0] if address.lower().startswith("file:") else shown_address(address) + ending


def _parts(found: re.Match) -> tuple[str, str, str, str, str | None]:
    """Scheme, user with password, host with port, path and query; but for the user without secrets."""
    scheme, host, path, query = found.groups()
    user, _, host = host.rpartition("@")
    if not user and _PORT.fullmatch(host) is None:  # a password with a slash in it: no host ends in such a port
        user, _, path = (host + path).rpartition("@")
        host, slash, path = path.partition("/")
        user, path = user or "?", slash + path
        if _PORT.fullmatch(host) is None:
            host = LEFT_OUT
    path = _PAIR_IN_PATH.sub(_hide_value, path)
    path = "/".join(LEFT_OUT if _RANDOM_IN_PATH.fullmatch(part) else part for part in path.split("/"))
    if query is not None:
        query = "".join(_hide_parameter(part) for part in re.split(r"([&;])", query))
    return scheme, user, host, path, query


def _hide_value(found: re.Match) -> str:
    return f"{found[1]}={LEFT_OUT}" if found[2] and _is_secret(found[1], found[2]) else found[0]


def _hide_parameter(part: str) -> str:
    name, equals, value = part.partition("=")
    if equals:
        return f"{name}={LEFT_OUT}" if value and _is_secret(name, value) else part
    return LEFT_OUT if _RANDOM.fullmatch(unquote(part)) else part


def _is_secret(name: str, value: str) -> bool:
    return bool(_SECRET_NAME.search(unquote(name)) or _RANDOM.fullmatch(unquote(value)))
