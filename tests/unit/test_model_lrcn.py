"""The networks: sizes of the original notes, shared layers, files, and streaming equal to the end-to-end LRCN."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.facts("lrcn_facts.py")


def test_sizes_are_those_of_the_original_notes(facts):
    layers = facts["layers"]
    assert layers["backbones"] == 2_257_984
    # CuDNNLSTM, which the notes used, keeps a second bias of 4 * units.
    assert layers["lstm"] + 4 * 256 == 1_574_912
    assert [layers["dense_1"], layers["dense_2"], layers["probabilities"]] == [16_448, 2_080, 165]
    assert facts["parameters"] + 4 * 256 == 3_851_589
    assert facts["features"] == 1280


@pytest.mark.parametrize(
    ("backbone", "on_frames", "in_the_whole_lrcn"),
    [
        ("mobilenet_v2", ("block_10_expand", [14, 14, 64]), ("block_6_expand", [28, 28, 32])),
        ("mobilenet", ("conv_dw_10", [14, 14, 512]), ("conv_dw_7", [14, 14, 512])),
    ],
)
def test_the_backbone_is_cut_deeper_in_the_whole_lrcn(facts, backbone, on_frames, in_the_whole_lrcn):
    halves = facts[f"{backbone}_halves"]
    assert [(half["layer"], half["input"]) for half in halves] == [on_frames, in_the_whole_lrcn]
    assert all(half["differs"] < 1e-5 for half in halves)


def test_every_named_architecture_builds(facts):
    assert facts["architectures"] == {
        "b5_lstm_256": [None, 5],
        "b5_lstm_64": [None, 5],
        "b3": [None, 3],
        "mobilenet_lstm_256": [None, 5],
        "vgg19_lstm_256": [None, 5],
        "resnet152v2_lstm_256": [None, 5],
        "custom": [None, 5],
    }


def test_half_size_weights_lose_nothing_more(facts):
    assert facts["weights_differ"] == 0
    assert facts["weights_bytes"] < 9_000_000


@pytest.mark.parametrize("model", ["untrained", "shipped", "one_frame"])
def test_streaming_equals_the_end_to_end_lrcn(facts, model):
    if f"{model}_streaming_differs" not in facts:
        pytest.skip("no shipped weights in this checkout")
    assert facts[f"{model}_streaming_differs"] < 1e-5
