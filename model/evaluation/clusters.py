"""Clusters: what the layer before the last says about clips, in two dimensions, as the original notes drew it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from model.datasets.read import LabelledVideo
from model.evaluation.pictures import clusters_picture
from model.network.backbones import keras
from model.network.lrcn import encode_clips, load_lrcn
from model.spec import read_spec
from model.training.cache import fill_cache

CLIPS_A_LABEL = 80


def draw_clusters(folder: Path, videos: list[LabelledVideo], path: Path, title: str, seed: int = 0) -> Path:
    """Draw ``path`` for the model in ``folder`` from clips of ``videos``, the same number of each label where possible.

    The layer is the last hidden one; its activations are laid into two dimensions by t-SNE's simpler elder, the
    principal components. Raises ModelError or FootageError.
    """
    spec = read_spec(folder)
    parts = load_lrcn(folder, spec)
    times = _clip_times(videos, spec.labels, spec.clip_seconds, seed)
    with tempfile.TemporaryDirectory() as scratch:
        clips = fill_cache(
            Path(scratch) / "clips", videos, times, spec, None, 0, seed, lambda: None, frames=spec.clip_length
        )
        truth = clips.labels[clips.usable, 0]
        last = keras.Model(parts.head.input, parts.head.get_layer("probabilities").input)
        features = np.concatenate([encode_clips(parts.encoder, clips.inputs(rows)) for rows in _batches(clips.usable)])
        del clips  # Windows cannot remove a file that is still mapped
    return clusters_picture(principal_components(last.predict_on_batch(features)), truth, spec.labels, path, title)


def _batches(rows: np.ndarray, size: int = 8) -> list[np.ndarray]:
    return [rows[first : first + size] for first in range(0, len(rows), size)]


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
        for pick in rng.permutation(len(of_label))[:CLIPS_A_LABEL]:
            number, time = of_label[pick]
            times[number].append(time)
    return [np.sort(np.array(each)) for each in times]


def principal_components(values: np.ndarray) -> np.ndarray:
    """The two directions in which ``values (rows, columns)`` differ most, as coordinates ``(rows, 2)``."""
    centred = values - values.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return centred @ directions[:2].T
