"""A training's stages: each goes on where it was stopped, is done once, and is done anew when an input has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.errors import FootageError, ModelError, OutputError
from model.progress import Progress
from model.training.callbacks import Checkpoint
from model.training.config import TrainingConfig
from model.training.dataset import split_dataset
from model.training.pipeline import stages_of, train
from model.training.stage import Stage, Training
from model.training.start import start
from model.training.work_folder import OWN_WORK, WorkFolder, has_begun
from tests.conftest import write_video

SMALL = {
    "arch": "custom", "labels": "left,right", "image_size": 32, "sample_fps": 10.0, "seed": 3, "epochs": 2, "views": 1,
    "passes": 2, "frames_per_second": 2.0, "head_epochs": 3, "whole_epochs": 2, "whole_views": 1,
    "offline_head_epochs": 2, "mixed_precision": False,
}  # fmt: skip
WHOLE, HEAD_ALONE = {}, {"whole_epochs": 0, "sample_fps": "auto", "head_epochs": 2}


@pytest.fixture(scope="module")
def footage(tmp_path_factory) -> Path:
    """Six videos of two seconds; two of them are set aside for validation."""
    folder = tmp_path_factory.mktemp("footage")
    for number in range(6):
        video = write_video(folder / f"{number}.mp4", 2.0, fps=15, size=(96 + 16 * number, 96))
        first, second = ("left", "right") if number % 2 else ("right", "left")
        video.with_suffix(".csv").write_text(f"start,end,label\n0,1,{first}\n1,2,{second}\n", encoding="utf-8")
    return folder


def begun(footage: Path, work: Path, **options) -> tuple[Training, list[Stage]]:
    config = TrainingConfig(footage, "small", work=work, **SMALL | options)
    spec = config.spec()
    dataset = split_dataset(config.data, config.validation, spec.labels, leave_out=config.leave_out)
    return start(config, spec, work, dataset, Progress(quiet=True)), stages_of(config)


def complete(footage: Path, work: Path, **options) -> Training:
    training, stages = begun(footage, work, **options)
    for stage in stages:
        stage.complete(training)
    return training


def weights(training: Training) -> list[np.ndarray]:
    return training.parts.lrcn.get_weights() + training.offline_head.get_weights()


def without_durations(results):
    if isinstance(results, dict):
        return {key: without_durations(value) for key, value in results.items() if key != "seconds"}
    return [without_durations(one) for one in results] if isinstance(results, list) else results


@pytest.fixture(scope="module")
def uninterrupted(footage, tmp_path_factory) -> dict[str, Training]:
    return {
        name: complete(footage, tmp_path_factory.mktemp(name), **options)
        for name, options in (("whole", WHOLE), ("head", HEAD_ALONE))
    }


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), [("whole", WHOLE), ("head", HEAD_ALONE)])
def test_killed_in_the_middle_and_at_the_end_of_every_stage_it_ends_with_the_same_weights(
    footage, tmp_path, uninterrupted, monkeypatch, name, options
):
    expected, killed = uninterrupted[name], []

    def kill_after(kind: type, method: str, when=lambda *given: True) -> None:
        original = getattr(kind, method)

        def and_killed(self, *given):
            original(self, *given)
            if when(*given):
                killed.append(method)
                raise KeyboardInterrupt

        monkeypatch.setattr(kind, method, and_killed)

    kill_after(Checkpoint, "epoch_end", lambda fit: len(fit.history) == 1)
    for stage in stages_of(expected.config):
        kill_after(type(stage), "save")
    resumed = None
    while resumed is None:
        assert len(killed) < 30
        try:
            resumed = complete(footage, tmp_path, **options)
        except KeyboardInterrupt:
            pass
    # Fitted are frames, sequences and offline head, or frames, three frame rates, head and offline head.
    assert killed.count("epoch_end") == (3 if name == "whole" else 6) and killed.count("save") == 4
    assert all(map(np.array_equal, weights(resumed), weights(expected)))
    assert without_durations(resumed.results) == without_durations(expected.results)
    assert not list(tmp_path.glob("*.state.json")) and not list(tmp_path.glob("*.weights.h5"))


@pytest.mark.parametrize("name", ["whole", "head"])
def test_what_is_done_is_done_once(footage, uninterrupted, monkeypatch, name):
    expected = uninterrupted[name]
    options = WHOLE if name == "whole" else HEAD_ALONE
    for stage in stages_of(expected.config):
        monkeypatch.setattr(type(stage), "run", None)  # whoever calls it fails
    again = complete(footage, expected.work.path, **options)
    assert all(map(np.array_equal, weights(again), weights(expected))) and again.results == expected.results
    assert again.parts.spec == expected.parts.spec


def keys(footage: Path, expected: Training, **options) -> dict[str, dict]:
    """What each stage depends on, right after ``expected``'s stages."""
    training, stages = begun(footage, expected.work.path, **WHOLE | options)
    return {stage.name: stage.inputs(training) for stage in stages}


def test_a_stage_depends_on_its_options_and_no_others(footage, uninterrupted):
    before = keys(footage, uninterrupted["whole"])
    everything = set(before)
    assert everything == {"frames", "warm_up", "sequences", "offline_head"}
    for option, value, depend in (
        ("mixed_precision", True, {"frames", "sequences"}),
        ("views", 2, {"frames"}),
        ("whole_rate", 1e-4, {"sequences"}),
        ("whole_views", 2, {"warm_up", "sequences"}),
        ("offline_head_epochs", 5, {"offline_head"}),
        ("passes", 3, {"offline_head"}),
        ("frozen_up_to", "pool_1", {"warm_up", "sequences"}),
        ("sample_fps", 7.0, everything - {"frames"}),
        ("head_epochs", 9, set()),
        ("seed", 4, everything),
        ("image_size", 48, everything),
    ):
        after = keys(footage, uninterrupted["whole"], **{option: value})
        assert {name for name in everything if after[name] != before[name]} == depend, option


def test_a_model_to_begin_with_counts_by_its_weights_not_by_its_path(footage, uninterrupted, tmp_path):
    from model.network.lrcn import WEIGHTS_FILE, save_weights

    parts, folders = uninterrupted["whole"].parts, [tmp_path / name for name in ("one", "copy", "other")]
    for folder in folders:
        folder.mkdir()
        parts.spec.write(folder)
        save_weights(parts, folder / WEIGHTS_FILE)
    kernel, bias = parts.backbone.get_layer("conv_1").get_weights()
    parts.backbone.get_layer("conv_1").set_weights([kernel * 2, bias])
    save_weights(parts, folders[2] / WEIGHTS_FILE)
    parts.backbone.get_layer("conv_1").set_weights([kernel, bias])
    one, copy, other = (keys(footage, uninterrupted["whole"], begin_with=folder, epochs=0) for folder in folders)
    assert one == copy and all(one[name] != other[name] for name in one)


def test_weights_that_are_not_numbers_are_never_kept(footage, tmp_path, monkeypatch):
    training, (frames, *_) = begun(footage, tmp_path)

    def diverge(self, training, key):
        parts = training.parts.encoder
        parts.set_weights([np.full_like(weight, np.nan) for weight in parts.get_weights()])
        return {"epochs": []}

    monkeypatch.setattr(type(frames), "run", diverge)
    with pytest.raises(ModelError, match="not numbers"):
        frames.complete(training)
    assert training.work.result("frames", frames.inputs(training)) is None


def test_footage_too_short_for_one_clip_is_named(footage, tmp_path):
    training, stages = begun(footage, tmp_path, sample_fps=2.0)  # a clip of 7 frames would span 3 s of the 2 s
    stages[0].complete(training)
    with pytest.raises(FootageError, match="labelled sequences"):
        stages[1].complete(training)
    alone, stages = begun(footage, tmp_path, sample_fps=2.0, whole_epochs=0)
    stages[0].complete(alone)
    with pytest.raises(FootageError, match="labelled clip"):
        stages[1].complete(alone)


def test_the_configuration_is_data(footage):
    config = TrainingConfig(footage, "small", **SMALL)
    assert replace(config) == config and hash(config) == hash(replace(config))
    assert [type(stage).__name__ for stage in stages_of(replace(config, only_offline_head=True))] == [
        "OfflineHeadStage"
    ]


def test_a_second_training_in_the_same_folder_is_refused_and_harms_nothing(footage, tmp_path):
    work = WorkFolder(tmp_path / "work")
    work.begin(tmp_path / "first")
    before = (tmp_path / "work" / "begun.json").read_bytes()
    config = TrainingConfig(footage, "small", work=tmp_path / "work", out=tmp_path / "second", **SMALL)
    with work.alone(), pytest.raises(OutputError, match="work for what a training keeps: another training is at work"):
        train(config, quiet=True)
    assert (tmp_path / "work" / "begun.json").read_bytes() == before
    with work.alone():  # whoever had it before has let it go
        pass


def test_a_training_knows_the_model_that_it_began(tmp_path):
    model, work = tmp_path / "model", tmp_path / "work"
    assert not has_begun(work, model) and not has_begun(model / OWN_WORK, model)
    WorkFolder(work).begin(model)
    assert has_begun(work, model) and not has_begun(work, tmp_path / "other")
    WorkFolder(model / OWN_WORK).begin(model)
    model.rename(tmp_path / "moved")
    assert has_begun(tmp_path / "moved" / OWN_WORK, tmp_path / "moved")
