"""The window. The only room of ``app`` that knows Qt; ``run_window`` is its door, and Qt is loaded behind it."""

from __future__ import annotations

import app.runtime_env  # noqa: F401  (before Qt, or Qt finds cv2's plugins)
from app.window.run import run_window

__all__ = ["run_window"]
