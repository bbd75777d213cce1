"""Where a library lies: one folder with a Parquet file for each video, and an index that can be made again from them.

LIBRARY/videos/CONTENT.parquet   all that is kept of one video, by what is in it (``model/video/identity.py``)
LIBRARY/videos/CONTENT.fine      a finer vector for each of its seconds (``fine_vectors.py``); older libraries have none
LIBRARY/videos/CONTENT.path      where that video was found last, if it was moved since
LIBRARY/claims/NN                held while a process makes what is kept of a video whose content begins so
LIBRARY/index.duckdb             what ``find`` and ``stats`` ask
LIBRARY/vectors-ENCODER.i8       what ``like`` searches
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import UserError
from model.files import locked, write_whole
from model.paths import program_folder, read_bounded
from model.program_name import program_name

CONTENT = re.compile(r"[0-9a-f]{32}")
LONGEST_PATH = 40_000  # bytes: eight of the longest that Linux knows
PATIENCE = 60.0  # seconds: another process writes to the index for a fraction of one


def advice() -> str:
    """What to do about an index that is damaged, in a sentence."""
    return f"run `{program_name()} library check --repair`, which makes it anew"


def default_place() -> Path:
    """The folder of the library that is used unless another is named."""
    return program_folder("data") / "library"


class Place:
    """One library's folder.

    Attributes:
        folder: The library's.
        videos: Where the Parquet files lie.
        index: The index.
    """

    def __init__(self, folder: Path | None = None):
        """
        Args:
            folder: None: ``default_place``.
        """
        self.folder = Path(folder) if folder is not None else default_place()
        self.videos, self.index = self.folder / "videos", self.folder / "index.duckdb"

    @property
    def exists(self) -> bool:
        """Whether anything was ever added."""
        return self.videos.is_dir()

    def make(self) -> None:
        """Make the folders where they are missing.

        Raises:
            UserError: They cannot be made or written to.
        """
        from model.errors import OutputError
        from model.outputs import make_folder

        try:
            for folder in (self.folder, self.videos, self.folder / "claims"):
                make_folder(folder, f"library {self.folder}")
        except OutputError as error:
            raise UserError(str(error)) from error

    def expect(self) -> None:
        """Make sure that there is a library.

        Raises:
            UserError: There is none.
        """
        if not self.exists:
            raise UserError(
                f"Received {self.folder}: there is no library yet; make one with `{program_name()} library add FOLDER`."
            )

    def file_of(self, content: str) -> Path:
        """The Parquet file of the video with that content."""
        return self.videos / f"{content}.parquet"

    def fine_of(self, content: str) -> Path:
        """The file of that video's fine vectors."""
        return self.videos / f"{content}.fine"

    def files(self) -> dict[str, os.stat_result]:
        """What there is of all videos' Parquet files, by content. Raises OSError."""
        found = {}
        with os.scandir(self.videos) as entries:
            for entry in entries:
                content, _, ending = entry.name.partition(".")
                if ending == "parquet" and CONTENT.fullmatch(content) and entry.is_file(follow_symlinks=False):
                    found[content] = entry.stat(follow_symlinks=False)
        return found

    def vectors_of(self, encoder: str) -> Path:
        """The file of all search vectors that one encoder gave."""
        return self.folder / f"vectors-{encoder}.i8"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other processes from writing to the index. Raises OSError."""
        with locked(self.folder / "lock", PATIENCE):
            yield

    @contextmanager
    def claiming(self, content: str, patience: float = 0.0) -> Iterator[bool]:
        """Claim a video, waiting so many seconds for it; whether nobody else has it or one that begins alike. Raises OSError."""
        try:
            with locked(self.folder / "claims" / content[:2], patience):
                yield True
        except TimeoutError:
            yield False

    def moved_to(self, content: str) -> str | None:
        """Where the video was found after it was moved; None where it was not."""
        try:
            return os.fsdecode(read_bounded(self.videos / f"{content}.path", LONGEST_PATH))
        except (OSError, ValueError):
            return None

    def note_move(self, content: str, path: str) -> None:
        """Keep where the video lies now. Raises OSError."""
        write_whole(self.videos / f"{content}.path", os.fsencode(path))
