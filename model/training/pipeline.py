"""The whole training, stage by stage; each leaves its result in the work folder, and a rerun goes on after the last."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.conversion.precision import choose_precision
from model.errors import ModelError
from model.evaluation.calibration import fit_offsets, fit_temperature
from model.evaluation.evaluate import evaluate_model
from model.evaluation.metrics import summarise
from model.evaluation.pictures import confusion_picture
from model.evaluation.report import CARD_FILE, card_section, print_summary, put_section
from model.network.architectures import architecture
from model.network.backbones import BACKBONES, keras
from model.network.lrcn import WEIGHTS_FILE, Lrcn, round_to_half, save_weights
from model.network.offline_head import HINDSIGHT_WEIGHTS, save_hindsight
from model.progress import Progress
from model.registry import WEIGHTS
from model.safe_text import say
from model.spec import ModelSpec
from model.training import card
from model.training.accelerator import BACKEND, gpu
from model.training.head import better_rate, follow_encoded
from model.training.head_stages import compare_rates, encode_footage, teach_head, teach_hindsight
from model.training.hindsight import TaughtHindsight
from model.training.material import marks, split_footage
from model.training.record import FRAMES_STAGE, HEAD_STAGE, WHOLE_STAGE, write_record
from model.training.stages import Stages
from model.training.teach import begin, teach_frames, teach_stretches


def train_model(
    data: Path,
    name: str,
    *,
    validation: Path | None = None,
    arch: str = "b5_lstm_256",
    seed: int = 0,
    sample_fps: str | float = "auto",
    backbone_weights: str | Path = "imagenet",
    work: Path | None = None,
    out: Path | None = None,
    epochs: int = 7,
    head_epochs: int = 25,
    views: int = 3,
    passes: int = 2,
    frames_per_second: float = 3.0,
    whole_epochs: int = 0,
    whole_views: int = 2,
    whole_rate: float | None = None,
    begin_with: Path | None = None,
    labels: tuple[str, ...] | None = None,
    image_size: int | None = None,
    hindsight_epochs: int = 0,
    ignore_others: bool = False,
    mixed_precision: bool | None = None,
    quiet: bool = False,
) -> dict:
    """Train ``arch`` on the labelled footage in ``data`` and write the model to ``out`` (by default ``weights/NAME``).

    validation: labelled footage that every choice is made on; None: every fifth video of ``data`` is set aside.
    sample_fps: frames per second of video time, or ``auto`` to compare ``head_stages.RATES``.
    backbone_weights: ``imagenet`` or a file.
    work: where finished stages are kept, by default ``out/.train``; called again with the same settings, it goes on.
    epochs, views, frames_per_second: fine-tuning's passes, looks of each frame and frames per labelled second.
    whole_epochs: passes of the whole LRCN over the footage after fine-tuning, each in another of ``whole_views`` looks;
    0: the CNN stays as fine-tuned and only the head is trained on its encodings.
    whole_rate: the highest learning rate of those passes; None: the CNN's own (``BACKBONES``), halved.
    begin_with: a trained model's folder whose CNN is the start; with ``epochs`` 0 it is not fine-tuned on frames, and the
    passes of the whole LRCN go on with that model's head too, where it is of the same shape.
    head_epochs: at most, for the head. passes: times each video is encoded for it, and for hindsight, all but the first in
    random looks. hindsight_epochs: for the network that makes timelines of recorded video; 0: the model gets none.
    labels: what the footage is labelled with, in the order of the outputs; None: the architecture's own.
    image_size: height and width in pixels of what the CNN sees; None: the architecture's own (224).
    ignore_others: moments of the footage with other labels teach nothing, instead of being an error.
    mixed_precision: compute in float16 where the CNN learns; None: on a GPU.
    Returns the figures on the validation footage (``metrics.summarise``). Raises ModelError or FootageError.
    """
    began = time.monotonic()
    device = gpu()
    mixed = device is not None if mixed_precision is None else mixed_precision
    spec = architecture(arch).with_(name=name)
    if labels:
        spec = spec.with_(labels=tuple(labels))
    if image_size:
        spec = spec.with_(image_size=(image_size, image_size))
    rate = _rate(sample_fps)
    for what, number, least in (
        ("epochs", epochs, 0 if begin_with else 1),
        ("whole epochs", whole_epochs, 0),
        ("views", views, 0),
        ("whole views", whole_views, 0),
        ("passes", passes, 1),
        ("head epochs", head_epochs, 1),
        ("hindsight epochs", hindsight_epochs, 0),
    ):
        if number < least:
            raise ModelError(f"Received {number} {what}: expected a whole number from {least}.")
    if whole_rate is not None and not 0 < whole_rate <= 1:
        raise ModelError(f"Received a whole rate of {whole_rate:g}: expected a learning rate above 0 and at most 1.")
    if not frames_per_second > 0:
        raise ModelError(f"Received {frames_per_second} frames per second: expected a number above 0.")
    out = Path(out) if out else WEIGHTS / name
    footage = split_footage(Path(data), validation, spec.labels, ignore_others)
    out.mkdir(parents=True, exist_ok=True)
    stages = Stages(Path(work) if work else out / ".train")
    keras.utils.set_random_seed(seed)
    with Progress(quiet) as progress:
        parts, known = begin(spec, backbone_weights, begin_with)
        start = parts.head.get_weights()
        settings = {
            "arch": arch, "seed": seed, "views": views, "per_second": frames_per_second,
            "backbone": str(begin_with or backbone_weights), "labels": list(spec.labels), "epochs": epochs,
            "videos": marks(footage),
        } | ({"image": image_size} if image_size else {})  # fmt: skip
        history = teach_frames(parts, footage, stages, settings, progress, mixed) if epochs else []
        settings |= {"head_epochs": head_epochs, "passes": passes}
        rates = {}
        if not rate:
            encoded = encode_footage(parts, footage, stages, seed, passes, progress)
            rates = compare_rates(parts, start, encoded, stages, settings, progress)
        spec = spec.with_(sample_fps=rate or better_rate(rates))
        parts = replace(parts, spec=spec)
        parts.head.set_weights(start)
        head, whole = [], []
        if whole_epochs:
            settings |= {"whole": whole_epochs, "whole_views": whole_views, "fps": spec.sample_fps}
            settings |= {"whole_rate": whole_rate} if whole_rate else {}
            known = None if epochs else known  # a CNN tuned on frames since is not the one it knows
            whole = teach_stretches(parts, footage, stages, settings, progress, mixed, known)
            encoded = encode_footage(parts, {"validation": footage["validation"]}, stages, seed, 1, progress)
            figures = {"epoch": max(whole, key=lambda f: f["balanced"])["epoch"]}
        else:
            encoded = encode_footage(parts, footage, stages, seed, passes, progress)
            figures, head = teach_head(parts, spec, encoded, stages, settings, progress)
            progress.say(f"Head, epoch {figures['epoch']}: {card.one_line(figures)}")
        round_to_half(parts.lrcn)
        tracks = follow_encoded(parts.head, encoded["validation"], spec.sample_fps, spec.labels, spec.clip_length)
        _offset(parts, fit_offsets(tracks))
        tracks = follow_encoded(parts.head, encoded["validation"], spec.sample_fps, spec.labels, spec.clip_length)
        spec = spec.with_(temperature=fit_temperature(tracks))
        back = None
        if hindsight_epochs:
            settings |= {"hindsight_epochs": hindsight_epochs, "hindsight_passes": passes}
            back = teach_hindsight(parts, spec, footage, stages, settings, progress)
        spec = _write(parts, spec, out, back)
        if BACKEND == "tensorflow":
            choose_precision(out, footage["validation"], progress)
    command = (
        f"run_app.py train {data} --name {name} --validation {validation or '(every fifth video)'} --arch {arch} "
        f"--seed {seed} --sample-fps {sample_fps} --epochs {epochs} --head-epochs {head_epochs} --views {views} "
        f"--passes {passes} --frames-per-second {frames_per_second:g}"
        + (f" --whole-epochs {whole_epochs} --whole-views {whole_views}" if whole_epochs else "")
        + (f" --whole-rate {whole_rate:g}" if whole_epochs and whole_rate else "")
        + (f" --begin-with {begin_with}" if begin_with else "")
        + (f" --backbone-weights {backbone_weights}" if backbone_weights != "imagenet" and not begin_with else "")
        + (f" --labels {','.join(labels)}" if labels else "")
        + (f" --image-size {image_size}" if image_size else "")
        + f" --hindsight-epochs {hindsight_epochs}"
        + (" --ignore-other-labels" if ignore_others else "")
    )
    minutes = (time.monotonic() - began) / 60
    origin = _origin(spec, backbone_weights, begin_with)
    facts = [
        ("Command", f"`{command}`"),
        ("First weights of the CNN", origin),
        ("Last run took", f"{minutes:.0f} minutes (stages kept from earlier runs not counted)"),
        ("Machine", card.machine(device)),
    ]
    if not whole:
        facts.append(("Chosen", f"epoch {figures['epoch']} of the head"))
    (out / CARD_FILE).unlink(missing_ok=True)  # figures of the model that stood here before are not this one's
    taught = {FRAMES_STAGE: history, HEAD_STAGE: head, WHOLE_STAGE: whole}
    card.write_training(out, spec, footage, facts, taught, rates)
    if back is not None:
        card.write_hindsight(out, back)
    write_record(out, parts, origin, command, card.machine(device), taught, minutes)
    return _evaluate(data, validation, footage, out, spec, encoded, parts, ignore_others, quiet)


def _rate(sample_fps: str | float) -> float | None:
    if sample_fps == "auto":
        return None
    try:
        rate = float(sample_fps)
        if 0 < rate <= 240:
            return rate
    except ValueError:
        pass
    raise ModelError(f"Received sample-fps {sample_fps!r}: expected `auto` or a rate above 0 and at most 240.")


def _origin(spec: ModelSpec, backbone_weights: str | Path, begin_with: Path | None) -> str:
    if begin_with is not None:
        return f"those of the trained model {Path(begin_with).name}"
    if BACKBONES[spec.backbone].learns_from_nothing(backbone_weights):
        return "random"
    return "ImageNet" if "imagenet" in str(backbone_weights) else str(backbone_weights)


def _offset(parts: Lrcn, offsets: np.ndarray) -> None:
    """Add ``offsets`` to the last layer's biases, where they cost nothing."""
    last = parts.head.get_layer("probabilities")
    kernel, bias = last.get_weights()
    last.set_weights([kernel, bias + offsets])
    round_to_half(parts.lrcn)


def _write(parts: Lrcn, spec: ModelSpec, out: Path, back: TaughtHindsight | None) -> ModelSpec:
    save_weights(parts, out / WEIGHTS_FILE)
    if back is None:
        (out / HINDSIGHT_WEIGHTS).unlink(missing_ok=True)  # of a model that stood here before
    else:
        save_hindsight(back.network, out)
        spec = spec.with_(switch_cost=back.switch_cost)
    if BACKEND == "tensorflow":
        from model.conversion.litert import convert

        convert(parts, out)
    spec.write(out)  # last: a folder with a description is a whole model
    return spec


def _evaluate(
    data, validation, footage, out: Path, spec: ModelSpec, encoded, parts: Lrcn, ignore_others: bool, quiet: bool
) -> dict:
    """Validation figures by the live program's own way; from the encodings at hand where that cannot be.

    It takes a validation folder, and TensorFlow to have converted the model.
    """
    if BACKEND != "tensorflow" and not quiet:
        say(f"Next, where TensorFlow is installed: run_app.py convert {out}")
    if validation is not None and BACKEND == "tensorflow":
        return evaluate_model(
            Path(validation), out, card=True, quiet=quiet, title="On validation footage", ignore_others=ignore_others
        )
    tracks = follow_encoded(
        parts.head, encoded["validation"], spec.sample_fps, spec.labels, spec.clip_length, spec.temperature
    )
    summary = {
        "model": spec.name,
        "data": f"every fifth video of {Path(data).name}" if validation is None else Path(validation).name,
        "sample_fps": spec.sample_fps,
    }
    summary |= summarise(tracks, spec.labels, spec.clip_length)
    if not quiet:
        print_summary(summary, f"{spec.name}: on the {len(footage['validation'])} videos set aside")
    confusion_picture(summary, out / "confusion_validation.png", "On videos set aside")
    put_section(out, "On videos set aside", card_section(summary, "confusion_validation.png"))
    return summary
