"""Plays a short sound at an event, through the system's sound device."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.errors import UserError
from app.live.hooks import Change
from app.sound import RATE
from app.sound.device import Device, MiniaudioDevice, Pull
from model.paths import expand_user

CUE = Path(__file__).parents[1] / "assets" / "cue.wav"
LONGEST = 30.0  # seconds
CLOSE_SECONDS = 1.0


class SoundCue:
    """A sound that is at hand; one that still plays is not begun again.

    Attributes:
        on_error: Told once that it cannot be played, from any thread.
    """

    on_error: Callable[[str], None] | None = None

    def __init__(self, file: str = "", make_device: Callable[[Pull], Device] = MiniaudioDevice):
        """
        Args:
            file: A WAV, MP3, FLAC or Vorbis file; "": the program's own.
            make_device: Opens the sound device; tests pass their own.

        Raises:
            UserError: There is no such file, or it is no sound of LONGEST at most.
        """
        self._samples, self._make_device = _decoded(expand_user(file) if file else CUE), make_device
        self._thread: threading.Thread | None = None
        self._done, self._told = threading.Event(), False

    def __call__(self, change: Change) -> None:
        """Play it; returns at once."""
        if self._thread is None or not self._thread.is_alive():
            self._done.clear()
            self._thread = threading.Thread(target=self._play, name="sound-cue", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Be silent."""
        self._done.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _play(self) -> None:
        place = 0

        def pull(count: int) -> np.ndarray:
            nonlocal place
            part = self._samples[place : place + count]
            place += count
            if not len(part):
                self._done.set()
            return np.concatenate([part, np.zeros((count - len(part), 2), np.float32)])

        try:
            device = self._make_device(pull)
        except OSError as error:
            if not self._told and self.on_error is not None:
                self.on_error(f"The sound of a rule cannot be played: {error}")
            self._told = True
            return
        self._done.wait(LONGEST + 1)
        device.close()


def _decoded(path: Path) -> np.ndarray:
    """Float32 ``(samples, 2)``. Raises UserError."""
    import miniaudio

    try:
        seconds = miniaudio.get_file_info(str(path)).duration
        if not 0 < seconds <= LONGEST:
            raise UserError(f"Received the sound {path}: it lasts {seconds:.0f} s; expected {LONGEST:.0f} at most.")
        sound = miniaudio.decode_file(
            str(path), output_format=miniaudio.SampleFormat.FLOAT32, nchannels=2, sample_rate=RATE
        )
    except (OSError, ValueError, miniaudio.MiniaudioError) as error:
        raise UserError(
            f"Received the sound {path}: it cannot be read ({error}); name a WAV, MP3, FLAC or Vorbis file."
        ) from error
    return np.frombuffer(sound.samples, np.float32).reshape(-1, 2)
