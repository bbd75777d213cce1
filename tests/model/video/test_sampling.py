"""The model's clock, the streaming window and preprocessing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from model.engine.preprocess import prepare, resize, scale
from model.engine.streaming import StreamingClassifier
from model.spec import ModelSpec
from model.video.reader import read_frames
from model.video.sampling import TickSampler
from tests.conftest import ROOT


@pytest.mark.parametrize("source", [24, 25, 30, 35, 59.94, 120])
def test_a_faster_source_gives_exactly_the_models_rate(source):
    sampler = TickSampler(10, 7)
    times = np.arange(int(source * 20)) / source
    ticks = np.array([sampler.ticks(time) for time in times])
    assert ticks.max() == 1
    assert ticks.sum() == pytest.approx(200, abs=1)
    sampled = times[ticks > 0]
    ideal = np.arange(len(sampled)) / 10
    assert (sampled >= ideal - 1e-5).all() and (sampled - ideal < 1 / source + 1e-5).all()


def test_thirty_frames_a_second_gives_every_third():
    sampler = TickSampler(10, 7)
    assert [sampler.ticks(k / 30) for k in range(9)] == [1, 0, 0] * 3


def test_a_slow_source_stands_for_several_ticks():
    sampler = TickSampler(10, 7)
    assert [sampler.ticks(k / 5) for k in range(4)] == [1, 2, 2, 2]
    assert sampler.ticks(60.0) == 7  # a long gap fills the window, no more


def test_jitter_neither_drops_nor_doubles_ticks():
    rng = np.random.default_rng(0)
    times = np.sort(np.arange(600) / 30 + rng.uniform(-0.012, 0.012, 600))
    sampler = TickSampler(10, 7)
    assert sum(sampler.ticks(time) for time in times) == pytest.approx(200, abs=1)


def test_reset_starts_the_clock_anew():
    sampler = TickSampler(10, 7)
    sampler.ticks(5.0)
    sampler.reset()
    assert [sampler.ticks(time) for time in (1.0, 1.05, 1.1)] == [1, 0, 1]


class Remembering:
    """An engine whose features are the picture's first value, and whose states are the windows' values so far."""

    spec = ModelSpec("fake", clip_length=3)
    description = "fake"

    def __init__(self):
        self.encoded = 0

    def encode(self, image):
        self.encoded += 1
        return np.array([image[0, 0, 0], 1], np.float32)

    def begin(self):
        return [[] for _ in range(self.spec.clip_length - 1)]

    def unfamiliarity(self, features):
        return 0.0

    def advance(self, features, states):
        *begun, full = [[*window, features[0]] for window in ([], *states)]
        states[:] = begun
        return np.array(full)


def picture(value: int) -> np.ndarray:
    return np.full((2, 2, 3), value, np.uint8)


def test_streaming_keeps_the_last_frames_in_order_and_encodes_each_once():
    stream = StreamingClassifier(Remembering())
    assert stream.push(picture(0)) is None and stream.push(picture(1)) is None
    assert stream.filled == 2
    for newest in range(2, 12):
        assert stream.push(picture(newest)).tolist() == [newest - 2, newest - 1, newest]
    assert stream.engine.encoded == 12


def test_streaming_repeats_a_frame_that_stands_for_several_ticks():
    stream = StreamingClassifier(Remembering())
    stream.push(picture(1))
    assert stream.push(picture(2), ticks=2).tolist() == [1, 2, 2]
    assert stream.push(picture(9), ticks=50).tolist() == [9, 9, 9]


def test_streaming_warms_up_again_after_a_reset():
    stream = StreamingClassifier(Remembering())
    stream.push(picture(1), ticks=3)
    stream.reset()
    assert stream.filled == 0 and stream.push(picture(2)) is None and stream.filled == 1


def test_a_picture_that_stands_still_is_encoded_once_unless_another_may_be_written_into_it():
    stream, still = StreamingClassifier(Remembering()), picture(5)
    for _ in range(2):
        stream.push(still)
    assert stream.engine.encoded == 2, "it was writable: nobody knows what it holds now"
    still.flags.writeable = False
    for _ in range(4):
        assert stream.push(still).tolist() == [5, 5, 5]
    assert stream.engine.encoded == 3
    stream.push(picture(6))
    assert stream.push(still).tolist() == [5, 6, 5] and stream.engine.encoded == 5


def test_pictures_are_scaled_to_the_range_the_cnn_was_trained_on():
    image = np.zeros((10, 20, 3), np.uint8)
    image[..., 0] = 255  # blue in BGR
    assert scale(image, "tf")[0, 0].tolist() == [-1, -1, 1]
    assert scale(image, "unit")[0, 0].tolist() == [0, 0, 1]
    assert scale(image, "caffe")[0, 0] == pytest.approx([255 - 103.939, -116.779, -123.68])


def test_a_picture_of_any_size_becomes_the_cnns_input():
    spec = ModelSpec("mine")
    for height, width in ((224, 224), (720, 1280), (50, 31)):
        prepared = prepare(np.full((height, width, 3), 128, np.uint8), spec)
        assert prepared.shape == (224, 224, 3) and prepared.dtype == np.float32
        assert np.ptp(prepared) == 0
    same = np.zeros((224, 224, 3), np.uint8)
    assert resize(same, (224, 224)) is same


def test_resizing_looks_at_every_pixel_as_area_averaging_does():
    """On footage about one grey level from INTER_AREA on average; the finest of patterns becomes even grey."""
    demo = ROOT / "app" / "assets" / "demo.mp4"
    differences = []
    for _, _, image in read_frames(demo, TickSampler(1.0, 7).ticks):
        area = cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA)
        differences.append(np.abs(resize(image, (224, 224)).astype(int) - area).mean())
    assert len(differences) > 10 and np.mean(differences) < 1.5
    checks = np.zeros((720, 1280, 3), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 255
    assert np.ptp(resize(checks, (224, 224))) <= 1
