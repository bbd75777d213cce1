"""Training's plain parts: which frames, which windows, which looks, which stages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.datasets.read import LabelledVideo, Segment
from model.training.augment import Look, draw_look
from model.training.features import Encoded
from model.training.material import marks
from model.training.pick import Picker, pick_times, share_out
from model.training.stages import Stages
from model.training.stretches import FRAMES, stretch_frames, stretch_times, windows
from model.training.windows import live_rows, training_windows

LABELS = ("a", "b")
VIDEO = LabelledVideo(Path("x.mp4"), (Segment(0.0, 50.0, "a"), Segment(52.0, 56.0, "b")))


def encoded(groups=None) -> Encoded:
    times = np.arange(35 * 56) / 35
    truth = np.where(times < 50, 0, np.where(times < 52, -1, 1))
    features = np.arange(len(times), dtype=np.float16)[:, None]
    return Encoded(VIDEO, features, times, truth, np.zeros(len(times), int) if groups is None else groups)


def test_rare_labels_are_kept_and_frequent_ones_capped():
    assert share_out(90, np.array([100, 10, 100])).tolist() == [40, 10, 40]
    assert share_out(90, np.array([5, 5, 5])).tolist() == [5, 5, 5]
    (times,) = pick_times([VIDEO], LABELS, per_second=2, seed=0)
    assert (np.diff(times) > 0).all() and len(times) == pytest.approx(108, abs=3)
    assert (times >= 52).sum() == pytest.approx(16, abs=1)  # all of b at twice the rate
    assert not ((times >= 50) & (times < 52)).any()
    assert np.array_equal(times, pick_times([VIDEO], LABELS, per_second=2, seed=0)[0])


def test_a_stage_is_done_anew_when_a_video_comes_changes_or_goes_from_training_to_validation(tmp_path):
    one, two, three = videos = [LabelledVideo(tmp_path / f"{name}.mp4", VIDEO.segments) for name in "abc"]
    for video in videos:
        video.path.write_bytes(b"pictures")
    stages, footage = Stages(tmp_path / "work"), {"training": [one, two], "validation": [three]}
    stages.finish("taught", {"videos": marks(footage)}, {"right": 1})
    assert stages.result("taught", {"videos": marks(footage)}) == {"right": 1}
    for other in (
        {"training": [one], "validation": [two, three]},
        {"training": [one], "validation": [three]},
    ):
        assert stages.result("taught", {"videos": marks(other)}) is None
    two.path.with_suffix(".csv").write_text("start,end,label\n0,1,a\n", encoding="utf-8")
    assert stages.result("taught", {"videos": marks(footage)}) is None


def test_the_picker_takes_the_first_frame_at_or_after_each_time():
    picker = Picker(np.array([0.0, 0.1, 0.5, 0.51]))
    assert [k for k in range(30) if picker(k / 30)] == [0, 3, 15, 16]


def test_live_rows_are_the_sampling_clocks():
    rows = live_rows(np.arange(35) / 35, 7, 7)
    assert rows.tolist() == [0, 5, 10, 15, 20, 25, 30]


def test_windows_end_in_a_decided_frame_and_keep_time():
    one = encoded()
    numbers, frames, truth = training_windows([one], 10, 7, np.random.default_rng(0))
    assert set(numbers) == {0} and frames.shape[1] == 7 and len(truth) == pytest.approx(540, abs=15)
    assert np.array_equal(one.truth[frames[:, -1]], truth) and (truth >= 0).all()
    spans = one.times[frames[:, -1]] - one.times[frames[:, 0]]
    assert spans.min() > 0.5 and spans.max() < 0.7
    assert (one.truth[frames[truth == 1][:, 0]] == -1).any()  # windows that hold a change are there


def test_windows_never_mix_looks():
    groups = (np.arange(35 * 56) / 35 / 4).astype(int)
    _, frames, _ = training_windows([encoded(groups)], 10, 7, np.random.default_rng(0))
    assert np.array_equal(groups[frames[:, 0]], groups[frames[:, -1]])


def test_looks_are_pictures_and_repeat_by_seed():
    image = np.random.default_rng(0).integers(0, 255, (360, 640, 3), dtype=np.uint8)
    for seed in range(40):
        one, other = (draw_look(np.random.default_rng(seed)).apply(image, (224, 224)) for _ in range(2))
        assert one.shape == (224, 224, 3) and one.dtype == np.uint8 and np.array_equal(one, other)
    flipped = Look(flip=True).apply(image, (360, 640))
    assert np.array_equal(flipped, image[:, ::-1])


def test_a_stage_counts_only_under_its_own_settings(tmp_path):
    stages = Stages(tmp_path / "work")
    assert stages.result("one", {"a": 1}) is None
    stages.finish("one", {"a": 1, "pair": (1, 2)}, {"x": 3})
    assert stages.result("one", {"a": 1, "pair": (1, 2)}) == {"x": 3}
    assert stages.result("one", {"a": 2, "pair": (1, 2)}) is None
    (tmp_path / "work" / "one.json").write_text("{")
    assert stages.result("one", {"a": 1}) is None


def test_stretches_cover_a_video_end_to_end_from_another_start_in_each_look():
    times, looks = stretch_times([VIDEO], 10.0, 20, 3, seed=0)
    assert (np.diff(times[0]) >= 0).all() and set(looks[0]) == {0, 1, 2}
    starts = []
    for look in range(3):
        ends = times[0][looks[0] == look]
        assert np.allclose(np.diff(ends), 2.0)  # 20 frames at 10 a second, none left out between two
        assert 1.9 <= ends[0] < 3.9 and 54.0 < ends[-1] <= 56.0
        starts.append(float(ends[0]))
    assert len(set(starts)) == 3
    again, _ = stretch_times([VIDEO], 10.0, 20, 3, seed=0)
    assert np.array_equal(times[0], again[0])


def test_stretches_are_as_short_as_the_clips_that_teach():
    clips = [LabelledVideo(Path(f"{k}.mp4"), (Segment(0.0, 1.2, "a"),)) for k in range(4)]
    assert stretch_frames([VIDEO], 10.0, 7) == FRAMES == 20
    assert stretch_frames(clips, 10.0, 7) == 12
    assert stretch_frames(clips, 2.0, 7) == 7  # never shorter than the model's window


def test_windows_of_a_stretch_in_order():
    features = np.arange(2 * 9 * 1, dtype=np.float32).reshape(2, 9, 1)
    each = windows(features, 7)
    assert each.shape == (6, 7, 1)
    assert each[0, :, 0].tolist() == [0, 1, 2, 3, 4, 5, 6] and each[2, 0, 0] == 2 and each[3, 0, 0] == 9
