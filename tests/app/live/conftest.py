"""Fixtures of the live core's tests."""

from tests.leaks import no_collector  # noqa: F401
from tests.live_doubles import engines, play  # noqa: F401
