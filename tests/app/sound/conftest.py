"""Fixtures of the sound's tests."""

from tests.live_doubles import engines  # noqa: F401
