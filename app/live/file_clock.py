"""When a file's frames are due: by the machine's clock and the speed asked for, led by its sound where that is heard."""

from __future__ import annotations

from app.live.reader_controls import ReaderControls
from model.video.timestamps import ASSUMED_FPS

SLIP_SECONDS = 0.25  # a file that is later than this is not raced after: its clock is set back
FOLLOW = 0.1  # the part of the way to the sound's clock that the pictures' goes with each frame: no jump is seen


class FileClock:
    """Holds a file's reader to its time, and starts and stops its sound. Belongs to the reader's thread."""

    def __init__(self, controls: ReaderControls):
        """
        Args:
            controls: What is asked of the reader: its speed, its sound, and the clock that all wait by.
        """
        self._controls = controls
        self._origin: float | None = None  # machine clock at which video time 0 is due

    def stop(self) -> None:
        """Stand still, silently, until the next frame is waited for: the clock counts from that one."""
        self._origin = None
        self.silence()

    def silence(self) -> None:
        """End the sound, if there is any."""
        if self._controls.sound is not None:
            self._controls.sound.stop()

    def wait_until_due(self, moment: float, fps: float, seekable: bool) -> bool:
        """Sleep until a frame is due.

        Args:
            moment: Of the frame, seconds of video.
            fps: The file's frames a second, 0.0 where it does not say.
            seekable: Whether the reader may be asked to go elsewhere meanwhile, and is then not kept waiting.

        Returns:
            Whether it is more than one frame too late.
        """
        controls = self._controls
        now, speed = controls.clock.now(), controls.speed
        if self._origin is None:
            self._begin(moment, now)
        self._follow_sound(now)
        ahead = self._origin + moment / speed - now
        if ahead > 0:
            # Whoever asks for something else meanwhile is not kept waiting: this frame is shown early.
            (controls.wait_asked if seekable else controls.wait_stopped)(ahead)
            return False
        if ahead < -SLIP_SECONDS:
            self._begin(moment, now)
            return False
        return ahead < -1.0 / (fps or ASSUMED_FPS)

    def _begin(self, moment: float, now: float) -> None:
        """From ``now`` on, when the frame at ``moment`` is due, the file is played, and so is its sound."""
        controls = self._controls
        self._origin = now - moment / controls.speed
        if controls.sound is not None and not controls.paused:
            controls.sound.play(moment, controls.speed)

    def _follow_sound(self, now: float) -> None:
        """Let the pictures go by what is heard: ears notice where sound is held up or hurried, eyes do not."""
        sound = self._controls.sound
        heard = None if sound is None else sound.heard()
        if heard is not None:
            behind = now - heard / self._controls.speed - self._origin
            if abs(behind) < SLIP_SECONDS:
                self._origin += FOLLOW * behind
