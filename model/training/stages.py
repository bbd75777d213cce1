"""Which stages of a training are done, so that a stopped one carries on where it was."""

from __future__ import annotations

import json
from pathlib import Path

from model.files import write_whole


class Stages:
    """Remembers each finished stage in ``folder/NAME.json`` with the settings it was done under."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def result(self, name: str, settings: dict) -> dict | None:
        """What stage ``name`` gave; None when it is not finished or was done under other settings."""
        try:
            kept = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            return kept["result"] if kept["settings"] == json.loads(json.dumps(settings)) else None
        except (OSError, ValueError, KeyError):
            return None

    def finish(self, name: str, settings: dict, result: dict) -> dict:
        """Remember that stage ``name`` is done; returns ``result``."""
        write_whole(self.folder / f"{name}.json", json.dumps({"settings": settings, "result": result}, indent=1))
        return result
