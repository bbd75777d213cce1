"""What the CNN's frozen lower half makes of the frames to train on, computed once and kept on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import local

import numpy as np

from model.arrays import map_kept
from model.datasets.read import LabelledVideo
from model.engine.preprocess import scale
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.spec import ModelSpec
from model.training.augmentation import augment
from model.training.frozen import Frozen
from model.training.teacher import Teacher
from model.video.timed_frames import frames_at


@dataclass(frozen=True)
class Activations:
    """Rows to train on: single frames or sequences, as the trained upper half of a CNN takes them.

    values: ``(rows, ...)`` float16 activations, or uint8 pictures where the CNN has no lower half; for sequences
        ``(rows, frames, ...)``.
    labels: ``(rows, clips)`` label indices, one for each clip of a sequence, UNDECIDED where there is no label or no
        frame; a single frame is its own clip.
    views: ``(rows,)``, which view of its video a row belongs to, from 0.
    spec: says how pictures are scaled.
    folders: ``(rows,)``, the folder that each row's video is of; None: they do not matter.
    taught: ``(rows, features)`` float16, what a teacher says of each single frame; None: there is none.
    """

    values: np.ndarray
    labels: np.ndarray
    views: np.ndarray
    spec: ModelSpec
    folders: np.ndarray | None = None
    taught: np.ndarray | None = None

    @property
    def usable(self) -> np.ndarray:
        """The numbers of the rows that have a label."""
        return np.flatnonzero((self.labels != UNDECIDED).any(axis=1))

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """The rows numbered ``rows`` as float32 inputs of the upper half, in that order."""
        values = self.values[np.sort(rows)][np.argsort(np.argsort(rows))]  # in order of the file: less seeking
        return scale(values, self.spec.scaling) if values.dtype == np.uint8 else values.astype(np.float32)


@dataclass(frozen=True)
class RowPlan:
    """Which rows to make of each video.

    times: for each video the times in seconds of its rows' newest frames.
    augmentations: random ones of each row, all of them drawn; 0: the row as it is.
    frames: of a sequence; 0: rows are single frames.
    views: for each video, which view each of ``times`` belongs to; None: all to view 0.
    """

    times: list[np.ndarray]
    augmentations: int
    frames: int = 0
    views: list[np.ndarray] | None = None

    def fitting(self, fps: float) -> RowPlan:
        """Without the rows that would begin before their video does, and with every row's view."""
        reach = (max(self.frames, 1) - 1) / fps
        views = self.views or [np.zeros(len(times), int) for times in self.times]
        inside = [times >= reach for times in self.times]
        return replace(
            self,
            times=[times[kept] for times, kept in zip(self.times, inside, strict=True)],
            views=[view[kept] for view, kept in zip(views, inside, strict=True)],
        )

    @property
    def copies(self) -> int:
        """How many rows each time makes."""
        return max(1, self.augmentations)

    @property
    def rows_of_videos(self) -> list[int]:
        """How many rows each video makes; their order is the videos'."""
        return [len(times) * self.copies for times in self.times]


def write_activations(
    path: Path,
    videos: list[LabelledVideo],
    plan: RowPlan,
    spec: ModelSpec,
    lower: Frozen | None,
    seed: int,
    done: Callable[[], None],
    teacher: Teacher | None = None,
) -> Activations:
    """Make the rows of ``plan`` and write them beside ``path``, as ``.npy``, ``.labels.npy`` and ``.views.npy``.

    A row is the frame at one of the plan's times, or a sequence at ``spec.sample_fps`` of which that frame is the newest,
    all of it augmented alike. A clip of ``spec.clip_length`` frames has the label of its newest frame.

    Args:
        path: Without a suffix.
        videos: Those that the plan is about.
        plan: Which rows.
        spec: Clock, labels, image size and scaling.
        lower: The CNN's lower half; None where it has none.
        seed: Draws the augmentations.
        done: Called after each video, from any thread.
        teacher: Says what it makes of each single frame, in ``.taught.npy``; None: there is none.

    Raises:
        FootageError: A video cannot be read.
    """
    writer = _RowWriter(path, videos, plan.fitting(spec.sample_fps), spec, lower, seed, teacher)

    def read(number: int) -> None:
        writer.read(number)
        done()

    with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
        list(pool.map(read, range(len(videos))))
    writer.finish()
    return open_activations(path, spec, teacher is not None)


class _RowWriter:
    """The files that ``write_activations`` fills; its arguments. Several threads may read a video each."""

    def __init__(
        self,
        path: Path,
        videos: list[LabelledVideo],
        plan: RowPlan,
        spec: ModelSpec,
        lower: Frozen | None,
        seed: int,
        teacher: Teacher | None,
    ):
        self._path, self._videos, self._plan, self._spec, self._lower, self._seed = (
            path,
            videos,
            plan,
            spec,
            lower,
            seed,
        )
        # Seconds of each frame before the newest one, which is last.
        self._back = np.arange(max(plan.frames, 1) - 1, -1, -1) / spec.sample_fps
        self._first_clip = spec.clip_length - 1 if plan.frames else 0  # the frame that ends a row's first clip
        self._starts = np.cumsum([0, *plan.rows_of_videos])
        shape, dtype = ((*spec.image_size, 3), np.uint8) if lower is None else (lower.shape, np.float16)
        # Written as (rows, frames, ...); single frames are read back without the second axis.
        rows = (int(self._starts[-1]), len(self._back), *shape)
        kept = rows if plan.frames else (rows[0], *shape)
        self._values = np.lib.format.open_memmap(path.with_suffix(".npy"), "w+", dtype=dtype, shape=kept).reshape(rows)
        self._teacher, self._taught = teacher, None
        if teacher is not None:
            shape = (rows[0], teacher.features)
            self._taught = np.lib.format.open_memmap(path.with_suffix(".taught.npy"), "w+", np.float16, shape)
        self._labels = np.full((rows[0], rows[1] - self._first_clip), UNDECIDED)
        self._own = local()

    def read(self, number: int) -> None:
        """Fill the rows of one video."""
        video, newest, spec, copies = self._videos[number], self._plan.times[number], self._spec, self._plan.copies
        for wanted, time, image in frames_at(video.path, (newest[:, None] - self._back).ravel()):
            # The frame may lie past its segment's end: its label is what is true at its own time.
            label = true_labels(video, spec.labels, np.array([time]))[0]
            for of_video, frame in zip(*np.unravel_index(wanted, (len(newest), len(self._back))), strict=True):
                row = int(self._starts[number]) + int(of_video) * copies
                for copy in range(copies):
                    seeds = [self._seed, 2, row + copy] if self._plan.augmentations else None
                    self._values[row + copy, frame] = self._value(augment(image, spec.image_size, seeds))
                    if self._taught is not None:
                        self._taught[row + copy] = self._lesson(augment(image, self._teacher.image_size, seeds))
                if frame >= self._first_clip:
                    self._labels[row : row + copies, frame - self._first_clip] = label

    def finish(self) -> None:
        """Write what is still in memory."""
        self._values.flush()
        if self._taught is not None:
            self._taught.flush()
        np.save(self._path.with_suffix(".labels.npy"), self._labels)
        np.save(self._path.with_suffix(".views.npy"), np.repeat(np.concatenate(self._plan.views), self._plan.copies))

    def _lesson(self, image: np.ndarray) -> np.ndarray:
        if not hasattr(self._own, "teacher"):
            self._own.teacher = self._teacher.open()
        return self._own.teacher(image)

    def _value(self, image: np.ndarray) -> np.ndarray:
        if self._lower is None:
            return image
        if not hasattr(self._own, "network"):
            self._own.network = self._lower.open()
        return self._own.network(scale(image, self._spec.scaling))


def open_activations(path: Path, spec: ModelSpec, taught: bool = False) -> Activations:
    """What ``write_activations`` wrote beside ``path``; the values stay on disk until they are asked for.

    Args:
        path: Without a suffix.
        spec: As there.
        taught: Whether it was written with a teacher.

    Raises ModelError where it is damaged.
    """
    values, labels, views = (map_kept(path.with_suffix(ending)) for ending in (".npy", ".labels.npy", ".views.npy"))
    lessons = map_kept(path.with_suffix(".taught.npy")) if taught else None
    return Activations(values, np.array(labels), np.array(views), spec, taught=lessons)
