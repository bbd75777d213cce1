"""Tuning the CNN: which frames teach it, what decides, and that a model is there whatever comes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.errors import UserError
from app.recorded.classify import classify_video
from app.teach.report import read_report
from app.teach.run import teach_folder
from model.engine import open_engine
from model.teaching.embeddings import Embeddings
from model.teaching.encoder import GENERAL, write_encoder
from model.teaching.learn import learn
from model.teaching.samples import EmbeddedVideo, Samples
from model.teaching.tuning_plan import GAP, MOST_PAIRS, TUNING_PARTS, minutes_for, pairs_of, tuning_time
from tests.conftest import run_program
from tests.model.teaching.conftest import LABELS, write_game

pytestmark = pytest.mark.timeout(600)


def samples_of(seconds: int) -> Samples:
    """Three labels that take turns every two seconds, at 20 ticks a second."""
    truth = np.repeat(np.arange(seconds // 2) % 3, 40)
    ticks = np.arange(len(truth))
    rng = np.random.default_rng(0)
    features = (np.eye(3, 8)[truth] + rng.normal(0, 0.3, (len(truth), 8))).astype(np.float16)
    return Samples([EmbeddedVideo("one", Embeddings(ticks, ticks / 20, features, ticks.astype(np.float32)), truth)], 3)


def test_pairs_show_one_label_and_come_from_time_that_may_teach_the_encoder():
    samples = samples_of(240)
    pairs = pairs_of(samples, 0)
    first, second = pairs.T
    ticks = samples.videos[0].embeddings.ticks[samples.row]
    assert 200 < len(pairs) <= MOST_PAIRS
    assert (ticks[second] - ticks[first] == GAP).all()
    assert (samples.ground_truth[first] == samples.ground_truth[second]).all()
    assert set(samples.part[pairs].ravel()) == set(TUNING_PARTS)
    assert np.bincount(samples.ground_truth[first]).min() > 50
    assert len(pairs_of(samples_of(1200), 0)) == MOST_PAIRS


def test_time_is_told_beforehand_and_grows_with_what_is_marked():
    assert 1 <= minutes_for(20) < minutes_for(200) < minutes_for(1200)
    assert tuning_time(100, 1000).all < tuning_time(200, 1000).all < tuning_time(200, 5000).all


def test_a_part_that_the_encoder_learned_from_does_not_choose(monkeypatch):
    """Only the heads that are tried on the part that chooses say how good each kind is."""
    monkeypatch.setattr("model.teaching.fit_lstm.EPOCHS", 1)
    samples = samples_of(60)
    learned = learn(samples, 4, choosing=(2,))
    spoilt = samples_of(60)
    held = np.flatnonzero(spoilt.part == 2)
    spoilt.ground_truth[held] = (spoilt.ground_truth[held] + 1) % 3
    assert learned.accuracies["linear"] > 0.9
    assert learn(spoilt, 4, choosing=(2,)).accuracies["linear"] < 0.2


@pytest.fixture(scope="module")
def short_game(tmp_path_factory) -> Path:
    """Half a minute of the game."""
    folder = tmp_path_factory.mktemp("short_game")
    for number in range(2):
        write_game(folder, f"match_{number}", 6, number)
    return folder


@pytest.mark.parametrize("recalls", [(0.6, 0.9), (0.9, 0.9)], ids=["better", "no better"])
def test_a_tuned_cnn_is_kept_only_where_held_out_time_says_so(short_game, tmp_path, monkeypatch, recalls):
    """With a stand-in for the training alone: a network whose features are told apart from the general one's."""
    out, stages = tmp_path / "m", []

    def tuned_encoder(weights, spec, footage, samples, pairs, folder, seed, on_progress):
        assert (out / "model.json").is_file(), "whoever cancels now has a model"
        assert weights.is_file() and set(samples.part[pairs].ravel()) == set(TUNING_PARTS)
        shutil.copyfile(GENERAL / "encoder_int8.tflite", folder / "encoder_int8.tflite")
        shutil.copyfile(GENERAL / "encoder_int8.tflite", folder / "encoder.tflite")  # for once the same
        write_encoder(folder, spec)
        on_progress(1.0)

    import sys
    from types import SimpleNamespace

    monkeypatch.setitem(sys.modules, "model.training.fine_tune", SimpleNamespace(tuned_encoder=tuned_encoder))
    monkeypatch.setattr("model.teaching.fit_lstm.EPOCHS", 2)
    found = iter(recalls)
    monkeypatch.setattr("model.teaching.tuning.recall_of_part", lambda *rest: next(found))
    report = teach_folder(
        short_game,
        "m",
        out,
        on_stage=lambda stage, done, left, text: stages.append((stage, done, left)),
        fine_tune=True,
    )
    kept = recalls[1] > recalls[0]
    assert report["fine_tuning"]["kept"] is kept
    assert json.loads((out / "report.json").read_text()) == report
    # Only a tuned model's folder has this copy.
    assert ((out / "encoder.tflite").stat().st_size == (out / "encoder_int8.tflite").stat().st_size) is kept
    assert ("general encoder, tuned to these videos" in (out / "CARD.md").read_text()) is kept
    result = classify_video(next(short_game.glob("*.mp4")), open_engine(out))
    assert {segment.label for segment in result.segments} == set(LABELS)
    assert ("tuned to your videos: with it" if kept else "stays as it is") in read_report(report).tuning
    tuning = [(done, left) for stage, done, left in stages if stage == "tuning"]
    assert tuning[0][1] > 30 and [done for done, _ in tuning] == sorted(done for done, _ in tuning)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]


def test_without_tensorflow_it_is_one_sentence_before_anything_is_done(short_game, tmp_path, monkeypatch):
    monkeypatch.setattr("app.teach.run.can_tune", lambda: False)
    with pytest.raises(UserError, match="needs TensorFlow, which is not installed"):
        teach_folder(short_game, "m", tmp_path / "m", fine_tune=True)
    assert not (tmp_path / "m").exists()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_command_tunes_the_cnn(short_game, tmp_path):
    done = run_program(
        "teach",
        str(short_game),
        "--out",
        str(tmp_path / "m"),
        "--fine-tune",
        "--json",
        str(tmp_path / "r.json"),
        timeout=1700,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "r.json").read_text())["fine_tuning"]
    assert (
        0 <= told["without"] <= 1 and 0 <= told["with"] <= 1 and told["kept"] is (told["with"] > told["without"] + 0.01)
    )
    assert "CNN" in done.stdout and "minutes more" in done.stderr
    assert len(classify_video(next(short_game.glob("*.mp4")), open_engine(tmp_path / "m")).segments) > 3
