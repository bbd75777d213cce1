"""A short soak: the same program as the long one (``python -m tests.bench.soak``), half a minute of it."""

from __future__ import annotations

import pytest

from tests.bench.soak import plan, soak


def test_the_plan_has_every_trouble_in_its_time():
    events = plan(1200.0, 20, 5, 2, 10.0)
    assert [sum(kind == name for _, kind, _ in events) for name in ("cut", "stall", "refuse")] == [20, 5, 2]
    assert all(b[0] - a[0] > a[2] + 10 for a, b in zip(events, events[1:], strict=False)) and events[-1][0] < 1200


@pytest.mark.slow
def test_it_comes_back_from_cuts_stalls_and_refusals_and_leaves_nothing_behind(model_folder):
    report = soak(0.5, 2, 1, 1, 3.0, model_folder)
    assert report.shortcomings == []
    assert report.events == 4 and report.reconnects >= 3 and report.stalls >= 1
    assert report.predictions > 100 and report.pictures > 400
