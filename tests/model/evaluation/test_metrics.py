"""Figures on cases small enough to work out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from model.datasets.read import LabelledSegment, LabelledVideo
from model.engine.litert import calibrated
from model.evaluation.calibration import fit_offsets, fit_temperature
from model.evaluation.ground_truth import true_labels
from model.evaluation.metrics import balanced_accuracy, calibration_error, per_label, reliability, summarise
from model.evaluation.pictures import confusion_picture, reliability_picture
from model.evaluation.report import card_section, print_summary, put_section
from model.evaluation.track import Track

LABELS = ("a", "b")
VIDEO = LabelledVideo(
    Path("x.mp4"), (LabelledSegment(0.0, 1.0, "a"), LabelledSegment(1.0, 2.0, "b"), LabelledSegment(2.5, 3.0, "a"))
)


def track(said: str) -> Track:
    """Predictions at 10 a second: a and b with 0.9, '.' for warming up."""
    rows = {"a": (0.9, 0.1), "b": (0.1, 0.9), ".": (np.nan, np.nan)}
    return Track.of(VIDEO, LABELS, np.arange(len(said)) / 10, [rows[c] for c in said])


def test_truth_is_half_open_and_forgives_a_rounded_start():
    assert true_labels(VIDEO, LABELS, [0, 0.9, 0.9996, 1.0, 1.9, 2.0, 2.4, 2.5, 2.9, 3.0]).tolist() == [
        0, 0, 1, 1, 1, -1, -1, 0, 0, -1,
    ]  # fmt: skip
    assert true_labels(VIDEO, ("b",), [0.5, 1.5]).tolist() == [-1, 0]
    assert true_labels(LabelledVideo(Path("x"), (LabelledSegment(0, np.inf, "a"),)), LABELS, [0.0, 1e6]).tolist() == [
        0,
        0,
    ]


def test_a_perfect_track():
    summary = summarise([track("..aaaaaaaabbbbbbbbbbaaaaaaaaaa")], LABELS, 5)
    assert summary["clip_accuracy"] == summary["time_accuracy"] == 1
    assert summary["clips"] == 5 and summary["predictions"] == 23
    assert summary["delay_median_s"] == pytest.approx(0) and summary["delay_missed"] == 0
    assert summary["ece"] == pytest.approx(0.1)


def test_errors_are_counted_where_they_are():
    # b recognised 0.4 s late; the last a never.
    summary = summarise([track("..aaaaaaaaaaaabbbbbbbbbbbbbbbb")], LABELS, 5)
    assert summary["confusion"] == [[2, 1], [0, 2]]
    assert summary["time_accuracy"] == pytest.approx((8 + 6) / 23)
    assert summary["delay_median_s_by_label"] == {"a": None, "b": pytest.approx(0.4)}
    assert (summary["delay_starts"], summary["delay_missed"]) == (2, 1)
    assert summary["labels"]["a"]["clip"] == {"precision": 1, "recall": 2 / 3, "f1": 0.8, "support": 3}


def test_near_a_change_is_left_out_of_inside():
    # Wrong only at 1.0 .. 1.2 s: within 0.3 s of the change.
    summary = summarise([track("aaaaaaaaaaaaabbbbbbb")], LABELS, 5)
    assert summary["time_accuracy"] == pytest.approx(17 / 20)
    assert summary["time_accuracy_inside"] == 1


def test_nothing_to_measure_gives_none_and_json():
    summary = summarise([track("....")], LABELS, 5)
    assert summary["clip_accuracy"] is None and summary["delay_median_s"] is None and summary["ece"] is None
    json.dumps(summary, allow_nan=False)
    json.dumps(summarise([], LABELS, 5), allow_nan=False)


def test_per_label_leaves_the_undefined_open():
    figures = per_label(np.array([[3, 0], [0, 0]]), LABELS)
    assert figures["b"] == {"precision": None, "recall": None, "f1": None, "support": 0}
    assert balanced_accuracy(np.array([[9, 1], [1, 1]])) == pytest.approx(0.7)


def test_calibration_error_of_an_honest_model_is_nothing():
    probabilities = np.array([[0.75, 0.25]] * 4)
    assert calibration_error(reliability(probabilities, np.array([0, 0, 0, 1]))) == pytest.approx(0)
    assert calibration_error(reliability(probabilities, np.array([1, 1, 1, 1]))) == pytest.approx(0.75)


def test_temperature_makes_confidence_honest():
    assert calibrated(np.array([0.8, 0.2]), 2.0) == pytest.approx([2 / 3, 1 / 3])
    ground_truth = np.array([0] * 8 + [1] * 2)  # says 0.99, is right 8 times in 10
    said = Track(np.arange(10) / 10, ground_truth, np.array([[0.99, 0.01]] * 10))
    temperature = fit_temperature([said])
    assert calibrated(np.array([0.99, 0.01]), temperature)[0] == pytest.approx(0.8, abs=0.01)


def test_offsets_undo_a_bias_towards_a_label():
    rng = np.random.default_rng(0)
    ground_truth = (rng.random(4000) < 0.1).astype(int)  # b is rare
    logits = np.stack([np.zeros(4000), rng.normal(4.0 * ground_truth - 2.0, 1.5)], axis=1)
    biased = logits + [0.0, 2.0]
    said = np.exp(biased) / np.exp(biased).sum(axis=1, keepdims=True)
    offsets = fit_offsets([Track(np.arange(4000) / 10, ground_truth, said)])
    assert offsets[0] - offsets[1] > 1.5 and offsets.sum() == pytest.approx(0)
    better = ((biased + offsets).argmax(axis=1) == ground_truth).mean()
    assert better > (biased.argmax(axis=1) == ground_truth).mean() + 0.05


def test_reports_are_written_and_replaced(tmp_path, capsys):
    summary = summarise([track("..aaaaaaaaaaaabbbbbbbbbbbbbbbb")], LABELS, 5)
    print_summary(summary, "mine")
    assert "Clip accuracy" in capsys.readouterr().out
    for draw in (confusion_picture, reliability_picture):
        assert draw(summary, tmp_path / "c.png", "Test").read_bytes()[:4] == b"\x89PNG"
    put_section(tmp_path, "On test", "old")
    put_section(tmp_path, "On validation", "kept")
    card = put_section(tmp_path, "On test", card_section(summary, "c.png")).read_text(encoding="utf-8")
    assert "old" not in card and "kept" in card and card.count("## On test") == 1 and "![c.png](c.png)" in card
