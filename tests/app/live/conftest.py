"""Fixtures of the live core's tests."""

from tests.live_doubles import engines, play  # noqa: F401
