"""Events of the view models: who is told of a change, and in which thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Runs a call in the thread that owns the view models: the window's own; the caller's in a program without a window.
Dispatch = Callable[[Callable[[], None]], None]


def at_once(call: Callable[[], None]) -> None:
    """The ``Dispatch`` of a program that has no thread of its own for view models."""
    call()


class Event:
    """Something that happens to a view model, and the callbacks that are told of it. Belongs to one thread."""

    def __init__(self):
        self._callbacks: list[Callable[..., Any]] = []

    def connect(self, callback: Callable[..., Any]) -> None:
        """Tell ``callback`` from now on, after those that were connected before.

        Args:
            callback: Called with the event's values; what it returns is ignored.
        """
        self._callbacks.append(callback)

    def disconnect(self, callback: Callable[..., Any]) -> None:
        """Tell ``callback`` no more.

        Raises:
            ValueError: It is not connected.
        """
        self._callbacks.remove(callback)

    def emit(self, *values: Any) -> None:
        """Tell all callbacks, in the order in which they were connected.

        A callback that fails does not keep the others from being told.

        Args:
            values: What the event is about.

        Raises:
            Exception: What the first callback that failed raised, after all of them were told.
        """
        failure: Exception | None = None
        for callback in tuple(self._callbacks):
            try:
                callback(*values)
            except Exception as error:
                failure = failure or error
        if failure is not None:
            raise failure
