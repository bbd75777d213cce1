"""What is in a video of the corpus, or in a reel of one: numbers of frames, colours and beeps, read by PyAV alone."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from tests.corpus.recipes import BLOCK, FPS, ROWS

LOUD = 0.15


def number_of(image: np.ndarray) -> int:
    """The number that a frame says; image: ``(height, width, 3)`` or ``(height, width)``, as wide as it was drawn, or wider."""
    scale = image.shape[1] / (8 * BLOCK)
    middle = image[(ROWS.start + ROWS.stop) // 2]
    return sum(1 << bit for bit in range(8) if middle[int((bit + 0.5) * BLOCK * scale)].mean() > 128)


def frames_in(path: Path) -> list[tuple[float, int]]:
    """``(timestamp, number)`` of each frame, in order; of one that is to be turned, as it lies in the file."""
    with av.open(str(path)) as container:
        return [(float(frame.time), number_of(frame.to_ndarray(format="gray"))) for frame in container.decode(video=0)]


def beeps_in(path: Path) -> list[float]:
    """The timestamps, in seconds, with which beeps begin."""
    beeps: list[float] = []
    heard = -1.0
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=48_000)
        for frame in container.decode(audio=0):
            for sound in resampler.resample(frame):
                loud = np.flatnonzero(np.abs(sound.to_ndarray()[0]) > LOUD)
                if len(loud):
                    if sound.time + loud[0] / 48_000 - heard > 0.3:
                        beeps.append(sound.time + loud[0] / 48_000)
                    heard = sound.time + loud[-1] / 48_000
    return beeps


def out_of_step(path: Path, late: float) -> list[float]:
    """Of each beep, by how many seconds it comes after the frame that it belongs to. late: as in ``Recipe``."""
    frames = frames_in(path)
    shown = {number: timestamp for timestamp, number in frames}
    found = []
    for beep in beeps_in(path):
        if beep < frames[0][0] + 0.1:  # a coder's first packet, or a beep that was cut in two
            continue
        second = round(min(range(5), key=lambda one: abs(shown.get(round((one - late) * FPS), 1e9) - beep)))
        found.append(beep - shown[round((second - late) * FPS)])
    return found
