"""Time stamps of a file's frames, made fit for use: the model's own clock, under the name that sources know."""

from __future__ import annotations

from model.stamps import StampClock

__all__ = ["StampClock"]
