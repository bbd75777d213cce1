"""Writing files whole or not at all: into a temporary file beside the target, which takes the target's place.

Temporary files have names nobody can guess, and are made anew, never through a link. The names say which process of which
machine made them: so those that a killed run left can be told from others, and go when something is next written there.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from platform import node

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FRESH = 0o666  # what a new file allows before the umask takes away
PRIVATE = 0o600  # for its owner alone
DAY = 86_400.0  # seconds
CLOCKS_APART = 60.0  # seconds that a file's time and a process's may disagree by
_NAME = re.compile(r"\.lac-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.part(\..*)?")
_LONGEST_ENDING = 40  # bytes of a name's ending that a temporary name keeps
_cleaned: set[Path] = set()  # folders whose leftovers this process has removed


@contextmanager
def temporary_file(path: Path, mode: int = FRESH) -> Iterator[Path]:
    """Yield the path of a new, empty file beside ``path``; it is removed at the end.

    Its name keeps the ending of ``path``, since libraries choose the format by it.

    Args:
        mode: What it allows, before the umask.

    Raises:
        OSError: The folder cannot be written to.
    """
    path = Path(path)
    remove_leftovers(path.parent)
    temporary = path.with_name(f".lac-{_machine()}-{os.getpid()}-{secrets.token_hex(8)}.part{_ending(path)}")
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path, mode: int = FRESH, durable: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success it takes ``path``'s place, on failure it is removed.

    A link at ``path`` is replaced itself, not what it leads to. A file that is replaced passes its permissions on.

    Args:
        durable: Only return when the content is on the disk, for what cannot be made again.

    Raises:
        OSError: It cannot be written.
    """
    with temporary_file(path, mode) as temporary:
        yield temporary
        if durable:
            _to_disk(temporary)
        with contextlib.suppress(OSError):
            there = os.lstat(path)
            if stat.S_ISREG(there.st_mode) and mode == FRESH:
                os.chmod(temporary, stat.S_IMODE(there.st_mode))
        os.replace(temporary, path)


@contextmanager
def placing(path: Path) -> Iterator[Path]:
    """As ``replacing``, but never in the place of anything: raises FileExistsError where ``path`` is taken by then."""
    with temporary_file(path) as temporary:
        yield temporary
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FRESH))
            try:
                os.replace(temporary, path)
            except OSError:
                os.unlink(path)
                raise


def write_whole(path: Path, content: str | bytes, mode: int = FRESH, durable: bool = False) -> Path:
    """Write ``content`` to ``path`` whole or not at all; returns ``path``. mode, durable: see ``replacing``.

    Text is written as UTF-8; a byte of a file's name that is no Unicode, as JSON and Python write it: ``\\udcff``.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    with replacing(path, mode, durable) as temporary:
        temporary.write_bytes(data)
    return Path(path)


@contextmanager
def locked(path: Path, patience: float = 10.0) -> Iterator[None]:
    """Hold the lock file ``path``, which is made if need be, against all other threads and processes.

    Args:
        path: The lock file. On a file system without locks it excludes nobody.
        patience: Seconds to wait for it.

    Raises:
        TimeoutError: Somebody else still has it then.
        OSError: It cannot be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), PRIVATE)
    try:
        until = time.monotonic() + patience
        while _lock(handle) is False:
            if time.monotonic() > until:
                raise TimeoutError(f"{path} is held by another program")
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)  # which unlocks it


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that killed runs left in ``folder``; looks once in a process."""
    folder = Path(folder)
    if folder in _cleaned:
        return
    _cleaned.add(folder)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _NAME.fullmatch(entry.name)
            with contextlib.suppress(OSError):
                if found and _is_left(found[1], int(found[2]), os.lstat(entry.path)):
                    os.unlink(entry.path)  # on Windows refused while it is open


def _machine() -> str:
    return f"{zlib.crc32(node().encode()):08x}"


def _ending(path: Path) -> str:
    ending = "".join(path.suffixes[-2:])  # two, for Keras asks for .weights.h5
    if len(os.fsencode(ending)) > _LONGEST_ENDING:
        ending = path.suffix
    return ending if len(os.fsencode(ending)) <= _LONGEST_ENDING else ""


def _is_left(machine: str, process: int, about: os.stat_result) -> bool:
    """Whether a temporary file of this user is of a process that runs no more; another machine's, after a day."""
    if not stat.S_ISREG(about.st_mode) or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
        return False
    if machine != _machine():
        return time.time() - about.st_mtime > DAY
    import psutil

    try:
        return psutil.Process(process).create_time() > about.st_mtime + CLOCKS_APART  # another one, of the same number
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def _lock(handle: int) -> bool | None:
    """Lock an open file without waiting: True; False where another holds it; None where nothing can be locked."""
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
