"""Clusters: which clips are drawn, and where."""

from __future__ import annotations

import numpy as np
import pytest

from model.datasets.read import LabelledSegment, LabelledVideo
from model.engine.preprocess import resize, scale
from model.evaluation import clusters
from model.network.architectures import architecture
from model.network.backbones import keras
from model.network.lrcn import WEIGHTS_FILE, build, save_weights
from model.video.reader import read_frames
from tests.conftest import write_video

LABELS = ("left", "right")


@pytest.fixture
def model(tmp_path):
    spec = architecture("custom").with_(labels=LABELS, image_size=(32, 32), clip_length=3, sample_fps=10.0)
    parts = build(spec)
    save_weights(parts, tmp_path / WEIGHTS_FILE)
    spec.write(tmp_path)
    return parts


def test_clips_within_one_segment_are_drawn_where_the_last_hidden_layer_puts_them(model, tmp_path, monkeypatch):
    video = LabelledVideo(
        write_video(tmp_path / "video.mp4", 3.0, fps=10),
        (LabelledSegment(0.0, 1.45, "left"), LabelledSegment(1.45, 3.0, "right")),
    )
    too_short = LabelledVideo(write_video(tmp_path / "short.mp4", 1.0), (LabelledSegment(0.0, 0.15, "left"),))
    drawn = {}
    monkeypatch.setattr(
        clusters,
        "clusters_picture",
        lambda points, ground_truth, *rest: drawn.update(points=points, ground_truth=ground_truth),
    )
    clusters.draw_clusters(tmp_path, [video, too_short], tmp_path / "clusters.png", "Clips")
    assert sorted(drawn["ground_truth"].tolist()) == [0, 1] and drawn["points"].shape == (2, 2)

    # Two points lie on their first principal component, as far apart as their activations are. Which clips were drawn is
    # up to chance: it has to be one of each label.
    frames = np.array([resize(image, (32, 32)) for _, _, image in read_frames(video.path, lambda time: 1)])
    clips = np.stack([frames[first : first + 3] for first in range(len(frames) - 2)])
    hidden = keras.Model(model.head.input, model.head.get_layer("probabilities").input)
    features = np.asarray(model.encoder(scale(clips.reshape(-1, 32, 32, 3), "unit"))).reshape(len(clips), 3, -1)
    activations = np.asarray(hidden(features))
    newest = np.arange(2, len(frames)) / 10
    apart = [np.linalg.norm(one - other) for one in activations[newest < 1.45] for other in activations[newest >= 1.45]]
    found = abs(drawn["points"][0, 0] - drawn["points"][1, 0])
    assert min(abs(found - each) for each in apart) < 1e-3 * max(apart)
    assert np.abs(drawn["points"][:, 1]).max() < 1e-3 * max(apart)


def test_the_picture_is_a_picture(model, tmp_path):
    video = LabelledVideo(
        write_video(tmp_path / "video.mp4", 3.0),
        (LabelledSegment(0.0, 1.5, "left"), LabelledSegment(1.5, 3.0, "right")),
    )
    path = clusters.draw_clusters(tmp_path, [video], tmp_path / "clusters.png", "Clips")
    assert path.read_bytes().startswith(b"\x89PNG")
