"""The offline head: trained on something that only the future tells, saved, converted and streamed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.conversion.litert import offline_head_flatbuffer
from model.datasets.read import LabelledSegment, LabelledVideo
from model.engine.offline_head import OFFLINE_HEAD_FILE, open_offline_head
from model.errors import ModelError
from model.files import write_whole
from model.network.backbones import keras
from model.network.offline_head import REACH, load_offline_head, save_offline_head
from model.spec import ModelSpec
from model.training.callbacks import Callback, KeepBest
from model.training.embeddings import VideoEmbeddings
from model.training.offline_head import TrainedOfflineHead, predict_offline, train_offline_head

SPEC = ModelSpec("m", labels=("a", "b"), sample_fps=10.0)
FEATURES, FRAMES, AHEAD, EPOCHS = 6, 400, 5, 80


def video(seed: int) -> VideoEmbeddings:
    """Its label is b while, AHEAD frames later, the first feature will be on; the others are noise."""
    rng = np.random.default_rng(seed)
    ground_truth = np.repeat(rng.integers(0, 2, FRAMES // 10), 10)
    features = rng.normal(3, 1, (FRAMES, FEATURES))
    features[AHEAD:, 0] += 4 * ground_truth[:-AHEAD]
    edges = [0, *np.flatnonzero(np.diff(ground_truth)) + 1, FRAMES]
    segments = tuple(
        LabelledSegment(first / 10, last / 10, SPEC.labels[ground_truth[first]])
        for first, last in zip(edges, edges[1:])
    )
    return encoded(LabelledVideo(Path(f"{seed}.mp4"), segments), features.astype(np.float16), ground_truth)


def encoded(video: LabelledVideo, features: np.ndarray, ground_truth: np.ndarray) -> VideoEmbeddings:
    return VideoEmbeddings(video, features, np.arange(len(features)) / 10, ground_truth, np.zeros(len(features), int))


TRAINING, VALIDATION = [video(seed) for seed in range(12)], [video(seed) for seed in range(20, 23)]


def train(epochs: int, folder: Path, *callbacks: Callback) -> TrainedOfflineHead:
    keep_best = KeepBest(folder / "best.weights.h5")
    return train_offline_head(SPEC, TRAINING, VALIDATION, epochs, 0, [*callbacks, keep_best])


class Epochs(Callback):
    """Hears of each epoch."""

    def __init__(self):
        self.heard: list[int] = []

    def epoch_end(self, fit) -> None:
        self.heard.append(fit.history[-1]["epoch"])


@pytest.fixture(scope="module")
def epochs() -> Epochs:
    return Epochs()


@pytest.fixture(scope="module")
def trained(epochs, tmp_path_factory) -> TrainedOfflineHead:
    keras.utils.set_random_seed(5)  # what is trained depends on the seed that is given, not on this one
    return train(EPOCHS, tmp_path_factory.mktemp("work"), epochs)


@pytest.fixture(scope="module")
def folder(trained, tmp_path_factory) -> Path:
    """A model folder with the trained network's weights and its converted twin."""
    folder = tmp_path_factory.mktemp("model")
    save_offline_head(trained.network, folder)
    write_whole(folder / OFFLINE_HEAD_FILE, offline_head_flatbuffer(trained.network))
    return folder


def stream(folder: Path, features: np.ndarray, ticks: int = 1) -> tuple[list[int], np.ndarray, set[int]]:
    """What a stream says of ``features``: frame numbers, probabilities, and by how many frames it said it late."""
    network, told, late = open_offline_head(folder / OFFLINE_HEAD_FILE, FEATURES, SPEC), [], set()
    for number, one in enumerate(features.astype(np.float32)):
        now = network.push(number, one, ticks)
        late |= {number - frame for frame, _ in now}
        told += now
    told += network.end()
    return [frame for frame, _ in told], np.array([probabilities for _, probabilities in told]), late


def whole(folder: Path, video: VideoEmbeddings) -> np.ndarray:
    """What the Keras network that was saved says of the whole video at once."""
    return predict_offline(load_offline_head(folder, FEATURES, 2), [video], SPEC.labels)[0].probabilities


def test_it_learns_what_only_the_future_tells(trained, epochs):
    figures = trained.figures
    assert figures["time_accuracy"] > 0.9 and figures["event_f1"] > 0.9 and figures["ece"] < 0.1
    assert len(epochs.heard) == len(trained.history) == EPOCHS


def test_the_same_seed_gives_the_same(tmp_path):
    one, other = train(3, tmp_path), train(3, tmp_path)
    assert all(map(np.array_equal, one.network.get_weights(), other.network.get_weights()))


def test_a_stream_says_what_the_network_says_just_in_time(folder):
    one = VALIDATION[0]
    frames, probabilities, late = stream(folder, one.features)
    assert frames == list(range(FRAMES)) and late == {REACH}
    assert probabilities == pytest.approx(whole(folder, one), abs=1e-3)


def test_a_video_shorter_than_what_it_looks_at(folder):
    one = VALIDATION[0]
    frames, probabilities, _ = stream(folder, one.features[:3])
    assert frames == [0, 1, 2]
    assert probabilities == pytest.approx(whole(folder, encoded(one.video, one.features[:3], one.labels[:3])), abs=1e-3)


def test_a_frame_that_stands_for_two_ticks_is_as_two_frames(folder):
    one = VALIDATION[0]
    frames, probabilities, _ = stream(folder, one.features[:40], ticks=2)
    doubled = encoded(one.video, np.repeat(one.features[:40], 2, axis=0), np.zeros(80, int))
    assert frames == list(range(40))
    assert probabilities == pytest.approx(whole(folder, doubled)[1::2], abs=1e-3)


def test_weights_of_another_network_are_refused_in_a_sentence(folder, tmp_path):
    with pytest.raises(ModelError, match="no weights file of this model's offline head.*--only-offline-head"):
        load_offline_head(folder, FEATURES + 1, 2)
    assert load_offline_head(tmp_path, FEATURES, 2) is None
