"""The whole training: its stages one after another, then the model's files. A rerun goes on after the last stage done."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from model.conversion.precision import choose_precision
from model.network.backbones import RANDOM
from model.progress import Progress
from model.registry import WEIGHTS, check_model_folder, find_model
from model.spec import read_spec
from model.training.accelerator import BACKEND, gpu
from model.training.config import AUTO, TrainingConfig
from model.training.dataset import split_dataset
from model.training.finish import calibrate, describe, evaluate, evaluate_left_out, write_model, write_offline_head
from model.training.frames_stage import FramesStage, ShallowStage
from model.training.head_stages import FrameRateStage, HeadStage, OfflineHeadStage, encode_dataset
from model.training.sequences_stage import SequencesStage, WarmUpStage
from model.training.stage import Stage
from model.training.start import start
from model.training.work_folder import OWN_WORK, check_work_folder, has_begun


def stages_of(config: TrainingConfig) -> list[Stage]:
    """What a training consists of, in order."""
    if config.only_offline_head:
        return [OfflineHeadStage()]
    stages: list[Stage] = [ShallowStage()] if config.shallow_epochs else []
    if config.epochs:
        stages.append(FramesStage())
    if config.sample_fps == AUTO:
        stages.append(FrameRateStage())
    stages += [WarmUpStage(), SequencesStage()] if config.whole_epochs else [HeadStage()]
    return [*stages, OfflineHeadStage()] if config.offline_head_epochs else stages


def train(config: TrainingConfig, quiet: bool = False, on_unreadable: Callable[[str], None] | None = None) -> dict:
    """Train the model that ``config`` describes and write it to its folder.

    Called again with the same configuration after it was stopped, it goes on, and ends with the same weights.

    Args:
        config: What to train, on which footage, how, and where to.
        quiet: Print nothing.
        on_unreadable: Told a sentence for each video that cannot be read, which is left out; None: it ends the training.

    Returns:
        The figures on the validation footage (``metrics.summarise``; of an offline head alone with those of
        ``events.event_figures``).

    Raises:
        ModelError: The weights to begin with do not fit.
        FootageError: The footage is missing, wrongly labelled or too little.
        OutputError: The model's folder cannot be made or written to, holds anything but what an earlier run of this
            training left, or another training is at work there.
    """
    began, device = time.monotonic(), gpu()
    if config.mixed_precision is None:
        config = replace(config, mixed_precision=device is not None)
    folder = _folder(config)
    if not config.only_offline_head:
        _check_folder(config, folder)
    if config.work is not None:
        check_work_folder(config.work)
    spec = read_spec(folder) if config.only_offline_head else config.spec()
    dataset = split_dataset(
        config.data, config.validation, spec.labels, config.ignore_other_labels, on_unreadable, config.leave_out
    )
    with Progress(quiet) as progress, ExitStack() as held:
        training = start(config, spec, folder, dataset, progress)
        held.enter_context(training.work.alone())
        training.work.begin(folder, not config.only_offline_head)
        for stage in stages_of(config):
            stage.complete(training)
        if config.only_offline_head:
            write_offline_head(training, folder, device, (time.monotonic() - began) / 60, quiet)
            return training.results["offline_head"]["figures"]
        # The clock's frames are all that is asked for; a head that learned alone has had every frame encoded already.
        on_clock = bool(config.whole_epochs)
        validation = encode_dataset(training, 1, ("validation",), on_clock)["validation"]
        spec = write_model(training, calibrate(training, validation), folder)
        if BACKEND == "tensorflow":
            choose_precision(folder, dataset["validation"], progress)
    describe(training, spec, folder, device, (time.monotonic() - began) / 60)
    figures = evaluate(training, spec, folder, validation, quiet)
    if config.leave_out is not None and BACKEND == "tensorflow":
        evaluate_left_out(config, folder, quiet)
    return figures


def _check_folder(config: TrainingConfig, folder: Path) -> None:
    """Raise OutputError where the new model would take the place of another, or of one that it begins with."""
    made_from = [
        path for path in (config.begin_with, config.backbone_weights) if path not in (None, "imagenet", RANDOM)
    ]
    check_model_folder(folder, made_from, has_begun(config.work or folder / OWN_WORK, folder))


def _folder(config: TrainingConfig) -> Path:
    if config.only_offline_head:
        return find_model(config.out or config.name)
    return config.out or WEIGHTS / config.name
