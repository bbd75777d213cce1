"""``desktop``: an entry of the program in the user's menu of applications."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from model.program_name import COMMAND, SCRIPT, is_bundle
from model.safe_text import say

ICON = Path(__file__).parents[1] / "assets" / "icon.png"


def desktop(
    remove: Annotated[bool, typer.Option("--remove", help="Take it away again.")] = False,
) -> None:
    """Put the program into your menu of applications, for videos as well (Linux)."""
    from app.errors import UserError
    from model.files import write_whole
    from model.outputs import Outputs

    if not sys.platform.startswith("linux"):
        raise UserError("Received `desktop`: expected Linux; elsewhere make a shortcut to the program.")
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = data / "applications" / f"{COMMAND}.desktop"
    icon = data / "icons" / "hicolor" / "256x256" / "apps" / f"{COMMAND}.png"
    if entry.exists() or entry.is_symlink():
        Outputs.check(entry, "", wrote_entry)
    if remove:
        if entry.exists():
            entry.unlink()
            icon.unlink(missing_ok=True)
        say(f"{entry} is not there any more.")
        return
    for path in (entry, icon):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(icon, ICON.read_bytes())
    write_whole(entry, entry_text(_command()))
    say(entry)


def _command() -> list[str]:
    """What starts this program, as it is installed."""
    if is_bundle():
        return [str(Path(sys.executable).resolve())]
    script = Path(sys.argv[0]).absolute()
    if script.name == SCRIPT:
        return [sys.executable, str(script)]
    return [str(script) if script.is_file() and os.access(script, os.X_OK) else shutil.which(COMMAND) or COMMAND]


def entry_text(command: list[str]) -> str:
    """A desktop entry (https://specifications.freedesktop.org/desktop-entry-spec/latest/).

    Args:
        command: What starts the program.
    """
    words = " ".join(f'"{_quoted(word)}"' for word in command)
    return (
        "[Desktop Entry]\nType=Application\nName=Live Action Classifier\n"
        "Comment=Labels what happens in a video, live\n"
        f"Exec={words} live %f\nIcon={COMMAND}\nTerminal=false\nCategories=AudioVideo;Video;\n"
        "MimeType=video/mp4;video/x-matroska;video/webm;video/quicktime;video/x-msvideo;\n"
        "StartupNotify=true\nX-Made-By=Live Action Classifier\n"
    )


def _quoted(word: str) -> str:
    for mark in ("\\", '"', "`", "$"):
        word = word.replace(mark, f"\\{mark}")
    return word.replace("\\", "\\\\").replace("%", "%%").replace("\n", " ")


def wrote_entry(path: Path) -> bool:
    """Whether the entry at ``path`` is one of this program."""
    from model.marks import text_of

    return "\nX-Made-By=Live Action Classifier\n" in text_of(path)
