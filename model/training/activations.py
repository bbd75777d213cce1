"""What the CNN's frozen lower half makes of the frames to train on, computed once for each video and kept on disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import local

import numpy as np

from model.arrays import JoinedArrays, damaged, map_kept
from model.datasets.read import LabelledVideo
from model.engine.preprocess import scale
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.files import replacing
from model.spec import ModelSpec
from model.training.augmentation import augment
from model.training.frozen import Encode, Frozen
from model.training.teacher import Teacher
from model.video.timed_frames import frames_at

_VALUES, _LABELS, _TAUGHT = ".npy", ".labels.npy", ".taught.npy"


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

    values: np.ndarray | JoinedArrays
    labels: np.ndarray
    views: np.ndarray
    spec: ModelSpec
    folders: np.ndarray | None = None
    taught: JoinedArrays | None = None

    @property
    def usable(self) -> np.ndarray:
        """The numbers of the rows that have a label."""
        return np.flatnonzero((self.labels != UNDECIDED).any(axis=1))

    def inputs(self, rows: np.ndarray) -> np.ndarray:
        """The rows numbered ``rows`` as float32 inputs of the upper half, in that order."""
        values = self.values[rows]
        return scale(values, self.spec.scaling) if values.dtype == np.uint8 else values.astype(np.float32)


@dataclass(frozen=True)
class RowPlan:
    """Which rows to make of one video.

    times: in seconds, of the rows' newest frames.
    augmentations: random ones of each row, all of them drawn; 0: the row as it is.
    frames: of a sequence; 0: rows are single frames.
    views: which view each of ``times`` belongs to; None: all to view 0.
    """

    times: np.ndarray
    augmentations: int
    frames: int = 0
    views: np.ndarray | None = None

    def fitting(self, fps: float) -> RowPlan:
        """Without the rows that would begin before the video does, and with every row's view."""
        inside = self.times >= (max(self.frames, 1) - 1) / fps
        views = np.zeros(len(self.times), int) if self.views is None else self.views
        return replace(self, times=self.times[inside], views=views[inside])

    @property
    def copies(self) -> int:
        """How many rows each time makes."""
        return max(1, self.augmentations)

    @property
    def rows(self) -> int:
        """How many rows it makes."""
        return len(self.times) * self.copies

    def key(self) -> str:
        """16 hexadecimal digits for all that it asks for."""
        digest = hashlib.blake2b(repr((self.augmentations, self.frames)).encode(), digest_size=8)
        for each in (self.times, *(() if self.views is None else (self.views,))):
            digest.update(np.ascontiguousarray(each).tobytes() + b"|")
        return digest.hexdigest()


@dataclass(frozen=True)
class RowMaker:
    """Makes rows of frames.

    A row is the frame at one of a plan's times, or a sequence at ``spec.sample_fps`` of which that frame is the newest, all
    of it augmented alike. A clip of ``spec.clip_length`` frames has the label of its newest frame.

    spec: Clock, labels, image size and scaling.
    lower: Makes the CNN's lower half, which is asked for only where there is something to run; None where it has none.
    seed: Draws the augmentations.
    teacher: Says what it makes of each single frame; None: there is none.
    """

    spec: ModelSpec
    lower: Callable[[], Frozen] | None
    seed: int
    teacher: Teacher | None = None

    def keep(
        self,
        folder: Path,
        recipe: str,
        videos: Sequence[LabelledVideo],
        keys: Sequence[str],
        plans: Sequence[RowPlan],
        done: Callable[[], None],
    ) -> Activations:
        """The rows of videos, each video's in files of its own: those that ``folder`` has are not made again.

        Args:
            folder: Where they are kept.
            recipe: Hexadecimal digits for all that rows depend on beside the video and its plan.
            videos: Those to make rows of.
            keys: For each video 32 hexadecimal digits for its content and its labels (``dataset.dataset_key``).
            plans: For each video which rows.
            done: Called after each video, from any thread.

        Raises:
            FootageError: A video cannot be read. ModelError: A file of an earlier run is damaged.
        """
        plans = [plan.fitting(self.spec.sample_fps) for plan in plans]
        names = [folder / f"{recipe}-{key[:16]}-{key[16:]}{plan.key()}" for key, plan in zip(keys, plans, strict=True)]
        endings = (_VALUES, _LABELS, *(() if self.teacher is None else (_TAUGHT,)))
        missing = {
            name: number
            for number, name in enumerate(names)
            if not all(_file(name, ending).exists() for ending in endings)
        }
        lower = self.lower() if missing and self.lower is not None else None
        opened = local()

        def make(name: Path) -> None:
            number = missing[name]
            if not hasattr(opened, "networks"):
                opened.networks = [None if one is None else one.open() for one in (lower, self.teacher)]
            shape, dtype = ((*self.spec.image_size, 3), np.uint8) if lower is None else (lower.shape, np.float16)
            draw = int(keys[number][:16], 16)
            self._write(name, videos[number], draw, plans[number], shape, dtype, *opened.networks)
            done()

        for _ in range(len(videos) - len(missing)):
            done()
        with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
            list(pool.map(make, missing))
        return self._open(names, plans)

    def _write(
        self,
        name: Path,
        video: LabelledVideo,
        draw: int,
        plan: RowPlan,
        shape: tuple[int, ...],
        dtype: type,
        encode: Encode | None,
        lesson: Encode | None,
    ) -> None:
        spec, copies = self.spec, plan.copies
        # Seconds of each frame before the newest one, which is last.
        back = np.arange(max(plan.frames, 1) - 1, -1, -1) / spec.sample_fps
        first_clip = spec.clip_length - 1 if plan.frames else 0  # the frame that ends a row's first clip
        labels = np.full((plan.rows, len(back) - first_clip), UNDECIDED)
        taught = None if self.teacher is None else np.zeros((plan.rows, self.teacher.features), np.float16)
        with replacing(_file(name, _VALUES)) as temporary:
            # Written as (rows, frames, ...); single frames are read back without the second axis.
            kept = (plan.rows, *((len(back),) if plan.frames else ()), *shape)
            values = _new_array(temporary, kept, dtype)
            of_frames = values.reshape(plan.rows, len(back), *shape)
            for wanted, time, image in frames_at(video.path, (plan.times[:, None] - back).ravel()):
                # The frame may lie past its segment's end: its label is what is true at its own time.
                label = true_labels(video, spec.labels, np.array([time]))[0]
                for of_video, frame in zip(*np.unravel_index(wanted, (len(plan.times), len(back))), strict=True):
                    row = int(of_video) * copies
                    for copy in range(copies):
                        seeds = [self.seed, 2, draw, row + copy] if plan.augmentations else None
                        picture = augment(image, spec.image_size, seeds)
                        of_frames[row + copy, frame] = (
                            picture if encode is None else encode(scale(picture, spec.scaling))
                        )
                        if taught is not None:
                            taught[row + copy] = lesson(augment(image, self.teacher.image_size, seeds))
                    if frame >= first_clip:
                        labels[row : row + copies, frame - first_clip] = label
            if isinstance(values, np.memmap):
                values.flush()
            del values, of_frames  # Windows moves no file that is mapped
            for ending, array in ((_LABELS, labels), (_TAUGHT, taught)):
                if array is not None:
                    with replacing(_file(name, ending)) as beside:
                        np.save(beside, array)
        # The values come last: where they are, all is.

    def _open(self, names: Sequence[Path], plans: Sequence[RowPlan]) -> Activations:
        labels = []
        for name, plan in zip(names, plans, strict=True):
            labels.append(np.array(map_kept(_file(name, _LABELS))))
            if len(labels[-1]) != plan.rows:
                raise damaged(_file(name, _LABELS), ValueError(f"{len(labels[-1])} rows of {plan.rows}"))
        values = JoinedArrays([_file(name, _VALUES) for name in names])
        if len(values) != sum(map(len, labels)):
            raise damaged(_file(names[0], _VALUES), ValueError(f"{len(values)} rows of {sum(map(len, labels))} in all"))
        views = np.concatenate([np.repeat(plan.views, plan.copies) for plan in plans])
        taught = None if self.teacher is None else JoinedArrays([_file(name, _TAUGHT) for name in names])
        return Activations(values, np.concatenate(labels), views, self.spec, taught=taught)


def _file(name: Path, ending: str) -> Path:
    return name.with_name(name.name + ending)


def _new_array(path: Path, shape: tuple[int, ...], dtype: type) -> np.ndarray:
    """A new array that lies in the file ``path``; what is empty cannot lie there, and is only written."""
    if 0 in shape:
        np.save(path, np.zeros(shape, dtype))
        return np.zeros(shape, dtype)
    return np.lib.format.open_memmap(path, "w+", dtype=dtype, shape=shape)
