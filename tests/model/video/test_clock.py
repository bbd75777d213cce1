"""One clock: a frame's time is what players show for it, whatever its file writes down."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.commands import main
from app.sources import open_source
from model.errors import FootageError
from model.video.reader import read_frames, video_info
from model.video.sampling import TickSampler
from model.video.selective_decode import SelectiveDecoder
from model.video.timestamps import TimestampClock
from model.video.video_file import VideoFile

FPS, COUNT = 30, 90
SIZE = (192, 108)


def numbered(number: int) -> np.ndarray:
    """A picture that says its number: twelve blocks, black or white."""
    image = np.full((SIZE[1], SIZE[0], 3), (60, 90, 120), np.uint8)
    for bit in range(8):
        image[20:60, 24 * bit : 24 * bit + 20] = 235 if number >> bit & 1 else 20
    return image


def number_of(image: np.ndarray) -> int:
    return sum(1 << bit for bit in range(8) if image[30:50, 24 * bit + 5 : 24 * bit + 15].mean() > 128)


def write(
    path: Path,
    timestamps: list[float],
    codec: str = "libx264",
    options: dict | None = None,
    sound: tuple[float, float] | None = None,
    time_code: str = "",
) -> Path:
    """Numbered pictures with these timestamps (seconds), and sound from one moment to another."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            codec,
            rate=FPS,
            options={"bf": "3", "g": "30", "preset": "fast"} if options is None and codec == "libx264" else options,
        )
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        coarse = path.suffix == ".avi" or codec in ("mpeg2video", "mjpeg")
        stream.codec_context.time_base = Fraction(1, FPS if coarse else 90_000)
        packets = []
        if time_code:
            container.metadata["timecode"] = time_code
        if sound:
            track = container.add_stream("pcm_s16le" if path.suffix == ".avi" else "aac", rate=48_000)
            track.layout = "mono"
        for number, timestamp in enumerate(timestamps):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="bgr24")
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(timestamp / frame.time_base)
            packets += stream.encode(frame)
        packets += stream.encode(None)
        if sound:
            for begin in range(round(sound[0] * 48_000), round(sound[1] * 48_000), 1024):
                piece = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
                piece.rate, piece.pts, piece.time_base = 48_000, begin, Fraction(1, 48_000)
                packets += track.encode(piece)
            packets += track.encode(None)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return path


def read(path: Path) -> list[tuple[float, int]]:
    """The time and number of every frame."""
    return [(time, number_of(image)) for time, _, image in read_frames(path, lambda time: 1)]


def expect(path: Path, begin: float, count: int = COUNT, tolerance: float = 1e-3) -> None:
    """All that reads the file says that frame n is shown at ``begin + n / FPS``: read, sought and decoded selectively alike."""
    times = [begin + number / FPS for number in range(count)]
    found = read(path)
    assert [number for _, number in found] == list(range(count))
    assert [time for time, _ in found] == pytest.approx(times, abs=tolerance)
    decoder = SelectiveDecoder(path, TickSampler(10.0, 7))
    sampled = [(time, number_of(decoder.to_bgr(frame))) for _, time, _, frame in decoder.frames()]
    decoder.close()
    assert len(sampled) == len(times[::3])
    for time, number in sampled:
        assert time == pytest.approx(times[number], abs=tolerance)
    source = open_source(str(path))
    assert source.grab() == (0, pytest.approx(begin, abs=tolerance))
    for number in (count // 2, 3, count - 2, 0):
        index, time = source.seek(times[number])
        assert (index, time) == (number, pytest.approx(times[number], abs=tolerance))
        assert number_of(source.retrieve()) == number
        assert source.grab()[1] == pytest.approx(times[number + 1], abs=tolerance)
        assert number_of(source.retrieve()) == number + 1
    while source.grab() is not None:
        pass
    assert source.duration == pytest.approx(times[-1] + 1 / FPS, abs=0.01 + tolerance)
    source.close()


STEADY = [number / FPS for number in range(COUNT)]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts", ".mov", ".avi"])
@pytest.mark.parametrize("sound", [None, (0.0, 3.0)], ids=["silent", "sound"])
def test_an_ordinary_file_begins_at_zero(tmp_path, suffix, sound):
    path = write(tmp_path / f"video{suffix}", STEADY, sound=sound)
    expect(path, video_info(path).start)
    assert video_info(path).start == pytest.approx(0.0, abs=0.03)  # a coder of sound may begin a little before


@pytest.mark.parametrize("suffix", [".mts", ".flv", ".mkv", ".mp4"])
def test_the_beginning_is_found_again(tmp_path, suffix):
    """Also where key frames lie far from each other, and sound begins before the pictures."""
    timestamps = [number / FPS for number in range(200)]
    path = write(tmp_path / f"video{suffix}", timestamps, options={"bf": "2", "g": "60"}, sound=(0.0, 6.5))
    expect(path, video_info(path).start, 200, tolerance=2e-3)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_pictures_may_begin_after_the_sound(tmp_path, suffix):
    path = write(tmp_path / f"late{suffix}", [1.0 + timestamp for timestamp in STEADY], sound=(0.0, 4.0))
    expect(path, 1.0, tolerance=0.03)
    assert video_info(path).duration == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize("suffix", [".mkv", ".ts", ".mp4"])
def test_a_file_whose_stamps_begin_at_five_seconds_begins_at_zero(tmp_path, suffix):
    expect(write(tmp_path / f"five{suffix}", [5.0 + timestamp for timestamp in STEADY]), 0.0)
    late = write(tmp_path / f"both{suffix}", [5.5 + timestamp for timestamp in STEADY], sound=(5.0, 8.5))
    expect(late, 0.5, tolerance=0.03)


@pytest.mark.parametrize(
    ("codec", "options"),
    [("libx264", {"bf": "3", "g": "30"}), ("libx264", {"bf": "0"}), ("mpeg4", {"bf": "2"}), ("mjpeg", None)],
    ids=["b-frames", "no b-frames", "mpeg-4", "mjpeg"],
)
def test_avi_knows_only_the_order_of_storing(tmp_path, codec, options):
    expect(write(tmp_path / "video.avi", STEADY, codec, options and {"g": "30", **options}), 0.0)


def restamped(source: Path, target: Path, timestamp) -> Path:
    """The packets of ``source`` with ``timestamp(number, packet)`` for ``(pts, dts)``, in their order."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        packets = [packet for packet in old.demux(video=0) if packet.size]
        for number, packet in enumerate(packets):
            packet.stream = stream
            packet.pts, packet.dts = timestamp(number, packet)
            new.mux(packet)
    return target


def test_stamps_in_the_order_of_storing_are_understood_elsewhere_too(tmp_path):
    def stored(number, packet):
        timestamp = round(number / FPS / packet.time_base)
        return timestamp, timestamp

    path = restamped(write(tmp_path / "a.mkv", STEADY), tmp_path / "b.mkv", stored)
    found = read(path)
    assert [number for _, number in found] == list(range(COUNT))
    assert [time for time, _ in found] == pytest.approx(STEADY, abs=2e-3)


def test_frames_that_are_missing_in_avi_leave_their_time_empty(tmp_path):
    kept = [timestamp for number, timestamp in enumerate(STEADY) if not 40 <= number < 55]
    found = read(write(tmp_path / "gap.avi", kept, options={"bf": "0"}))
    assert [time for time, _ in found] == pytest.approx(kept, abs=1e-3)


def test_an_edit_list_cuts_and_delays(tmp_path):
    """Frames before the cut never come out, and the first that does is zero."""
    whole = write(tmp_path / "whole.mp4", STEADY, options={"bf": "0", "g": "90"})
    path = tmp_path / "cut.mp4"
    with av.open(str(whole)) as old, av.open(str(path), "w", options={"use_editlist": "1"}) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                packet.stream = stream
                packet.pts -= round(1 / packet.time_base)  # a second lies before zero: the writer makes a list of edits
                packet.dts -= round(1 / packet.time_base)
                new.mux(packet)
    found = read(path)
    assert [number for _, number in found] == list(range(30, COUNT))
    assert [time for time, _ in found] == pytest.approx(STEADY[:60], abs=1e-3)


@pytest.mark.parametrize("suffix", [".ts", ".mpg"])
def test_joined_recordings_are_one_after_the_other_and_sought_so(tmp_path, suffix):
    one = write(tmp_path / f"one{suffix}", STEADY, "mpeg2video", {"g": "15", "bf": "0"})
    path = tmp_path / f"joined{suffix}"
    path.write_bytes(one.read_bytes() * 2)
    source = open_source(str(path))
    times, numbers = [], []
    while (grabbed := source.grab()) is not None:
        times.append(grabbed[1])
        numbers.append(number_of(source.retrieve()))
    assert numbers == [*range(COUNT), *range(COUNT)]
    assert times == pytest.approx([number / FPS for number in range(2 * COUNT)], abs=2e-3)
    assert source.duration == pytest.approx(6.0, abs=0.01)
    for number in (120, 20, 95, 179, 0):
        assert source.seek(times[number])[1] == pytest.approx(times[number], abs=2e-3)
        assert number_of(source.retrieve()) == number % COUNT
    source.close()


@pytest.mark.parametrize("suffix, codec, options", [
    (".ts", "mpeg2video", {"g": "15", "bf": "0"}), (".mpg", "mpeg2video", {"g": "15", "bf": "0"}),
    (".ts", "mpeg2video", {"g": "15", "bf": "2"}), (".ts", "libx264", {"g": "20", "bf": "2"}), (".ts", "libx265", {"g": "20"}),
])  # fmt: skip
@pytest.mark.parametrize("later", [0.0, 3600.0])
def test_joined_recordings_are_sought_in_parts_that_were_never_read(tmp_path, suffix, codec, options, later):
    """Whether the second one's stamps begin anew or an hour later."""
    one = write(tmp_path / f"one{suffix}", STEADY, codec, options)
    two = write(tmp_path / f"two{suffix}", [later + stamp for stamp in STEADY], codec, options)
    path = tmp_path / f"joined{suffix}"
    path.write_bytes(one.read_bytes() + two.read_bytes())
    found = read(path)
    assert [number for _, number in found] == [*range(COUNT), *range(COUNT)]
    for number in (150, 95, 20, 179, 0, 90):
        with VideoFile(path) as video:  # freshly opened
            _, time, frame = video.seek(found[number][0])
            assert time == pytest.approx(found[number][0], abs=2e-3)
            assert number_of(video.to_bgr(frame)) == number % COUNT
            assert video.duration == pytest.approx(2 * COUNT / FPS, abs=0.05)
            following = [number_of(video.to_bgr(video.read()[2])) for _ in range(3)] if number < 170 else []
            assert following == [(number + n) % COUNT for n in range(1, 4)][: len(following)]


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_stamps_that_wrap_around_go_on(tmp_path, codec):
    """An MPEG stream counts to 2^33 / 90000 s, which may come at any time."""
    begin = 2**33 / 90_000 - 1.0
    expect(write(tmp_path / "wrap.ts", [begin + timestamp for timestamp in STEADY], codec, {"g": "15", "bf": "0"}), 0.0)


def test_what_a_raw_stream_lacks_is_counted_and_sought(tmp_path):
    whole = write(tmp_path / "whole.mp4", STEADY)
    bare = tmp_path / "video.h264"
    with av.open(str(whole)) as old, av.open(str(bare), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                packet.stream = stream
                new.mux(packet)
    with VideoFile(bare) as video:
        times = []
        while (found := video.read()) is not None:
            times.append(found[1])
        assert times == sorted(set(times)) and len(times) == COUNT
        for number in (70, 10):
            _, time, frame = video.seek(times[number])
            assert time == pytest.approx(times[number]) and number_of(video.to_bgr(frame)) == number


def test_a_stated_duration_is_a_guess(tmp_path):
    """A file that was cut short says more than it has."""
    whole = write(tmp_path / "whole.mkv", [number / FPS for number in range(COUNT)])
    short = tmp_path / "short.mkv"
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with VideoFile(short) as video:
        assert video.duration == pytest.approx(3.0, abs=0.05)
        last = 0.0
        while (found := video.read()) is not None:
            last = found[1]
        assert last < 2.5 and video.duration == pytest.approx(last + 1 / FPS, abs=0.01)


def test_the_zero_lies_where_the_first_stream_begins():
    def times(zero, *timestamps):
        clock = TimestampClock(10.0, zero=zero)
        return [round(clock.time(timestamp), 3) for timestamp in timestamps]

    assert times(4.0, 5.0, 5.1) == [1.0, 1.1]
    assert times(None, 5.0, 5.1) == [0.0, 0.1]
    assert times(4.0, 3.9, 4.0) == [0.0, 0.1]  # a frame before the stated zero
    assert times(0.0, 90_000.0, 90_000.1) == [0.0, 0.1]  # a zero that cannot be true
    assert times(5.0, float("nan"), 5.1) == [0.0, 0.1]


def test_all_results_count_from_the_same_zero(tmp_path, model_folder):
    timestamps = [number / FPS for number in range(75)]
    plain = write(tmp_path / "plain.mkv", timestamps, sound=(0.0, 4.0))
    late = write(tmp_path / "late.mkv", [1.0 + timestamp for timestamp in timestamps], sound=(0.0, 4.0))
    kinds = "csv,json,srt,vtt,llc"
    out = tmp_path / "out"
    assert (
        main(["classify", str(plain), str(late), "-q", "-f", kinds, "-o", str(out), "--model", str(model_folder)]) == 0
    )

    def results(name: str):
        found = json.loads((out / f"{name}.json").read_text())
        with open(out / f"{name}.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        return found, rows

    (before, plain_rows), (after, late_rows) = results("plain"), results("late")
    shift = [b["time"] - a["time"] for a, b in zip(before["predictions"], after["predictions"], strict=True)]
    assert shift == pytest.approx([1.0] * len(shift), abs=2e-3)
    assert [p["probabilities"] for p in before["predictions"]] == [p["probabilities"] for p in after["predictions"]]
    assert float(late_rows[-1]["end"]) - float(plain_rows[-1]["end"]) == pytest.approx(1.0, abs=2e-3)
    first = float(late_rows[0]["start"])
    assert f"00:00:{first:06.3f}".replace(".", ",") in (out / "late.srt").read_text()
    assert f"00:{first:06.3f}" in (out / "late.vtt").read_text()


def test_the_camera_s_time_code_is_told(tmp_path):
    path = write(tmp_path / "plain.mov", STEADY[:10])
    coded = write(tmp_path / "coded.mov", STEADY[:10], time_code="01:02:03:04")
    assert video_info(coded).time_code == "01:02:03:04" and video_info(path).time_code == ""


def with_second(path: Path, cover: bool) -> Path:
    """Two streams of pictures: grey, and one that is lit; the second is a cover, or the one that players choose."""
    with av.open(str(path), "w") as container:
        streams = []
        for number in range(2):
            stream = container.add_stream("mjpeg" if cover and number == 0 else "mpeg4", rate=FPS)
            stream.width, stream.height = SIZE
            stream.pix_fmt = "yuvj420p" if cover and number == 0 else "yuv420p"
            streams.append(stream)
        kinds = av.stream.Disposition
        streams[0].disposition = kinds.attached_pic if cover else kinds(0)
        streams[1].disposition = kinds(0) if cover else kinds.default
        for index in range(1 if cover else 10):
            _mux(container, streams[0], 60, index)
        for index in range(10):
            _mux(container, streams[1], 220, index)
        for stream in streams:
            container.mux(stream.encode(None))
    return path


def _mux(container, stream, grey: int, index: int) -> None:
    image = np.full((SIZE[1], SIZE[0], 3), grey, np.uint8)
    frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format=stream.pix_fmt)
    frame.pts, frame.time_base = index, Fraction(1, FPS)
    container.mux(stream.encode(frame))


@pytest.mark.parametrize("cover", [False, True], ids=["default", "cover"])
def test_the_stream_that_players_choose(tmp_path, cover):
    path = with_second(tmp_path / ("cover.mp4" if cover else "two.mkv"), cover)
    images = [image for _, _, image in read_frames(path, lambda time: 1)]
    assert len(images) == 10 and np.mean(images) == pytest.approx(220, abs=4)


def test_sound_with_a_cover_is_no_video(tmp_path):
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as container:
        cover, track = container.add_stream("mjpeg", rate=1), container.add_stream("aac", rate=48_000)
        cover.width, cover.height, cover.pix_fmt, track.layout = *SIZE, "yuvj420p", "mono"
        cover.disposition = av.stream.Disposition.attached_pic
        _mux(container, cover, 90, 0)
        piece = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.float32), "fltp", "mono")
        piece.rate, piece.pts, piece.time_base = 48_000, 0, Fraction(1, 48_000)
        for packet in [*cover.encode(None), *track.encode(piece), *track.encode(None)]:
            container.mux(packet)
    with pytest.raises(FootageError, match="sound and a cover picture"):
        read(path)
