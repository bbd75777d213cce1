"""One picture: what players show of a file, whatever its frames are like."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from app.sources import open_source
from model.video.picture import PictureConverter
from model.video.reader import read_frames, video_info
from model.video.sampling import TickSampler
from model.video.selective_decode import SelectiveDecoder
from model.video.video_file import VideoFile
from tests.model.video.test_opening import say_once

WIDTH, HEIGHT = 160, 96
# Corners: red, green, blue and white (BGR), so that every turn and every squeeze shows.
RED, GREEN, BLUE, WHITE = (30, 30, 200), (30, 200, 30), (200, 30, 30), (220, 220, 220)


def corners(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2], image[: height // 2, width // 2 :] = RED, GREEN
    image[height // 2 :, : width // 2], image[height // 2 :, width // 2 :] = BLUE, WHITE
    return image


def colours(image: np.ndarray) -> list[tuple[int, int, int]]:
    """The colours in the middle of the four quarters: top left, top right, bottom left, bottom right."""
    height, width = image.shape[:2]
    return [tuple(int(one) for one in image[height * y // 4, width * x // 4]) for y in (1, 3) for x in (1, 3)]


def near(found, expected, tolerance: int = 6) -> bool:
    return bool(np.abs(np.array(found, int) - np.array(expected, int)).max() <= tolerance)


def write(path: Path, frames: list[av.VideoFrame], codec: str = "libx264", **settings) -> Path:
    """``frames`` at 25 a second; settings: attributes of the encoder, ``options`` among them."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options=settings.pop("options", {"crf": "8", "g": "10"}))
        stream.width, stream.height, stream.pix_fmt = frames[0].width, frames[0].height, frames[0].format.name
        for name, value in settings.items():
            setattr(stream.codec_context, name, value)
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames_of(image: np.ndarray, count: int = 3, layout: str = "yuv420p") -> list[av.VideoFrame]:
    return [av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format=layout) for _ in range(count)]


def seen(path: Path) -> np.ndarray:
    """The first picture, after making sure that all that reads files sees the same, and that all are of its size."""
    first, *rest = [image for _, _, image in read_frames(path, lambda time: 1)]
    assert all(image.shape == first.shape for image in rest)
    source = open_source(str(path))
    source.grab()
    assert np.array_equal(source.retrieve(), first)
    source.close()
    decoder = SelectiveDecoder(path, TickSampler(25.0, 7))
    assert np.array_equal(decoder.to_bgr(next(decoder.frames())[3]), first)
    decoder.close()
    assert video_info(path).size == (first.shape[1], first.shape[0])
    return first


def with_matrix(source: Path, target: Path, matrix: tuple[int, int, int, int]) -> Path:
    """An MP4 whose track is shown turned: the nine numbers in its ``tkhd`` box are others."""
    content = bytearray(source.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    a, b, c, d = (one * 65536 for one in matrix)
    numbers = (a, b, 0, c, d, 0, 0, 0, 1 << 30)
    assert content[at : at + 36] == b"".join(
        n.to_bytes(4, "big", signed=True) for n in (65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
    )
    content[at : at + 36] = b"".join(number.to_bytes(4, "big", signed=True) for number in numbers)
    target.write_bytes(content)
    return target


TURNS = {  # how the corners stand: top left, top right, bottom left, bottom right
    "as it is": ((1, 0, 0, 1), (RED, GREEN, BLUE, WHITE)),
    "clockwise": ((0, 1, -1, 0), (BLUE, RED, WHITE, GREEN)),
    "upside down": ((-1, 0, 0, -1), (WHITE, BLUE, GREEN, RED)),
    "counterclockwise": ((0, -1, 1, 0), (GREEN, WHITE, RED, BLUE)),
    "mirrored": ((-1, 0, 0, 1), (GREEN, RED, WHITE, BLUE)),
    "mirrored and upside down": ((1, 0, 0, -1), (BLUE, WHITE, RED, GREEN)),
    "mirrored along its diagonal": ((0, 1, 1, 0), (RED, BLUE, GREEN, WHITE)),
}


@pytest.mark.parametrize("turn", TURNS)
def test_pictures_are_upright(tmp_path, turn):
    matrix, expected = TURNS[turn]
    plain = write(tmp_path / "plain.mp4", frames_of(corners()))
    image = seen(with_matrix(plain, tmp_path / "turned.mp4", matrix))
    assert image.shape == ((WIDTH, HEIGHT, 3) if matrix[0] == 0 else (HEIGHT, WIDTH, 3))
    assert near(colours(image), expected, 10)


@pytest.mark.parametrize(
    ("shape", "width"), [("64/45", 228), ("4/3", 213), ("10/11", 145), ("1/1", 160), ("1000/1", 160), ("400/399", 160)]
)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_pixels_are_square(tmp_path, shape, width, suffix):
    disc = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    disc[24:72, 40:88] = 200
    path = write(tmp_path / f"video{suffix}", frames_of(disc, 10), sample_aspect_ratio=Fraction(shape))
    image = seen(path)
    assert image.shape == (HEIGHT, width, 3)
    lit = image[..., 1] > 100
    assert lit.any(0).sum() == pytest.approx(48 * width / WIDTH, abs=2) and lit.any(1).sum() == 48


def test_the_pixels_of_a_stream_are_square_too(tmp_path):
    path = write(tmp_path / "video.ts", frames_of(corners(), 30), sample_aspect_ratio=Fraction(4, 3))
    source = open_source(f"tcp://127.0.0.1:{say_once(path.read_bytes())}")
    assert source.live and source.grab() is not None
    image = source.retrieve()
    source.close()
    assert image.shape == (HEIGHT, 213, 3) and near(colours(image), (RED, GREEN, BLUE, WHITE), 10)


def test_the_shape_of_pixels_and_the_size_may_change_on_the_way(tmp_path):
    """As television does between programmes: a transport stream goes on with another picture."""
    parts = [
        write(tmp_path / "0.ts", frames_of(corners(), 10)),
        write(tmp_path / "1.ts", frames_of(corners(), 10), sample_aspect_ratio=Fraction(3, 2)),
        write(tmp_path / "2.ts", frames_of(corners(320, 240), 10)),
    ]
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    images = [image for _, _, image in read_frames(path, lambda time: 1)]
    assert [image.shape[:2] for image in images] == [(HEIGHT, WIDTH)] * 10 + [(HEIGHT, 240)] * 10 + [(240, 320)] * 10
    assert all(near(colours(image), (RED, GREEN, BLUE, WHITE), 10) for image in images)


MATRICES = {"bt601": 6, "bt709": 1, "bt2020": 9}


def tagged(image: np.ndarray, layout: str, matrix: int, spread: int) -> list[av.VideoFrame]:
    """``image`` in this layout by this matrix and range (1 limited, 2 full), tagged with them."""
    frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(
        format=layout, dst_colorspace={6: 5}.get(matrix, matrix), dst_color_range=spread
    )
    frame.colorspace, frame.color_range = matrix, spread
    return [frame]


@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
@pytest.mark.parametrize("spread", [1, 2], ids=["limited", "full"])
@pytest.mark.parametrize("layout", ["yuv420p", "yuv444p", "yuv420p10le", "yuv422p10le"])
def test_colours_come_out_as_they_went_in(tmp_path, matrix, spread, layout):
    frames = tagged(corners(), layout, MATRICES[matrix], spread)
    settings = {"colorspace": MATRICES[matrix], "color_range": spread, "color_trc": 1, "color_primaries": 1}
    image = seen(write(tmp_path / "video.mkv", frames, **settings))
    assert near(colours(image), (RED, GREEN, BLUE, WHITE), 5)


def test_twelve_bits_are_read(tmp_path):
    path = write(tmp_path / "video.mkv", frames_of(corners(), 3, "yuv444p12le"), "ffv1", options={})
    assert near(colours(seen(path)), (RED, GREEN, BLUE, WHITE), 5)


def pq(light: float) -> float:
    power = (light / 10_000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def hlg(scene: float) -> float:
    return (3 * scene) ** 0.5 if scene <= 1 / 12 else 0.17883277 * np.log(12 * scene - 0.28466892) + 0.55991073


def bright(path: Path, code: float, transfer: int) -> float:
    """The grey that the window shows of grey of this code, 0..1, in BT.2020 and this transfer function."""
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p10le")
    for number, plane in enumerate(frame.planes):
        level = round(64 + 876 * code) if number == 0 else 512
        plane.update(np.full(plane.buffer_size // 2, level, "<u2").tobytes())
    settings = {"colorspace": 9, "color_range": 1, "color_trc": transfer, "color_primaries": 9}
    image = seen(write(path, [frame], options={"crf": "4"}, **settings))
    assert int(image.max()) - int(image.min()) <= 2  # grey, even
    return float(image.mean())


def test_brightness_beyond_an_ordinary_screen_s_is_bent_into_it(tmp_path):
    """Light of 26 cd/m2 (grey card) is (26 / 203)^(1 / 2.4) of an ordinary screen's code; highlights keep their order."""
    path = tmp_path / "video.mkv"
    by_pq = [bright(path, pq(light), 16) for light in (0.0, 5.0, 26.0, 203.0, 500.0, 1000.0, 4000.0)]
    assert by_pq[0] == 0
    assert by_pq[1] == pytest.approx(255 * (5 / 203) ** (1 / 2.4), abs=3)
    assert by_pq[2] == pytest.approx(255 * (26 / 203) ** (1 / 2.4), abs=3)
    assert 185 < by_pq[3] < by_pq[4] < by_pq[5] and by_pq[5] == pytest.approx(255, abs=2) and by_pq[6] == by_pq[5]
    # HLG of a screen of 1000 cd/m2: what its scene's light E shows there is 1000 E^1.2.
    for light in (5.0, 26.0, 203.0, 1000.0):
        same = bright(path, pq(light), 16)
        assert bright(path, hlg((light / 1000) ** (1 / 1.2)), 18) == pytest.approx(same, abs=3)


@pytest.mark.parametrize("transfer", [1, 14, 15])
def test_wide_colours_without_brightness_keep_their_greys_and_gain_strength(tmp_path, transfer):
    frame = av.VideoFrame.from_ndarray(corners(), format="bgr24").reformat(
        format="yuv420p10le", dst_colorspace=9, dst_color_range=1
    )
    settings = {"colorspace": 9, "color_range": 1, "color_trc": transfer, "color_primaries": 9}
    image = seen(write(tmp_path / "video.mkv", [frame], options={"crf": "4"}, **settings))
    red, green, blue, white = colours(image)
    assert near(white, WHITE, 4)
    # BT.2020's primaries lie outside of BT.709's: the same numbers are a stronger red, green and blue.
    assert red[2] > RED[2] + 5 and red[1] < RED[1] and green[1] > GREEN[1] and green[2] < GREEN[2] and blue[0] > BLUE[0]


def test_what_is_transparent_lies_over_black(tmp_path):
    image = np.dstack([corners(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    image[: HEIGHT // 2, :, 3] = 0
    image[HEIGHT // 2 :, : WIDTH // 2, 3] = 128
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image[..., [2, 1, 0, 3]]), format="rgba")
    for name, codec in (("video.mov", "png"), ("video.mov", "qtrle")):
        layout = frame if codec == "png" else frame.reformat(format="argb")
        found = colours(seen(write(tmp_path / name, [layout], codec, options={})))
        half = tuple(one * 128 // 255 for one in BLUE)
        assert near(found, ((0, 0, 0), (0, 0, 0), half, WHITE), 2), codec


def woven(count: int, speed: int = 6) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """A moving bar before still stripes: frames of two moments each, line by line in turn, and their first moments whole."""

    def moment(number: int) -> np.ndarray:
        image = np.full((HEIGHT, WIDTH, 3), 60, np.uint8)
        image[:, :40] = (np.arange(HEIGHT) // 8 % 2 * 120 + 60).astype(np.uint8)[:, None, None]
        image[16:80, 50 + number * speed // 2 : 70 + number * speed // 2] = (40, 60, 220)
        return image

    moments = [moment(number) for number in range(2 * count)]
    frames = [first.copy() for first in moments[::2]]
    for frame, second in zip(frames, moments[1::2], strict=True):
        frame[1::2] = second[1::2]
    return frames, moments[::2]


def interlaced(path: Path, images: list[np.ndarray], codec: str, layout: str) -> Path:
    """The images written as interlaced video, its lines' colours kept apart (4:2:2 and 4:4:4 have a row for each line)."""
    frames = [av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format=layout) for image in images]
    options = {
        "libx264": {"crf": "4", "g": "5", "x264-params": "tff=1"},
        "mpeg2video": {"qscale": "2", "b": "20M"},
        "ffv1": {},
    }
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options=options[codec])
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, layout
        if codec != "libx264":
            stream.codec_context.flags |= 0x40000 | 0x20000000  # interlaced DCT and motion
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def combs(image: np.ndarray) -> float:
    """The share of pixels that stand out from the lines above and below them."""
    grey = image.astype(int).sum(2) // 3
    up, down = grey[1:-1] - grey[:-2], grey[1:-1] - grey[2:]
    return float(((np.minimum(up, down) > 15) | (np.maximum(up, down) < -15)).mean())


@pytest.mark.parametrize(
    ("suffix", "codec", "layout"),
    [(".mkv", "libx264", "yuv422p"), (".mp4", "libx264", "yuv420p"), (".mpg", "mpeg2video", "yuv422p")],
)
def test_interlaced_video_has_no_combs(tmp_path, suffix, codec, layout):
    images, whole = woven(12)
    path = interlaced(tmp_path / f"video{suffix}", images, codec, layout)
    with av.open(str(path)) as container:
        assert next(container.decode(video=0)).interlaced_frame
    found = [image for _, _, image in read_frames(path, lambda time: 1)]
    assert min(combs(image) for image in images) > 0.01
    assert max(combs(image) for image in found) < 0.002
    for image, first in zip(found, whole, strict=True):
        difference = np.abs(image.astype(int) - first.astype(int)).mean(2)
        assert difference.mean() < 4
        assert difference[4:-4, 4:36].mean() < 3  # what stands still keeps its lines
    # The same picture however it was come to: played, sought or sampled.
    source = open_source(str(path))
    source.grab()
    for number in (7, 2, 11):
        time = source.seek(number / 25)[1]
        assert time == pytest.approx(number / 25, abs=1e-3) and np.array_equal(source.retrieve(), found[number])
    source.close()
    decoder = SelectiveDecoder(path, TickSampler(5.0, 7))
    for index, _, _, frame in decoder.frames():
        assert np.array_equal(decoder.to_bgr(frame), found[index])
    decoder.close()


def test_common_frames_are_the_very_bytes_of_the_short_way(tmp_path):
    path = write(tmp_path / "video.mp4", frames_of(corners(), 3))
    with VideoFile(path) as video:
        _, _, frame = video.read()
        assert video.pictures.is_plain(frame)
        assert np.array_equal(video.to_bgr(frame), frame.to_ndarray(format="bgr24", interpolation="BICUBIC", threads=1))
    squeezed = write(tmp_path / "squeezed.mp4", frames_of(corners(), 3), sample_aspect_ratio=Fraction(4, 3))
    with VideoFile(squeezed) as video:
        assert not video.pictures.is_plain(video.read()[2])


def test_colours_that_are_tagged_as_nothing_known_are_still_read(tmp_path):
    path = write(tmp_path / "video.mkv", frames_of(corners()))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        converter = PictureConverter(stream)
        for frame in container.decode(stream):
            for matrix in (0, 3, 8, 11, 13, 14):
                frame.colorspace = matrix
                assert near(colours(converter.to_bgr(frame)), (RED, GREEN, BLUE, WHITE), 60), matrix
