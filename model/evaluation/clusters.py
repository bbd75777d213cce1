"""Clusters: what the layer before the last says about clips, in two dimensions, as the original notes drew it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.read import LabelledVideo
from model.engine.preprocess import resize, scale
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.evaluation.pictures import clusters_picture
from model.network.backbones import keras
from model.network.lrcn import encode_clips, load_lrcn
from model.spec import ModelSpec, read_spec
from model.video.timed_frames import frames_at

CLIPS_A_LABEL = 80
_AT_ONCE = 8  # clips that are encoded together


def draw_clusters(folder: Path, videos: list[LabelledVideo], path: Path, title: str, seed: int = 0) -> Path:
    """Draw what the last hidden layer makes of clips, laid into two dimensions by their principal components.

    Args:
        folder: The model's.
        videos: Where the clips come from, the same number of each label where possible.
        path: The picture to write, a PNG.
        title: Stands above it.
        seed: Draws the clips.

    Returns:
        ``path``.

    Raises:
        ModelError: The model cannot be loaded.
        FootageError: A video cannot be read.
    """
    spec = read_spec(folder)
    parts = load_lrcn(folder, spec)
    last = keras.Model(parts.head.input, parts.head.get_layer("probabilities").input)
    outputs, labels = [], []
    for video, times in zip(videos, _clip_times(videos, spec.labels, spec.clip_seconds, seed), strict=True):
        clips, of_video = _read_clips(video, times, spec)
        for first in range(0, len(clips), _AT_ONCE):
            rows = slice(first, first + _AT_ONCE)
            outputs.append(last.predict_on_batch(encode_clips(parts.encoder, scale(clips[rows], spec.scaling))))
            labels.append(of_video[rows])
    points = principal_components(np.concatenate(outputs))
    return clusters_picture(points, np.concatenate(labels), spec.labels, path, title)


def _read_clips(video: LabelledVideo, newest: np.ndarray, spec: ModelSpec) -> tuple[np.ndarray, np.ndarray]:
    """Clips on the model's clock, BGR uint8 ``(clips, clip_length, height, width, 3)``, and their labels ``(clips,)``.

    newest: ``(n,)`` seconds, when the clips end; those that would begin before the video, or whose newest frame has no
    label, are left out.
    """
    back = np.arange(spec.clip_length - 1, -1, -1) / spec.sample_fps
    newest = newest[newest >= back[0]]
    clips = np.zeros((len(newest), spec.clip_length, *spec.image_size, 3), np.uint8)
    labels = np.full(len(newest), UNDECIDED)
    for wanted, time, image in frames_at(video.path, (newest[:, None] - back).ravel()) if len(newest) else ():
        clip, frame = np.unravel_index(wanted, clips.shape[:2])
        clips[clip, frame] = resize(image, spec.image_size)
        labels[clip[frame == spec.clip_length - 1]] = true_labels(video, spec.labels, np.array([time]))[0]
    return clips[labels != UNDECIDED], labels[labels != UNDECIDED]


def _clip_times(
    videos: list[LabelledVideo], labels: tuple[str, ...], clip_seconds: float, seed: int
) -> list[np.ndarray]:
    """For each video, the times of the newest frames of clips that lie wholly within one true segment."""
    rng = np.random.default_rng([seed, 7])
    found = [
        (labels.index(segment.label), number, float(rng.uniform(segment.start + clip_seconds, segment.end)))
        for number, video in enumerate(videos)
        for segment in video.segments
        if segment.label in labels and np.isfinite(segment.end) and segment.end - segment.start > clip_seconds
    ]
    times: list[list[float]] = [[] for _ in videos]
    for label in range(len(labels)):
        of_label = [(number, time) for one, number, time in found if one == label]
        for chosen in rng.permutation(len(of_label))[:CLIPS_A_LABEL]:
            number, time = of_label[chosen]
            times[number].append(time)
    return [np.sort(np.array(each)) for each in times]


def principal_components(values: np.ndarray) -> np.ndarray:
    """Find the two directions in which rows differ most.

    Args:
        values: ``(rows, columns)``.

    Returns:
        The rows' coordinates along them, ``(rows, 2)``.
    """
    centred = values - values.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T
