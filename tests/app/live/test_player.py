"""What is playing, without a window: one source after another, and how it is gone through."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.live.pace import Pace
from app.live.player import Player
from app.live.session import State
from app.settings import DEMO_CLIP, SmoothingRules
from model.errors import ModelError
from tests.fake_session import FakeSession
from tests.live_doubles import wait_for


class Listener:
    """Keeps what a player tells, in order."""

    def __init__(self, player: Player):
        self.told: list[tuple] = []
        for name in ("opening", "opened", "decided", "state_changed", "noticed", "model_changed"):
            getattr(player, name).connect(lambda *values, name=name: self.told.append((name, *values)))

    def names(self) -> list[str]:
        return [name for name, *_ in self.told]


@pytest.fixture
def player(tmp_path):
    made = Player(tmp_path, FakeSession)
    yield made
    made.close()


def playing(player: Player, source: str = "clip.mp4") -> FakeSession:
    player.open(source)
    player.session.seekable = True
    player.session.move(State.PLAYING)
    return player.session


def test_a_source_is_announced_opened_and_started(player):
    listener = Listener(player)
    player.open("clip.mp4")
    assert listener.names() == ["opening", "opened", "state_changed"] and player.session.calls == ["start"]
    assert (player.name, player.state, player.live, player.warm) == ("clip.mp4", State.OPENING, False, (0, 7))
    player.session.move(State.PLAYING)
    player.session.predict("gun", 0.9)
    assert listener.told[-1][1].label == "gun" and player.state is State.PLAYING


def test_the_demo_clip_plays_in_a_loop_and_nothing_else_does(player):
    player.open(str(DEMO_CLIP))
    assert player.session.loop and player.name == "Demo clip"
    player.open("0")
    assert not player.session.loop and player.name == "Camera 0"


def test_nothing_of_a_session_that_was_replaced_arrives(player):
    old = playing(player)
    player.open("other.mp4")
    listener = Listener(player)
    old.move(State.FAILED, "too late")
    old.predict("gun", 0.9)
    old.notice("too late")
    assert listener.told == []
    wait_for(lambda: "stop" in old.calls)


def test_what_was_on_its_way_from_another_thread_does_not_arrive_late(tmp_path):
    waiting = []
    player = Player(tmp_path, FakeSession, dispatch=waiting.append)
    player.open("clip.mp4")
    listener = Listener(player)
    thread = threading.Thread(target=player.session.predict, args=("gun", 0.9))
    thread.start()
    thread.join()
    assert listener.told == [] and len(waiting) == 1  # it waits for the player's own thread
    player.open("other.mp4")
    for call in waiting:
        call()
    assert "decided" not in listener.names()
    player.close()


def test_a_model_that_cannot_be_read_is_a_failure_without_a_session(tmp_path):
    def refuse(*_arguments, **_more):
        raise ModelError("Received no model.")

    player = Player(tmp_path, refuse)
    listener = Listener(player)
    player.open("clip.mp4")
    assert listener.told[-1] == ("state_changed", State.FAILED, "Received no model.") and player.session is None
    player.seek(1.0)
    player.step(1)
    assert player.position == 0.0


def test_pause_on_and_again_after_the_end(player):
    session = playing(player)
    player.toggle_pause()
    player.toggle_pause()
    assert session.calls == ["start", "pause", "resume"]
    session.move(State.ENDED)
    player.toggle_pause()
    assert player.session is not session and player.source == "clip.mp4"


def test_seeking_after_the_end_opens_the_video_there(player):
    playing(player).move(State.ENDED)
    player.seek(4.0)
    player.session.move(State.PLAYING)
    assert player.session.calls == ["start", "seek 4.0"]


def test_rules_hold_for_sources_to_come_and_a_speed_for_one_source(player):
    rules = SmoothingRules(dwell=2.0)
    player.set_rules(rules)
    playing(player)
    player.set_speed(2.0)
    session = playing(player)
    assert session.rules is rules and session.calls == ["start", "speed 2"]
    session = playing(player, "other.mp4")
    assert session.rules is rules and session.calls == ["start"] and player.speed == 1.0


def test_a_model_takes_over_when_it_says_so_and_at_once_where_nothing_plays(player, tmp_path):
    listener, session = Listener(player), playing(player)
    player.use_model(tmp_path / "other")
    assert session.calls[-1] == f"model {tmp_path / 'other'}" and player.model == tmp_path
    session.on_model(session.spec, "")
    assert player.model == tmp_path / "other" and listener.names()[-1] == "model_changed"
    session.move(State.ENDED)
    listener.told.clear()
    player.use_model(tmp_path / "third")
    assert player.model == Path(tmp_path / "third") and player.session is not session
    assert listener.told[-1] == ("model_changed", player.session.spec, "")


def test_a_model_that_cannot_take_over_leaves_the_one_in_use(player, tmp_path):
    session = playing(player)
    player.use_model(tmp_path / "other")
    session.on_model(session.spec, "Received a damaged model.")
    assert player.model == tmp_path


# ---- the pace


@pytest.fixture
def pace(player):
    made = Pace(player)
    made.told = []
    for name in ("speed_changed", "loop_changed", "said"):
        getattr(made, name).connect(lambda value, name=name: made.told.append((name, value)))
    return made


def test_skipping_stays_within_the_video(player, pace):
    pace.skip(5.0)  # nothing plays
    session = playing(player)
    session.duration, session.position = 10.0, 3.0
    pace.skip(5.0)
    pace.skip(60.0)
    pace.skip(-20.0)
    assert session.calls[1:] == ["seek 8.0", "seek 9.95", "seek 0.0"]


def test_speeds_go_up_and_down_and_end_somewhere(player, pace):
    playing(player)
    for _ in range(20):
        pace.faster(1)
    fastest = player.speed
    for _ in range(40):
        pace.faster(-1)
    assert player.speed < 1.0 < fastest and pace.told[-1] == ("speed_changed", player.speed)
    pace.faster(0)
    assert player.speed == 1.0


def test_a_loop_from_a_to_b_and_off_and_none_on_another_source(player, pace):
    session = playing(player)
    session.position = 2.0
    pace.mark_loop()
    assert pace.loop == (2.0, None) and session.calls[-1] == "loop"
    session.position = 4.0
    pace.mark_loop()
    assert pace.loop == (2.0, 4.0) and session.calls[-1] == "loop 2 4"
    pace.mark_loop()
    assert pace.loop is None and pace.told[-1] == ("said", "No loop")
    session.position = 1.0
    pace.mark_loop()
    player.open("other.mp4")
    assert pace.loop is None
