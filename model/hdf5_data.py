"""HDF5 files from outside are data: plain arrays of numbers, all in the one file. Anything else is refused before it is read.

An HDF5 file can lead to other files (external links and storage, virtual data sets), load code (filter plugins), go round in
circles (links), and claim arrays larger than any memory. What is met first is named.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from model.errors import ModelError
from model.safe_text import shortened, shown

MOST_ARRAY_BYTES = 512 * 2**20
MOST_BYTES = 2 * 2**30  # of all arrays together, as they are unpacked
MOST_OBJECTS = 100_000
DEEPEST = 32  # groups in groups
MOST_PACKED = 1100  # times that gzip makes numbers smaller, at its best
MOST_NAMES = 10_000  # in one attribute
MOST_ATTRIBUTE_BYTES = 4 * 2**30  # counted as if each text were as long as the longest: far more than it is
_HEAP = b"GCOL\x01\0\0\0"  # a global heap begins so
_FILTERS = (h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32, h5py.h5z.FILTER_LZF)


@contextmanager
def open_hdf5(path: Path, what: str = "a weights file") -> Iterator[h5py.File]:
    """The HDF5 file at ``path``, every object in it checked; closed at the end.

    Args:
        what: That it should be, for the sentence.

    Raises:
        ModelError: It is missing, is none, holds anything but plain arrays of numbers, or turns out damaged while it is
            read.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError(f"Received {path}: there is no such file; expected {what}.")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise ModelError(f"Received {path}: it is no HDF5 file, or a damaged one; expected {what}.") from error
    with file:
        try:
            _check(file, path.stat().st_size)
            yield file
        except ModelError:
            raise
        except Refused as refusal:
            raise ModelError(f"Received {path}: {refusal}; expected {what} with plain arrays of numbers.") from refusal
        except Exception as error:  # h5py raises many kinds on a damaged file
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:160]
            raise ModelError(f"Received {path}: it is damaged ({shown(reason)}); expected {what}.") from error


def check_hdf5(path: Path, what: str = "a weights file") -> None:
    """As ``open_hdf5``, for a file that is then read by another library."""
    with open_hdf5(path, what):
        pass


class Refused(ValueError):
    """Something that a file of plain arrays does not hold, in words that go on after its name."""


def _check(file: h5py.File, size: int) -> None:
    if file.userblock_size:
        raise Refused(f"it begins with {file.userblock_size} bytes of something else (a user block)")
    seen, waiting, total = set(), [(file, "", 0)], 0
    while waiting:
        group, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused(f"its groups lie deeper than {DEEPEST} levels, or lead round in a circle")
        if len(seen) + len(group) > MOST_OBJECTS:
            raise Refused(f"it holds more than {MOST_OBJECTS:,} objects")
        for name in group:
            where = f"{place}/{name}"
            _check_link(group, name, where)
            item = group[name]
            if isinstance(item, h5py.Dataset):
                total += _check_array(item, where, size)
            elif not isinstance(item, h5py.Group):
                raise Refused(f"{named(where)} is a named type")
            address = h5py.h5o.get_info(item.id).addr
            if address not in seen:
                seen.add(address)
                if isinstance(item, h5py.Group):
                    waiting.append((item, where, depth + 1))
        if total > MOST_BYTES:
            raise Refused(f"its arrays take more than {MOST_BYTES // 2**30} GB")


def _check_link(group: h5py.Group, name: str, where: str) -> None:
    kind = type(group.get(name, getlink=True))
    if kind is h5py.ExternalLink:
        raise Refused(f"{named(where)} lies in another file (an external link)")
    if kind is not h5py.HardLink:
        raise Refused(f"{named(where)} only points to another place (a soft link)")


def _check_array(array: h5py.Dataset, where: str, size: int) -> int:
    """Refused unless ``array`` is of numbers that are in the file, ``size`` bytes long; returns the bytes it takes unpacked."""
    layout = array.id.get_create_plist()
    if layout.get_external_count():
        raise Refused(f"{named(where)} has its numbers in another file (external storage)")
    if layout.get_layout() == h5py.h5d.VIRTUAL:
        raise Refused(f"{named(where)} is put together from other files (a virtual data set)")
    filters = [layout.get_filter(number)[0] for number in range(layout.get_nfilters())]
    if any(one not in _FILTERS for one in filters):
        raise Refused(f"{named(where)} is packed in a way that takes a plugin (filter {filters[0]})")
    try:
        kind = array.dtype
    except TypeError as error:
        raise Refused(f"{named(where)} is of a type without numbers ({error})") from error
    if kind.kind not in "fiub" or kind.itemsize > 8:
        raise Refused(f"{named(where)} is of type {str(kind)[:60]}")
    if array.shape is None:
        raise Refused(f"{named(where)} is empty")
    taken = math.prod(array.shape) * kind.itemsize
    chunk = math.prod(array.chunks or (0,)) * kind.itemsize
    if max(taken, chunk) > MOST_ARRAY_BYTES:
        raise Refused(
            f"{named(where)} has the impossible shape {str(array.shape)[:80]}, in parts of {str(array.chunks)[:80]}"
            if chunk > taken
            else f"{named(where)} has the impossible shape {str(array.shape)[:80]}"
        )
    stored = array.id.get_storage_size()
    if stored > size or taken > 2**16 + MOST_PACKED * stored:
        raise Refused(f"{named(where)} claims {taken:,} bytes, of which the file holds {stored:,}")
    return taken


def names_in(item: h5py.HLObject, attribute: str) -> list[str]:
    """The texts in an attribute, in order; none where there is no such attribute. Keras spreads long ones: NAME0, NAME1, ...

    Raises Refused for an attribute of any other kind.
    """
    if attribute in item.attrs:
        return _names(item, attribute)
    found: list[str] = []
    for part in range(MOST_NAMES):
        if f"{attribute}{part}" not in item.attrs or len(found) > MOST_NAMES:
            break
        found += _names(item, f"{attribute}{part}")
    return found


def text_in(item: h5py.HLObject, attribute: str) -> str | None:
    """The text of an attribute; None where there is none, or it is something else."""
    try:
        found = _names(item, attribute) if attribute in item.attrs else []
    except Refused:
        return None
    return found[0] if len(found) == 1 else None


def _names(item: h5py.HLObject, attribute: str) -> list[str]:
    about = item.attrs.get_id(attribute)
    if about.get_space().get_simple_extent_type() == h5py.h5s.NULL:
        raise Refused(f"its attribute {attribute} is empty")
    count, kind = math.prod(about.shape), about.dtype
    if (
        kind.kind not in "SUOf"
        or (kind.kind == "O" and h5py.check_string_dtype(kind) is None)
        or (kind.kind == "f" and count)
    ):
        raise Refused(f"its attribute {attribute} holds no names, but {str(kind)[:60]}")
    longest = _largest_heap(Path(item.file.filename)) if kind.kind == "O" else kind.itemsize
    if count > MOST_NAMES or count * longest > MOST_ATTRIBUTE_BYTES:
        raise Refused(f"its attribute {attribute} holds {count:,} names, impossibly long ones")
    return [_text(value) for value in np.ravel(item.attrs[attribute])] if count else []


def _largest_heap(path: Path) -> int:
    """The most bytes that one text of variable length can take: they lie in global heaps, and many may be the same long one."""
    largest = 0
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.find(_HEAP)
        while place >= 0:
            claimed = int.from_bytes(content[place + len(_HEAP) : place + len(_HEAP) + 8], "little")
            largest = max(largest, min(claimed, len(content) - place))
            place = content.find(_HEAP, place + 1)
    return largest


def _text(value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def named(where: str) -> str:
    """A name or place in a file as it can be printed anywhere."""
    return shortened(shown(where), 80)
