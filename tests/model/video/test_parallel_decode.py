"""An archive's parts, decoded and encoded side by side, give what reading from one end to the other does."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from app.recorded.classify import _Run, classify_video
from app.sources.file import open_file
from model.engine import open_engine
from model.errors import FootageError
from model.video import parallel_decode as archive
from model.video.frame_selection import ExpectedFrames, PacketMismatchError, SelectedFrame
from model.video.nal import begins_anew
from model.video.parallel_decode import Archive
from model.video.sampling import TickSampler
from tests.model.video.test_selective_decode import STEADY, UNEVEN, sampled, write_h264

PARTED = {"bf": "3", "x264-params": "keyint=30:min-keyint=30:scenecut=0"}


def digest(image: np.ndarray) -> np.ndarray:
    """In a CNN's place: tells any two pictures apart."""
    return np.frombuffer(hashlib.sha256(image.tobytes()).digest(), np.uint8)


def in_parts(path: Path, encoders=(digest, digest)) -> list[tuple[int, float, int, bytes]]:
    """Index, time (rounded to a microsecond), ticks and digest of each sampled frame."""
    found = Archive(path, TickSampler(10.0, 7), encoders).features()
    return [(due.index, round(due.time, 6), due.ticks, features.tobytes()) for due, features in found]


def in_turn(path: Path) -> list[tuple[int, float, int, bytes]]:
    return [(*rest, hashlib.sha256(pixels).digest()) for *rest, pixels in sampled(open_file(path))]


@pytest.mark.parametrize("times", [STEADY, UNEVEN], ids=["30 frames a second", "uneven"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_the_same_frames_as_in_turn(tmp_path, times, suffix):
    path = write_h264(tmp_path / f"video{suffix}", times, PARTED)
    expected = in_turn(path)
    assert len(expected) > 30
    assert in_parts(path) == expected
    assert in_parts(path, [digest]) == expected


def test_hevc_comes_in_parts_too(tmp_path):
    options = {"preset": "ultrafast", "x265-params": "keyint=30:open-gop=0:log-level=none"}
    path = write_h264(tmp_path / "video.mp4", STEADY, options, "libx265")
    assert in_parts(path) == in_turn(path)


def test_parts_run_side_by_side_and_leave_no_thread(tmp_path):
    path = write_h264(tmp_path / "video.mp4", STEADY, PARTED)
    both = threading.Barrier(2, timeout=120)
    met = set()

    def meeting(image: np.ndarray) -> np.ndarray:
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            both.wait()  # breaks where one thread does all the work
        return digest(image)

    assert len(in_parts(path, [meeting, meeting])) == 50
    assert len(met) == 2

    found = Archive(path, TickSampler(10.0, 7), [digest, digest]).features()
    next(found)
    found.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("part-", "cut"))]


def test_little_memory_is_enough(tmp_path, monkeypatch):
    path = write_h264(tmp_path / "video.mp4", STEADY, PARTED)
    expected = in_turn(path)
    monkeypatch.setattr(archive, "MOST_BYTES", 1)
    assert in_parts(path) == expected


@pytest.mark.parametrize(
    "options",
    [
        {"x264-params": "keyint=infinite:scenecut=0"},  # one part
        {"x264-params": "open-gop=1:keyint=30:min-keyint=30:bframes=3:scenecut=0"},  # frames reach across keyframes
    ],
    ids=["no part", "open"],
)
def test_what_does_not_come_in_parts_is_said(tmp_path, options):
    path = write_h264(tmp_path / "video.mp4", STEADY, options)
    with pytest.raises(PacketMismatchError):
        in_parts(path)


def test_a_frame_that_does_not_come_is_missed_at_once():
    """Before any later one is given: what is said of those would else stand where the missing one belongs."""
    awaited = ExpectedFrames()
    for number in (0, 3, 6):
        step = SimpleNamespace(packet=None, due=SelectedFrame(number, number, number / 30, 1), needed=True)
        awaited.decode(SimpleNamespace(decode=lambda packet: []), step)
    assert awaited.match(SimpleNamespace(pts=0, is_corrupt=False)).index == 0
    assert awaited.match(SimpleNamespace(pts=1, is_corrupt=False)) is None
    with pytest.raises(PacketMismatchError):
        awaited.match(SimpleNamespace(pts=6, is_corrupt=False))
    with pytest.raises(PacketMismatchError):
        awaited.end()


def test_an_encoder_s_failure_is_raised(tmp_path):
    path = write_h264(tmp_path / "video.mp4", STEADY, PARTED)

    def failing(image: np.ndarray) -> np.ndarray:
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        in_parts(path, [failing, failing])


def test_what_is_no_video_is_one_sentence(tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("no video")
    with pytest.raises(FootageError, match=r"text\.mp4.*expected"):
        Archive(path, TickSampler(10.0, 7), [digest])


@pytest.mark.parametrize("suffix", [".mp4", ".ts"], ids=["lengths", "start codes"])
def test_pictures_that_begin_anew_are_told_from_others(tmp_path, suffix):
    path = write_h264(tmp_path / f"video{suffix}", STEADY, PARTED)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        found = [begins_anew(bytes(packet), "h264", stream.codec_context.extradata) for packet in packets]
    assert [number for number, anew in enumerate(found) if anew] == [0, 30, 60, 90, 120]
    assert not begins_anew(b"", "h264", None) and not begins_anew(b"\0\0\0\1\x65", "vp9", None)


@pytest.fixture(scope="module")
def parted(tmp_path_factory) -> Path:
    return write_h264(tmp_path_factory.mktemp("parted") / "video.mp4", STEADY, PARTED)


def rows(result) -> list[tuple]:
    return [(one.time, one.frame_index, one.probabilities.tobytes()) for one in result.predictions]


def test_predictions_are_equal_in_parts_and_in_turn_and_after_a_stop(parted, model_folder, monkeypatch):
    engine = open_engine(model_folder)
    expected = classify_video(parted, engine, cores=1)  # in turn
    assert len(expected.predictions) == 44
    monkeypatch.setattr(_Run, "in_turn", lambda self, decoders: pytest.fail("it was read in turn"))
    once = classify_video(parted, engine, cores=2)
    assert rows(once) == rows(expected)
    assert once.segments == expected.segments
    new = []
    later = classify_video(
        parted,
        engine,
        known=expected.predictions[:25],
        known_moments=expected.moments[:20],
        on_prediction=lambda prediction, timeline: new.append(prediction),
        cores=2,
    )
    assert rows(later) == rows(expected)
    assert len(new) == 44 - 25
    assert later.segments == expected.segments


@pytest.mark.parametrize("harm", ["bytes", "cut"])
def test_a_damaged_archive_is_read_to_where_it_can_be(tmp_path, model_folder, harm):
    """Begun in parts, gone on with in turn: nothing is lost or said twice."""
    path = write_h264(tmp_path / "video.mkv", STEADY, PARTED)
    content = bytearray(path.read_bytes())
    if harm == "cut":
        content = content[: len(content) * 2 // 3]
    else:
        for place in range(len(content) * 2 // 3, len(content), 2999):
            content[place : place + 40] = bytes(40)
    path.write_bytes(content)
    engine = open_engine(model_folder)
    expected, found = (rows(classify_video(path, engine, cores=cores)) for cores in (1, 2))
    assert len(expected) > 15
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    assert found[:12] == expected[:12]  # what comes before the damage: the very bytes
