"""The hand-overs between threads: what waits for the model, and the newest frame for the eye."""

from __future__ import annotations

import threading
import time

import numpy as np

from app.frames import Frame, Sampled
from app.live.frame_feed import MODEL_BUSY, FrameFeed
from app.live.frame_sink import FrameSink
from model.video.sampling import TickSampler


def sampled(index: int, ticks: int = 1, generation: int = 0) -> Sampled:
    return Sampled(Frame(index, index / 10, np.zeros((2, 2, 3), np.uint8), 0.0), ticks, generation)


def feed(length: int, live_pending: int = 1) -> FrameFeed:
    return FrameFeed(TickSampler(10.0, length), length, live_pending)


def test_file_reader_waits_for_room_and_loses_nothing():
    buffer = feed(3)
    reader = threading.Thread(target=lambda: [buffer.put(sampled(i)) for i in range(50)] and buffer.finish())
    reader.start()
    got = []
    while (item := buffer.get()) is not None:
        got.append(item.frame.index)
        time.sleep(0.0005)
    reader.join()
    assert got == list(range(50)) and not buffer.drops


def test_live_drops_the_oldest_and_its_ticks_pass_on():
    buffer = feed(7, live_pending=2)
    for index in range(5):
        buffer.put_newest(sampled(index))
    first, second = buffer.get(), buffer.get()
    assert (first.frame.index, second.frame.index) == (3, 4)
    assert (first.ticks, second.ticks) == (4, 1), "the frame after three lost ones stands for them"
    assert buffer.drops[MODEL_BUSY] == 3


def test_ticks_never_exceed_the_window_nor_cross_a_generation():
    buffer = feed(7)
    for index in range(30):
        buffer.put_newest(sampled(index))
    assert buffer.get().ticks == 7
    buffer.put_newest(sampled(0, ticks=3, generation=0))
    buffer.put_newest(sampled(1, ticks=1, generation=1))
    assert buffer.get().ticks == 1


def test_close_lets_both_sides_go():
    buffer = feed(1)
    buffer.put(sampled(0))
    results = []
    waiting = threading.Thread(target=lambda: results.append(buffer.put(sampled(1))))
    waiting.start()
    buffer.close()
    waiting.join(120)
    assert results == [False] and buffer.get() is None


def test_the_sink_holds_the_newest_frame():
    sink = FrameSink()
    assert sink.latest is None
    for index in range(3):
        assert sink.put(sink.generation, sampled(index).frame, [])
    assert sink.latest.index == 2
    sink.forget()
    assert sink.latest is None


def test_the_sink_refuses_frames_of_a_reader_that_was_given_up():
    sink, waiting, given_up = FrameSink(), feed(7), 0
    sink.add(waiting)
    frame = sampled(0).frame
    due = sink.due(given_up, 0.0)
    assert due == [(waiting, 1)]
    now = sink.begin_anew()
    assert not sink.put(given_up, frame, due) and sink.due(given_up, 0.1) == [] and sink.latest is None
    assert sink.begin_anew(given_up) == given_up and sink.generation == now, "nor does it begin anything"
    assert sink.put(now, frame, sink.due(now, 0.0)) and sink.latest is frame
    taken = waiting.get()
    assert taken.frame is frame and taken.generation == now


def test_a_feed_that_comes_after_the_end_ends_too():
    sink, late, too_late = FrameSink(), feed(7), feed(7)
    sink.finish()
    assert sink.add(late) and late.get() is None
    sink.close()
    assert not sink.add(too_late) and too_late.get() is None
