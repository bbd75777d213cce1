"""The offline head: what it learns, and that it says the same in training, in a file and in a stream."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from app.recorded.classify import classify_video
from app.settings import DEMO_CLIP
from model.datasets.read import find_footage
from model.engine import open_engine
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.errors import ModelError
from model.registry import find_model
from model.spec import read_spec


def test_the_timeline_of_recorded_video_is_made_with_it_and_predictions_are_not(tmp_path):
    model_folder = find_model("b5_lstm_256")  # which knows the clip's game so well that changes are told to the frame
    assert (model_folder / OFFLINE_HEAD_FILE).is_file()
    blind = shutil.copytree(model_folder, tmp_path / "model")
    (blind / OFFLINE_HEAD_FILE).unlink()
    seeing, without = (
        classify_video(DEMO_CLIP, open_engine(model_folder)),
        classify_video(DEMO_CLIP, open_engine(blind)),
    )
    assert [p.probabilities.tobytes() for p in seeing.predictions] == [
        p.probabilities.tobytes() for p in without.predictions
    ]
    assert [m.probabilities.tobytes() for m in without.moments] == [
        p.probabilities.tobytes() for p in without.predictions
    ], "without it, moments are the predictions"
    # It has a word for each sampled frame, those before the first prediction too.
    clip_length = open_engine(model_folder).spec.clip_length
    assert len(seeing.moments) == len(seeing.predictions) + clip_length - 1
    assert seeing.segments[0].start == without.segments[0].start == 0.0
    (video,) = [
        one for one in find_footage(DEMO_CLIP.parent, open_engine(model_folder).spec.labels) if one.path == DEMO_CLIP
    ]
    assert min(share_right(result.segments, video.segments) for result in (seeing, without)) > 0.85
    late, blindly_late = (worst_start(result.segments, video.segments) for result in (seeing, without))
    assert late < 0.06 < blindly_late, "who knows what comes says to the frame where it began"


def share_right(said, ground_truth) -> float:
    """The share of the ground truth's time that ``said`` gives the right label."""
    times = np.concatenate([np.arange(one.start, one.end, 0.02) for one in ground_truth])
    labels = np.concatenate([[one.label] * len(np.arange(one.start, one.end, 0.02)) for one in ground_truth])
    found = [next((part.label for part in said if part.start <= time < part.end), "") for time in times]
    return float((np.array(found) == labels).mean())


def worst_start(said, ground_truth) -> float:
    """By how much, in seconds, the worst of the true changes (where one label touches the next) is missed."""
    changes = [after.start for before, after in zip(ground_truth, ground_truth[1:]) if after.start - before.end < 0.001]
    assert len(changes) > 5
    return max(min(abs(part.start - change) for part in said) for change in changes)


def test_a_damaged_file_is_said(model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / OFFLINE_HEAD_FILE).write_bytes(b"no flatbuffer")
    with pytest.raises(ModelError, match=OFFLINE_HEAD_FILE):
        classify_video(DEMO_CLIP, open_engine(folder))
    shutil.copy(folder / "head_int8.tflite", folder / OFFLINE_HEAD_FILE)
    read_spec(folder).write(folder)
    with pytest.raises(ModelError, match="3 inputs"):
        classify_video(DEMO_CLIP, open_engine(folder))
