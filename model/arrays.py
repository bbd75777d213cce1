"""Arrays in a file (``.npz``) are data: the sizes that it claims are checked before memory is taken, and no object is made."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from model.errors import ModelError
from model.paths import regular_size

MOST_BYTES = 4 * 2**30  # of all arrays together: an hour of video, each frame encoded
MOST_ENTRIES = 1000
_END = 22  # bytes of a ZIP file's last record, where it has no comment


def read_arrays(
    path: Path, wanted: Mapping[str, int], most_bytes: int = MOST_BYTES, optional: Collection[str] = ()
) -> dict[str, np.ndarray]:
    """Read arrays of numbers from an ``.npz`` file.

    Args:
        path: a file that ``numpy.savez`` wrote, or that claims so.
        wanted: by their names, how many axes they must have.
        most_bytes: that they may take together, unpacked.
        optional: those of ``wanted`` that may be missing.

    Returns:
        The arrays by their names.

    Raises:
        OSError: the file is missing or cannot be read.
        ValueError: it is no such file, damaged, or holds other arrays or larger ones.
    """
    size = regular_size(path)
    with open(path, "rb") as file:
        file.seek(max(0, size - _END - 20))
        tail = file.read(_END + 20)
        # Read by hand: zipfile would take as much memory as the table of contents claims entries.
        entries = int.from_bytes(tail[-_END + 10 : -_END + 12], "little")
        if len(tail) < _END or tail[-_END:][:4] != b"PK\5\6" or tail[:4] == b"PK\6\7" or entries > MOST_ENTRIES:
            raise ValueError("no archive of arrays")
        try:
            with zipfile.ZipFile(file) as archive:
                there = set(archive.namelist())
                asked = [name for name in wanted if name not in optional or f"{name}.npy" in there]
                infos = {name: archive.getinfo(f"{name}.npy") for name in asked}
                if sum(info.file_size for info in infos.values()) > most_bytes:
                    raise ValueError(f"arrays of more than {most_bytes:,} bytes")
                return {name: _read(archive, info, wanted[name]) for name, info in infos.items()}
        except (zipfile.BadZipFile, zlib.error, OSError, KeyError, EOFError, RuntimeError) as error:
            raise ValueError(f"no archive of these arrays ({error})") from error


def read_kept(path: Path, wanted: Mapping[str, int]) -> dict[str, np.ndarray]:
    """As ``read_arrays``, of a file that an earlier run of a training has left; ModelError where it is damaged."""
    try:
        return read_arrays(path, wanted)
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error


def map_kept(path: Path) -> np.ndarray:
    """The array in the ``.npy`` file at ``path``, left where it is until it is asked for; as ``read_kept``."""
    try:
        regular_size(path)
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise damaged(path, error) from error


class JoinedArrays:
    """Arrays in ``.npy`` files, read along their first axis as if they were one; all else stays where it is.

    No file is kept open: there may be more of them than a process may open.
    """

    def __init__(self, paths: Sequence[Path]):
        """Raises ModelError where one is damaged, or is of another type or shape than the first.

        Args:
            paths: At least one, of arrays that differ at most in their first axis.
        """
        self._paths = list(paths)
        lengths = []
        for path in self._paths:
            array = map_kept(path)
            if not lengths:
                self._each, self.dtype = array.shape[1:], array.dtype
            if (array.shape[1:], array.dtype) != (self._each, self.dtype):
                raise damaged(
                    path, ValueError(f"rows of {array.shape[1:]} {array.dtype}, not {self._each} {self.dtype}")
                )
            lengths.append(len(array))
        self._starts = np.cumsum([0, *lengths])
        self.shape = (int(self._starts[-1]), *self._each)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        """What stands at ``numbers``, in that order."""
        numbers = np.asarray(numbers)
        found = np.empty((len(numbers), *self._each), self.dtype)
        files = np.searchsorted(self._starts, numbers, side="right") - 1
        for file in np.unique(files):
            wanted = np.flatnonzero(files == file)
            order = wanted[np.argsort(numbers[wanted])]  # less seeking
            found[order] = map_kept(self._paths[file])[numbers[order] - self._starts[file]]
        return found


def damaged(path: Path, error: Exception) -> ModelError:
    """What to raise where the file ``path`` of an earlier run of a training is damaged."""
    return ModelError(
        f"Received {path}, which an earlier run left: it is damaged ({error}); remove it and train again."
    )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, axes: int) -> np.ndarray:
    with archive.open(info) as member:
        version = npy.read_magic(member)
        read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
        if read_header is None:
            raise ValueError(f"an array of version {version}")
        shape, _, kind = read_header(member)
        claimed = math.prod(shape) * kind.itemsize
        if kind.kind not in "fiub" or len(shape) != axes or min(shape, default=0) < 0:
            raise ValueError(f"{info.filename} of type {kind} and shape {shape}")
        if claimed != info.file_size - member.tell():
            raise ValueError(f"{info.filename} claims {claimed:,} bytes of {info.file_size:,}")
    with archive.open(info) as member:
        return npy.read_array(member, allow_pickle=False)
