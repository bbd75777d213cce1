"""What is in a file, in 64 digits: its SHA-256 (FIPS 180-4), by which a network is known whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

PATTERNS = ("*.tflite", "*.weights.h5", "*.npz")  # the networks in a model's folder


def digest_of(content: bytes) -> str:
    """The SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """As ``digest_of``, of a file of any size. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(2**20):
            digest.update(part)
    return digest.hexdigest()


def digests_in(folder: Path) -> dict[str, str]:
    """The digest of each network in ``folder``, by its file's name. Raises OSError."""
    found = {file.name: file for pattern in PATTERNS for file in Path(folder).glob(pattern) if file.is_file()}
    return {name: file_digest(found[name]) for name in sorted(found) if not name.startswith(".")}
