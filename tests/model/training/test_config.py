"""One description of a training: the command line, what a library gives and what is recorded are the same."""

from __future__ import annotations

import dataclasses
import shlex
from pathlib import Path

import pytest
import typer

from app.commands import cli
from model.errors import ModelError
from model.training.config import AUTO, DEFAULTS, OPTIONS, TrainingConfig
from tests.conftest import run_program, write_video

EVERYTHING = {
    "validation": Path("more footage"), "arch": "b3", "labels": ("run fast", "jump"), "seed": 5, "sample_fps": 12.5,
    "backbone_weights": "x.weights.h5", "epochs": 0, "head_epochs": 3, "views": 0, "passes": 4,
    "frames_per_second": 1 / 3, "whole_epochs": 0, "whole_views": 7, "whole_rate": 8e-5, "begin_with": Path("old model"),
    "frozen_up_to": "block_12_add", "balance_folders": True, "leave_out": "other games", "image_size": 96,
    "pooling": "max",
    "offline_head_epochs": 0, "ignore_other_labels": True, "mixed_precision": False,
}  # fmt: skip


def parsed(words: list[str]) -> TrainingConfig:
    """What ``train`` makes of the words of a command line, as far as its options."""
    command = typer.main.get_command(cli).commands["train"]
    given = command.make_context("train", list(words)).params
    given.pop("quiet")
    return TrainingConfig(**given)


def test_the_command_lines_defaults_are_the_configurations():
    assert parsed(["footage", "--name", "mine"]) == TrainingConfig(Path("footage"), "mine")
    assert TrainingConfig("footage", "mine").sample_fps == AUTO and DEFAULTS["offline_head_epochs"] == 40


@pytest.mark.parametrize("options", [{}, EVERYTHING, {"sample_fps": 10.0}, {"mixed_precision": True}])
def test_the_recorded_command_makes_the_same_model_again(options):
    config = TrainingConfig(Path("my footage"), "mine", **options)
    program, verb, *words = shlex.split(config.command())
    assert (program, verb) == ("run_app.py", "train") and parsed(words) == config


def test_where_files_are_kept_is_no_part_of_the_recorded_command():
    config = TrainingConfig("footage", "mine", out="there", work="here")
    assert config.command() == TrainingConfig("footage", "mine").command()


def test_of_an_offline_head_alone_only_its_own_options_are_recorded():
    config = TrainingConfig("footage", "mine", only_offline_head=True, seed=2, epochs=9)
    assert parsed(shlex.split(config.command())[2:]) == dataclasses.replace(config, epochs=DEFAULTS["epochs"])
    assert "--epochs" not in config.command() and "--seed 2" in config.command()


def test_the_options_earlier_names_still_work():
    config = parsed("footage --name weights/mine --only-hindsight --hindsight-epochs 3".split())
    assert config.only_offline_head and config.offline_head_epochs == 3


def test_every_option_is_explained_and_none_is_left_out():
    assert list(OPTIONS) == [field.name for field in dataclasses.fields(TrainingConfig)]
    assert all(option.help.endswith(".") for option in OPTIONS.values())
    flags = [flag for option in OPTIONS.values() for flag in option.flags]
    assert len(set(flags)) == len(flags)


def test_numbers_come_in_any_form_and_mean_the_same():
    config = TrainingConfig("footage", "mine", labels=["run", "jump"], sample_fps=10)
    assert config == TrainingConfig(Path("footage"), "mine", labels=" run, jump,", sample_fps="10.0")
    assert config.spec().labels == ("run", "jump") and config.spec().sample_fps == 10.0
    assert config.spec().pooling == "avg"
    own = TrainingConfig("footage", "mine", arch="custom", pooling="regions", image_size=64).spec()
    assert own.pooling == "regions" and own.image_size == (64, 64)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.epochs = 3


WRONG = [
    ({"epochs": 0}, "--begin-with"), ({"epochs": -1}, "--epochs"), ({"epochs": 1.5}, "--epochs"),
    ({"epochs": True}, "--epochs"), ({"epochs": "3"}, "--epochs"), ({"head_epochs": 0}, "--head-epochs"),
    ({"views": -1}, "--views"), ({"passes": 0}, "--passes"), ({"frames_per_second": 0.0}, "--frames-per-second"),
    ({"frames_per_second": float("nan")}, "--frames-per-second"), ({"whole_rate": 0.0}, "--whole-rate"),
    ({"whole_rate": 1.1}, "--whole-rate"), ({"whole_rate": float("inf")}, "--whole-rate"), ({"seed": -1}, "--seed"),
    ({"seed": 5_000_000}, "--seed"), ({"image_size": 31}, "--image-size"), ({"image_size": 99_999}, "--image-size"),
    ({"pooling": "min"}, "--pooling"),
    ({"sample_fps": "fast"}, "--sample-fps"), ({"sample_fps": 0}, "--sample-fps"), ({"sample_fps": "nan"}, "--sample-fps"),
    ({"sample_fps": 241}, "--sample-fps"), ({"labels": "one"}, "--labels"), ({"labels": ("a", "a")}, "--labels"),
    ({"arch": "abacus"}, "--arch"), ({"only_offline_head": True, "offline_head_epochs": 0}, "--offline-head-epochs"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "says"), WRONG)
def test_what_cannot_be_is_refused_in_a_sentence(options, says):
    with pytest.raises(ModelError, match=f"Received .*{says}.*expected") as refused:
        TrainingConfig("footage", "mine", **options)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "con", "x\n"])
def test_a_name_that_is_no_folders_is_refused(name):
    with pytest.raises(ModelError, match="--name"):
        TrainingConfig("footage", name)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--epochs", "0"), "--begin-with"),
        (("--seed", "-3"), "--seed"),
        (("--whole-rate", "7"), "--whole-rate"),
        (("--labels", "run"), "--labels"),
        (("--only-hindsight", "--hindsight-epochs", "0"), "--offline-head-epochs"),
    ],
)
def test_wrong_use_of_train_leaves_nothing_behind(tmp_path, options, says):
    done = run_program("train", tmp_path, "--name", "mine", "--out", tmp_path / "out", *options)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture
def labelled(tmp_path) -> Path:
    """Three short videos of two labels."""
    for name, label in (("one", "run"), ("two", "jump"), ("three", "run")):
        (tmp_path / "footage" / label).mkdir(parents=True, exist_ok=True)
        write_video(tmp_path / "footage" / label / f"{name}.mp4", 0.5)
    return tmp_path / "footage"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--begin-with", "nowhere"), "nowhere"),
        (("--backbone-weights", "nowhere.weights.h5"), "nowhere.weights.h5"),
    ],
)
def test_weights_that_are_not_there_are_named_before_anything_is_made(tmp_path, labelled, options, says):
    done = run_program("train", labelled, "--name", "mine", "--out", tmp_path / "out", "--labels", "run,jump", *options)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--out", "--work"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path, labelled, option):
    (tmp_path / "file").write_text("in the way")
    folders = {"--out": tmp_path / "out", option: tmp_path / "file" / "within"}
    words = [word for pair in folders.items() for word in pair]
    options = ("--labels", "run,jump", "--arch", "custom", "--image-size", "32")
    done = run_program("train", labelled, "--name", "mine", *options, *words)
    assert done.returncode == 2 and option in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr
