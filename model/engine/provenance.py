"""Which networks may run in this process: LiteRT believes what a file says of itself, and one wrong word ends the process.

A network is known by its SHA-256: it came with the program (``weights/SHA256SUMS``), was converted here, or has run in a process
of its own once without ending it. Any other is first tried that way, in about a quarter of a second. What is known besides
the program's own lies in the user's cache folder, an empty file for each network and version of LiteRT.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import subprocess
import sys
from pathlib import Path

from model.digests import digest_of, digests_in
from model.errors import ModelError
from model.files import write_whole
from model.paths import program_folder, read_bounded
from model.program_name import program_name
from model.registry import WEIGHTS
from model.spec import forget_digest, read_digests

MOST_BYTES = 512 * 2**20  # ResNet152V2 in float32 takes 230
SUMS_FILE = "SHA256SUMS"
TRIAL_SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[2]


def read_network(path: Path) -> bytes:
    """Read a network that may run in this process.

    Args:
        path: The file, in a model's folder.

    Returns:
        Its content.

    Raises:
        ModelError: It is missing, cannot be read, is too large, is not the one that ``model.json`` beside it tells of,
            or is unknown and does not work.
    """
    path = Path(path)
    try:
        content = read_bounded(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise ModelError(
            f"Received model folder {path.parent}: expected {path.name} in it; run `{program_name()} convert {path.parent}`."
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"Received {path}: it cannot be read ({getattr(error, 'strerror', '') or error}).") from error
    digest = digest_of(content)
    check_listed(path, digest)
    if not is_known(digest):
        _try(path, content)
        remember(digest)
    return content


def write_network(path: Path, content: bytes) -> Path:
    """Write a network that was converted here, whole or not at all, and know it from now on.

    ``model.json`` beside it tells of it again when it is next written. Raises OSError.

    Args:
        path: The file, in a model's folder.
        content: The network's.

    Returns:
        ``path``.

    Raises:
        OSError: It cannot be written.
    """
    forget_digest(path)
    write_whole(path, content)
    remember(digest_of(content))
    return Path(path)


def check_listed(path: Path, digest: str = "") -> None:
    """Raise ModelError where ``model.json`` beside ``path`` tells of a file with another ``digest`` there, or is damaged.

    digest: of the file; "" to have it read, where ``model.json`` tells of it at all.
    """
    listed = read_digests(path.parent).get(path.name, digest)
    if not listed:
        return
    digest = digest or _digest_or_none(path)
    if listed != digest:
        raise ModelError(
            f"Received {path}: it is not the file that model.json beside it tells of (its SHA-256 begins with {digest[:8]}, "
            f"expected {listed[:8]}); copy the model again, or run `{program_name()} convert {path.parent}`."
        )


def _digest_or_none(path: Path) -> str:
    try:
        return digest_of(read_bounded(path, MOST_BYTES))
    except (OSError, ValueError):
        return "none, it cannot be read"


def is_known(digest: str) -> bool:
    """Whether the network of that SHA-256 may run in this process."""
    return digest in _shipped() or _mark(digest).is_file()


def remember(digest: str) -> None:
    """Know the network of that SHA-256 from now on; where that cannot be written, it is tried again the next time."""
    mark = _mark(digest)
    with contextlib.suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def write_sums(weights: Path) -> Path:
    """Write ``SHA256SUMS`` (as ``sha256sum`` does) of the known networks in the folders under ``weights``.

    Those come with the program from then on. One that merely lies there and was never run is left out.

    Returns:
        Its path.
    """
    known = [
        f"{digest}  {folder.name}/{name}\n"
        for folder in sorted(path for path in weights.iterdir() if path.is_dir())
        for name, digest in digests_in(folder).items()
        if not name.endswith(".tflite") or is_known(digest)
    ]
    return write_whole(weights / SUMS_FILE, "".join(known))


@functools.lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    try:
        lines = read_bounded(WEIGHTS / SUMS_FILE, 2**20).decode("ascii").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(line.split()[0] for line in lines if line.strip())


def _mark(digest: str) -> Path:
    from importlib.metadata import PackageNotFoundError, version

    try:
        runtime = version("ai-edge-litert")
    except PackageNotFoundError:
        runtime = "unknown"
    return program_folder("cache") / "networks" / f"{digest}.litert-{runtime}"


def _try(path: Path, content: bytes) -> None:
    """Run the network in a process of its own (``model.engine.trial``); ModelError when that ends or it does not work."""
    otherwise = "copy the model again, or train it again"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "model.engine.trial"],
            cwd=ROOT, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TRIAL_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelError(
            f"Received {path}: it did not answer within {TRIAL_SECONDS:.0f} s when it was tried; {otherwise}."
        ) from error
    except OSError as error:
        raise ModelError(f"Received {path}: it could not be tried in a process of its own ({error}).") from error
    said = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode or said != "works":
        reason = (
            said.removeprefix("error ")
            if said.startswith("error ")
            else f"it ended the process, {_how(done.returncode)}"
        )
        raise ModelError(f"Received {path}: it is no working LiteRT file ({reason}); {otherwise}.")


def _how(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"
