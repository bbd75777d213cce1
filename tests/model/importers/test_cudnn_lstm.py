"""Checkpoints of the original project: read by name, cuDNN's LSTM turned into ours, wrong files refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import ModelError
from model.importers.cudnn_lstm import to_plain_lstm


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ModelError, match="expected"):
        to_plain_lstm(np.zeros((3, 8)), np.zeros((2, 8)), np.zeros(8))
