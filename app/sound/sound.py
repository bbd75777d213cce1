"""What the program plays: one file's sound at a time, through the system's own device, as loud as was chosen.

A machine without a sound device plays in silence, and nobody waits for anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.log import note_once
from app.sound.device import Device, MiniaudioDevice, Pull
from app.sound.track import Track


class Sound:
    """What the program plays, one file at a time.

    Attributes:
        volume: 0 to 1.
        muted: Whether nothing is heard.
        trouble: Why there is no sound device, a sentence; "" where there is one, or none was needed yet.
    """

    def __init__(self, open_device: Callable[[Pull], Device] = MiniaudioDevice):
        """
        Args:
            open_device: Opens the device that asks for samples; OSError where there is none. Tests pass their own.
        """
        self._open_device = open_device
        self._device: Device | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._track: Track | None = None
        self.volume, self.muted, self.trouble = 1.0, False, ""

    @property
    def audible(self) -> bool:
        """Whether the file that plays has sound."""
        return self._track is not None and self._track.audible

    def track(self, path: Path, clock: Callable[[], float] = time.perf_counter) -> Track:
        """Play another file from now on.

        Args:
            path: A video file.
            clock: Of its pictures, seconds.

        Returns:
            Its sound; nothing is heard before ``Track.play``.
        """
        self._track = Track(path, clock, self.start)
        return self._track

    def start(self) -> float | None:
        """Open the device, once; seconds from a sample's being asked for to its being heard, None where there is none.

        May take a while: not for the window's thread.
        """
        with self._lock:
            if self._device is None and not self.trouble and not self._closed:
                try:
                    self._device = self._open_device(self._pull)
                except OSError as error:
                    self.trouble = f"No sound: {error}"
                    note_once(self.trouble)
            return None if self._device is None else self._device.latency

    def close(self) -> None:
        """Let go of the device. Idempotent."""
        with self._lock:
            self._closed = True
            device, self._device = self._device, None
        if device is not None:
            device.close()

    def _pull(self, count: int) -> np.ndarray:
        track = self._track
        samples = np.zeros((count, 2), np.float32) if track is None else track.fill(count)
        return samples * np.float32(0.0 if self.muted else self.volume**2)  # squared: ears hear ratios
