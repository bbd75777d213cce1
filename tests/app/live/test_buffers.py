"""The hand-overs between threads, the states, and the meters."""

from __future__ import annotations

import threading
import time

import numpy as np

from app.frames import Frame, Sampled
from app.live.frame_feed import MODEL_BUSY, FrameFeed
from app.live.frame_sink import FrameSink
from app.live.meters import Rate, Recent, resident_memory_mb
from app.live.states import TRANSITIONS, State, StateMachine
from app.settings import Settings, load_settings, save_settings, settings_file
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
    waiting.join(1)
    assert results == [False] and buffer.get() is None


def test_the_sink_holds_the_newest_frame():
    sink = FrameSink()
    assert sink.latest is None
    for index in range(3):
        assert sink.put(sink.generation, sampled(index).frame, [])
    assert sink.latest.index == 2
    sink.forget()
    assert sink.latest is None


def test_only_written_down_moves_are_made():
    machine = StateMachine()
    assert not machine.move(State.PAUSED) and machine.state is State.OPENING
    assert machine.move(State.PLAYING) and machine.move(State.PAUSED) and machine.move(State.PLAYING)
    assert machine.move(State.FAILED, "It broke.") and machine.message == "It broke."
    assert not any(machine.move(state) for state in State) and machine.message == "It broke."
    assert set(TRANSITIONS) == set(State)


def test_meters():
    now = [0.0]
    rate = Rate(lambda: now[0])
    assert rate.per_second() == 0.0
    for _ in range(20):
        now[0] += 0.1
        rate.count()
    assert round(rate.per_second(), 3) == 10.0
    now[0] += 5
    assert rate.per_second() == 0.0
    recent = Recent()
    assert recent.mean() == recent.median() == 0.0
    for value in (1.0, 2.0, 9.0):
        recent.add(value)
    assert (recent.mean(), recent.median()) == (4.0, 2.0)
    assert 10 < resident_memory_mb() < 10_000


def test_settings_survive_and_damage_gives_defaults():
    assert load_settings() == Settings()
    changed = Settings(last_source="a.mp4", model="m", window_geometry="AAAA")
    assert save_settings(changed) and load_settings() == changed
    settings_file().write_text('{"last_source": 3, "model": "m", "from_the_future": 1}', encoding="utf-8")
    assert load_settings() == Settings(model="m")
    settings_file().write_text("{", encoding="utf-8")
    assert load_settings() == Settings()


def test_settings_that_cannot_be_saved_do_not_stop_the_program(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "file" / "below"))
    assert save_settings(Settings()) is False
