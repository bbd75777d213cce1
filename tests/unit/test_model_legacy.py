"""Checkpoints of the original project: read by name, cuDNN's LSTM turned into ours, wrong files refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import ModelError
from model.importers.cudnn_lstm import to_plain_lstm


@pytest.mark.facts("legacy_facts.py")
def test_the_head_answers_as_cudnn_would(facts):
    assert facts["head_error"] < 1e-5


@pytest.mark.facts("legacy_facts.py")
def test_convolutions_are_laid_in_by_place_and_by_name(facts):
    assert facts["conv_equal"] and facts["depthwise_equal"]


@pytest.mark.facts("legacy_facts.py")
def test_what_is_written_is_a_whole_model(facts):
    assert {"model.json", "lrcn.weights.h5", "encoder.tflite", "head.tflite", "CARD.md"} <= set(facts["files"])
    assert facts["spec"] == [["a", "b", "c", "d", "e"], 7]


@pytest.mark.facts("legacy_facts.py")
def test_wrong_files_are_refused_with_what_they_hold(facts):
    assert "5 outputs" in facts["labels_refused"] and "--labels" in facts["labels_refused"]
    assert not facts["left_by_refusal"]
    assert "--arch mobilenet_lstm_256" in facts["arch_refused"] and "expected" in facts["arch_refused"]
    assert "no HDF5 file" in facts["text_refused"]
    assert "pictures" in facts["other_refused"]
    assert "no such file" in facts["missing_refused"]


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ModelError, match="expected"):
        to_plain_lstm(np.zeros((3, 8)), np.zeros((2, 8)), np.zeros(8))
