"""Arrays in files are data: sizes are checked before memory is taken, and nothing but numbers comes out."""

from __future__ import annotations

import io
import os
import zipfile

import numpy as np
import pytest

from model.arrays import read_arrays

WANTED = {"times": 1, "values": 2}


def header(shape: str, kind: str = "'<f4'") -> bytes:
    """The beginning of an array's file that claims ``shape``."""
    text = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (118 - len(text) - 1 - 0) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def archive(path, **members: bytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return path


def array(values) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def test_what_numpy_wrote_is_read(tmp_path):
    values = {"times": np.arange(5.0), "values": np.asfortranarray(np.arange(6, dtype=np.int64).reshape(3, 2))}
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "kept.npz", **values, more=np.zeros(3))
        found = read_arrays(tmp_path / "kept.npz", WANTED)
        assert set(found) == set(WANTED) and all(np.array_equal(found[name], values[name]) for name in WANTED)
        assert found["values"].dtype == np.int64
    with pytest.raises(ValueError, match="more than 50 bytes"):
        read_arrays(tmp_path / "kept.npz", WANTED, 50)


GOOD = array(np.zeros(3))
HOSTILE = {
    "claims terabytes": header("(1000000, 1000000)"),
    "claims less": header("(2, 2)") + bytes(1000),
    "claims a negative shape": header("(-1, 5)") + bytes(16),
    "objects": array(np.array([[{}]], object)),
    "records": array(np.zeros((2, 2), [("a", "f4")])),
    "texts": array(np.array([["a"]])),
    "other axes": array(np.zeros(3)),
    "no array": b"hello",
    "nothing": b"",
    "code in the header": header("(__import__('os').system('touch /tmp/never'), 1)"),
    "a long header": header("(2, 2)" + " " * 60_000),
    "zeros packed a thousand times": header("(40000, 40000)") + bytes(64_000_000),
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_claims_to_be_an_array_is_refused(tmp_path, content):
    with pytest.raises(ValueError):
        read_arrays(archive(tmp_path / "kept.npz", times=GOOD, values=content), WANTED)
    with pytest.raises(ValueError, match="no archive"):
        read_arrays(archive(tmp_path / "kept.npz", times=GOOD), WANTED)


def test_a_bomb_is_refused_by_what_it_would_take(tmp_path):
    values = header("(15000, 1000)") + bytes(60_000_000)
    path = archive(tmp_path / "kept.npz", times=GOOD, values=values)
    assert path.stat().st_size < 100_000
    with pytest.raises(ValueError, match="more than"):
        read_arrays(path, WANTED, 50_000_000)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\5\6" + bytes(18), b"PK\5\6" + b"\xff" * 18, bytes(10_000)])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "kept.npz").write_bytes(content)
    with pytest.raises(ValueError):
        read_arrays(tmp_path / "kept.npz", WANTED)
    with pytest.raises(OSError):
        read_arrays(tmp_path / "none.npz", WANTED)
    with pytest.raises(OSError):
        read_arrays(tmp_path, WANTED)


def test_damage_anywhere_is_refused_or_does_no_harm(tmp_path):
    np.savez_compressed(tmp_path / "good.npz", times=np.arange(50.0), values=np.random.default_rng(0).random((50, 5)))
    whole, rng = (tmp_path / "good.npz").read_bytes(), np.random.default_rng(1)
    refused = 0
    for _ in range(500):
        content = bytearray(whole)
        for place in rng.integers(0, len(whole), rng.integers(1, 6)):
            content[place] = rng.integers(0, 256)
        (tmp_path / "bad.npz").write_bytes(content[: rng.integers(0, len(whole))] if rng.random() < 0.2 else content)
        try:
            found = read_arrays(tmp_path / "bad.npz", WANTED)
        except ValueError:
            refused += 1
        else:
            assert found["times"].ndim == 1 and found["values"].ndim == 2
    assert refused > 300


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "kept.npz")
    with pytest.raises(OSError):
        read_arrays(tmp_path / "kept.npz", WANTED)
