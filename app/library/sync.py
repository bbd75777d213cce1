"""Bringing the index up to what the Parquet files say, and making it anew from them."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.errors import UserError
from app.library.database import DatabaseError
from app.library.entry import Entry, read_entry
from app.library.index import Index, cannot_index, writing
from app.library.place import Place

AT_ONCE = 50  # videos that the index takes in one step


@dataclass(frozen=True)
class Difference:
    """What of the Parquet files the index does not know.

    Attributes:
        new: Files that are not in it, or have changed, by content.
        gone: Videos of which there is no file any more, by content.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]


def difference(place: Place, index: Index) -> Difference:
    """Compare the files with the index, by their sizes and times. Raises UserError or OSError."""
    files = place.files()
    found = index.ask("SELECT content, file_size, file_changed FROM videos")
    known = {
        content: (size, changed)
        for content, size, changed in zip(
            *(found[n].tolist() for n in ("content", "file_size", "file_changed")), strict=True
        )
    }
    new = [content for content, about in files.items() if known.get(content) != (about.st_size, about.st_mtime_ns)]
    return Difference(tuple(sorted(new)), tuple(sorted(set(known) - set(files))))


def catch_up(place: Place) -> list[str]:
    """Take into the index what it does not know, such as what a killed process has finished.

    Args:
        place: The library's.

    Returns:
        A sentence for each file that is damaged.

    Raises:
        UserError: The index is damaged, or cannot be written to.
    """
    failures: list[str] = []
    with writing(place) as index:
        try:
            changes = difference(place, index)
            if changes.gone:
                index.remove(changes.gone)
                for content in changes.gone:
                    place.fine_of(content).unlink(missing_ok=True)
            _put(index, _entries(place, changes.new, failures))
        except (DatabaseError, OSError) as error:
            raise cannot_index(place, error) from error
    return failures


def rebuild(place: Place) -> list[str]:
    """Make the index anew from the Parquet files; those that are damaged are moved aside, to ``.damaged``.

    Returns:
        A sentence for each of them.

    Raises:
        UserError: It cannot be written.
    """
    failures: list[str] = []
    new = Place(place.folder / f"rebuilding-{secrets.token_hex(4)}")
    try:
        with place.writing():
            for left in place.folder.glob("rebuilding-*"):  # by a process that was killed
                shutil.rmtree(left, ignore_errors=True)
            new.folder.mkdir()
            new.videos = place.videos
            with writing(new) as index:
                _put(index, _entries(place, sorted(place.files()), failures, move_aside=True))
            for log in (
                "",
                ".wal",
            ):  # killed before the new one is there, it is missing: it never knows other vectors' places
                place.index.with_name(place.index.name + log).unlink(missing_ok=True)
            for old in place.folder.glob("vectors-*.i8"):
                if not (new.folder / old.name).exists():
                    old.unlink()
            for made in new.folder.glob("vectors-*.i8"):
                os.replace(made, place.folder / made.name)
            os.replace(new.index, place.index)
    except (DatabaseError, OSError) as error:
        raise cannot_index(place, error) from error
    finally:
        shutil.rmtree(new.folder, ignore_errors=True)
    return failures


def _entries(place: Place, contents: Iterable[str], failures: list[str], move_aside: bool = False) -> Iterator[Entry]:
    for content in contents:
        try:
            yield read_entry(place, content)
        except UserError as error:
            failures.append(str(error))
            if move_aside:
                file = place.file_of(content)
                os.replace(file, file.with_suffix(".damaged"))
        except FileNotFoundError:
            continue


def _put(index: Index, entries: Iterator[Entry]) -> None:
    while several := list(islice(entries, AT_ONCE)):
        index.put(several)
