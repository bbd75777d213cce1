"""Small pictures are read in a thread of their own, so that the window never waits for a disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from PyQt5.QtGui import QImage

from app.runtime_env import cv2


class ReadingThread:
    """Does what it is asked for, one after another, in a thread that begins with the first."""

    def __init__(self, name: str, work: Callable[[Any], None], newest_first: bool = False):
        """
        Args:
            name: Of the thread.
            work: Called in the thread with what was asked for.
            newest_first: Whether what was asked for last is done next.
        """
        self._name, self._work = name, work
        self._asked: queue.Queue = queue.LifoQueue() if newest_first else queue.Queue()
        self._thread: threading.Thread | None = None

    def ask(self, asked: Any) -> None:
        """Have something done; anything but None."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._asked.put(asked)

    def forget(self) -> None:
        """Do nothing of what was asked for so far."""
        while not self._asked.empty():
            try:
                self._asked.get_nowait()
            except queue.Empty:
                break

    def close(self) -> None:
        """End the thread. Idempotent."""
        self.forget()
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join(5.0)
            self._thread = None

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            self._work(asked)


def as_image(picture: np.ndarray) -> QImage:
    """A copy of a picture, BGR uint8 ``(height, width, 3)``, as Qt's image."""
    height, width = picture.shape[:2]
    pixels = cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA)
    return QImage(pixels.data, width, height, 4 * width, QImage.Format_RGB32).copy()
