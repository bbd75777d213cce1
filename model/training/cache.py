"""The frames and clips that teach, each in several looks, run once through the frozen lower half and kept on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import local

import numpy as np

from model.datasets.read import LabelledVideo
from model.engine.preprocess import resize, scale
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.spec import ModelSpec
from model.training.augment import draw_look
from model.training.frozen import Frozen
from model.training.pick import Picker
from model.video.reader import read_frames


@dataclass(frozen=True)
class FrameCache:
    """values: ``(rows, ...)`` float16 activations of the lower half, or uint8 pictures when there is no lower half;
    for stretches of video ``(rows, frames, ...)``.

    labels: ``(rows, windows)`` label indices, one for each window of a row, -1 where undecided or where there is no
    frame; a single frame is its own window. looks: ``(rows,)``, which look at its video a row belongs to, from 0.
    spec says how pictures are scaled.
    """

    values: np.ndarray
    labels: np.ndarray
    looks: np.ndarray
    spec: ModelSpec

    @property
    def usable(self) -> np.ndarray:
        """Row numbers that say something."""
        return np.flatnonzero((self.labels != UNDECIDED).any(axis=1))

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """Float32 inputs of the trained half for ``rows``."""
        values = self.values[np.sort(rows)][np.argsort(np.argsort(rows))]  # in order of the file: less seeking
        return scale(values, self.spec.scaling) if values.dtype == np.uint8 else values.astype(np.float32)


def cache_shape(spec: ModelSpec, lower_shape: tuple[int, ...] | None) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of one cached row; lower_shape: the lower half's output, None without one."""
    if lower_shape is None:
        return (*spec.image_size, 3), np.dtype(np.uint8)
    return lower_shape, np.dtype(np.float16)


def fill_cache(
    path: Path,
    videos: list[LabelledVideo],
    times: list[np.ndarray],
    spec: ModelSpec,
    lower: Frozen | None,
    views: int,
    seed: int,
    done: Callable[[], None],
    frames: int = 0,
    looks: list[np.ndarray] | None = None,
) -> FrameCache:
    """Write ``path.npy``, ``path.labels.npy`` and ``path.looks.npy``: for each of ``times`` (an array a video) ``views`` rows.

    A row is the frame at that time, or with ``frames`` that many at ``spec.sample_fps`` of which it is the newest, all
    in one look; then it has a label for each of its windows of ``spec.clip_length``, that of the window's newest frame.
    views: looks of each, all drawn at random; 0: one row, as it is. looks: what ``FrameCache.looks`` says of ``times``.
    lower: the lower half. done: called after each video. Raises FootageError when a video cannot be read.
    """
    back = np.arange(max(frames, 1) - 1, -1, -1) / spec.sample_fps  # seconds, newest last
    first = spec.clip_length - 1 if frames else 0  # the position that ends a row's first window
    looks = [np.zeros(len(t), int) for t in times] if looks is None else looks
    looks = [look[t >= back[0]] for look, t in zip(looks, times, strict=True)]
    times = [t[t >= back[0]] for t in times]
    per_frame = max(1, views)
    counts = [len(t) * per_frame for t in times]
    firsts = np.cumsum([0, *counts])
    shape, dtype = cache_shape(spec, lower.shape if lower else None)
    # Written as (rows, frames, ...); single frames are read back without the second axis.
    rows = (int(firsts[-1]), len(back), *shape)
    kept = rows if frames else (rows[0], *shape)
    values = np.lib.format.open_memmap(path.with_suffix(".npy"), "w+", dtype=dtype, shape=kept).reshape(rows)
    labels = np.full((int(firsts[-1]), len(back) - first), UNDECIDED)
    own = local()

    def row_value(image: np.ndarray) -> np.ndarray:
        if lower is None:
            return image
        if not hasattr(own, "network"):
            own.network = lower.open()
        return own.network(scale(image, spec.scaling))

    def one(number: int) -> None:
        newest = times[number]
        wanted = (newest[:, None] - back).ravel()
        order = np.argsort(wanted, kind="stable")
        waiting = list(zip(wanted[order].tolist(), *np.unravel_index(order, (len(newest), len(back))), strict=True))
        waiting.reverse()  # the next one is at the end
        for time, _, image in read_frames(videos[number].path, Picker(np.sort(wanted))):
            label = None
            while waiting and waiting[-1][0] <= time + 1e-6:
                _, one_of, position = waiting.pop()
                row = int(firsts[number]) + int(one_of) * per_frame
                for view in range(per_frame):
                    look = draw_look(np.random.default_rng([seed, 2, row + view])) if views else None
                    shown = look.apply(image, spec.image_size) if look else resize(image, spec.image_size)
                    values[row + view, position] = row_value(shown)
                if position >= first:
                    # The frame may lie past its segment's end: its label is what is true at its own time.
                    label = true_labels(videos[number], spec.labels, np.array([time]))[0] if label is None else label
                    labels[row : row + per_frame, position - first] = label
        done()

    with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
        list(pool.map(one, range(len(videos))))
    values.flush()
    np.save(path.with_suffix(".labels.npy"), labels)
    np.save(path.with_suffix(".looks.npy"), np.repeat(np.concatenate(looks), per_frame))
    return open_cache(path, spec)


def open_cache(path: Path, spec: ModelSpec) -> FrameCache:
    """What ``fill_cache`` wrote to ``path``."""
    values = np.load(path.with_suffix(".npy"), mmap_mode="r")
    return FrameCache(values, *(np.load(path.with_suffix(f".{what}.npy")) for what in ("labels", "looks")), spec)
