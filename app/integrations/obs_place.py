"""Where OBS listens on this machine."""

from __future__ import annotations

import configparser
import json
import os
import sys
from pathlib import Path

from app.errors import UserError
from model.paths import read_bounded

PORT = 4455  # OBS' own, unless somebody has changed it
_LARGEST = 2**20  # bytes of OBS' settings


def obs_folders() -> list[Path]:
    """Where OBS may keep its settings here."""
    home = Path.home()
    if sys.platform == "win32":
        return [Path(os.environ.get("APPDATA") or home) / "obs-studio"]
    if sys.platform == "darwin":
        return [home / "Library" / "Application Support" / "obs-studio"]
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return [own / "obs-studio", home / ".var" / "app" / "com.obsproject.Studio" / "config" / "obs-studio"]


def find_obs(address: str = "") -> tuple[str, int]:
    """Host and port of OBS.

    Args:
        address: The setting, ``HOST:PORT``; "": what OBS' own settings on this machine say, else its usual port.

    Raises:
        UserError: The setting is no such address.
    """
    if address:
        host, _, port = address.rpartition(":")
        if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535 and host):
            raise UserError(f"Received --obs {address[:80]!r}: expected HOST:PORT, such as 127.0.0.1:{PORT}.")
        return host, int(port)
    for folder in obs_folders():
        port = _port_of_31(folder) or _port_of_28(folder)
        if port:
            return "127.0.0.1", port
    return "127.0.0.1", PORT


def _port_of_31(folder: Path) -> int:
    """Of OBS 31 and later; 0 where there is none."""
    try:
        content = read_bounded(folder / "plugin_config" / "obs-websocket" / "config.json", _LARGEST)
        return _port(json.loads(content)["server_port"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0


def _port_of_28(folder: Path) -> int:
    """Of OBS 28 to 30; 0 where there is none."""
    settings = configparser.RawConfigParser(strict=False)
    try:
        settings.read_string(read_bounded(folder / "global.ini", _LARGEST).decode("utf-8-sig"))
        return _port(settings.get("OBSWebSocket", "ServerPort", fallback="0"))
    except (OSError, ValueError, configparser.Error):
        return 0


def _port(value) -> int:
    port = int(value)
    return port if 1 <= port <= 65535 else 0
