"""Selective decoding gives the frames, times and pixels of plain reading, and decodes less."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.sources.file import open_file
from model.errors import FootageError
from model.video.picture import PictureConverter
from model.video.sampling import TickSampler
from model.video.selective_decode import SelectiveDecoder

SIZE = (192, 108)


def write_h264(path: Path, times: list[float], options: dict | None = None, codec: str = "libx264") -> Path:
    """An H.264 (or other) video, with three B frames in a row by default; its frames are at ``times`` seconds."""
    width, height = SIZE
    rng = np.random.default_rng(3)
    backdrop = rng.integers(0, 256, (height, width + 2 * len(times), 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30, options=options or {"bf": "3", "g": "48", "preset": "fast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 12000)
        for number, time in enumerate(times):
            image = np.ascontiguousarray(backdrop[:, 2 * number : 2 * number + width])
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = round(time * 12000), Fraction(1, 12000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def sampled(source, fps: float = 10.0) -> list[tuple[int, float, int, bytes]]:
    """What the model would be given of ``source``: index, time (rounded to a microsecond), ticks, pixels."""
    sampler, found = TickSampler(fps, 7), []
    while (grabbed := source.grab()) is not None:
        ticks = sampler.ticks(grabbed[1])
        if ticks > 0:
            found.append((grabbed[0], round(grabbed[1], 6), ticks, source.retrieve().tobytes()))
    source.close()
    return found


def selected(path: Path) -> list[tuple[int, float, int, bytes]]:
    """The same of a file that is decoded selectively."""
    decoder = SelectiveDecoder(path, TickSampler(10.0, 7))
    found = [(at, round(time, 6), ticks, decoder.to_bgr(one).tobytes()) for at, time, ticks, one in decoder.frames()]
    decoder.close()
    return found


STEADY = [number / 30 for number in range(150)]
UNEVEN = list(np.cumsum(np.random.default_rng(0).uniform(0.004, 0.12, 150)))


@pytest.mark.parametrize("times", [STEADY, UNEVEN], ids=["30 frames a second", "uneven"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize(
    "options", [{"bf": "3", "g": "48"}, {"bf": "0"}, {"bf": "2", "x264-params": "b-pyramid=none:open-gop=1:keyint=12"}]
)
def test_the_same_frames_as_the_window_s(tmp_path, times, suffix, options):
    path = write_h264(tmp_path / f"video{suffix}", times, options)
    plain = sampled(open_file(path))
    assert len(plain) > 30
    assert selected(path) == plain


def test_frames_that_nobody_needs_are_not_decoded(tmp_path):
    path = write_h264(tmp_path / "video.mp4", STEADY)
    decoder = SelectiveDecoder(path, TickSampler(10.0, 7))
    indices = [index for index, *_ in decoder.frames()]
    decoder.close()
    assert indices == list(range(0, 150, 3))
    assert not decoder.plain
    assert decoder.decoded < 0.8 * 150


@pytest.mark.parametrize("harm", ["bytes", "cut"])
def test_a_damaged_file_gives_what_plain_reading_does(tmp_path, harm):
    path = write_h264(tmp_path / "video.mkv", STEADY, {"bf": "3", "g": "24"})
    content = bytearray(path.read_bytes())
    if harm == "cut":
        content = content[: len(content) * 2 // 3]
    else:
        for place in range(len(content) // 3, len(content), 2999):
            content[place : place + 40] = bytes(40)
    path.write_bytes(content)

    def read(plainly: bool) -> list:
        decoder = SelectiveDecoder(path, TickSampler(10.0, 7), threads=1)
        decoder.plain = plainly
        found = [(round(time, 6), ticks, decoder.to_bgr(frame).tobytes()) for _, time, ticks, frame in decoder.frames()]
        decoder.close()
        return found

    plain, selected = read(True), read(False)
    assert len(plain) > 20
    assert [one[:2] for one in selected] == [one[:2] for one in plain]
    assert selected[:16] == plain[:16]  # what comes before the damage: the very bytes


def test_files_without_time_stamps(tmp_path):
    """A bare H.264 stream says nothing of time: frames follow at the assumed rate."""
    with_timestamps = write_h264(tmp_path / "video.mp4", STEADY, {"bf": "0"})
    bare = tmp_path / "video.h264"
    with av.open(str(with_timestamps)) as source, av.open(str(bare), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    assert [one[0] for one in selected(bare)] == [one[0] for one in sampled(open_file(bare))]


def test_what_is_no_video_is_one_sentence(tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("no video")
    with pytest.raises(FootageError, match=r"text\.mp4.*expected"):
        SelectiveDecoder(path, TickSampler(10.0, 7))


def test_pixels_are_those_of_opencv(tmp_path):
    """Colour spaces, ranges and chroma layouts alike: training reads with OpenCV, the archive with PyAV."""
    from app.runtime_env import cv2

    for layout in ("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv420p10le"):
        path = tmp_path / f"{layout}.mkv"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = *SIZE, layout
            image = np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")):
                container.mux(packet)
            container.mux(stream.encode(None))
        capture = cv2.VideoCapture(str(path))
        ok, expected = capture.read()
        capture.release()
        assert ok
        with av.open(str(path)) as container:
            received = PictureConverter(container.streams.video[0]).to_bgr(next(container.decode(video=0)))
        assert np.array_equal(received, expected), layout
