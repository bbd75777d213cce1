"""Times as people read them."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """``75.2`` as ``"1:15"``, an hour and more as ``"1:02:03"``."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def exact_clock(seconds: float) -> str:
    """``75.236`` as ``"1:15.24"``."""
    hundredths = max(0, round(seconds * 100))
    return f"{clock(hundredths // 100)}.{hundredths % 100:02d}"
