"""What the machines of a cluster must share before they answer for each other: library, model, videos and program."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from app.errors import UserError
from app.library.look import LibraryModel
from app.library.place import Place
from model.errors import ModelError
from model.files import temporary_file
from model.paths import read_bounded

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("numpy", "opencv-python", "av", "ai-edge-litert", "duckdb")  # whose versions may change what is found
MOST_FOLDERS = 200  # of videos that are looked for


@dataclass(frozen=True)
class Asked:
    """What a machine is asked to look at.

    Attributes:
        library: The library's folder.
        token, said: A file in it that was written just now, and what it says.
        model: The model's folder.
        videos: A video of each folder, and its bytes.
    """

    library: str
    token: str
    said: str
    model: str
    videos: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Seen:
    """What a machine sees.

    Attributes:
        said: What the token says there; "" where it is missing.
        unwritten: Why the library cannot be written to from there; "" where it can.
        model: What tells its model from others; "" where there is none.
        program: What tells its program from others.
        missing: Those of the videos that it does not see as they are here.
    """

    said: str
    unwritten: str
    model: str
    program: str
    missing: tuple[str, ...]


def some_videos(videos: Sequence[Path]) -> tuple[tuple[str, int], ...]:
    """A video of each folder and its bytes, of at most MOST_FOLDERS."""
    found: dict[Path, tuple[str, int]] = {}
    for video in videos:
        if len(found) == MOST_FOLDERS:
            break
        if video.parent not in found:
            found[video.parent] = os.path.abspath(video), _size(video)
    return tuple(found.values())


def look_around(asked: Asked) -> Seen:
    """See what this machine has of what must be shared."""
    from app import runtime_env  # noqa: F401  (cv2 first)

    said, unwritten, model = "", "", ""
    try:
        said = read_bounded(Path(asked.token), 1000).decode("ascii")
        with temporary_file(Place(Path(asked.library)).videos / "of another machine"):
            pass
    except (OSError, ValueError) as error:
        unwritten = getattr(error, "strerror", None) or str(error)
    try:
        model = LibraryModel.of(Path(asked.model)).id
    except (OSError, ModelError):
        pass
    missing = tuple(video for video, size in asked.videos if _size(video) != size)
    return Seen(said, unwritten, model, program_identity(), missing)


def check(asked: Asked, here: Seen, there: Seen, machine: str) -> None:
    """Compare what another machine sees with what this one does.

    Args:
        asked: What both were asked.
        here, there: What they saw.
        machine: The other one's name.

    Raises:
        UserError: Something that must be shared is not.
    """
    if there.said != asked.said:
        raise _unshared(machine, "does not see the library", asked.library, "lay the library where all machines see it")
    if there.unwritten:
        raise _unshared(machine, f"cannot write ({there.unwritten}) to the library", asked.library, "let it")
    if there.program != here.program:
        raise _unshared(
            machine, "runs another version of this program or its packages at", str(ROOT), "install the same"
        )
    if there.model != here.model:
        raise _unshared(machine, "has no model, or another one, at", asked.model, "lay the same one there")
    if there.missing:
        raise _unshared(machine, "does not see the video", there.missing[0], "lay videos where all machines see them")


def program_identity() -> str:
    """What tells this program, and the packages by which it finds what it finds, from another version of it."""
    found = hashlib.sha256()
    for folder in ("app", "model"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.update(path.relative_to(ROOT).as_posix().encode())
            found.update(path.read_bytes())
    for package in PACKAGES:
        found.update(f"{package} {_version(package)}".encode())
    return found.hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # another that has the same in it
        return "none"


def _unshared(machine: str, what: str, path: str, do: str) -> UserError:
    return UserError(
        f"Received a cluster whose machine {machine} {what} {path}: all machines must have it at that path; {do}, or take "
        "that machine out of the cluster."
    )


def _size(video: str | Path) -> int:
    try:
        return os.stat(video).st_size
    except OSError:
        return -1
