"""What the window says: a session's state, times. Pure functions."""

from __future__ import annotations

import re

from app.live.session import State
from app.sources import is_camera, is_file_source, is_screen
from app.window.language import tr

RECEIVED = "Received "  # how the sentences of errors begin, which are written for the command line
_WRONG = re.compile(r"(?:[^:]|:(?! ))*: (?!expected )(.+)", re.DOTALL)
_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,2}|\d+(?=:)):)?(\d+(?:[.,]\d+)?)", re.ASCII)


def for_people(sentence: str) -> str:
    """Say an error in the window, where everybody sees what was asked for: ``Received camera 0: there is none``.

    Args:
        sentence: What was received, what was expected and what to do; anything else stays as it is.

    Returns:
        What is wrong, and what to do.
    """
    if not sentence.startswith(RECEIVED):
        return sentence
    rest = sentence[len(RECEIVED) :]
    found = _WRONG.fullmatch(rest)
    said = found[1] if found is not None else rest
    return said[:1].upper() + said[1:]


def parse_clock(text: str) -> float | None:
    """Read a time as people write it.

    Args:
        text: ``75``, ``1:15``, ``1:15.2`` or ``1:02:03``.

    Returns:
        Seconds; None where it is no time.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    if found[2] is not None and (seconds >= 60 or (found[1] is not None and minutes >= 60)):
        return None
    return 3600 * hours + 60 * minutes + seconds


def failure(source: str, model_read: bool) -> tuple[str, str]:
    """Word the message for a source that failed.

    Args:
        source: As it was asked for.
        model_read: False where the model was what failed.

    Returns:
        An icon's name, and a title.
    """
    if not model_read:
        return "demo", tr("This model cannot be used")
    if is_camera(source):
        return "camera", tr("No picture from the camera")
    if is_screen(source):
        return "screen", tr("The screen cannot be shown")
    if is_file_source(source):
        return "folder", tr("This video cannot be played")
    return "demo", tr("No picture from this source")


def chip(state: State, warm: tuple[int, int], predicted: bool, silent: float = 0.0) -> tuple[str, float | None]:
    """Word the chip on the picture.

    Args:
        state: The session's.
        warm: ``(filled, clip_length)`` of the model's window.
        predicted: Whether it has said something since it was empty.
        silent: Seconds since the source was lost or fell silent.

    Returns:
        A text, empty for no chip, and progress (0 to 1, or None for no ring).
    """
    if state is State.OPENING:
        return tr("Opening…"), None
    if state is State.PAUSED:
        return tr("PAUSED"), None
    if state is State.ENDED:
        return tr("ENDED – Space plays it again"), None
    if state is State.STALLED:
        return tr("No picture for {time} – waiting for the source", time=clock(silent)), None
    if state is State.RECONNECTING:
        return tr("Lost the source {time} ago – reconnecting…", time=clock(silent)), None
    if state is State.PLAYING and not predicted:
        return f"{tr('Warming up')} {warm[0]}/{warm[1]}", warm[0] / max(1, warm[1])
    return "", None


def clock(seconds: float) -> str:
    """Write a time: ``75.2`` is ``1:15``, an hour and more ``1:02:03``.

    Args:
        seconds: 0 or more.

    Returns:
        The text.
    """
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def exact_clock(seconds: float) -> str:
    """``75.236`` as ``"1:15.24"``."""
    hundredths = max(0, round(seconds * 100))
    return f"{clock(hundredths // 100)}.{hundredths % 100:02d}"
