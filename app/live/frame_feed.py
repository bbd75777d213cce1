"""One model's share of the frames: its clock and the buffer it takes them from. Several models may look at one source."""

from __future__ import annotations

from app.frames import Frame, Sampled
from app.live.buffers import RollingBuffer
from model.video.sampling import TickSampler


class Lane:
    """Belongs to the thread that reads the source."""

    def __init__(self, sampler: TickSampler, buffer: RollingBuffer, live_pending: int = 1):
        """sampler: the model's clock. buffer: takes the sampled frames. live_pending: of a live source's frames, the most
        that may wait for the model; more would only be older."""
        self.buffer = buffer
        self._sampler = sampler
        self._pending = live_pending
        self._carried = 0  # ticks of sampled frames that could not be decoded: the next frame stands for them

    def ticks(self, moment: float) -> int:
        """For how many ticks of the model's clock the frame at ``moment`` stands; 0: the model does not want it."""
        return self._sampler.ticks(moment) + self._carried

    def give(self, frame: Frame, ticks: int, epoch: int, live: bool) -> None:
        """Hand ``frame`` to the model if it stands for any ticks; a file's reader waits here while the buffer is full."""
        self._carried = 0
        if ticks == 0:
            return
        sampled = Sampled(frame, ticks, epoch)
        if live:
            self.buffer.put_newest(sampled, self._pending)
        else:
            self.buffer.put(sampled)

    def carry(self, ticks: int) -> None:
        """The frame could not be decoded: let the next one stand for its ticks."""
        self._carried = ticks

    def reset(self) -> None:
        """The source begins anew: so does the clock."""
        self._carried = 0
        self._sampler.reset()
