"""What the program remembers from one run to the next: one row a setting, kept as JSON.

A row (``Setting``) says a setting's kind, default and range, and what it means to a person. The file, the command line and the
dialog go by it.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from app.log import note_once
from app.setting import Setting
from model.addresses import kept_address
from model.files import PRIVATE, write_whole
from model.json_data import read_json
from model.paths import make_private, program_folder

DEMO_CLIP = Path(__file__).parent / "assets" / "demo.mp4"
FILE_NAME, DAMAGED_NAME = "settings.json", "settings.damaged.json"
RECORD_WHAT = ("annotated", "raw", "both")
MOST_BYTES = 2**20


def _row(default: str | float, help: str, **more) -> Any:
    return field(default=default, metadata={"help": help, **more})


@dataclass(frozen=True)
class SmoothingRules:
    """How predictions become the live label: five of the settings. Probabilities are from 0 to 1.

    Attributes:
        smoothing: The average's time constant, seconds; 0 for no average.
        on: The probability with which another label takes over.
        off: Below this, the label that holds gives way to the likeliest one.
        dwell: How long a label holds at least, seconds.
        sure: A decision less likely than this is unsure.
    """

    smoothing: float = 0.1
    on: float = 0.8
    off: float = 0.1
    dwell: float = 0.3
    sure: float = 0.45


# From calm to quick: how long a label is held on to. The middle one is the program's own.
PACES: dict[str, SmoothingRules] = {
    "Very calm": SmoothingRules(0.4, 0.9, 0.05, 1.0),
    "Calm": SmoothingRules(0.2, 0.85, 0.08, 0.6),
    "Balanced": SmoothingRules(),
    "Quick": SmoothingRules(0.05, 0.65, 0.2, 0.15),
    "Very quick": SmoothingRules(0.0, 0.5, 0.35, 0.0),
}


@dataclass(frozen=True)
class Settings:
    """The settings' values; ``SCHEMA`` says what each means and may be."""

    last_source: str = _row("", "What the window showed last, the demo clip apart; empty: nothing yet.")
    model: str = _row("", "A model's name in weights/ or its folder; empty: the default one.")
    label_place: str = _row("", "Where the floating label was, ``x,y,scale``; empty: nowhere yet.")
    first_hint: str = _row("", "Whether the line for who starts the program first was closed; empty: not yet.")
    models: str = _row("", "Folders of models used last besides the program's own, one a line, the newest first.")
    window_geometry: str = _row("", "The window's place and size (Qt's saveGeometry as base64); empty: its own.")
    recent: str = _row("", "The sources shown last, one a line, the newest first.")
    smoothing: float = _row(
        SmoothingRules.smoothing,
        "Averages the model's answers over about this long. 0: none.",
        title="Smoothing",
        advanced=True,
        unit="s",
        most=5.0,
    )
    on: float = _row(
        SmoothingRules.on, "How likely another label must be to take over.", title="Takes over at", advanced=True
    )
    off: float = _row(
        SmoothingRules.off,
        "Less likely than this, a label gives way to the likeliest.",
        title="Gives way below",
        advanced=True,
    )
    dwell: float = _row(
        SmoothingRules.dwell,
        "A label stays for at least this long.",
        title="Shortest stay",
        advanced=True,
        unit="s",
        most=10.0,
    )
    sure: float = _row(
        SmoothingRules.sure,
        "Less likely than this, the label is shown with a question mark.",
        title="Unsure below",
        advanced=True,
    )
    recordings: str = _row(
        "", "Empty: a folder of the program's in your videos.", title="Recordings folder", folder=True
    )
    record_what: str = _row(
        "annotated", "The picture with its label, as it came, or both.", title="Record", choices=RECORD_WHAT
    )
    clip_seconds: float = _row(15.0, "How far back G reaches.", title="Save the last", unit="s", most=120.0)
    clip_tail: float = _row(
        3.0, "How long a clip that is saved by itself goes on after its event.", title="and after an event", unit="s",
        most=30.0,
    )  # fmt: skip
    clip_what: str = _row("both", "What is saved by itself at an event.", title="Clips of events", choices=RECORD_WHAT)
    moment_seconds: float = _row(
        2.0,
        "How far back a digit reaches that marks a live source while you teach.",
        title="Teach the last",
        unit="s",
        least=0.5,
        most=20.0,
    )
    language: str = _row(
        "system",
        "Of the window, from its next start on; system: the one that your system speaks.",
        title="Language",
        choices=("system", "en", "de", "es"),
    )
    sound: str = _row("on", "Whether recordings are heard.", title="Sound", choices=("on", "off"))
    volume: float = _row(1.0, "How loud recordings are heard.")
    overlay: str = _row(
        "", "A port, such as 8765: serves the label as a page for OBS on this machine. HOST:PORT: for others, with a token.",
        title="Overlay page",
    )  # fmt: skip
    obs: str = _row("", "Where OBS listens, HOST:PORT; empty: found by itself on this machine.", title="OBS")
    projects: str = _row("", "The teaching projects opened last, one folder a line, the newest first.")

    @property
    def rules(self) -> SmoothingRules:
        """How predictions become the live label."""
        return SmoothingRules(self.smoothing, self.on, self.off, self.dwell, self.sure)

    def with_(self, **changes) -> Settings:
        """A copy with ``changes`` made."""
        return replace(self, **changes)


SCHEMA: tuple[Setting, ...] = tuple(Setting(one.name, one.default, **one.metadata) for one in fields(Settings))


def settings_file() -> Path:
    """Where the settings lie."""
    return program_folder("config") / FILE_NAME


def reset_settings() -> None:
    """Forget all settings. Raises OSError where their file cannot be removed."""
    settings_file().unlink(missing_ok=True)


def load_settings() -> Settings:
    """The settings as last saved.

    A missing or damaged file, or a field that holds what it cannot, gives the defaults, and a line in the log says so: a
    preference must never keep the program from starting. Fields of later versions are passed over.
    """
    path = settings_file()
    try:
        data = read_json(path, most_bytes=MOST_BYTES, finite=False)
        if not isinstance(data, dict):
            raise ValueError(f"expected names and values, received a {type(data).__name__}")
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        note_once(f"Received settings {path} that cannot be read ({error}): the defaults are used.")
        if isinstance(error, ValueError):  # a comma forgotten by hand: the next save must not be the end of it
            with contextlib.suppress(OSError):
                os.chmod(path, PRIVATE)
                os.replace(path, path.with_name(DAMAGED_NAME))
        return Settings()
    right, wrong = {}, []
    for row in SCHEMA:
        if row.name in data:
            value = data[row.name]
            if row.holds(value):
                right[row.name] = type(row.default)(value)
            else:
                wrong.append(row.name)
    if wrong:
        note_once(f"Received settings {path} with impossible values of {', '.join(wrong)}: their defaults are used.")
    return _without_secrets(Settings(**right))


def _without_secrets(settings: Settings) -> Settings:
    """With the addresses of streams as they may be kept; those of earlier versions were kept whole."""
    recent = "\n".join(kept_address(one) for one in settings.recent.split("\n"))
    return settings.with_(last_source=kept_address(settings.last_source), recent=recent)


def save_settings(settings: Settings) -> bool:
    """Write the settings whole or not at all.

    Args:
        settings: All of them.

    Returns:
        False where the folder cannot be written to (the program goes on).
    """
    try:
        path = settings_file()
        make_private(path.parent)
        write_whole(path, json.dumps(asdict(_without_secrets(settings)), indent=2) + "\n", mode=PRIVATE)
    except OSError:
        return False
    return True
