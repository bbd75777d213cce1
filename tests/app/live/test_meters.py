"""The meters of a running session."""

from __future__ import annotations

from app.live.meters import Rate, Recent, resident_memory_mb


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
