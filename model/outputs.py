"""Which paths a run may write to. Whatever writes a file that a person named, or beside one, asks here first.

Three rules. A run never writes to what it reads, by whatever name (links, hard links, another case of letters). It never
writes over a file that this program did not write as the same kind of thing (``model/marks.py`` tells, and of results
``model/known_results.py``). It never writes two things to one path. All of it is checked before the run begins, so that
nothing is half done when it is refused.
"""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from model.errors import OutputError

LONGEST_STEM = 235  # bytes; file systems take names of 255
Wrote = Callable[[Path], bool]  # whether this program wrote the file at a path, as the kind that is to be written


def nothing(_path: Path) -> bool:
    """For what never takes the place of anything."""
    return False


class Outputs:
    """What one run writes, told from what it reads."""

    def __init__(self, inputs: Iterable[Path] = ()):
        """
        Args:
            inputs: Files and folders that the run reads; those that do not exist are passed over.
        """
        self._inputs: dict[object, Path] = {}
        self._claimed: dict[object, str] = {}
        for path in inputs:
            if (there := _file_at(path)) is not None:
                self._inputs[there] = Path(path)

    def claim(self, path: Path, asked: str, wrote: Wrote = nothing, instead: str = "name another file") -> Path:
        """Take ``path`` for an output; returns it.

        Args:
            path: where the run will write. It may be there only if ``wrote`` says that this program wrote it.
            asked: what the person asked for, such as ``--json``; begins the sentence and tells two claims apart.
            wrote: told the path of a file; ``nothing`` for what must be new.
            instead: what the person can do.

        Raises:
            OutputError: the path is an input, is claimed already, or something is there that must not be lost.
        """
        path = Path(path)
        name, there = _name_of(path), _file_at(path)
        what = f"{asked} {path}" if asked else str(path)
        if there in self._inputs:
            raise OutputError(f"Received {what}: that is {self._inputs[there]}, which is read here; {instead}.")
        for key in {name, there} - {None}:
            if key in self._claimed:
                raise OutputError(f"Received {what}: {self._claimed[key]} is to be written there as well; {instead}.")
        self.check(path, asked, wrote, instead)
        self._claimed[name] = asked or path.name
        if there is not None:
            self._claimed[there] = asked or path.name
        return path

    @staticmethod
    def check(path: Path, asked: str, wrote: Wrote = nothing, instead: str = "name another file") -> None:
        """Raise OutputError where something is at ``path`` that must not be lost; see ``claim``."""
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        except (OSError, ValueError) as error:
            raise OutputError(
                f"Received {f'{asked} {path}'.strip()}: no file can have that name ({error}); {instead}."
            ) from error
        what = f"Received {asked} {path}" if asked else f"Received {path} to write"
        if stat.S_ISDIR(mode):
            raise OutputError(f"{what}: that is a folder; {instead}.")
        if not stat.S_ISREG(mode):
            kind = "a link" if stat.S_ISLNK(mode) else "no regular file"
            raise OutputError(f"{what}: that is {kind}, which is never written to; {instead}.")
        if not wrote(path):
            whose = (
                "such a file"
                if wrote is nothing
                else "a file that this program did not write, or that was changed since,"
            )
            raise OutputError(f"{what}: {whose} is there already; move it away or {instead}.")


def check_folder(folder: Path, asked: str) -> None:
    """Raise OutputError unless ``folder`` is there and can be written to; tries it."""
    folder = Path(folder).absolute()
    if not folder.is_dir():
        raise OutputError(f"Received {asked}: there is no such folder as {folder}; make it first.")
    try:
        handle, probe = tempfile.mkstemp(dir=folder, prefix=".lac-probe")
        os.close(handle)
        os.unlink(probe)
    except OSError as error:
        raise OutputError(
            f"Received {asked}: {folder} cannot be written to ({error.strerror or error}); "
            "name a folder you may write to."
        ) from error


def make_folder(folder: Path, asked: str) -> None:
    """Make ``folder`` where it is missing, and try writing to it, before any work is done.

    Args:
        folder: Its parents are made as well.
        asked: What the person asked for, such as ``--out DIR``; begins the sentence.

    Raises:
        OutputError: It cannot be made or written to.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"Received {asked}: results cannot be written there ({reason}); name a folder you may write to."
        ) from error
    check_folder(folder, asked)


def first_free(path: Path) -> Path:
    """``path``, or where something has that name ``STEM-2``, ``STEM-3`` and so on."""
    path, number = Path(path), 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def distinct_stems(paths: Iterable[Path]) -> list[str]:
    """STEM for each; where several paths share one, the second becomes STEM-2, the third STEM-3, in the order given.

    Letter case does not tell two names apart, as some file systems ignore it. One of more than ``LONGEST_STEM`` bytes is cut,
    for what follows it, such as ``-stats.csv``, must fit into a file's name as well.
    """
    whole = [_shortened(path.stem) for path in paths]
    own = {stem.casefold() for stem in whole}
    used: set[str] = set()
    stems = []
    for first in whole:
        stem, count = first, 1
        while stem.casefold() in used or (count > 1 and stem.casefold() in own):
            count += 1
            stem = f"{first}-{count}"
        used.add(stem.casefold())
        stems.append(stem)
    return stems


def _shortened(stem: str) -> str:
    data = os.fsencode(stem)
    return stem if len(data) <= LONGEST_STEM else data[:LONGEST_STEM].decode("utf-8", "ignore")


def _file_at(path: Path) -> tuple | str | None:
    """What is at ``path``, links followed, whatever it is called; None where nothing is."""
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return (about.st_dev, about.st_ino) if about.st_ino else _name_of(path)  # some file systems do not number files


def _name_of(path: Path) -> str:
    """The same for all spellings of a path that a file system may take for one."""
    whole = os.path.join(os.path.realpath(path.absolute().parent), path.name)
    return unicodedata.normalize("NFC", whole).casefold()
