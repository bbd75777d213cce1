"""A small file may claim anything: what it claims is looked at before memory is taken for it."""

from __future__ import annotations

import struct
import sys
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands import main
from app.sources import SourceUnreadableError, open_source
from app.sources.sequence import in_order
from model.datasets.check import check
from model.datasets.label_file import parse_labels
from model.errors import FootageError
from model.limits import MOST_LABEL_ROWS, MOST_PROBLEMS, decoding_threads, frames_in_hand
from model.video.opening import open_media
from model.video.reader import read_frames
from tests.conftest import write_video
from tests.fuzz.bases import make_base
from tests.fuzz.worker import peak_mb

LITTLE_MB = 150  # what reading any of these files may take


@contextmanager
def little_memory():
    before = peak_mb(reset=True)
    yield
    if sys.platform.startswith("linux"):  # elsewhere the peak cannot be told
        assert peak_mb() < before + LITTLE_MB


def png(width: int, height: int) -> bytes:
    """A black picture of one bit a pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packed, row = zlib.compressobj(), bytes(1 + (width + 7) // 8)
    pixels = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def patched(path: Path, after: bytes, offset: int, new: bytes) -> Path:
    """``path`` with bytes exchanged, counted from each place where ``after`` is found."""
    data = bytearray(path.read_bytes())
    at = data.find(after)
    assert at >= 0
    while at >= 0:
        data[at + offset : at + offset + len(new)] = new
        at = data.find(after, at + 1)
    path.write_bytes(data)
    return path


def test_pictures_that_are_too_large(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.png").write_bytes(png(30_000, 30_000))
    with little_memory(), pytest.raises(SourceUnreadableError, match="larger than 67 million pixels") as caught:
        open_source(str(folder))
    assert "1.png" in str(caught.value)
    (folder / "1.png").write_bytes(png(640, 480))
    with little_memory():
        source = open_source(str(folder))
        pictures = [source.retrieve() for _ in iter(source.grab, None)]
    assert pictures[0].shape == (480, 640, 3) and pictures[1] is None


@pytest.mark.parametrize("kind", ["gif", "png", "avi", "mp4"])
def test_videos_that_claim_to_be_too_large(tmp_path, kind, capfd, model_folder):
    path = tmp_path / f"large.{kind}"
    if kind == "gif":
        path = patched(make_base("gif", tmp_path), b"GIF89a", 6, struct.pack("<HH", 16_000, 16_000))
    elif kind == "png":
        path.write_bytes(png(16_000, 16_000))
    elif kind == "avi":  # in the chunk that describes the stream, and in each picture
        path = patched(make_base("avi-mjpeg", tmp_path), b"\xff\xc0\0\x11\x08", 5, struct.pack(">HH", 16_000, 16_000))
        size = struct.pack("<II", 96, 64)
        patched(path, size + b"\1\0\x18\0MJPG", 0, struct.pack("<II", 16_000, 16_000))
    else:
        path = patched(make_base("mp4-h264", tmp_path), b"avc1\0\0\0\0\0\0\0\1", 28, struct.pack(">HH", 16_000, 16_000))
        data = bytearray(path.read_bytes())
        at = data.find(b"avcC")
        data[at + 4 : at + 12] = bytes(8)  # without its parameters, the box's size is all that is known
        path.write_bytes(data)
    with little_memory(), pytest.raises(FootageError):
        list(read_frames(path, lambda time: 1))
    with little_memory():
        assert main(["classify", str(path), "-q", "-o", str(tmp_path / "out"), "--model", str(model_folder)]) == 1
    said = capfd.readouterr().err
    assert len(said.splitlines()) == 1
    assert (
        "16000x16000 pixels, expected at most 36 million" if kind in ("gif", "png") else "36 million pixels"
    ) in said


MANY = struct.pack(">I", 80_000_000)


def with_table(folder: Path, what: str) -> Path:
    """A little MP4 one of whose tables claims 80 million frames."""
    if what == "fragment":
        path = make_base("mp4-fragments", folder)
        return patched(path, b"trun", 4, b"\0\0\0\1" + MANY)  # no field for each frame
    path = make_base("mp4-h264", folder)
    patched(path, b"stsz", 8, struct.pack(">I", 1) + MANY)  # all of one size
    if what == "one size":
        return patched(path, b"stsc", 16, MANY)
    data = path.read_bytes()
    at = data.rfind(b"moov") - 4
    if what == "hidden":  # space that is free in name alone
        path.write_bytes(data[: at + 4] + b"free" + data[at + 8 :])
    elif what == "compressed":
        index = data[at:]
        content = box(b"dcom", b"zlib") + box(b"cmvd", struct.pack(">I", len(index)), zlib.compress(index))
        path.write_bytes(data[:at] + box(b"moov", box(b"cmov", content)))
    return path


def box(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I", 8 + len(whole)) + kind + whole


@pytest.mark.parametrize("what", ["one size", "fragment", "hidden", "compressed"])
def test_tables_that_claim_more_than_can_be(tmp_path, what, capfd, model_folder):
    path = with_table(tmp_path, what)
    with little_memory(), pytest.raises(FootageError, match="tables claim .* frames, expected at most"):
        open_media(path)
    assert main(["classify", str(path), "-q", "-o", str(tmp_path / "out"), "--model", str(model_folder)]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_edits_that_repeat_a_video_without_end(tmp_path):
    """Each edit lists the frames again: 5,000 of them and 3,000 frames are 15 million."""
    path = tmp_path / "edits.mp4"
    write_video(path, 100.0)
    data = path.read_bytes()
    at = data.find(b"elst") - 4
    old = struct.unpack_from(">I", data, at)[0]
    edits = box(b"elst", bytes(4), struct.pack(">I", 5000), 5000 * struct.pack(">IiI", 1000, 0, 65536))
    more, new = len(edits) - old, bytearray(data[:at] + edits + data[at + old :])
    for kind in (b"moov", b"trak", b"edts"):
        where = new.find(kind) - 4
        new[where : where + 4] = struct.pack(">I", struct.unpack_from(">I", new, where)[0] + more)
    path.write_bytes(new)
    with pytest.raises(FootageError, match="15000000 frames"):
        open_media(path)


def test_tables_that_are_damaged_but_harmless_do_not_stop_a_video(tmp_path):
    """A count that its table has no room for takes no memory: FFmpeg reads what is there."""
    path = patched(make_base("mp4-h264", tmp_path), b"elst", 8, struct.pack(">I", 0x7FFFFFFF))
    assert len(list(read_frames(path, lambda time: 1))) >= 29


def test_time_stamps_in_names_are_no_numbering(tmp_path):
    folder = tmp_path / "gun"
    folder.mkdir()
    for name in ("rec20240101123456", "rec20240131123456", "shot_1", "shot_2", "shot_4", "shot_5"):
        write_video(folder / f"{name}.mp4", 0.2)
    with little_memory():
        problems = check(tmp_path, ("gun",)).problems
    assert [line for line in problems if "numbering" in line] == [f"{folder / 'shot_'}*: the numbering misses 3."]


def test_a_label_file_without_end(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("start,end,label\n" + "".join(f"{n},{n + 1},gun\n" for n in range(MOST_LABEL_ROWS + 500)))
    segments, problems = parse_labels(path)
    assert len(segments) == MOST_LABEL_ROWS and len(problems) == 1 and "was not read" in problems[0]
    path.write_text("start,end,label\n" + 5000 * ("x" * 5000 + ",2,gun\n"))
    with little_memory():
        segments, problems = parse_labels(path)
    assert not segments and len(problems) == MOST_PROBLEMS + 1 and all(len(line) < 400 for line in problems)


def test_few_large_frames_wait_where_many_small_ones_may():
    assert (
        frames_in_hand(1280, 720, 7) == 7 and frames_in_hand(8192, 4352, 7) == 2 and frames_in_hand(9**6, 9**6, 7) == 1
    )
    assert decoding_threads(1920, 1080, 16) == 16 and decoding_threads(8192, 4352, 16) == 5


def test_any_name_has_its_place_in_a_sequence():
    assert in_order(["b2.png", "b10.png", "b1.png", "²x3.png", "x²3.png", "7.png"]) == [
        "7.png", "b1.png", "b2.png", "b10.png", "x²3.png", "²x3.png",
    ]  # fmt: skip
