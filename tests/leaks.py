"""What would stay in memory until the garbage collector comes."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

OURS = {"app", "model", "ai_edge_litert", "av"}  # packages whose things are large, or hold what is


@pytest.fixture
def no_collector() -> Iterator[None]:
    """The garbage collector is off during the test."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def cycles() -> list[str]:
    """The names of the classes, of this program and of the libraries it reads videos and runs networks with, that hold
    each other in circles; with ``no_collector``, since the test began."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        kinds = {type(thing) for thing in gc.garbage}
        return sorted({kind.__name__ for kind in kinds if kind.__module__.split(".")[0] in OURS})
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
