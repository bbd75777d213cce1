"""What the program remembers from one run to the next: one frozen table of typed settings, kept as JSON."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from app.timeline.smoothing import Rules

DEMO_CLIP = Path(__file__).parent / "assets" / "demo.mp4"
FOLDER_VARIABLE = "LAC_CONFIG_DIR"
FILE_NAME = "settings.json"


@dataclass(frozen=True)
class Settings:
    """last_source: what the window showed last, the demo clip apart; "" for nothing yet. model: a name in ``weights/``
    or a folder, "" for the default one. window_geometry: Qt's saveGeometry as base64 text, "" for the program's own size.
    recordings: the folder for recordings, clips and pictures, "" for one in the user's videos folder. record_what: one of
    ``app.recording.recorder.WHAT``. clip_seconds: how far back "save the last seconds" reaches.
    recent: the sources shown last, one a line, the newest first. smoothing, on, off, dwell, sure: of the live label,
    ``app.timeline.smoothing.Rules``.
    """

    last_source: str = ""
    model: str = ""
    window_geometry: str = ""
    recordings: str = ""
    record_what: str = "annotated"
    clip_seconds: float = 15.0
    recent: str = ""
    smoothing: float = Rules.smoothing
    on: float = Rules.on
    off: float = Rules.off
    dwell: float = Rules.dwell
    sure: float = Rules.sure

    @property
    def rules(self) -> Rules:
        """How predictions become the live label."""
        return Rules(self.smoothing, self.on, self.off, self.dwell, self.sure)

    def with_(self, **changes) -> Settings:
        """A copy with ``changes`` made."""
        return replace(self, **changes)


def program_folder(kind: str) -> Path:
    """The platform's folder for this program's files of ``kind``: config, cache or log.

    The folder that ``LAC_CONFIG_DIR`` names, where it names one, takes the place of all three.
    """
    own = os.environ.get(FOLDER_VARIABLE)
    if own:
        return Path(own)
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("live-action-classifier", appauthor=False))


def settings_file() -> Path:
    """Where the settings lie."""
    return program_folder("config") / FILE_NAME


def reset_settings() -> None:
    """Forget all settings. Raises OSError where their file cannot be removed."""
    settings_file().unlink(missing_ok=True)


def load_settings() -> Settings:
    """The settings as last saved.

    A missing or damaged file, or a field of the wrong type, gives the defaults: a preference must never keep the
    program from starting. Fields of later versions are passed over.
    """
    try:
        data = json.loads(settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    known = {field.name: type(field.default) for field in fields(Settings)}
    right = {
        name: value
        for name, value in data.items()
        if name in known and isinstance(value, (float, int) if known[name] is float else known[name])
    }
    return Settings(**right)


def save_settings(settings: Settings) -> bool:
    """Write the settings whole or not at all; False where the folder cannot be written to (the program goes on)."""
    from model.files import write_whole

    try:
        path = settings_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(asdict(settings), indent=2) + "\n")
    except OSError:
        return False
    return True
