"""Faster and slower sound whose pitch stays: FFmpeg's ``atempo`` filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import numpy as np

from app.sound import RATE


def at_speed(chunks: Iterable[np.ndarray], speed: float) -> Iterator[np.ndarray]:
    """Play sound at another speed.

    Args:
        chunks: Float32 ``(2, samples)`` at RATE.
        speed: SLOWEST to FASTEST times its own.

    Yields:
        The same, so many times shorter.
    """
    if speed == 1.0:
        yield from chunks
        return
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", layout="stereo", sample_rate=RATE, time_base=Fraction(1, RATE))
    tempo, planes = graph.add("atempo", f"{speed:g}"), graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo")
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(planes)
    planes.link_to(sink)
    graph.configure()
    given = 0
    for chunk in chunks:
        for begin in range(0, chunk.shape[1], RATE // 10):
            piece = np.ascontiguousarray(chunk[:, begin : begin + RATE // 10])
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, given, Fraction(1, RATE)
            given += piece.shape[1]
            source.push(frame)
            yield from _pulled(sink)
    source.push(None)
    yield from _pulled(sink)


def _pulled(sink) -> Iterator[np.ndarray]:
    while True:
        try:
            yield sink.pull().to_ndarray()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
