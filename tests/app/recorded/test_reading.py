"""Reading a file ahead of its classification: every sampled frame, in order, bounded, and nothing left behind."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

from app.recorded.classify import classify_video
from app.recorded.reading import prefetch, sampled_frames
from app.sources import SourceError, open_source
from model.engine import open_engine
from model.errors import FootageError
from model.video.reader import read_frames
from model.video.sampling import TickSampler
from tests.leaks import cycles, no_collector  # noqa: F401


class Torn:
    """A file of 20 frames, 10 a second, in which reading stumbles."""

    path = Path("torn.mp4")

    def __init__(self, fault: Exception):
        self.closed, self.fault = 0, fault

    def frames(self):
        for index in range(20):
            if index == 12:
                raise self.fault
            yield index, index / 10, 1, index

    def to_bgr(self, frame):
        return np.full((4, 4, 3), frame, np.uint8)

    def close(self):
        self.closed += 1


@pytest.mark.parametrize("fault", [FootageError("Received nothing more."), RuntimeError("a decoder's bug")])
def test_what_cannot_be_read_further_is_an_error_about_the_file_after_all_frames_before_it(fault):
    source, got = Torn(fault), []
    with pytest.raises(SourceError, match="torn.mp4: an unexpected RuntimeError|nothing more"):
        for sampled in prefetch(sampled_frames(source), 2):
            got.append(sampled.frame.index)
    assert got == list(range(12)) and source.closed == 1


def test_no_more_than_asked_for_is_read_ahead():
    used, leads = [], []

    def numbers():
        for number in range(50):
            leads.append(number - len(used))
            yield number

    for number in prefetch(numbers(), 3):
        used.append(number)
    assert used == list(range(50)) and max(leads) <= 3 + 1  # three wait, and one is in the consumer's hands


def test_leaving_ends_the_thread_and_closes_what_was_read():
    closed = threading.Event()

    def endless():
        try:
            while True:
                yield threading.current_thread()
        finally:
            closed.set()

    reading = prefetch(endless(), 2)
    thread = next(reading)
    assert thread is not threading.current_thread() and thread.is_alive()
    reading.close()
    assert closed.is_set() and not thread.is_alive()


def test_a_file_is_classified_without_the_live_watchdog_and_leaves_no_thread(video, model_folder):
    before, seen = set(threading.enumerate()), set()
    classify_video(
        video,
        open_engine(model_folder),
        on_progress=lambda seconds, duration: seen.update(set(threading.enumerate()) - before),
        cores=1,
    )
    assert {thread.name for thread in seen} == {"prefetch"}
    assert not any(thread.is_alive() for thread in seen)


@pytest.mark.parametrize("cores", [1, 2])
def test_what_classified_a_file_is_let_go_of_without_the_garbage_collector(video, model_folder, cores, no_collector):  # noqa: F811
    """Also where the file does not come in parts, which a thread finds out and says by an exception."""
    engine = open_engine(model_folder, threads=1)
    gone = weakref.ref(engine), weakref.ref(engine.encode)
    assert classify_video(video, engine, cores=cores).predictions
    del engine
    assert [ref() for ref in gone] == [None, None]
    assert cycles() == []


def test_a_videos_pictures_are_let_go_of_without_the_garbage_collector(video, no_collector):  # noqa: F811
    assert sum(picture.any() for _, _, picture in read_frames(video, TickSampler(10.0, 7).ticks)) == 20
    source = open_source(str(video))
    while source.grab() is not None:
        assert source.retrieve().any()
    source.close()
    assert cycles() == []
