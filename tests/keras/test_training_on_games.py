"""Training on several games at once: each folder has its share, and the CNN's lower layers stay as they are."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.errors import FootageError, ModelError
from model.evaluation.ground_truth import UNDECIDED
from model.training.activations import RowMaker, RowPlan
from model.training.pipeline import train
from model.training.rows import draw_rows, folder_factors, score_rows, training_rows
from model.training.sequences_stage import sequence_rows
from tests.conftest import write_video
from tests.keras.test_training_stages import begun

ON_GAMES = {"balance_folders": True, "frozen_up_to": "pool_1", "epochs": 0, "offline_head_epochs": 0}


@pytest.fixture(scope="module")
def games(tmp_path_factory) -> Path:
    """A game of four videos and one of a single video, of each another one for validation."""
    folder = tmp_path_factory.mktemp("games")
    for part, counts in (("train", {"large": 4, "small": 1}), ("validation", {"large": 1, "small": 1})):
        for game, count in counts.items():
            (folder / part / game).mkdir(parents=True)
            for number in range(count):
                width = 96 + 16 * number + 8 * (game == "small")
                video = write_video(folder / part / game / f"{number}.mp4", 2.0, fps=15, size=(width, 96))
                video.with_suffix(".csv").write_text("start,end,label\n0,1,left\n1,2,right\n", encoding="utf-8")
    return folder


def started(games: Path, work: Path, **options):
    given = {"validation": games / "validation", "begin_with": first_model(games)} | ON_GAMES | options
    return begun(games / "train", work, **given)


def first_model(games: Path) -> Path:
    """A model to begin with, random as it is."""
    from model.network.lrcn import WEIGHTS_FILE, build, save_weights
    from tests.keras.test_training_stages import SMALL, TrainingConfig

    folder = games / "first"
    if not folder.is_dir():
        folder.mkdir()
        spec = TrainingConfig(games / "train", "small", **SMALL).spec()
        save_weights(build(spec), folder / WEIGHTS_FILE)
        spec.write(folder)
    return folder


def test_layers_up_to_the_named_one_stay_and_each_games_recall_is_told(games, tmp_path):
    training, stages = started(games, tmp_path / "work")
    before = {name: training.parts.backbone.get_layer(name).get_weights() for name in ("conv_1", "conv_2")}
    for stage in stages:
        stage.complete(training)
    after = {name: training.parts.backbone.get_layer(name).get_weights() for name in before}
    assert all(map(np.array_equal, before["conv_1"], after["conv_1"]))
    assert not np.array_equal(before["conv_2"][0], after["conv_2"][0])
    for epoch in training.results["sequences"]["epochs"]:
        assert set(epoch["folders"]) == {"large", "small"}
        assert epoch["balanced"] == pytest.approx(np.mean(list(epoch["folders"].values())))


def test_the_card_tells_each_games_figures(games, tmp_path):
    config = begun(games / "train", tmp_path / "work", **ON_GAMES, begin_with=first_model(games))[0].config
    out = tmp_path / "model"
    config = dataclasses.replace(config, out=out, work=None, validation=games / "validation", whole_epochs=1)
    train(config, quiet=True)
    card, record = (out / "CARD.md").read_text(encoding="utf-8"), json.loads((out / "training.json").read_text())
    assert "| mean recall | of large | of small |" in card
    assert "--frozen-up-to pool_1 --balance-folders" in record["command"] and record["frozen_up_to"] == "pool_1"


def test_a_folder_counts_for_the_square_root_of_its_labels(games, tmp_path):
    training, _ = started(games, tmp_path / "work")
    rows, _ = sequence_rows(training)
    factors, labels = folder_factors(rows), (rows.labels != UNDECIDED).sum(axis=1)
    counts = {game: labels[rows.folders == game].sum() for game in ("large", "small")}
    totals = {game: (factors * labels)[rows.folders == game].sum() for game in counts}
    assert totals["large"] / totals["small"] == pytest.approx((counts["large"] / counts["small"]) ** 0.5)
    assert sum(totals.values()) == pytest.approx(labels.sum())

    _, batches = draw_rows(rows, 2, 1, 0)(0)
    weighed = sorted(round(float(batch.weights.max()), 4) for batch in batches)
    assert len(set(weighed)) > 1, "rows of the small game count for more"
    plain = dataclasses.replace(rows, folders=None)
    assert set(folder_factors(plain)) == {1.0}


def test_the_best_epoch_is_that_of_the_games_mean(games, tmp_path):
    training, _ = started(games, tmp_path / "work")
    rows, _ = sequence_rows(training)

    class Knows:
        """Is right about one game and says left of all else."""

        output_shape = (None, 2)
        taken = 0

        def predict_on_batch(self, inputs):
            chosen = rows.usable[self.taken : self.taken + len(inputs)]
            self.taken += len(inputs)
            right = np.where((rows.folders[chosen] == "small")[:, None], np.maximum(rows.labels[chosen], 0), 0)
            return np.eye(2)[right.ravel()]

    figures = score_rows(Knows(), rows, 2)
    assert figures["folders"] == {"large": 0.5, "small": 1.0} and figures["balanced"] == 0.75
    assert figures["val_accuracy"] < 0.65


def test_rows_of_single_frames_know_their_folder_too(games, tmp_path):
    training, _ = started(games, tmp_path / "work")
    plans = {part: [RowPlan(np.array([0.5, 1.5]), 2)] * len(videos) for part, videos in training.dataset.items()}
    train, validation = training_rows(training, "few", plans, None)
    assert train.folders.tolist() == ["large"] * 16 + ["small"] * 4
    assert validation.folders.tolist() == ["large"] * 4 + ["small"] * 4


def test_what_has_no_folders_or_no_such_layer_is_refused_before_anything_is_made(games, tmp_path):
    work = tmp_path / "work"
    with pytest.raises(FootageError, match="a folder for each game"):
        started(games, work, validation=games / "validation" / "large")
    for layer in ("block_99", ""):
        with pytest.raises(ModelError, match="expected the name of one through which all goes, such as pool_1"):
            started(games, work, frozen_up_to=layer)
    assert not work.exists()


def test_class_folders_are_no_games(tmp_path):
    for label in ("left", "right"):
        (tmp_path / label).mkdir()
        for number in range(3):
            write_video(tmp_path / label / f"{number}.mp4", 2.0, fps=15, size=(96, 96))
    with pytest.raises(FootageError, match="a folder for each game"):
        begun(tmp_path, tmp_path / "work", balance_folders=True)


def test_of_a_folder_left_out_nothing_is_learned_and_the_card_says_how_well_it_is_known(games, tmp_path):
    first = first_model(games)
    config = begun(games / "train", tmp_path / "work", **ON_GAMES, begin_with=first)[0].config
    config = dataclasses.replace(
        config, out=tmp_path / "model", validation=games / "validation", whole_epochs=1, leave_out="large"
    )
    train(config, quiet=True)
    record = json.loads((tmp_path / "model" / "training.json").read_text())
    (epoch,) = record["stages"]["The whole LRCN on sequences"]
    assert set(epoch["folders"]) == {"small"} and "--leave-out large" in record["command"]
    card = (tmp_path / "model" / "CARD.md").read_text(encoding="utf-8")
    sections = dict(part.split("\n", 1) for part in card.split("\n## ")[1:])
    assert "| Videos | 1 " in sections["On validation footage"] and "| Videos | 1 " in sections["On large, left out"]


def test_the_other_games_rows_serve_whichever_is_left_out(games, tmp_path, monkeypatch):
    """Rows that are there are not made again; those that no other training has made are."""
    made = []
    write = RowMaker._write
    monkeypatch.setattr(RowMaker, "_write", lambda self, *given: (made.append(given[1].path), write(self, *given)))
    work = tmp_path / "work"
    for left_out, expected in ((None, {"large", "small"}), ("large", set()), ("small", set())):
        made.clear()
        sequence_rows(started(games, work, leave_out=left_out)[0])
        assert {path.parent.name for path in made} == expected


@pytest.mark.parametrize("name", ["huge", "", "."])
def test_a_folder_that_is_not_there_cannot_be_left_out(games, tmp_path, name):
    with pytest.raises(FootageError, match="--leave-out .*one of several folders of .*, which has large, small"):
        started(games, tmp_path / "work", leave_out=name)


def test_the_only_folder_cannot_be_left_out(games, tmp_path):
    shutil.copytree(games / "train" / "large", tmp_path / "one")
    with pytest.raises(FootageError, match="one of several folders"):
        begun(tmp_path, tmp_path / "work", leave_out="one")


def test_a_folder_is_left_out_before_every_fifth_video_is_set_aside(games, tmp_path):
    training, _ = begun(
        games / "train", tmp_path / "work", begin_with=first_model(games), leave_out="small", **ON_GAMES
    )
    folders = {part: {video.path.parent.name for video in videos} for part, videos in training.dataset.items()}
    assert folders == {"training": {"large"}, "validation": {"large"}}
