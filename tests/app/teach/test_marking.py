"""Keys that are held, tapped, let go, and what is marked by them."""

from __future__ import annotations

import pytest

from app.teach.marking import Marking
from app.teach.moments import PICTURES, pictures_of
from tests.conftest import write_video


@pytest.fixture
def made():
    return []


@pytest.fixture
def marking(made):
    return Marking(lambda *mark: made.append(mark))


def test_a_key_marks_as_long_as_it_is_held(marking, made):
    marking.press("reload", 2.0)
    for now in (2.5, 3.0):
        marking.move(now)
    assert marking.pending == (2.0, 3.0, "reload") and marking.holding
    marking.release(3.4)
    assert made == [(2.0, 3.4, "reload")] and marking.pending is None
    marking.release(9.0)
    assert len(made) == 1


def test_a_tap_marks_half_a_second_around_it(marking, made):
    for now in (0.1, 5.0):
        marking.press("reload", now)
        marking.release(now + 0.1)
    assert made == [(0.0, 0.5, "reload"), (pytest.approx(4.8), pytest.approx(5.3), "reload")]


def test_another_key_ends_the_first(marking, made):
    marking.press("reload", 1.0)
    marking.press("vault", 2.0)
    marking.release(3.0)
    assert made == [(1.0, 2.0, "reload"), (2.0, 3.0, "vault")]


def test_a_start_and_an_end_wait_for_a_label(marking, made):
    marking.begin(1.0)
    marking.end(4.0)
    assert marking.pending == (1.0, 4.0, "") and not marking.holding
    marking.press("reload", 9.0)
    marking.begin(6.0)
    marking.press("vault", 8.0)  # without an end: up to now
    marking.end(10.0)  # without a start: the moment before
    marking.press("vault", 20.0)
    marking.begin(15.0)
    marking.end(12.0)  # the video was sent back
    marking.press("reload", 0.0)
    assert made == [(1.0, 4.0, "reload"), (6.0, 8.0, "vault"), (9.5, 10.0, "vault"), (12.0, 15.0, "reload")]


def test_a_video_that_begins_again_ends_the_mark_where_it_was(marking, made):
    marking.press("reload", 26.0)
    marking.move(27.9)
    marking.move(0.1)
    assert made == [(26.0, 27.9, "reload")] and not marking.holding
    marking.press("reload", 5.0)
    marking.move(4.8)  # a few frames back: still the same moment
    marking.release(4.4)
    assert made[-1] == (4.4, 5.0, "reload")


def test_what_is_being_marked_can_be_given_up(marking, made):
    marking.press("reload", 1.0)
    assert marking.cancel() and not marking.cancel()
    marking.begin(1.0)
    assert marking.cancel()
    marking.release(5.0)
    assert made == []


def test_pictures_of_a_moment(tmp_path):
    video = write_video(tmp_path / "v.mp4", 2.0)
    pictures = pictures_of(video, 0.8, 1.2, 80)
    assert len(pictures) == PICTURES + 1 and pictures[0].shape == (60, 80, 3)
    assert (pictures[1] != pictures[-1]).any()
    assert len(pictures_of(video, 1.95, 1.95, 80)) > 1  # the end of the video
