"""Events, flicker and boundary errors on timelines small enough to work out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model.evaluation.decided_time import DecidedTime
from model.evaluation.events import compare_events, event_figures
from model.evaluation.metrics import summarise
from model.evaluation.report import card_section
from model.evaluation.track import Track
from tests.model.evaluation.test_metrics import LABELS, track

GROUND_TRUTH = [(0.0, 2.0, 0), (2.0, 3.0, 1), (3.0, 5.0, 0)]


def figures(ground_truth, said):
    return event_figures([compare_events(ground_truth, said)], LABELS)


def runs(times, probabilities):
    """A timeline that follows every prediction."""
    return [(t, t + 0.1, int(row.argmax())) for t, row in zip(times, probabilities, strict=True)]


def test_the_truth_itself_is_perfect():
    found = figures(GROUND_TRUTH, GROUND_TRUTH)
    assert found["event_f1"] == 1 and found["event_f1_by_label"] == {"a": 1, "b": 1}
    assert found["flicker_per_minute"] == 0 and found["events"] == found["events_said"] == 3
    assert found["boundary_error_median_s"] == found["boundary_error_p90_s"] == 0
    assert found["boundaries"] == 4, "the two ends of the video are no boundaries"


def test_a_late_timeline_is_told_by_how_much():
    found = figures(GROUND_TRUTH, [(0.0, 2.2, 0), (2.2, 3.2, 1), (3.2, 5.0, 0)])
    assert found["event_f1"] == 1
    assert found["boundary_error_median_s"] == pytest.approx(0.2) == pytest.approx(found["boundary_bias_s"])
    early = figures(GROUND_TRUTH, [(0.0, 1.9, 0), (1.9, 3.0, 1), (3.0, 5.0, 0)])
    assert early["boundary_error_p90_s"] == pytest.approx(0.1) and early["boundary_bias_s"] == pytest.approx(-0.05)


def test_a_missed_event_and_a_made_up_one():
    # b is missed, so one long a covers all: it fits neither true a by half.
    found = figures(GROUND_TRUTH, [(0.0, 5.0, 0)])
    assert found["event_f1"] == 0 and found["flicker_per_minute"] == pytest.approx(-2 * 12)
    # A blink of b in the first a: its longer part still fits (1.2 of 2 s), the blink and the shorter part do not.
    found = figures(GROUND_TRUTH, [(0.0, 0.7, 0), (0.7, 0.8, 1), (0.8, 2.0, 0), *GROUND_TRUTH[1:]])
    assert found["event_f1"] == pytest.approx(2 * 3 / (3 + 5))
    assert found["flicker_per_minute"] == pytest.approx(2 * 12)


def test_exactly_half_counts_and_each_event_is_paired_once():
    assert figures([(0.0, 2.0, 0)], [(0.0, 1.0, 0), (1.0, 2.0, 1)])["event_f1"] == pytest.approx(2 / 3)
    twins = figures([(0.0, 2.0, 0)], [(0.0, 0.9, 0), (0.9, 1.1, 1), (1.1, 2.0, 0)])
    assert twins["event_f1"] == 0
    assert figures([(0.0, 2.0, 0)], [(0.0, 1.0, 1), (1.0, 2.0, 1)])["event_f1"] == 0


def test_undecided_time_is_cut_out_of_both():
    ground_truth = [(0.0, 2.0, 0), (4.0, 6.0, 1)]  # nobody knows when it changed
    for change in (2.0, 3.0, 4.0):
        found = figures(ground_truth, [(0.0, change, 0), (change, 6.0, 1)])
        assert found["event_f1"] == 1 and found["boundaries"] == 0 and found["boundary_error_median_s"] is None
    wrong_only_there = [(0.0, 2.0, 0), (2.0, 2.5, 1), (2.5, 3.0, 0), (3.0, 6.0, 1)]
    assert figures(ground_truth, wrong_only_there)["flicker_per_minute"] == 0
    same = [(0.0, 1.0, 0), (2.0, 3.0, 0)]
    assert figures(same, [(0.0, 3.0, 0)])["event_f1"] == 1, "one event whose middle nobody is sure of"


def test_short_events_that_were_missed_are_told_from_lasting_ones():
    ground_truth = [(0.0, 2.0, 0), (2.0, 2.3, 1), (2.3, 4.0, 0), (4.0, 4.5, 1), (4.5, 6.0, 0)]
    found = figures(ground_truth, [(0.0, 4.0, 0), (4.0, 4.5, 1), (4.5, 6.0, 0)])
    assert found["events"] == 5 and found["events_lasting"] == 4
    assert found["events_lasting_found"] == 3 / 4, (
        "the short one cost the one behind it, which the first covers as well"
    )
    assert (
        figures(ground_truth, [])["events_lasting_found"] == 0
        and figures([], ground_truth)["events_lasting_found"] is None
    )


def test_truth_outside_the_timeline_is_not_missed():
    assert figures([(0.0, np.inf, 0)], [(0.0, 4.0, 0)])["event_f1"] == 1
    assert figures([(0.0, 9.0, 0), (9.0, 12.0, 1)], [(0.0, 4.0, 0)])["events"] == 1


def test_nothing_to_measure_is_none_and_json():
    found = figures([], [])
    assert found["event_f1"] is None and found["flicker_per_minute"] is None
    assert figures([], GROUND_TRUTH)["event_f1"] is None
    assert figures(GROUND_TRUTH, [])["event_f1"] == 0
    json.dumps([found, event_figures([], LABELS)], allow_nan=False)


def test_decided_time_is_laid_end_to_end():
    decided = DecidedTime([(1.0, 2.0, 0), (5.0, 6.5, 1)])
    assert decided.seconds == pytest.approx(2.5)
    (event,) = decided.events([(0.0, 10.0, 0)])
    assert (event.begin, event.end, event.start, event.stop) == (0.0, pytest.approx(2.5), 1.0, 6.5)


def test_many_videos_add_up():
    found = event_figures(
        [compare_events(GROUND_TRUTH, GROUND_TRUTH), compare_events(GROUND_TRUTH, [(0.0, 5.0, 0)])], LABELS
    )
    assert found["event_f1"] == pytest.approx(2 * 3 / (6 + 4)) and found["flicker_per_minute"] == pytest.approx(-12)


def test_a_summary_has_events_where_it_is_told_how_to_make_them():
    tracks = [track("aaaaaaaaaabbbbbbbbbb")]
    assert "event_f1" not in summarise(tracks, LABELS, 5)
    summary = summarise(tracks, LABELS, 5, runs)
    assert summary["event_f1"] == 1 and summary["boundary_error_median_s"] == pytest.approx(0, abs=1e-9)
    card = card_section(summary)
    assert "| Event F1 (IoU 0.5 or more) | 100.0\u00a0% of 2 events |" in card and "of 2 boundaries" in card
    assert summary["event_f1_flawless"] == 1 and "| ... a model that is always right would reach | 100.0" in card
    assert "Event F1" not in card_section(summarise(tracks, LABELS, 5))


def test_what_is_over_between_two_predictions_no_model_finds():
    segments = ((0.0, 1.02, 0), (1.02, 1.07, 1), (1.07, 2.0, 0))
    always_wrong = Track(np.arange(20) / 10, np.zeros(20, int), np.tile((0.1, 0.9), (20, 1)), segments)
    summary = summarise([always_wrong], LABELS, 5, runs)
    assert summary["event_f1"] == 0
    assert summary["event_f1_flawless"] == pytest.approx(2 * 1 / (3 + 1)), (
        "one long event for two, and none for the short"
    )
