"""Events of the view models."""

from __future__ import annotations

import pytest

from app.events import Event


def test_all_are_told_in_order_until_they_are_disconnected():
    event, told = Event(), []
    first, second = (lambda value: told.append(("first", value))), (lambda value: told.append(("second", value)))
    event.connect(first)
    event.connect(second)
    event.emit(1)
    event.disconnect(first)
    event.emit(2)
    assert told == [("first", 1), ("second", 1), ("second", 2)]
    with pytest.raises(ValueError):
        event.disconnect(first)


def test_one_that_fails_does_not_keep_the_others_from_being_told():
    event, told = Event(), []

    def broken():
        raise RuntimeError("broken")

    event.connect(broken)
    event.connect(lambda: told.append("told"))
    with pytest.raises(RuntimeError, match="broken"):
        event.emit()
    assert told == ["told"]
