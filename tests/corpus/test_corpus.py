"""Containers, codecs and properties: the reader, exact cuts and copies say of each what was put into it."""

from __future__ import annotations

import numpy as np
import pytest

from app.errors import UserError
from app.recorded.highlights import Part, cut
from model.video.names import is_video_name
from model.video.video_file import VideoFile
from tests.conftest import decode_strictly
from tests.corpus.reading import frames_in, number_of, out_of_step
from tests.corpus.recipes import COLOURS, COUNT, FPS, RECIPES, SAMPLE, Recipe, make

STEP = 0.02  # seconds that sound and pictures may be apart
TOLD = (
    0.024  # seconds by which a container's own timestamps may lie beside the recipe's: a coder's first packet of sound
)
_ORDINARY = [name for name, recipe in RECIPES.items() if recipe.tags.get("color_trc", 1) == 1]


def names(among=RECIPES) -> list:
    """Recipes as parameters; those that are not in the sample run with ``--all``."""
    return [name if name in SAMPLE else pytest.param(name, marks=pytest.mark.slow) for name in among]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Makes the video of a recipe, once."""
    folder, paths = tmp_path_factory.mktemp("corpus"), {}

    def one(name: str):
        if name not in paths:
            paths[name] = make(name, folder)
        return paths[name]

    return one


def upright(image: np.ndarray, recipe: Recipe) -> np.ndarray:
    """A frame as it lies in the file, of one as it is shown."""
    return np.rot90(image, recipe.turn // 90)


def fields(image: np.ndarray) -> np.ndarray:
    """The RGB colours of the four fields of a BGR frame as it lies in the file."""
    height, width = image.shape[:2]
    y, xs = int(height * 0.8), [int(width * (place + 0.5) / 4) for place in range(4)]
    return np.array([image[y - 8 : y + 8, x - 8 : x + 8, ::-1].mean(axis=(0, 1)) for x in xs])


def own_step(name: str, path) -> float:
    """By how much the sound of a video itself is late: its coder's delay, where the container has no place to say so."""
    return (
        0.0 if name == "avi-h264" else out_of_step(path, RECIPES[name].late)[0]
    )  # AVI timestamps in the order of storing


@pytest.mark.parametrize("name", names())
def test_frames_come_with_their_times_their_shape_and_from_any_moment(made, name):
    recipe, path = RECIPES[name], made(name)
    assert is_video_name(path.name)
    with VideoFile(path) as video:
        shown = []
        while (found := video.read()) is not None:
            shown.append((found[1], number_of(upright(video.to_bgr(found[2]), recipe))))
        assert [number for _, number in shown] == recipe.numbers
        for time, number in shown:
            assert time == pytest.approx(recipe.late + number / FPS, abs=TOLD)
        width, height = video.info.size
        shape = float(recipe.shape or 1) ** (-1 if recipe.turn % 180 else 1)
        assert width / height == pytest.approx((192 / 112) ** (-1 if recipe.turn % 180 else 1) * shape, rel=0.01)
        assert recipe.metadata.get("timecode", "") in ("", video.info.time_code)
        for number in (90, 5, 83):
            time = next(time for time, shown_number in shown if shown_number == number)
            _, reached, frame = video.seek(time)
            assert reached == pytest.approx(time, abs=1e-3)
            assert number_of(upright(video.to_bgr(frame), recipe)) == number


@pytest.mark.parametrize("name", names(_ORDINARY))
def test_colours_are_those_that_went_in(made, name):
    with VideoFile(made(name)) as video:
        image = upright(video.to_bgr(video.read()[2]), RECIPES[name])
    most = 40 if name == "gif" else 14  # of a palette of 256 colours; of what was compressed
    assert np.abs(fields(image) - COLOURS).max() <= most


@pytest.mark.parametrize("ending", [".mp4", pytest.param(".mkv", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", names())
def test_exact_reels_have_the_very_frames_in_step_with_their_sound(made, tmp_path, name, ending):
    recipe, path, reel = RECIPES[name], made(name), tmp_path / f"reel{ending}"
    shift = round(recipe.late * FPS)
    parts = [(22 - shift, 30 - shift), (82, 95)]  # numbers of frames; a beep is in the first
    with VideoFile(path) as video:
        begin = video.info.start
    wanted = [number for first, last in parts for number in range(first, last) if number not in recipe.missing]
    parts = [Part(begin + (first - 0.4) / FPS, begin + (last - 0.4) / FPS, "x") for first, last in parts]
    assert cut(path, parts, reel) == pytest.approx(sum(part.duration for part in parts), abs=1.5 / FPS)
    frames = frames_in(reel)
    assert [number for _, number in frames] == wanted
    assert [timestamp - frames[0][0] for timestamp, _ in frames][:3] == pytest.approx(
        [(number - wanted[0]) / FPS for number in wanted][:3], abs=0.002
    )
    if recipe.sound:
        (heard,) = out_of_step(reel, recipe.late)
        assert heard == pytest.approx(own_step(name, path), abs=STEP)
    with VideoFile(path) as video, VideoFile(reel) as again:
        before = video.to_bgr(video.seek(parts[0].start)[2])
        after = again.to_bgr(again.read()[2])
    assert before.shape == pytest.approx(after.shape, abs=1)
    if before.shape == after.shape:
        assert np.abs(fields(upright(before, recipe)) - fields(upright(after, recipe))).max() <= 6
    decode_strictly(reel)


@pytest.mark.parametrize("ending", [".mkv", pytest.param(".mp4", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", names())
def test_copies_begin_at_the_keyframe_at_or_before_the_moment(made, tmp_path, name, ending):
    recipe, path, reel = RECIPES[name], made(name), tmp_path / f"reel{ending}"
    with VideoFile(path) as video:
        begin, keys = video.info.start, []
        for number in recipe.numbers:
            if video.read()[2].key_frame:
                keys.append(number)
    try:
        seconds = cut(path, [Part(begin + 55 / FPS, begin + 83 / FPS, "x")], reel, copy=True)
    except UserError as error:
        assert "copy" in str(error) and "--copy" in str(error) and not reel.exists()
        assert name not in ("mp4", "mkv", "mkv-long-gop", "ts", "late")
        return
    frames = [number for _, number in frames_in(reel)]
    first = max(number for number in keys if number <= 55)
    assert frames[0] == first and set(range(first, 83)) - recipe.missing <= set(frames)
    assert max(frames) <= 83 + 4 and seconds == pytest.approx((83 - first) / FPS, abs=0.5)
    if recipe.sound and first <= 50 and not recipe.missing:
        heard = out_of_step(reel, recipe.late)
        assert heard and heard == pytest.approx([own_step(name, path)] * len(heard), abs=STEP)
    with VideoFile(path) as video, VideoFile(reel) as again:
        assert again.info.size == video.info.size


@pytest.mark.parametrize("name", names(("ts", "MTS", "m2ts", "vob")))
def test_reels_of_joined_recordings_have_the_moments_of_each_in_step(made, tmp_path, name):
    """Their timestamps begin anew in the middle: the same ones stand for two moments."""
    one, path, reel = made(name), tmp_path / f"joined{RECIPES[name].ending}", tmp_path / "reel.mkv"
    path.write_bytes(one.read_bytes() * 2)
    with VideoFile(path) as video:
        times = []
        while (found := video.read()) is not None:
            times.append(found[1])
    assert len(times) == 2 * COUNT
    frames = [range(COUNT + 72, COUNT + 80), range(22, 30), range(COUNT - 10, COUNT + 8), range(COUNT + 47, COUNT + 60)]
    parts = [Part(times[part[0]] - 0.016, times[part[-1]] + 0.024, "x") for part in frames]
    for part, wanted in zip([*[[one] for one in parts], parts], [*[[one] for one in frames], frames], strict=True):
        cut(path, part, reel)
        assert [number for _, number in frames_in(reel)] == [number % COUNT for one in wanted for number in one]
    for one in parts:
        cut(path, [one], reel)
        heard = out_of_step(reel, 0.0)
        assert heard and heard == pytest.approx([own_step(name, made(name))] * len(heard), abs=STEP)
    with pytest.raises(UserError, match="joined.*without --copy"):
        cut(path, parts, tmp_path / "copy.mkv", copy=True)
