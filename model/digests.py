"""What is in a file, in 64 digits: its SHA-256 (FIPS 180-4), by which a network is known whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

PATTERNS = ("*.tflite", "*.weights.h5", "*.npz")  # the networks in a model's folder


def digest_of(content: bytes) -> str:
    """Tell a content by its digest.

    Args:
        content: Any.

    Returns:
        The SHA-256 in hexadecimal, 64 digits.
    """
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """As ``digest_of``, of a file of any size.

    Args:
        path: The file.

    Returns:
        Its digest.

    Raises:
        OSError: It cannot be read.
    """
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(2**20):
            digest.update(part)
    return digest.hexdigest()


def digests_in(folder: Path) -> dict[str, str]:
    """The digest of each network in a folder.

    Args:
        folder: A model's.

    Returns:
        Digests by file name, sorted.

    Raises:
        OSError: A file cannot be read.
    """
    found = {file.name: file for pattern in PATTERNS for file in Path(folder).glob(pattern) if file.is_file()}
    return {name: file_digest(found[name]) for name in sorted(found) if not name.startswith(".")}
