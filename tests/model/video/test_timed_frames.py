"""Frames at given times."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import FootageError
from model.video.reader import read_frames
from model.video.timed_frames import frames_at


def test_frames_are_the_first_ones_at_or_after_the_times(video):
    every = list(read_frames(video, lambda time: 1))
    wanted = np.array([0.5, 0.0, 0.1, 0.51, 0.501, 99.0])
    found = list(frames_at(video, wanted))
    assert [time for _, time, _ in found] == pytest.approx([0.0, 0.1, 0.5, 16 / 30])
    assert [indices.tolist() for indices, _, _ in found] == [[1], [2], [0], [4, 3]]
    assert all(np.array_equal(image, every[round(30 * time)][2]) for _, time, image in found)


def test_a_file_that_is_no_video_is_named(tmp_path):
    (tmp_path / "notes.mp4").write_text("no video")
    with pytest.raises(FootageError, match="notes.mp4"):
        list(frames_at(tmp_path / "notes.mp4", np.array([0.0])))
