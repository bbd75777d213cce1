"""After the last stage: honest confidence, the model's files, its card and its figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model import machine
from model.evaluation.calibration import fit_offsets, fit_temperature
from model.evaluation.evaluate import evaluate_model
from model.evaluation.metrics import summarise
from model.evaluation.pictures import confusion_picture
from model.evaluation.report import card_section, print_summary, put_section
from model.evaluation.track import Track
from model.network.lrcn import WEIGHTS_FILE, Lrcn, round_to_half, save_weights
from model.network.offline_head import OFFLINE_HEAD_WEIGHTS, save_offline_head
from model.program_name import program_name
from model.registry import CARD_FILE
from model.safe_text import markdown_cell, say
from model.spec import ModelSpec
from model.training import card
from model.training.accelerator import BACKEND
from model.training.config import TrainingConfig
from model.training.embeddings import VideoEmbeddings
from model.training.head import predict_along
from model.training.stage import Training
from model.training.start import origin_of_weights
from model.training_record import FRAMES_STAGE, HEAD_STAGE, SHALLOW_STAGE, WHOLE_STAGE, write_record


def calibrate(training: Training, validation: list[VideoEmbeddings]) -> ModelSpec:
    """Make the model's confidence honest: offsets go into its last layer, the temperature into its spec.

    Args:
        training: All of its stages are done.
        validation: What the CNN makes of the validation videos.

    Returns:
        The spec with the temperature.
    """
    parts = training.parts

    def tracks() -> list[Track]:
        return predict_along(parts.head, validation, parts.spec)

    round_to_half(parts.lrcn)
    _offset(parts, fit_offsets(tracks()))
    return parts.spec.with_(temperature=fit_temperature(tracks()))


def _offset(parts: Lrcn, offsets: np.ndarray) -> None:
    """Add ``offsets`` ``(labels,)`` to the last layer's biases, where they cost nothing."""
    last = parts.head.get_layer("probabilities")
    kernel, bias = last.get_weights()
    last.set_weights([kernel, bias + offsets])
    round_to_half(parts.lrcn)


def write_model(training: Training, spec: ModelSpec, folder: Path) -> ModelSpec:
    """Write the networks and last the description: a folder that has one holds a whole model.

    Returns:
        The spec that was written, with the offline head's cost of a change.
    """
    save_weights(training.parts, folder / WEIGHTS_FILE)
    if training.offline_head is None:
        (folder / OFFLINE_HEAD_WEIGHTS).unlink(missing_ok=True)  # of a model that stood here before
    else:
        save_offline_head(training.offline_head, folder)
        spec = spec.with_(switch_cost=training.results["offline_head"]["switch_cost"])
    if BACKEND == "tensorflow":
        from model.conversion.litert import convert

        convert(training.parts, folder)
    spec.write(folder)
    return spec


def write_offline_head(training: Training, folder: Path, device: str | None, minutes: float, quiet: bool) -> None:
    """Give the model in ``folder`` its new offline head; what it predicts live stays as it is.

    Args:
        training: Its offline head is trained.
        folder: The model's.
        device: The GPU that it was trained on, None without one.
        minutes: How long it took.
        quiet: Print nothing.
    """
    result, dataset = training.results["offline_head"], training.dataset
    save_offline_head(training.offline_head, folder)
    if BACKEND == "tensorflow":
        from model.conversion.litert import offline_head_flatbuffer
        from model.engine.offline_head import OFFLINE_HEAD_FILE
        from model.engine.provenance import write_network

        write_network(folder / OFFLINE_HEAD_FILE, offline_head_flatbuffer(training.offline_head))
    elif not quiet:
        say(f"Next, where TensorFlow is installed: {program_name()} convert {folder}")
    training.parts.spec.with_(switch_cost=result["switch_cost"]).write(folder)
    first_rows = [
        ("Command", card.code(training.config.command())),
        ("Videos", f"{len(dataset['training'])} of training, {len(dataset['validation'])} of validation"),
        ("Took", f"{minutes:.0f} minutes (stages kept from earlier runs not counted)"),
        ("Machine", machine.name(device)),
    ]
    card.write_offline_head(folder, result, first_rows)


def describe(training: Training, spec: ModelSpec, folder: Path, device: str | None, minutes: float) -> None:
    """Write the model's card anew, and its ``training.json``.

    Args:
        training: All of its stages are done.
        spec: The trained model's.
        folder: Its folder.
        device: The GPU that it was trained on, None without one.
        minutes: How long it took.
    """
    results, command = training.results, training.config.command()
    origin, computer = origin_of_weights(training.config, spec), machine.name(device)
    first_rows = [
        ("Command", card.code(command)),
        ("First weights of the CNN", markdown_cell(origin)),
        ("Last run took", f"{minutes:.0f} minutes (stages kept from earlier runs not counted)"),
        ("Machine", computer),
    ]
    if "head" in results:
        first_rows.append(("Chosen", f"epoch {results['head']['figures']['epoch']} of the head"))
    titles = {SHALLOW_STAGE: "shallow", FRAMES_STAGE: "frames", HEAD_STAGE: "head", WHOLE_STAGE: "sequences"}
    stages = {title: results.get(name, {}).get("epochs", []) for title, name in titles.items()}
    (folder / CARD_FILE).unlink(missing_ok=True)  # figures of the model that stood here before are not this one's
    card.write_training(
        folder, spec, training.dataset, first_rows, stages, results.get("frame_rate", {}).get("rates", {})
    )
    if "offline_head" in results:
        card.write_offline_head(folder, results["offline_head"])
    write_record(
        folder, stages, command=command, machine=computer, pretrained=origin, minutes=round(minutes, 1),
        image_size=list(spec.image_size),
        frozen_up_to=training.whole_cut, encoding=int(training.parts.encoder.output_shape[-1]),
        parameters=int(training.parts.lrcn.count_params()),
    )  # fmt: skip


def evaluate(training: Training, spec: ModelSpec, folder: Path, validation: list[VideoEmbeddings], quiet: bool) -> dict:
    """Figures on the validation footage, by the live program's own way where there is a folder of it.

    Without such a folder, or without TensorFlow to have converted the model, they come from the embeddings at hand.

    Returns:
        ``metrics.summarise``'s.
    """
    config, parts = training.config, training.parts
    if BACKEND != "tensorflow" and not quiet:
        say(f"Next, where TensorFlow is installed: {program_name()} convert {folder}")
    if config.validation is not None and BACKEND == "tensorflow":
        return evaluate_model(
            config.validation, folder, card=True, quiet=quiet, title="On validation footage",
            ignore_others=config.ignore_other_labels, leave_out=config.leave_out,
        )  # fmt: skip
    tracks = predict_along(parts.head, validation, spec, spec.temperature)
    whose = f"every fifth video of {config.data.name}" if config.validation is None else config.validation.name
    summary = {"model": spec.name, "data": whose, "sample_fps": spec.sample_fps}
    summary |= summarise(tracks, spec.labels, spec.clip_length)
    if not quiet:
        print_summary(summary, f"{spec.name}: on the {len(training.dataset['validation'])} videos set aside")
    confusion_picture(summary, folder / "confusion_validation.png", "On videos set aside")
    put_section(folder, "On videos set aside", card_section(summary, "confusion_validation.png"))
    return summary


def evaluate_left_out(config: TrainingConfig, folder: Path, quiet: bool) -> None:
    """Put into the card how well the model knows the folder that was left out.

    Args:
        config: Says which one.
        folder: The model's.
        quiet: Print nothing.
    """
    evaluate_model(
        Path(config.validation or config.data) / config.leave_out, folder, card=True, quiet=quiet,
        title=f"On {config.leave_out}, left out", ignore_others=config.ignore_other_labels,
    )  # fmt: skip
