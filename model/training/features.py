"""Every frame of the footage, encoded by the fine-tuned CNN: what the LSTM learns from."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import local

import numpy as np

from model.datasets.read import LabelledVideo
from model.engine.preprocess import resize, scale
from model.evaluation.ground_truth import true_labels
from model.files import replacing
from model.spec import ModelSpec
from model.training.augment import Look, draw_look
from model.training.frozen import Encode, Frozen
from model.video.reader import read_frames
from model.video.sampling import TickSampler

LOOK_SECONDS = 4.0  # a random look holds this long, then another begins


@dataclass(frozen=True)
class Encoded:
    """One pass over one video.

    features: ``(frames, features)`` float16. times: ``(frames,)`` seconds. truth: ``(frames,)`` label indices, -1
    undecided. groups: ``(frames,)``; frames of different groups had different looks and share no window.
    """

    video: LabelledVideo
    features: np.ndarray
    times: np.ndarray
    truth: np.ndarray
    groups: np.ndarray


def encode_videos(
    folder: Path,
    videos: list[LabelledVideo],
    encoder: Frozen,
    spec: ModelSpec,
    passes: int,
    seed: int,
    done: Callable[[], None],
    on_clock: bool = False,
) -> list[Encoded]:
    """Encode all frames of ``videos``: once as they are, and ``passes - 1`` times under changing random looks.

    Each pass over a video is one file in ``folder``; those already there are kept. done: called after each.
    on_clock: one frame for each tick of the model's clock alone, which begins at another moment in each pass.
    Raises FootageError when a video cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = local()

    def one(job: tuple[int, int]) -> Encoded:
        number, turn = job
        path = folder / f"{_name(videos[number])}.{turn}.npz"
        if not path.is_file():
            if not hasattr(own, "network"):
                own.network = encoder.open()
            drawn = [seed, 4, number, turn] if turn else None
            _encode(path, videos[number], own.network, spec, drawn, _clock(spec, drawn) if on_clock else _every)
        with np.load(path) as kept:
            features, times, groups = kept["features"], kept["times"], kept["groups"]
        done()
        return Encoded(videos[number], features, times, true_labels(videos[number], spec.labels, times), groups)

    with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
        return list(pool.map(one, [(number, turn) for turn in range(passes) for number in range(len(videos))]))


def _name(video: LabelledVideo) -> str:
    """A file name by which a video that was added, or put in another's place, is not taken for one that was encoded."""
    return f"{zlib.crc32(repr((str(video.path), video.path.stat().st_size)).encode()):08x}"


def _every(time: float) -> int:
    return 1


def _clock(spec: ModelSpec, seed: list[int] | None) -> Callable[[float], int]:
    """The model's clock: from the video's first frame on, or with a seed from a moment within the first tick."""
    sampler = TickSampler(spec.sample_fps, spec.clip_length)
    begin = np.random.default_rng([*seed, 1]).uniform(0, 1 / spec.sample_fps) if seed else 0.0
    return lambda time: sampler.ticks(time) if time >= begin else 0


def _encode(
    path: Path,
    video: LabelledVideo,
    network: Encode,
    spec: ModelSpec,
    seed: list[int] | None,
    ticks: Callable[[float], int],
) -> None:
    features, times, groups = [], [], []
    look, group = Look(), -1
    for time, count, image in read_frames(video.path, ticks):
        now = int(time / LOOK_SECONDS) if seed else 0
        if seed and now != group:
            look = draw_look(np.random.default_rng([*seed, now]))
        group = now
        shown = look.apply(image, spec.image_size) if seed else resize(image, spec.image_size)
        features += [network(scale(shown, spec.scaling)).astype(np.float16)] * count
        times += [time] * count
        groups += [group] * count
    with replacing(path) as temporary:
        np.savez(temporary, features=np.stack(features), times=np.array(times), groups=np.array(groups, np.int32))
