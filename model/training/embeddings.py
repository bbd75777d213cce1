"""Every frame of the footage, encoded by the trained CNN: what the LSTM and the offline head learn from."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import local

import numpy as np

from model.arrays import read_kept
from model.datasets.read import LabelledVideo
from model.engine.preprocess import resize, scale
from model.evaluation.ground_truth import true_labels
from model.files import replacing
from model.spec import ModelSpec
from model.training.augmentation import Augmentation, draw_augmentation
from model.training.dataset import video_key
from model.training.frozen import Encode, Frozen
from model.video.reader import read_frames
from model.video.sampling import TickSampler

VIEW_SECONDS = 4.0  # a random augmentation holds this long, then another one begins


@dataclass(frozen=True)
class VideoEmbeddings:
    """One pass over one video.

    features: ``(frames, features)`` float16.
    times: ``(frames,)`` seconds.
    labels: ``(frames,)`` label indices, -1 undecided.
    views: ``(frames,)``; frames of different views were augmented differently and share no clip.
    """

    video: LabelledVideo
    features: np.ndarray
    times: np.ndarray
    labels: np.ndarray
    views: np.ndarray


def encode_videos(
    folder: Path,
    videos: list[LabelledVideo],
    encoder: Frozen,
    spec: ModelSpec,
    passes: int,
    seed: int,
    done: Callable[[], None],
    on_clock: bool = False,
) -> list[VideoEmbeddings]:
    """Encode the frames of ``videos``: once as they are, and ``passes - 1`` times augmented, differently every 4 s.

    Args:
        folder: Where each pass over a video is kept as a file; those already there are not made again. It must be one
            for this encoder, this spec and this seed alone.
        videos: The footage.
        encoder: The CNN.
        spec: Clock, labels, image size and scaling.
        passes: At least 1.
        seed: Draws the augmentations.
        done: Called after each pass over a video, from any thread.
        on_clock: Only one frame for each tick of the model's clock, which begins at another moment in each pass.

    Returns:
        The first pass over all videos, then the second one, and so on.

    Raises:
        FootageError: A video cannot be read.
        ModelError: What an earlier run left is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = [video_key(video) for video in videos]
    jobs = [(number, turn) for turn in range(passes) for number in range(len(videos))]
    own = local()

    def file(number: int, turn: int) -> Path:
        return folder / (f"{keys[number]}.{turn}.npz" if turn else f"{keys[number]}.npz")

    def encode(job: tuple[int, int]) -> None:
        number, turn = job
        if not hasattr(own, "network"):
            own.network = encoder.open()
        drawn = [seed, 4, int(keys[number], 16), turn] if turn else None
        ticks = _clock(spec, drawn) if on_clock else _every_frame
        _encode(file(number, turn), videos[number], own.network, spec, drawn, ticks)
        done()

    def load(job: tuple[int, int]) -> VideoEmbeddings:
        features, times, views = read_kept(file(*job), {"features": 2, "times": 1, "views": 1}).values()
        video = videos[job[0]]
        return VideoEmbeddings(video, features, times, true_labels(video, spec.labels, times), views)

    missing = {file(*job): job for job in jobs if not file(*job).is_file()}  # a copy of a video is encoded once
    for _ in range(len(jobs) - len(missing)):
        done()
    with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
        list(pool.map(encode, missing.values()))
        return list(pool.map(load, jobs))


def _every_frame(time: float) -> int:
    return 1


def _clock(spec: ModelSpec, seeds: list[int] | None) -> Callable[[float], int]:
    """The model's clock: from the video's first frame on, or with seeds from a moment within the first tick."""
    sampler = TickSampler(spec.sample_fps, spec.clip_length)
    begin = np.random.default_rng([*seeds, 1]).uniform(0, 1 / spec.sample_fps) if seeds else 0.0
    return lambda time: sampler.ticks(time) if time >= begin else 0


def _encode(
    path: Path,
    video: LabelledVideo,
    network: Encode,
    spec: ModelSpec,
    seeds: list[int] | None,
    ticks: Callable[[float], int],
) -> None:
    """Write one pass over ``video`` to ``path``, whole or not at all."""
    features, times, views = [], [], []
    augmentation, view = Augmentation(), -1
    for time, count, image in read_frames(video.path, ticks):
        now = int(time / VIEW_SECONDS) if seeds else 0
        if seeds and now != view:
            augmentation = draw_augmentation(np.random.default_rng([*seeds, now]))
        view = now
        shown = augmentation.apply(image, spec.image_size) if seeds else resize(image, spec.image_size)
        features += [network(scale(shown, spec.scaling)).astype(np.float16)] * count
        times += [time] * count
        views += [view] * count
    with replacing(path) as temporary:
        np.savez(temporary, features=np.stack(features), times=np.array(times), views=np.array(views, np.int32))
