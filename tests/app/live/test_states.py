"""The states of a session: which moves there are, and how they are told."""

from __future__ import annotations

from app.live.states import TRANSITIONS, State, StateMachine


def test_only_written_down_moves_are_made():
    machine = StateMachine()
    assert not machine.move(State.PAUSED) and machine.state is State.OPENING
    assert machine.move(State.PLAYING) and machine.move(State.PAUSED) and machine.move(State.PLAYING)
    assert machine.move(State.FAILED, "It broke.") and machine.message == "It broke."
    assert not any(machine.move(state) for state in State) and machine.message == "It broke."
    assert set(TRANSITIONS) == set(State)


def test_a_pause_hides_what_the_source_does_until_it_ends():
    told = []
    machine = StateMachine(lambda state, message: told.append((state, message)))
    machine.report(State.PLAYING)
    assert machine.move(State.PAUSED)
    machine.report(State.RECONNECTING, "It was lost.")
    assert machine.state is State.PAUSED and machine.source is State.RECONNECTING and machine.message == ""
    machine.resume()
    assert machine.state is State.RECONNECTING and machine.message == "It was lost."
    machine.report(State.PLAYING)
    machine.move(State.PAUSED)
    machine.report(State.FAILED, "It is gone for good.")
    assert [state for state, _ in told] == [
        State.PLAYING, State.PAUSED, State.RECONNECTING, State.PLAYING, State.PAUSED, State.FAILED
    ]  # fmt: skip


def test_what_is_done_with_a_move_is_done_before_any_other_and_before_it_is_told():
    done = []
    machine = StateMachine(lambda state, message: done.append(state))
    machine.report(State.PLAYING)
    machine.move(State.PAUSED, then=lambda: done.append("held"))
    machine.move(State.PAUSED, then=lambda: done.append("never"))
    machine.resume(then=lambda: done.append("let go"))
    assert done == [State.PLAYING, "held", State.PAUSED, "let go", State.PLAYING]


def test_a_state_that_a_listener_asks_for_is_told_after_the_one_it_was_told():
    told = []

    def listen(state, message):
        told.append(("begin", state))
        if state is State.PLAYING:
            machine.move(State.ENDED)
        told.append(("end", state))

    machine = StateMachine(listen)
    machine.move(State.PLAYING)
    assert told == [(when, state) for state in (State.PLAYING, State.ENDED) for when in ("begin", "end")]
