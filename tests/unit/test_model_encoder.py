"""Scaling folded into the CNN's first convolution: the same features, for every CNN."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.facts("encoder_facts.py")


@pytest.mark.parametrize("backbone", ["mobilenet_v2", "mobilenet", "vgg19", "resnet152_v2", "custom"])
def test_the_encoder_of_bytes_is_the_cnn_on_scaled_pictures(facts, backbone):
    found = facts[backbone]
    assert found["keras"] < 1e-5 and found["litert"] < 1e-5, found
    assert found["input"] == "uint8" and found["network kept"]
