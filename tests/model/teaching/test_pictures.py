"""What kind of pictures was learned from, and what is said of others."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model.teaching.pictures import REPORT_FILE, Look, PictureKind, PictureWatch, read_picture_kind
from model.teaching.report import differing_videos

KIND = PictureKind(((1280, 720), (1920, 1080)), (30.0, 60.0), 60.0, 140.0)


@pytest.mark.parametrize(
    ("size", "rate", "bright", "said"),
    [
        ((1280, 720), 30.0, 100.0, ()),
        ((1600, 900), 24.0, 50.0, ()),  # the model takes 20 a second of either
        ((2560, 1440), None, 150.0, ()),
        ((960, 720), 60.0, 100.0, ("960 × 720 pixels, not 1920 × 1080",)),
        ((320, 180), 60.0, 100.0, ("320 × 180 pixels, not 1920 × 1080",)),
        ((1280, 720), 12.5, 100.0, ("12.5 pictures a second, not 30",)),
        ((1280, 720), 30.0, 20.0, ("darker",)),
        ((1280, 720), 30.0, 200.0, ("brighter",)),
    ],
)
def test_what_differs_is_told(size, rate, bright, said):
    assert KIND.differences(size, rate, bright, 20.0) == said


def test_it_is_kept_in_the_report_and_read_again(tmp_path):
    small, large = Look((640, 360), 30.0, np.array([9.0, 200.0])), Look((800, 600), 0.0, np.full(500, 90.0))
    kind = PictureKind.of([small, small, large])
    assert kind.sizes == ((640, 360), (800, 600)) and kind.rates == (30.0,)
    assert kind.darkest == kind.brightest == 90  # one dark or bright frame in hundreds says little
    (tmp_path / REPORT_FILE).write_text(json.dumps({"pictures": kind.as_data()}))
    assert read_picture_kind(tmp_path) == kind


def looks(**others: Look) -> dict[str, Look]:
    return {
        "one": Look((1280, 720), 30.0, np.full(50, 90.0)),
        "two": Look((1280, 720), 60.0, np.full(9, 95.0)),
    } | others


def test_a_taught_video_unlike_the_others_is_named():
    assert differing_videos(looks(), 20.0) == []
    (said,) = differing_videos(looks(phone=Look((720, 1280), 30.0, np.full(50, 200.0))), 20.0)
    assert said.startswith(
        "phone looks unlike the other videos (720 × 1280 pixels, not 1280 × 720, brighter): mark every"
    )


def test_of_two_taught_videos_that_differ_one_is_named():
    first, second = looks()["one"], Look((1280, 720), 10.0, np.full(9, 90.0))
    (said,) = differing_videos({"one": first, "slow": second}, 20.0)
    assert said.startswith("slow looks unlike the other video (10 pictures a second, not 30): ")
    assert differing_videos({"one": first}, 20.0) == []


@pytest.mark.parametrize(
    "pictures",
    [
        None,
        [],
        {},
        {"sizes": [[1280, 0]]},
        {"sizes": []},
        {"sizes": [[1280, 720]] * 101},
        {"sizes": [[1280, 720, 3]]},
        {"sizes": "1280"},
        {"rates": [0]},
        {"rates": ["30"]},
        {"darkest": True},
        {"darkest": 200.0},
        {"brightest": 1e300},
    ],
)
def test_what_is_no_such_thing_is_as_if_it_were_not_there(tmp_path, pictures):
    data = {"pictures": KIND.as_data() | pictures if isinstance(pictures, dict) and pictures else pictures}
    (tmp_path / REPORT_FILE).write_text(json.dumps(data))
    assert read_picture_kind(tmp_path) is None
    assert read_picture_kind(tmp_path / "nowhere") is None


def test_a_watch_says_nothing_too_early_and_forgets_what_was_long_ago():
    def grey(value: int) -> np.ndarray:
        return np.full((720, 1280, 3), value, np.uint8)

    watch = PictureWatch(KIND, 20.0, memory=50)
    for _ in range(39):
        watch.look(grey(250))
    assert watch.differences() == ()
    watch.look(grey(250))
    assert watch.differences() == ("brighter",)
    for _ in range(400):
        watch.look(grey(100))
    assert watch.differences() == ()


def test_the_rate_is_that_of_the_source_whatever_the_model_takes_of_it():
    watch = PictureWatch(KIND, 20.0)
    watch.look(np.full((720, 1280, 3), 100, np.uint8))
    for tick in range(0, 60, 2):  # a machine that takes every second one of 60 a second
        watch.passed(tick / 60, tick)
    assert watch.differences(enough=1) == ()
    for index in range(30):  # it was sent back, and is another source now
        watch.passed(index / 10, index)
    assert watch.differences(enough=1) == ("10 pictures a second, not 30",)
