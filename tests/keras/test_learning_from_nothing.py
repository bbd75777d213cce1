"""A CNN that learns from nothing: first without the blocks that begin as identities, and from a teacher's features."""

from __future__ import annotations

import json
import shutil

import numpy as np

from app.commands import main
from model.engine.litert import ENCODER_FILES, FrameEncoder
from model.network.backbones import BACKBONES, RANDOM
from model.registry import find_model
from model.spec import read_spec
from model.training.frames_stage import FramesStage, ShallowStage
from model.training.rows import draw_rows, training_rows
from model.training.teacher import open_teacher
from model.video.timed_frames import frames_at
from tests.keras.test_training_stages import begun, complete, footage  # noqa: F401

LABELS = ("--labels", "left,right")
PICTURES = np.random.default_rng(1).uniform(-1, 1, (3, 64, 64, 3)).astype(np.float32)


def test_the_shallow_resnet_computes_what_the_whole_one_does_before_and_after_it_learned(borrow):
    parts = borrow("resnet152v2_lstm_256")
    network = BACKBONES["resnet152_v2"].shallow(parts.backbone)
    assert network.count_params() < parts.backbone.count_params() / 4
    before = parts.backbone.predict_on_batch(PICTURES)
    assert before.std() > 0 and np.array_equal(network.predict_on_batch(PICTURES), before)

    first = parts.backbone.get_layer("conv3_block1_1_conv")
    first.set_weights([weight * 1.5 for weight in first.get_weights()])
    after = parts.backbone.predict_on_batch(PICTURES)
    assert not np.array_equal(after, before) and np.array_equal(network.predict_on_batch(PICTURES), after)

    # What begins as an identity learns: a step's gradient reaches it.
    middle = parts.backbone.get_layer("conv4_block20_3_conv")
    middle.set_weights([weight + 0.01 for weight in middle.get_weights()])
    assert not np.array_equal(parts.backbone.predict_on_batch(PICTURES), after)


def test_the_shallow_stage_leaves_the_other_blocks_as_they_are(footage, tmp_path):  # noqa: F811
    training, stages = begun(
        footage, tmp_path / "work", arch="resnet152v2_lstm_256", backbone_weights=RANDOM, image_size=32,
        shallow_epochs=1, whole_epochs=0, offline_head_epochs=0,
    )  # fmt: skip
    assert [type(stage) for stage in stages[:2]] == [ShallowStage, FramesStage]
    names = ("conv2_block1_1_conv", "conv4_block36_3_conv", "conv4_block20_1_conv", "conv4_block20_3_conv")
    before = {name: training.parts.backbone.get_layer(name).get_weights()[0] for name in names}
    (epoch,) = stages[0].run(training, {})["epochs"]
    assert 0 <= epoch["val_accuracy"] <= 1
    changed = [
        not np.array_equal(training.parts.backbone.get_layer(name).get_weights()[0], before[name]) for name in names
    ]
    assert changed == [True, True, False, False]


def test_only_a_network_with_identity_blocks_from_nothing_is_shallow_first(footage, tmp_path, capsys):  # noqa: F811
    for arch, start in (("custom", "random"), ("resnet152v2_lstm_256", "imagenet")):
        out = tmp_path / arch
        given = ["--out", str(out), "--arch", arch, "--backbone-weights", start, "--shallow-epochs", "2", *LABELS]
        assert main(["train", str(footage), "--name", "new", *given]) == 2
        told = capsys.readouterr().err
        assert "Received --shallow-epochs 2 for" in told and "--arch resnet152v2_lstm_256" in told
        assert not out.exists()


def test_a_cnn_learns_a_teachers_features_of_the_same_pictures(footage, tmp_path):  # noqa: F811
    folder = find_model("b5_lstm_256")
    spec = read_spec(folder)
    training, _ = begun(footage, tmp_path / "work", teacher=folder, views=0)
    plans = FramesStage()._plans(training)
    teacher = open_teacher(folder)
    rows, validation = training_rows(training, "frames", plans, None, teacher)
    assert rows.taught.shape == (len(rows.values), 1280) and validation.taught is None
    # The very features that the program itself would get of that moment.
    encode = FrameEncoder(folder / ENCODER_FILES[spec.precision], spec, 1)
    video, times = training.dataset["training"][0], plans["training"][0].times
    expected = [encode(image) for _, _, image in frames_at(video.path, times)]
    assert np.allclose(rows.taught[np.arange(len(expected))], expected, atol=2e-2)
    _, batches = draw_rows(rows, 2, 4, 0)(0)
    for batch in batches:
        pictures, lessons = batch.inputs
        assert len(pictures) == len(lessons) == len(batch.labels)


def test_how_far_the_features_are_from_the_teachers_counts_and_the_network_stays_the_same(footage, tmp_path):  # noqa: F811
    options = {"epochs": 1, "whole_epochs": 0, "offline_head_epochs": 0}
    alone = complete(footage, tmp_path / "alone", **options)
    taught = complete(footage, tmp_path / "taught", **options, teacher=find_model("b5_lstm_256"))
    moved = shutil.copytree(find_model("b5_lstm_256"), tmp_path / "moved")
    again, other = (
        begun(footage, tmp_path / "taught", **options, teacher=one)[0]
        for one in (moved, find_model("mobilenet_lstm_256"))
    )
    taught_by = json.loads((tmp_path / "taught" / "frames.json").read_text())["key"]
    assert json.loads(json.dumps(FramesStage().inputs(again))) == taught_by, "the same teacher, wherever it lies"
    assert FramesStage().inputs(other)["teacher"] != taught_by["teacher"]
    loss = [each.results["frames"]["epochs"][0]["loss"] for each in (alone, taught)]
    assert loss[1] > loss[0] + 0.1
    shapes = [[weight.shape for weight in each.parts.lrcn.get_weights()] for each in (alone, taught)]
    assert shapes[0] == shapes[1]


def test_a_teacher_that_is_no_model_is_a_sentence(footage, tmp_path, capsys):  # noqa: F811
    (tmp_path / "empty").mkdir()
    out = tmp_path / "new"
    given = ["--out", str(out), "--arch", "custom", "--teacher", str(tmp_path / "empty"), *LABELS]
    assert main(["train", str(footage), "--name", "new", *given]) == 2
    assert "empty" in capsys.readouterr().err and not out.exists()
    given = ["--out", str(out), "--begin-with", str(find_model("custom")), "--arch", "custom", "--epochs", "0"]
    assert main(["train", str(footage), "--name", "new", *given, "--teacher", str(find_model("b5_lstm_256"))]) == 2
    assert "with --epochs 0: expected 1 or more" in capsys.readouterr().err and not out.exists()
