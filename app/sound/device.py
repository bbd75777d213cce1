"""The system's sound device, through miniaudio, which brings all that it needs along. Follows the system's choice of device."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable
from typing import Protocol

import numpy as np

from app.sound import RATE

PERIOD_MS = 20
LATENCY = (
    0.040  # seconds from a sample's being asked for to its being heard: what the device holds of the periods before
)

# Fills so many samples: float32 ``(samples, 2)``.
Pull = Callable[[int], np.ndarray]


class Device(Protocol):
    """What plays."""

    latency: float  # seconds from a sample's being asked for to its being heard

    def close(self) -> None:
        """Play nothing more."""


class MiniaudioDevice:
    """Asks for sound in a thread of its own."""

    latency = LATENCY

    def __init__(self, pull: Pull, **options):
        """
        Args:
            pull: Asked for samples; must return at once.
            options: More of miniaudio's own.

        Raises:
            OSError: There is no device, or it cannot be used.
        """
        _quieten_alsa()
        try:
            import miniaudio
        except ImportError as error:
            raise OSError(f"the package miniaudio is not installed ({error})") from error
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=2,
                sample_rate=RATE,
                buffersize_msec=PERIOD_MS,
                app_name="Live Action Classifier",
                **options,
            )
            source = _asked(pull)
            next(source)
            self._device.start(source)
        except miniaudio.MiniaudioError as error:
            raise OSError("there is no sound device") from error

    def close(self) -> None:
        """See ``Device``."""
        self._device.close()


def _asked(pull: Pull):
    """miniaudio's way of asking: a generator that is sent how many samples are wanted."""
    wanted = yield b""
    while True:
        wanted = yield np.ascontiguousarray(pull(wanted)).tobytes()


_handlers: list = []  # what ALSA calls must outlive every call


def _quieten_alsa() -> None:
    """Keep ALSA's own lines on a machine without a sound card off stderr."""
    if _handlers or not sys.platform.startswith("linux"):
        return
    kind = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
    with contextlib.suppress(OSError, AttributeError):
        _handlers.append(kind(lambda *_: None))
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_handlers[0])
